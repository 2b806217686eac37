package employee

import (
	"context"
	"errors"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// Created is what became of one row of CreateMany: an employee, or why there is none.
type Created struct {
	Employee Employee
	Err      error
}

// CreateMany is Create for many rows at once, such as a feed brings: whatever their number, they
// are a few statements and one commit (law 8). A row that cannot be is answered with its own
// fault and holds up no other. The error is of what stopped them all.
func (s *Service) CreateMany(ctx context.Context, org id.Organisation, rows []Create) ([]Created, error) {
	permit, err := authz.Require(ctx, authz.EmployeeCreate, authz.In(org))
	if err != nil {
		return nil, err
	}
	outcomes := make([]Created, len(rows))
	good := make([]*attempt, 0, len(rows))
	today := calendar.Today(s.db.Now())
	for i, row := range rows {
		row.Organisation = org
		if err := row.prepare(today); err != nil {
			outcomes[i].Err = err
			continue
		}
		good = append(good, &attempt{in: row, out: &outcomes[i]})
	}
	return outcomes, s.createAll(ctx, permit, org, good)
}

// attempt is a row that reads well, and where its outcome goes.
type attempt struct {
	in  Create
	out *Created
}

// createAll makes all rows or none, and looks for the rows at fault by halves: one bad row among a
// hundred costs some eight statements more, and good rows alone cost one.
func (s *Service) createAll(ctx context.Context, permit authz.Permit, org id.Organisation, rows []*attempt) error {
	if len(rows) == 0 {
		return nil
	}
	err := taken(s.createTogether(ctx, permit, rows))
	if errors.Is(err, errStaleCategory) {
		s.categories.forget(org)
		err = taken(s.createTogether(ctx, permit, rows))
	}
	switch f := fault.Of(err); {
	case err == nil:
		return nil
	case f == nil || f.Kind == fault.Unavailable:
		return err
	case len(rows) == 1:
		rows[0].out.Err = err
		return nil
	}
	half := len(rows) / 2
	if err := s.createAll(ctx, permit, org, rows[:half]); err != nil {
		return err
	}
	return s.createAll(ctx, permit, org, rows[half:])
}

func (s *Service) createTogether(ctx context.Context, permit authz.Permit, rows []*attempt) error {
	made := make([]Employee, len(rows))
	err := s.db.Change(ctx, func(tx *database.Tx) error {
		for i, row := range rows {
			decision, path, err := place(ctx, tx, permit, row.in)
			if err != nil {
				return err
			}
			if made[i], err = s.add(ctx, tx, decision, row.in, later); err != nil {
				return err
			}
			made[i].Units = path
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, row := range rows {
		row.out.Employee = made[i]
	}
	return nil
}
