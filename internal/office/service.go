package office

import (
	"context"
	"maps"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/identity"
	"hverv/internal/notify"
	"hverv/internal/organisation"
	"hverv/internal/printing"
	"hverv/internal/seal"
	"hverv/internal/stock"
)

// Notify joins a message to the transaction that it tells of.
type Notify interface {
	Send(ctx context.Context, tx *database.Tx, m notify.Message) error
}

// Deps are what the service stands on; all of them are required.
type Deps struct {
	DB         *database.DB
	Audit      *audit.Log
	Keys       *seal.Keys
	Notify     Notify
	Letters    *printing.Service
	Identities *identity.Service
	Stock      *stock.Service
}

// Service does what is done in an issuing office.
type Service struct{ Deps }

// New makes the service.
func New(d Deps) *Service { return &Service{d} }

// Offices lists the offices, those out of use last. Everybody may know where to go.
func (s *Service) Offices(ctx context.Context, org id.Organisation) ([]Office, error) {
	if _, err := authz.Require(ctx, authz.OfficeRead, authz.In(org)); err != nil {
		return nil, err
	}
	var all []Office
	err := s.DB.Single(ctx, func(tx *database.Tx) (err error) {
		all, err = listOffices(ctx, tx, org)
		return err
	})
	for i := range all {
		all[i] = all[i].allowed(ctx)
	}
	return all, err
}

func (o *Office) allowed(ctx context.Context) Office {
	o.Actions = []string{}
	if o.EndedAt == nil && authz.May(ctx, authz.OfficeChange, authz.In(o.Organisation)) {
		o.Actions = []string{"change", "end"}
	}
	return *o
}

// at is what a permission is judged by at an office: the departments that it belongs to.
func at(ctx context.Context, tx *database.Tx, o Office) (authz.Facts, error) {
	path, err := organisation.UnitPath(ctx, tx, o.Organisation, o.Unit)
	return authz.Facts{Units: path}, err
}

// Open makes an office.
func (s *Service) Open(ctx context.Context, o Office) (Office, error) {
	permit, err := authz.Require(ctx, authz.OfficeChange, authz.In(o.Organisation))
	if err != nil {
		return Office{}, err
	}
	if err := o.check(); err != nil {
		return Office{}, err
	}
	return idempotency.Once(ctx, s.DB, func(tx *database.Tx) (Office, error) {
		o.ID, o.Version = id.New[id.Office](), 1
		facts, err := at(ctx, tx, o)
		if err != nil {
			return o, err
		}
		decision, err := permit.On(facts)
		if err != nil {
			return o, err
		}
		if err := insertOffice(ctx, tx, o); err != nil {
			return o, err
		}
		e := o.event(decision, "office.opened")
		e.New = true
		return o.allowed(ctx), s.Audit.Record(ctx, tx, e)
	})
}

func (o *Office) event(decision authz.Decision, name string) audit.Event {
	return audit.Event{Decision: decision, Name: name, Subject: audit.On("office", o.ID), After: audit.Fields{
		"name": o.Name, "slot_minutes": o.SlotMinutes, "desks": o.Desks, "ended": o.EndedAt != nil,
	}}
}

// Change puts other words and hours in the place of an office's. Appointments stay as they were agreed.
func (s *Service) Change(ctx context.Context, wanted Office) (Office, error) {
	permit, err := authz.Require(ctx, authz.OfficeChange, authz.In(wanted.Organisation))
	if err != nil {
		return Office{}, err
	}
	if err := wanted.check(); err != nil {
		return Office{}, err
	}
	return s.rewrite(ctx, permit, wanted, "office.changed", func(_ *database.Tx, o *Office) error {
		wanted.ID, wanted.Unit, wanted.EndedAt = o.ID, o.Unit, o.EndedAt
		*o = wanted
		return nil
	})
}

// Close takes an office out of use once nobody is expected there.
func (s *Service) Close(ctx context.Context, org id.Organisation, which id.Office, version int64) (Office, error) {
	permit, err := authz.Require(ctx, authz.OfficeChange, authz.In(org))
	if err != nil {
		return Office{}, err
	}
	return s.rewrite(ctx, permit, Office{Organisation: org, ID: which, Version: version}, "office.closed", func(tx *database.Tx, o *Office) error {
		n, err := expected(ctx, tx, org, which)
		if err == nil && n > 0 {
			err = fault.New(fault.Conflict, "office_has_appointments", "People are expected there still. Cancel or move their appointments first.")
		}
		o.EndedAt = &tx.Now
		return err
	})
}

