package employee

import (
	"context"
	"errors"
	"slices"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/nationalid"
)

// Change changes what is known of an employee (E1, E2).
func (s *Service) Change(ctx context.Context, in Change) (Employee, error) {
	permit, err := authz.Require(ctx, authz.EmployeeChange, authz.In(in.Organisation))
	if err != nil {
		return Employee{}, err
	}
	var after Employee
	err = s.db.Change(ctx, func(tx *database.Tx) error {
		before, err := Lock(ctx, tx, in.Organisation, in.ID)
		if err != nil {
			return err
		}
		decision, err := permit.On(before.Facts())
		if err != nil {
			return err
		}
		if before.Version != in.Version {
			return etag.Stale()
		}
		var number *nationalid.Number
		if after, number, err = in.apply(before, tx.Today); err != nil {
			return err
		}
		from, to := differences(before, after, number != nil)
		if len(to) == 0 {
			return nil
		}
		if err := s.move(ctx, tx, permit, in, &after); err != nil {
			return err
		}
		if err := s.store(ctx, tx, &after, number); err != nil {
			return err
		}
		if in.moves() {
			if after.Places, err = findPlaces(ctx, tx, in.Organisation, in.ID); err != nil {
				return err
			}
		}
		return s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "employee.changed", Subject: audit.On("employee", after.ID), Before: from, After: to,
		})
	})
	return after, taken(err)
}

// move judges the place to which an employee is moved: it must be in use, and within the reach of
// who moves, so that nobody sends people out of it.
func (s *Service) move(ctx context.Context, tx *database.Tx, permit authz.Permit, in Change, after *Employee) error {
	var unit id.Unit
	var production id.ProductionUnit
	var manager id.Employee
	put(&unit, in.Unit)
	put(&production, in.ProductionUnit)
	put(&manager, in.Manager)
	demandPlace(tx, in.Organisation, unit, production, manager)
	if in.Unit == nil && in.ProductionUnit == nil {
		return nil
	}
	path, err := unitPath(ctx, tx, in.Organisation, after.Unit)
	if err != nil {
		return err
	}
	after.Units = path
	_, err = permit.On(after.Facts())
	return err
}

// store writes the employee; number is nil when the national id stays.
func (s *Service) store(ctx context.Context, tx *database.Tx, e *Employee, number *nationalid.Number) error {
	if err := update(ctx, tx, e); err != nil || number == nil {
		return unknownReference(err)
	}
	if err := s.alone(ctx, tx, e.Organisation, *number); err != nil {
		return err
	}
	sealed, err := s.seal(e.Organisation, e.ID, *number)
	if err != nil {
		return err
	}
	return renumber(ctx, tx, e.Organisation, e.ID, sealed)
}

// Employ adds an employment (E4); somebody may hold several at once.
func (s *Service) Employ(ctx context.Context, org id.Organisation, employee id.Employee, in Employ) (Employee, error) {
	permit, err := authz.Require(ctx, authz.EmploymentChange, authz.In(org))
	if err != nil {
		return Employee{}, err
	}
	add := func() (Employee, error) {
		return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Employee, error) {
			e, decision, err := hold(ctx, tx, permit, org, employee, "")
			if err != nil {
				return Employee{}, err
			}
			m := in
			var c fault.Check
			m.prepare(&c, "", tx.Today)
			if err := c.Err(); err != nil {
				return Employee{}, err
			}
			if err := within(ctx, tx, permit, e, m.Unit, m.ProductionUnit); err != nil {
				return Employee{}, err
			}
			if err := s.returns(ctx, tx, decision, e, m.employment()); err != nil {
				return Employee{}, err
			}
			made, err := s.employ(ctx, tx, e, m, atOnce)
			if err != nil {
				return Employee{}, unknownReference(err)
			}
			e.Employments = append(list[Employment]{made}, e.Employments...)
			return s.changed(ctx, tx, e, audit.Event{Decision: decision, Name: "employment.added", After: made.fields()})
		})
	}
	e, err := add()
	if errors.Is(err, errStaleCategory) {
		s.categories.forget(org)
		e, err = add()
	}
	return e, err
}

// hold locks an employee and judges the permit on it.
func hold(ctx context.Context, tx *database.Tx, permit authz.Permit, org id.Organisation, employee id.Employee, reason string) (Employee, authz.Decision, error) {
	e, err := Lock(ctx, tx, org, employee)
	if err != nil {
		return Employee{}, authz.Decision{}, err
	}
	decision, err := permit.On(e.Because(reason))
	return e, decision, err
}

// within judges the place of an employment, where it is another one than the employee's own.
func within(ctx context.Context, tx *database.Tx, permit authz.Permit, e Employee, unit id.Unit, production id.ProductionUnit) error {
	if unit.IsZero() && production.IsZero() {
		return nil
	}
	facts := e.Facts()
	if !unit.IsZero() {
		path, err := unitPath(ctx, tx, e.Organisation, unit)
		if err != nil {
			return err
		}
		facts.Units = path
	}
	if !production.IsZero() {
		facts.ProductionUnit = production
	}
	_, err := permit.On(facts)
	return err
}

