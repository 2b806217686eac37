package lifecycle

import (
	"context"
	"errors"
	"fmt"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/job"
	"hverv/internal/notify"
)

// Jobs looks for those whose last employment has run out. Nobody waits for it: access ended with
// the day (law 1). It tells, and takes away what a later employment must not bring back (L7).
func (s *Service) Jobs(r *job.Runner) {
	r.Every("lifecycle.departures", interval, s.Depart)
}

// Depart deals with those who have left and of whom nobody was told yet.
func (s *Service) Depart(ctx context.Context) error {
	ctx = authz.AsMachine(ctx, "lifecycle", s.DB.Now())
	for range rounds {
		found, err := s.leavers(ctx)
		if err != nil {
			return err
		}
		var failures []error
		for _, l := range found {
			if err := s.depart(ctx, l); err != nil {
				failures = append(failures, fmt.Errorf("departure of %s: %w", l.Employee, err))
			}
		}
		if len(found) < batch || len(failures) > 0 {
			return errors.Join(failures...)
		}
	}
	return nil // the rest at the next tick
}

func (s *Service) leavers(ctx context.Context) (found []leaver, err error) {
	err = s.DB.Read(ctx, func(tx *database.Tx) error {
		latest, err := latestDeparture(ctx, tx)
		if err != nil {
			return err
		}
		found, err = listLeavers(ctx, tx, latest.AddDays(-lookBack), batch)
		return err
	})
	return found, err
}

func (s *Service) depart(ctx context.Context, l leaver) error {
	permit, err := authz.Require(ctx, authz.LifecycleEnd, authz.In(l.Organisation))
	if err != nil {
		return err
	}
	decision, err := permit.On(authz.Facts{})
	if err != nil {
		return err
	}
	return s.DB.Change(ctx, func(tx *database.Tx) error {
		e, err := employee.Lock(ctx, tx, l.Organisation, l.Employee)
		if err != nil {
			return err
		}
		last, left := lastDay(e.Employments, tx.Today)
		if !left {
			return nil // employed again meanwhile
		}
		return s.departOn(ctx, tx, decision, e, last)
	})
}

func (s *Service) departOn(ctx context.Context, tx *database.Tx, decision authz.Decision, e employee.Employee, last calendar.Date) error {
	told, err := departed(ctx, tx, e.Organisation, e.ID, last)
	if err != nil || told {
		return err // another node was first
	}
	present, err := look(ctx, tx, e)
	if err != nil {
		return err
	}
	if err := insertDeparture(ctx, tx, e.Organisation, e.ID, last); err != nil {
		return err
	}
	if err := s.end(ctx, tx, decision, e, "", true); err != nil {
		return err
	}
	err = s.Audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "employee.left", Subject: audit.On("employee", e.ID),
		After: audit.Fields{"last_day": last.String(), "ended": len(present.Ends)},
	})
	if err != nil {
		return err
	}
	return s.tell(ctx, tx, news{
		about: e, last: last.String(), private: present.PrivateIdentity,
		administrators: notify.EmployeeEnded, own: notify.EmploymentEnded,
	})
}
