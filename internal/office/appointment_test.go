package office_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/notify"
	"hverv/internal/office"
)

func TestAppointmentIsBookedMovedAndCancelled_U13(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who := d.Employ(d.Org, "Søren", "2020-01-01", "")
	a, err := d.book(who, who, d.at("2026-11-24", "08:20"))
	d.Must(err)
	if a.State != office.Booked || a.Desk != 1 || !slices.Equal(a.Actions, []string{"move", "cancel"}) || d.mails.of(notify.AppointmentBooked) != 1 {
		t.Fatalf("%+v", a)
	}
	_, err = d.book(d.officer, d.officer, d.at("2026-11-24", "08:20"))
	d.refused(err, "slot_taken")
	for when, code := range map[time.Time]string{
		d.at("2026-11-24", "08:10"): "not_open_then", d.at("2026-11-24", "09:00"): "not_open_then", d.at("2026-12-25", "08:00"): "not_open_then",
		d.at("2026-11-20", "08:00"): "slot_past",
	} {
		_, err = d.book(who, who, when)
		d.refused(err, code)
	}
	moved, err := d.service.Move(d.As(d.officer), d.Org, a.ID, id.Office{}, d.at("2026-11-25", "08:00"))
	d.Must(err)
	if !moved.StartsAt.Equal(d.at("2026-11-25", "08:00")) || d.mails.of(notify.AppointmentBooked) != 2 {
		t.Errorf("%+v", moved)
	}
	_, err = d.book(d.officer, d.officer, d.at("2026-11-24", "08:20"))
	d.Must(err) // the old time is free again
	gone, err := d.service.Cancel(d.As(d.officer), d.Org, a.ID)
	d.Must(err)
	if gone.State != office.Cancelled || len(gone.Actions) != 0 || d.mails.of(notify.AppointmentCancelled) != 1 {
		t.Errorf("%+v", gone)
	}
	_, err = d.service.Cancel(d.As(who), d.Org, a.ID)
	d.refused(err, "appointment_step_not_allowed")
}

func TestLastDeskIsGivenOnce_U13(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for round := range 4 {
		var errs [3]error
		var all sync.WaitGroup
		when := d.at("2026-11-23", "08:00").AddDate(0, 0, round)
		for n := range errs {
			who := d.Employ(d.Org, "Nr", "2020-01-01", "")
			ctx := d.As(who)
			all.Go(func() {
				_, errs[n] = d.service.Book(ctx, office.Book{Organisation: d.Org, Office: d.place.ID, Employee: who, StartsAt: when, Purpose: "other"})
			})
		}
		all.Wait()
		codes := []string{}
		for _, err := range errs {
			codes = append(codes, fault.CodeOf(err))
		}
		slices.Sort(codes)
		if !slices.Equal(codes, []string{"", "slot_taken", "slot_taken"}) {
			t.Errorf("%v", errs)
		}
	}
	if n := d.Count(`select count(*) from appointments`); n != 4 {
		t.Errorf("%d appointments", n)
	}
}

// The office's slots become longer; what was agreed still takes its desk.
func TestBookedTimesStayTakenWhenTheHoursChange_U13(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who := d.Employ(d.Org, "Søren", "2020-01-01", "")
	_, err := d.book(who, who, d.at("2026-11-24", "08:20"))
	d.Must(err)
	longer := d.place
	longer.SlotMinutes = 30
	changed, err := d.service.Change(d.As(d.officer), longer)
	d.Must(err)
	_, err = d.service.Change(d.As(d.officer), longer)
	d.refused(err, "stale")
	slots, closed, err := d.service.Slots(d.As(who), office.Days{Organisation: d.Org, Office: d.place.ID, From: calendar.Must("2026-11-22"), Days: 7})
	d.Must(err)
	if len(slots) != 10 || len(closed) != 0 || slots[2].Free != 0 || slots[3].Free != 0 || slots[4].Free != 1 {
		t.Errorf("%+v %+v", slots, closed)
	}
	_, err = d.service.Close(d.As(d.officer), d.Org, d.place.ID, changed.Version)
	d.refused(err, "office_has_appointments")
}

func TestPeopleComeOrDoNot_U13(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who := d.Employ(d.Org, "Søren", "2020-01-01", "")
	a, err := d.book(who, who, d.at("2026-11-24", "08:20"))
	d.Must(err)
	_, err = d.service.Settle(d.As(d.officer), d.Org, a.ID, true)
	d.refused(err, "appointment_step_not_allowed") // nobody has come before the day
	d.Clock.Advance(46*time.Hour + 30*time.Minute) // half past eight on Tuesday
	_, err = d.service.Cancel(d.As(who), d.Org, a.ID)
	d.refused(err, "appointment_step_not_allowed")
	missed, err := d.service.Settle(d.As(d.officer), d.Org, a.ID, false)
	d.Must(err)
	if missed.State != office.Missed {
		t.Errorf("%+v", missed)
	}
	came, err := d.service.Settle(d.As(d.officer), d.Org, a.ID, true) // late
	d.Must(err)
	if came.State != office.Attended || len(came.Actions) != 0 {
		t.Errorf("%+v", came)
	}
}

