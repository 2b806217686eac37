package office

import (
	"context"
	"slices"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/letter"
	"hverv/internal/notify"
	"hverv/internal/organisation"
	"hverv/internal/printing"
)

// Appointments are those of some days at an office, for who works there.
func (s *Service) Appointments(ctx context.Context, in Days) ([]Appointment, error) {
	permit, err := authz.Require(ctx, authz.AppointmentList, authz.In(in.Organisation))
	if err != nil {
		return nil, err
	}
	if err := in.check(calendar.Today(s.DB.Now())); err != nil {
		return nil, err
	}
	var all []Appointment
	err = s.DB.Read(ctx, func(tx *database.Tx) error {
		o, err := findOffice(ctx, tx, in.Organisation, in.Office)
		if err != nil {
			return err
		}
		facts, err := at(ctx, tx, o)
		if err != nil {
			return err
		}
		if _, err := permit.On(facts); err != nil {
			return err
		}
		all, err = listAppointments(ctx, tx, in.Organisation, in.Office, calendar.StartOfDay(in.From), calendar.StartOfDay(in.From.AddDays(in.Days)))
		for i := range all {
			all[i] = all[i].allowed(ctx, tx.Now)
		}
		return err
	})
	return all, err
}

// AppointmentsOf are those that an employee still has.
func (s *Service) AppointmentsOf(ctx context.Context, org id.Organisation, of id.Employee) ([]Appointment, error) {
	permit, err := authz.Require(ctx, authz.AppointmentRead, authz.In(org))
	if err != nil {
		return nil, err
	}
	var all []Appointment
	err = s.DB.Read(ctx, func(tx *database.Tx) error {
		e, err := employee.Find(ctx, tx, org, of)
		if err != nil {
			return err
		}
		if _, err := permit.On(e.Facts()); err != nil {
			return err
		}
		all, err = appointmentsOf(ctx, tx, org, of, tx.Now)
		for i := range all {
			all[i] = all[i].allowed(ctx, tx.Now)
		}
		return err
	})
	return all, err
}

// verbs say which act each step is.
//
//nolint:gochecknoglobals // a table
var verbs = []struct {
	step   string
	action authz.Action
}{
	{"attend", authz.AppointmentSettle}, {"miss", authz.AppointmentSettle}, {"move", authz.AppointmentBook}, {"cancel", authz.AppointmentCancel},
}

func (a Appointment) allowed(ctx context.Context, now time.Time) Appointment {
	a.Actions = []string{}
	for _, v := range verbs {
		own := authz.Can(ctx, v.action, authz.In(a.Organisation), authz.Facts{Owner: a.Employee})
		if a.may(v.step, now) && (own || authz.May(ctx, v.action, authz.In(a.Organisation)) && authz.May(ctx, authz.AppointmentList, authz.In(a.Organisation))) {
			a.Actions = append(a.Actions, v.step)
		}
	}
	return a
}

// Book asks for a time.
type Book struct {
	Organisation id.Organisation
	Office       id.Office
	Employee     id.Employee
	StartsAt     time.Time
	Purpose      string
}

// Purposes lists what somebody may come for.
func Purposes() []string { return []string{"hand_out", "proofing", "return", "other"} }

const mostAhead = 3 // appointments that one person may have

// Book books a time for an employee: the employee's own doing, or an officer's. Of two who want the last
// desk one gets it.
func (s *Service) Book(ctx context.Context, in Book) (Appointment, error) {
	permit, err := authz.Require(ctx, authz.AppointmentBook, authz.In(in.Organisation))
	if err != nil {
		return Appointment{}, err
	}
	var c fault.Check
	c.That(slices.Contains(Purposes(), in.Purpose), "/purpose", "unknown", "Say what the time is for.")
	if err := c.Err(); err != nil {
		return Appointment{}, err
	}
	return idempotency.Once(ctx, s.DB, func(tx *database.Tx) (Appointment, error) {
		a := Appointment{
			Organisation: in.Organisation, ID: id.New[id.Appointment](), Employee: in.Employee, Purpose: in.Purpose, State: Booked, BookedAt: tx.Now, Version: 1,
		}
		e, decision, err := s.expectedOf(ctx, tx, permit, in.Organisation, in.Employee)
		if err != nil {
			return a, err
		}
		o, err := s.seat(ctx, tx, &a, in.Office, in.StartsAt)
		if err != nil {
			return a, err
		}
		if err := insertAppointment(ctx, tx, a, decision.Actor().Employee); err != nil {
			return a, err
		}
		a.EmployeeName = e.Name()
		ev := a.event(decision, "appointment.booked")
		ev.New = true
		if err := s.Audit.Record(ctx, tx, ev); err != nil {
			return a, err
		}
		return a.allowed(ctx, tx.Now), s.agreed(ctx, tx, decision, a, o, e, "no")
	})
}

