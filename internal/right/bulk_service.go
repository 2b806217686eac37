package right

import (
	"context"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// Given is what became of one employee of GiveMany: an assignment, or why there is none.
type Given struct {
	Assignment id.Assignment
	Err        error
}

// GiveMany assigns one right or bundle to many employees, as the start of a system does: whatever
// their number, it is a few statements and one commit (law 8). Whom it cannot be given to is
// answered with the fault and holds up nobody else. The error is of what stopped them all.
func (s *Service) GiveMany(ctx context.Context, in Give, to []id.Employee) ([]Given, error) {
	permit, err := authz.Require(ctx, authz.AssignmentGive, authz.In(in.Organisation))
	if err != nil {
		return nil, err
	}
	outcomes := make([]Given, len(to))
	rows := make([]*recipient, len(to))
	seen := make(map[id.Employee]bool, len(to))
	for i, who := range to {
		if seen[who] {
			return nil, fault.New(fault.Invalid, "invalid_input", "Somebody is named twice.")
		}
		rows[i], seen[who] = &recipient{who, &outcomes[i]}, true
	}
	return outcomes, s.giveAll(ctx, permit, in, rows)
}

// recipient is an employee, and where the outcome goes.
type recipient struct {
	who id.Employee
	out *Given
}

// giveAll gives to all or none, and looks by halves for those to whom it cannot be given.
func (s *Service) giveAll(ctx context.Context, permit authz.Permit, in Give, rows []*recipient) error {
	if len(rows) == 0 {
		return nil
	}
	err := s.giveTogether(ctx, permit, in, rows)
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
	if err := s.giveAll(ctx, permit, in, rows[:half]); err != nil {
		return err
	}
	return s.giveAll(ctx, permit, in, rows[half:])
}

func (s *Service) giveTogether(ctx context.Context, permit authz.Permit, in Give, rows []*recipient) error {
	given := make([]id.Assignment, len(rows))
	err := s.db.Change(ctx, func(tx *database.Tx) error {
		in, err := in.complete(tx.Today)
		if err != nil {
			return err
		}
		to := make([]id.Employee, len(rows))
		for i, row := range rows {
			to[i], in.Employee = row.who, row.who
			decision, err := permitFor(ctx, tx, permit, in.Organisation, row.who, in.Right)
			if err != nil {
				return err
			}
			if given[i], err = s.give(ctx, tx, decision, in); err != nil {
				return err
			}
		}
		demandAssignable(tx, in, to...)
		return nil
	})
	if err != nil {
		return err
	}
	for i, row := range rows {
		row.out.Assignment = given[i]
	}
	return nil
}
