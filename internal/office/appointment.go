package office

import (
	"time"

	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// AppointmentState is what became of an appointment.
type AppointmentState string

// The states.
const (
	Booked    AppointmentState = "booked"
	Attended  AppointmentState = "attended"
	Missed    AppointmentState = "missed"
	Cancelled AppointmentState = "cancelled"
)

// AppointmentStates lists them.
func AppointmentStates() []AppointmentState {
	return []AppointmentState{Booked, Attended, Missed, Cancelled}
}

// steps is the one table of what may follow what; move leads back to booked.
//
//nolint:gochecknoglobals // a table
var steps = map[AppointmentState]map[string]AppointmentState{
	Booked:    {"attend": Attended, "miss": Missed, "cancel": Cancelled, "move": Booked},
	Attended:  {},
	Missed:    {"attend": Attended}, // somebody came late
	Cancelled: {},
}

// Appointment is a time at a desk.
type Appointment struct {
	Organisation id.Organisation  `db:"organisation_id"`
	ID           id.Appointment   `db:"id"`
	Office       id.Office        `db:"office_id"`
	OfficeName   string           `db:"office_name"`
	Desk         int              `db:"desk"`
	StartsAt     time.Time        `db:"starts_at"`
	EndsAt       time.Time        `db:"ends_at"`
	Employee     id.Employee      `db:"employee_id"`
	EmployeeName string           `db:"employee_name"`
	Purpose      string           `db:"purpose"`
	State        AppointmentState `db:"state"`
	BookedAt     time.Time        `db:"booked_at"`
	RemindedAt   *time.Time       `db:"reminded_at"`
	Version      int64            `db:"version"`

	Actions []string `db:"-"`
}

// may says whether the step can be taken now. Nobody has come before the day, and what is past is
// neither cancelled nor moved.
func (a Appointment) may(step string, now time.Time) bool {
	if _, ok := steps[a.State][step]; !ok {
		return false
	}
	if step == "cancel" || step == "move" {
		return now.Before(a.StartsAt)
	}
	today, day := calendar.Today(now), calendar.Today(a.StartsAt)
	return !today.Before(day) && (step != "miss" || !now.Before(a.StartsAt))
}

func stepNotAllowed() *fault.Fault {
	return fault.New(fault.Conflict, "appointment_step_not_allowed", "This cannot be done with the appointment now.")
}

func slotTaken() *fault.Fault {
	return fault.New(fault.Conflict, "slot_taken", "Somebody else was first: the time is taken. Choose another one.").
		On("/starts_at", "slot_taken", "Taken.")
}

// wallTime is the time of day as the reader writes it.
func wallTime(language string, at time.Time) string {
	if language == "en" {
		return at.In(calendar.Copenhagen()).Format("15:04")
	}
	return at.In(calendar.Copenhagen()).Format("15.04")
}

// remindOn is the working day before (U13).
func (a Appointment) remindOn() calendar.Date {
	return calendar.AddWorkingDays(calendar.Today(a.StartsAt), -1)
}