// changed gives the employee its new version and status, and writes the event.
func (s *Service) changed(ctx context.Context, tx *database.Tx, e Employee, event audit.Event) (Employee, error) {
	if err := touch(ctx, tx, &e); err != nil {
		return Employee{}, err
	}
	slices.SortFunc(e.Employments, latestFirst)
	e.Status = statusOf(e.Employments, e.Blocks, tx.Today)
	event.Subject = audit.On("employee", e.ID)
	return e, s.audit.Record(ctx, tx, event)
}

// ChangeEmployment corrects an employment (E4).
func (s *Service) ChangeEmployment(ctx context.Context, in ChangeEmployment) (Employee, error) {
	permit, err := authz.Require(ctx, authz.EmploymentChange, authz.In(in.Organisation))
	if err != nil {
		return Employee{}, err
	}
	change := func() (e Employee, err error) {
		err = s.db.Change(ctx, func(tx *database.Tx) (err error) {
			e, err = s.changeEmployment(ctx, tx, permit, in)
			return err
		})
		return e, err
	}
	e, err := change()
	if errors.Is(err, errStaleCategory) {
		s.categories.forget(in.Organisation)
		e, err = change()
	}
	return e, err
}

func (s *Service) changeEmployment(ctx context.Context, tx *database.Tx, permit authz.Permit, in ChangeEmployment) (Employee, error) {
	e, decision, err := hold(ctx, tx, permit, in.Organisation, in.Employee, "")
	if err != nil {
		return Employee{}, err
	}
	at, err := e.running(in.ID, in.Version)
	if err != nil {
		return Employee{}, err
	}
	before := e.Employments[at]
	after, err := in.apply(before)
	if err != nil {
		return Employee{}, err
	}
	if after.Category != before.Category || after.Sponsor != before.Sponsor {
		category, err := s.categories.find(ctx, tx, in.Organisation, after.Category)
		if err != nil {
			return Employee{}, err
		}
		if err := category.sponsored(after.Sponsor); err != nil {
			return Employee{}, err
		}
	}
	if in.Unit != nil || in.ProductionUnit != nil {
		demandPlace(tx, in.Organisation, after.Unit, after.ProductionUnit, id.Employee{})
		if err := within(ctx, tx, permit, e, after.Unit, after.ProductionUnit); err != nil {
			return Employee{}, err
		}
	}
	return s.replace(ctx, tx, decision, e, at, after, audit.Event{Decision: decision, Name: "employment.changed"})
}

// replace puts an employment in the place of what it was, and does what follows.
func (s *Service) replace(ctx context.Context, tx *database.Tx, decision authz.Decision, e Employee, at int, after Employment, event audit.Event) (Employee, error) {
	return s.watched(ctx, tx, decision, e, false, func() (Employee, error) {
		event.Before = e.Employments[at].fields()
		if err := s.returns(ctx, tx, decision, e, after); err != nil {
			return Employee{}, err
		}
		if err := updateEmployment(ctx, tx, e.Organisation, &after); err != nil {
			return Employee{}, unknownReference(err)
		}
		event.After = after.fields()
		e.Employments[at] = after
		e, err := s.changed(ctx, tx, e, event)
		if err != nil {
			return Employee{}, err
		}
		return e, s.stopped(ctx, tx, decision, e, event.Reason)
	})
}

// EndEmployment ends one employment; the employee ends when the last one has (E5).
func (s *Service) EndEmployment(ctx context.Context, in EndEmployment) (Employee, error) {
	permit, err := authz.Require(ctx, authz.EmploymentChange, authz.In(in.Organisation))
	if err != nil {
		return Employee{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Employee, error) {
		e, decision, err := hold(ctx, tx, permit, in.Organisation, in.Employee, in.Reason)
		if err != nil {
			return Employee{}, err
		}
		at, err := e.running(in.ID, in.Version)
		if err != nil {
			return Employee{}, err
		}
		before := e.Employments[at]
		after := before
		after.EndsOn = in.EndsOn
		if in.EndsOn.IsZero() {
			after.EndsOn, after.EndedAt = before.EndsOn, &tx.Now
		}
		var c fault.Check
		checkEmployment(&c, &after, "")
		if err := c.Err(); err != nil {
			return Employee{}, err
		}
		return s.replace(ctx, tx, decision, e, at, after, audit.Event{Decision: decision, Name: "employment.ended", Reason: in.Reason})
	})
}

// stopped lets the features above do what follows when the employee may no longer act.
func (s *Service) stopped(ctx context.Context, tx *database.Tx, decision authz.Decision, e Employee, reason string) error {
	if e.Status == Active {
		return nil
	}
	for _, do := range s.follows {
		if err := do(ctx, tx, decision, e, reason); err != nil {
			return err
		}
	}
	return nil
}