// expectedOf judges the permit on somebody who may be expected: employed, in a connected organisation.
func (s *Service) expectedOf(ctx context.Context, tx *database.Tx, permit authz.Permit, org id.Organisation, of id.Employee) (employee.Employee, authz.Decision, error) {
	e, err := employee.Lock(ctx, tx, org, of)
	if err != nil {
		return e, authz.Decision{}, err
	}
	decision, err := permit.On(e.Facts())
	if err != nil {
		return e, decision, err
	}
	o, err := organisation.Find(ctx, tx, org)
	if err == nil {
		err = o.Open()
	}
	if err == nil && e.Status == employee.Ended {
		err = fault.New(fault.Conflict, "employee_not_employed", "The employee has no employment now or to come.")
	}
	return e, decision, err
}

// seat gives the appointment a desk at a time, under the office's lock.
func (s *Service) seat(ctx context.Context, tx *database.Tx, a *Appointment, which id.Office, when time.Time) (Office, error) {
	o, err := lockOffice(ctx, tx, a.Organisation, which)
	if err != nil {
		return o, err
	}
	if o.EndedAt != nil {
		return o, officeClosed()
	}
	slot, ok := o.slot(when)
	if !ok {
		return o, fault.New(fault.Invalid, "not_open_then", "The office has no such time. Choose one of those shown.").On("/starts_at", "not_open_then", "No such time.")
	}
	if !tx.Now.Before(slot.StartsAt) {
		return o, fault.New(fault.Invalid, "slot_past", "The time is past. Choose one to come.").On("/starts_at", "slot_past", "Past.")
	}
	n, err := ahead(ctx, tx, a.Organisation, a.Employee, a.ID)
	if err != nil {
		return o, err
	}
	if n >= mostAhead {
		return o, fault.New(fault.Conflict, "too_many_appointments", "The employee has enough appointments. Move or cancel one of them.")
	}
	busy, err := listBooked(ctx, tx, a.Organisation, which, slot.StartsAt, slot.EndsAt)
	if err != nil {
		return o, err
	}
	desks := free(o, slot, busy)
	if len(desks) == 0 {
		return o, slotTaken()
	}
	a.Office, a.OfficeName, a.Desk, a.StartsAt, a.EndsAt = o.ID, o.Name, desks[0], slot.StartsAt, slot.EndsAt
	return o, nil
}

func (a Appointment) event(decision authz.Decision, name string) audit.Event {
	return audit.Event{
		Decision: decision, Name: name, Subject: audit.On("appointment", a.ID), Person: a.Employee.String(),
		After: audit.Fields{"office_id": a.Office.String(), "starts_at": a.StartsAt.UTC().Format(time.RFC3339), "purpose": a.Purpose, "state": string(a.State)},
	}
}

// values are what the messages about an appointment need.
func (a Appointment) values(o Office, language string) map[string]string {
	return map[string]string{
		"office": o.Name, "place": o.Address.Street + ", " + o.Address.PostalCode + " " + o.Address.City,
		"on": calendar.Today(a.StartsAt).String(), "at": wallTime(language, a.StartsAt),
	}
}

// agreed confirms an appointment: by e-mail, or by letter to who has none.
func (s *Service) agreed(ctx context.Context, tx *database.Tx, decision authz.Decision, a Appointment, o Office, e employee.Employee, moved string) error {
	language, err := languageOf(ctx, tx, a.Organisation, a.Employee)
	if err != nil {
		return err
	}
	if e.Email != "" {
		values := a.values(o, language)
		values["moved"] = moved
		return s.tell(ctx, tx, e, notify.AppointmentBooked, values)
	}
	org, err := organisation.Find(ctx, tx, a.Organisation)
	if err != nil {
		return err
	}
	to, err := printing.Recipient(ctx, tx, org, e, nil)
	if fault.CodeOf(err) == "address_missing" {
		return nil // who has neither is told at the desk that books
	}
	if err != nil {
		return err
	}
	content := a.letter(o, language, e.Name(), tx.Today)
	content.Sender, content.To = printing.Sender(org), to
	_, err = s.Letters.QueueIn(ctx, tx, decision, printing.New{Organisation: org.ID, Kind: printing.Appointment, Employee: e.ID, Content: content})
	return err
}