func TestReminderGoesOutTheWorkingDayBefore_U13(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who := d.Employ(d.Org, "Søren", "2020-01-01", "")
	_, err := d.book(who, who, d.at("2026-11-30", "08:00")) // Monday: Friday is the day before
	d.Must(err)
	remind := func(want int) {
		t.Helper()
		for range 2 {
			d.Must(d.service.Remind(authz.AsMachine(t.Context(), "reminder", d.DB.Now())))
		}
		if n := d.mails.of(notify.AppointmentReminder); n != want {
			t.Errorf("%s: %d reminders, want %d", d.DB.Now(), n, want)
		}
	}
	d.Clock.Advance(4 * 24 * time.Hour) // Thursday
	remind(0)
	d.Clock.Advance(24 * time.Hour)
	remind(1)
	d.Clock.Advance(48 * time.Hour)
	remind(1)
}

func TestWhoHasNoMailGetsALetter_U13(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who := d.Employ(d.Org, "Søren", "2020-01-01", "")
	d.SQL(`update employees set email = '' where id = $1`, who)
	a, err := d.book(d.officer, who, d.at("2026-11-24", "08:20"))
	d.Must(err)
	waiting, err := d.letters.Letters(d.As(d.officer), d.Org, "", id.Letter{}, 5)
	d.Must(err)
	if len(waiting.Data) != 1 || waiting.Data[0].Kind != "appointment" || d.mails.of(notify.AppointmentBooked) != 0 {
		t.Errorf("%+v", waiting.Data)
	}
	_, err = d.service.Cancel(d.As(d.officer), d.Org, a.ID)
	d.Must(err)
	if n := d.Count(`select count(*) from letters where state = 'void'`); n != 1 {
		t.Error("the letter of a cancelled time is still printed")
	}
}

func TestWhoMayBookForWhom_U13(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who := d.Employ(d.Org, "Søren", "2020-01-01", "")
	stranger := d.Employ(d.Stranger, "Fremmed", "2020-01-01", "")
	day := 0
	for name, c := range map[string]struct {
		as   id.Employee
		code string
	}{
		"the employee": {who, ""}, "a card officer": {d.officer, ""}, "a user administrator": {d.users, ""},
		"the organisation's administrator": {d.admin, "forbidden"}, "a colleague": {d.Employ(d.Org, "Ib", "2020-01-01", ""), "forbidden"}, "a stranger": {stranger, "not_found"},
	} {
		day++
		a, err := d.book(c.as, who, d.at("2026-11-23", "08:00").AddDate(0, 0, 7*day))
		if got := fault.CodeOf(err); got != c.code {
			t.Errorf("%s: %q, want %q (%v)", name, got, c.code, err)
		}
		if err == nil {
			_, err = d.service.Cancel(d.As(c.as), d.Org, a.ID)
			d.Must(err)
		}
	}
	in := office.Days{Organisation: d.Org, Office: d.place.ID, From: calendar.Must("2026-11-23"), Days: 7}
	_, err := d.service.Appointments(d.As(who), in)
	d.refused(err, "forbidden")
	_, err = d.service.Open(d.As(who), plan("Mit kontor", 1))
	d.refused(err, "not_found") // it names no organisation of theirs
	d.SQL(`update employments set ended_at = $2 where employee_id = $1`, who, d.DB.Now())
	_, err = d.book(d.officer, who, d.at("2026-11-24", "08:00"))
	d.refused(err, "employee_not_employed")
}

// Who leaves is expected no more, and the time is somebody else's to book (L5).
func TestLeaversTimesAreFree_U13_L5(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	leaver, _ := d.holder("Søren")
	other, _ := d.holder("Bodil")
	when := d.at("2026-11-24", "08:00")
	booked, err := d.book(d.officer, leaver, when)
	d.Must(err)
	d.Seed(d.Org, authz.EmployeeCreate, func(ctx context.Context, tx *database.Tx, decision authz.Decision) error {
		return d.service.CancelAllIn(ctx, tx, decision, d.Org, leaver)
	})
	if n := d.Count(`select count(*) from audit_events where name = 'appointment.cancelled' and subject_id = $1`, booked.ID.String()); n != 1 {
		t.Errorf("%d events tell of it", n)
	}
	_, err = d.book(d.officer, other, when)
	d.Must(err)
}