func (s *Service) rewrite(ctx context.Context, permit authz.Permit, wanted Office, name string, change func(*database.Tx, *Office) error) (Office, error) {
	return idempotency.Once(ctx, s.DB, func(tx *database.Tx) (Office, error) {
		o, err := lockOffice(ctx, tx, wanted.Organisation, wanted.ID)
		if err != nil {
			return o, err
		}
		facts, err := at(ctx, tx, o)
		if err != nil {
			return o, err
		}
		decision, err := permit.On(facts)
		if err != nil {
			return o, err
		}
		if o.Version != wanted.Version {
			return o, etag.Stale()
		}
		if o.EndedAt != nil {
			return o, officeClosed()
		}
		if err := change(tx, &o); err != nil {
			return o, err
		}
		if err := updateOffice(ctx, tx, &o); err != nil {
			return o, err
		}
		return o.allowed(ctx), s.Audit.Record(ctx, tx, o.event(decision, name))
	})
}

func officeClosed() *fault.Fault {
	return fault.New(fault.Conflict, "office_closed", "The office has been taken out of use.")
}

const mostDays = 42 // that a calendar shows at once

// Days asks for some days of an office.
type Days struct {
	Organisation id.Organisation
	Office       id.Office
	From         calendar.Date
	Days         int
}

func (in *Days) check(today calendar.Date) error {
	if in.From.IsZero() {
		in.From = today
	}
	var c fault.Check
	c.That(in.Days >= 1 && in.Days <= mostDays, "days", "out_of_range", "From 1 to 42 days.")
	return c.Err()
}

// Slots are the times of some days with how many desks are free, and the days on which nobody is there;
// what is past has no free desk.
func (s *Service) Slots(ctx context.Context, in Days) (all []Slot, closed []ClosedDay, err error) {
	if _, err := authz.Require(ctx, authz.OfficeRead, authz.In(in.Organisation)); err != nil {
		return nil, nil, err
	}
	if err := in.check(calendar.Today(s.DB.Now())); err != nil {
		return nil, nil, err
	}
	err = s.DB.Read(ctx, func(tx *database.Tx) error {
		all, closed = nil, nil
		o, err := findOffice(ctx, tx, in.Organisation, in.Office)
		if err != nil {
			return err
		}
		until := in.From.AddDays(in.Days)
		busy, err := listBooked(ctx, tx, in.Organisation, in.Office, calendar.StartOfDay(in.From), calendar.StartOfDay(until))
		if err != nil {
			return err
		}
		for day := in.From; day.Before(until); day = day.AddDays(1) {
			if why, shut := o.Closed(day); shut {
				closed = append(closed, ClosedDay{On: day, Why: why})
			}
			for _, slot := range o.Slots(day) {
				slot.Free = len(free(o, slot, busy))
				if !tx.Now.Before(slot.StartsAt) {
					slot.Free = 0
				}
				all = append(all, slot)
			}
		}
		return nil
	})
	return all, closed, err
}

// free lists the desks at which nobody is expected during a slot.
func free(o Office, slot Slot, busy []booked) []int {
	taken := map[int]bool{}
	for _, b := range busy {
		if b.StartsAt.Before(slot.EndsAt) && slot.StartsAt.Before(b.EndsAt) {
			taken[b.Desk] = true
		}
	}
	desks := []int{}
	for desk := 1; desk <= o.Desks; desk++ {
		if !taken[desk] {
			desks = append(desks, desk)
		}
	}
	return desks
}

// tell writes to an employee in their language.
func (s *Service) tell(ctx context.Context, tx *database.Tx, e employee.Employee, template notify.Template, values map[string]string) error {
	o, err := organisation.Find(ctx, tx, e.Organisation)
	if err != nil {
		return err
	}
	language, err := languageOf(ctx, tx, e.Organisation, e.ID)
	if err != nil {
		return err
	}
	all := map[string]string{"name": e.Name(), "organisation": o.Name}
	maps.Copy(all, values)
	return s.Notify.Send(ctx, tx, notify.Message{
		Organisation: o.ID, To: e.Email, Person: e.ID.String(), Template: template, Language: language, Values: all,
	})
}
