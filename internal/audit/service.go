package audit

import (
	"context"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/page"
)

// Reader shows the log to those who may see it (G3).
type Reader struct {
	db    *database.DB
	log   *Log
	names Names
}

// NewReader reads the log's events.
func NewReader(db *database.DB, log *Log, names Names) *Reader { return &Reader{db, log, names} }

// Find is what somebody asks of the log. Dates are legal dates, both included.
type Find struct {
	Organisation id.Organisation
	Person       string // whom the event is about
	Actor        string
	Subject      string
	Name         string
	Outcome      string
	From, To     calendar.Date
	Limit        *int
	After        string
}

func (in Find) filter() (Filter, error) {
	limit, err := page.ParseLimit(in.Limit)
	if err != nil {
		return Filter{}, err
	}
	if !in.From.IsZero() && !in.To.IsZero() && in.To.Before(in.From) {
		return Filter{}, fault.New(fault.Invalid, "invalid_input", "The period ends before it begins.").
			On("/to", "before_from", "The last day is before the first.")
	}
	f := Filter{
		Organisation: in.Organisation, Subject: in.Subject, Name: in.Name, Outcome: in.Outcome,
		To: calendar.EndOfDay(in.To), Limit: limit, After: in.After,
	}
	if !in.From.IsZero() {
		f.From = calendar.StartOfDay(in.From)
	}
	switch {
	case in.Person != "":
		f.About, f.Actor = []string{in.Person}, in.Actor
	case in.Actor != "":
		f.By = []string{in.Actor}
	}
	return f, nil
}

// List shows an organisation's events to its organisation administrators and auditors. Whose role is
// for a part of it sees what is about the people there, and nothing of the organisation itself.
func (r *Reader) List(ctx context.Context, in Find) (page.Page[Record], error) {
	reach, err := authz.Scope(ctx, authz.EventList, authz.In(in.Organisation))
	if err != nil {
		return page.Page[Record]{}, err
	}
	f, err := in.filter()
	if err != nil {
		return page.Page[Record]{}, err
	}
	f.Within = part(reach)
	found, err := r.read(ctx, f, viewer{})
	if err != nil {
		return found, err
	}
	return found, r.remember(ctx, in.Organisation, in.Person, in.Actor, in.Subject)
}

// ListOf shows what one employee did and what was done about them. An employee without any event
// never existed, since creating one is an event.
func (r *Reader) ListOf(ctx context.Context, employee id.Employee, in Find) (page.Page[Record], error) {
	reach, err := authz.Scope(ctx, authz.EventList, authz.In(in.Organisation))
	if err != nil {
		return page.Page[Record]{}, err
	}
	in.Person, in.Actor = "", ""
	f, err := in.filter()
	if err != nil {
		return page.Page[Record]{}, err
	}
	f.About, f.By = []string{employee.String()}, []string{employee.String()}
	if f.Within = part(reach); f.Within != nil {
		if err := r.reaches(ctx, in.Organisation, reach, employee.String()); err != nil {
			return page.Page[Record]{}, err
		}
	}
	found, err := r.read(ctx, f, viewer{})
	if err == nil && len(found.Data) == 0 {
		err = r.known(ctx, in.Organisation, employee.String())
	}
	if err != nil {
		return page.Page[Record]{}, err
	}
	return found, r.remember(ctx, in.Organisation, employee.String())
}

// ListOwn shows the one who is signed in their own activity and what was done about them, in the
// organisation that was chosen, or outside any.
func (r *Reader) ListOwn(ctx context.Context, in Find) (page.Page[Record], error) {
	permit, err := authz.Require(ctx, authz.EventListOwn, authz.Everywhere())
	if err != nil {
		return page.Page[Record]{}, err
	}
	actor := permit.Actor()
	in.Person, in.Actor, in.Organisation = "", "", actor.Organisation
	if in.Organisation.IsZero() {
		in.Organisation = id.Installation
	}
	f, err := in.filter()
	if err != nil {
		return page.Page[Record]{}, err
	}
	for _, own := range []string{actor.Employee.String(), actor.Person.String()} {
		if own != "" {
			f.About, f.By = append(f.About, own), append(f.By, own)
		}
	}
	return r.read(ctx, f, asConcerned(actor))
}

func (r *Reader) read(ctx context.Context, f Filter, by viewer) (found page.Page[Record], err error) {
	err = r.db.Read(ctx, func(tx *database.Tx) error {
		if found, err = r.log.List(ctx, tx, f); err != nil {
			return err
		}
		return r.name(ctx, tx, f.Organisation, by, found)
	})
	return found, err
}

// part is the reach of somebody whose role is not for the whole organisation.
func part(reach authz.Reach) *authz.Reach {
	if reach.All {
		return nil
	}
	return &reach
}

// reaches refuses somebody outside the reach, as any act on them would be.
func (r *Reader) reaches(ctx context.Context, org id.Organisation, reach authz.Reach, person string) error {
	var within bool
	err := r.db.Single(ctx, func(tx *database.Tx) (err error) {
		within, err = isWithin(ctx, tx, org, reach.Units, reach.ProductionUnits, person)
		return err
	})
	if err != nil || within {
		return err
	}
	if err := r.known(ctx, org, person); err != nil {
		return err
	}
	return authz.Beyond(authz.EventList)
}

func (r *Reader) known(ctx context.Context, org id.Organisation, person string) error {
	return r.db.Single(ctx, func(tx *database.Tx) error {
		known, err := hasEvents(ctx, tx, org, person)
		if err == nil && !known {
			return fault.Missing("employee")
		}
		return err
	})
}