func (a Appointment) letter(o Office, language, name string, today calendar.Date) letter.Letter {
	v := a.values(o, language)
	l := letter.Letter{Language: language, Date: today}
	if language == "en" {
		l.Title, l.Text = "Your appointment", []string{"Dear " + name, "You have an appointment at our issuing office."}
		l.Facts = [][2]string{{"When", letter.Day("en", calendar.Today(a.StartsAt)) + " at " + v["at"]}, {"Where", o.Name + "\n" + v["place"]}}
		l.Closing = []string{"Bring a valid passport or driving licence. If you cannot come, tell us in good time."}
		return l
	}
	l.Title, l.Text = "Din aftalte tid", []string{"Kære " + name, "Du har en tid på vores udleveringskontor."}
	l.Facts = [][2]string{{"Hvornår", letter.Day("da", calendar.Today(a.StartsAt)) + " kl. " + v["at"]}, {"Hvor", o.Name + "\n" + v["place"]}}
	l.Closing = []string{"Medbring gyldigt pas eller kørekort. Kan du ikke komme, så giv os besked i god tid."}
	return l
}

// Move gives an appointment another time, at the same office or another.
func (s *Service) Move(ctx context.Context, org id.Organisation, which id.Appointment, to id.Office, when time.Time) (Appointment, error) {
	permit, err := authz.Require(ctx, authz.AppointmentBook, authz.In(org))
	if err != nil {
		return Appointment{}, err
	}
	return s.step(ctx, permit, org, which, "move", func(tx *database.Tx, decision authz.Decision, a *Appointment, e employee.Employee) error {
		if to.IsZero() {
			to = a.Office
		}
		if e.Status == employee.Ended {
			return fault.New(fault.Conflict, "employee_not_employed", "The employee has no employment now or to come.")
		}
		o, err := s.seat(ctx, tx, a, to, when)
		if err != nil {
			return err
		}
		a.RemindedAt = nil
		return s.agreed(ctx, tx, decision, *a, o, e, "yes")
	})
}

// Cancel gives a time back, and tells the employee unless it is their own doing.
func (s *Service) Cancel(ctx context.Context, org id.Organisation, which id.Appointment) (Appointment, error) {
	permit, err := authz.Require(ctx, authz.AppointmentCancel, authz.In(org))
	if err != nil {
		return Appointment{}, err
	}
	return s.step(ctx, permit, org, which, "cancel", func(tx *database.Tx, decision authz.Decision, a *Appointment, e employee.Employee) error {
		if err := s.Letters.VoidIn(ctx, tx, org, e.ID, printing.Appointment); err != nil || decision.Actor().Employee == e.ID || e.Email == "" {
			return err
		}
		o, err := findOffice(ctx, tx, org, a.Office)
		if err != nil {
			return err
		}
		language, err := languageOf(ctx, tx, org, e.ID)
		if err != nil {
			return err
		}
		return s.tell(ctx, tx, e, notify.AppointmentCancelled, a.values(o, language))
	})
}

// Settle says that somebody came, or did not.
func (s *Service) Settle(ctx context.Context, org id.Organisation, which id.Appointment, came bool) (Appointment, error) {
	permit, err := authz.Require(ctx, authz.AppointmentSettle, authz.In(org))
	if err != nil {
		return Appointment{}, err
	}
	step := "miss"
	if came {
		step = "attend"
	}
	return s.step(ctx, permit, org, which, step, func(*database.Tx, authz.Decision, *Appointment, employee.Employee) error { return nil })
}

// told names the steps in the log.
//
//nolint:gochecknoglobals // a table
var told = map[string]string{
	"move": "appointment.moved", "cancel": "appointment.cancelled", "attend": "appointment.attended", "miss": "appointment.missed",
}

func (s *Service) step(ctx context.Context, permit authz.Permit, org id.Organisation, which id.Appointment, step string,
	do func(*database.Tx, authz.Decision, *Appointment, employee.Employee) error,
) (Appointment, error) {
	return idempotency.Once(ctx, s.DB, func(tx *database.Tx) (Appointment, error) {
		a, err := findAppointment(ctx, tx, org, which)
		if err != nil {
			return a, err
		}
		e, err := employee.Lock(ctx, tx, org, a.Employee) // the same order of locks as booking
		if err != nil {
			return a, err
		}
		decision, err := permit.On(e.Facts())
		if err != nil {
			return a, err
		}
		if a, err = lockAppointment(ctx, tx, org, which); err != nil {
			return a, err
		}
		if !a.may(step, tx.Now) {
			return a, stepNotAllowed()
		}
		a.State = steps[a.State][step]
		if err := do(tx, decision, &a, e); err != nil {
			return a, err
		}
		if err := updateAppointment(ctx, tx, &a); err != nil {
			return a, err
		}
		return a.allowed(ctx, tx.Now), s.Audit.Record(ctx, tx, a.event(decision, told[step]))
	})
}
