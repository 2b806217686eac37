package loan

import (
	"context"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/organisation"
	"hverv/internal/page"
)

// Loans lists loans: those that are not back by their end, the late ones first; those that are over by
// when they were given. Who keeps no desk sees the own ones.
func (s *Service) Loans(ctx context.Context, org id.Organisation, f Filter, after Loan, limit int) (page.Page[Loan], error) {
	reach, err := authz.Scope(ctx, authz.LoanRead, authz.In(org))
	if err != nil {
		return page.Page[Loan]{}, err
	}
	var found []Loan
	err = s.db.Read(ctx, func(tx *database.Tx) (err error) {
		found, err = s.list(ctx, tx, org, reached(reach), f, after, limit+1)
		return err
	})
	return page.Cut(found, limit, func(l Loan) string {
		if f.State == closed {
			return page.Encode(l.LentAt, l.ID)
		}
		return page.Encode(l.EndsAt, l.ID)
	}), err
}

const closed = "closed" // of the filter: returned, lost or destroyed

// list reads a part of the list, each with the steps that the caller may do.
func (s *Service) list(ctx context.Context, tx *database.Tx, org id.Organisation, reach within, f Filter, after Loan, limit int) ([]Loan, error) {
	list, from := listOpen, cursor{after.EndsAt, after.ID}
	if f.State == closed {
		list, from = listClosed, cursor{after.LentAt, after.ID}
	}
	found, err := list(ctx, tx, org, reach, f, from, limit)
	if err != nil {
		return nil, err
	}
	desks, err := desksOf(ctx, tx, org, found)
	if err != nil {
		return nil, err
	}
	for i, l := range found {
		found[i] = s.shown(ctx, l, authz.Facts{Units: desks[l.Desk]}, tx.Now)
	}
	return found, nil
}

// desksOf gives the departments of each desk once.
func desksOf(ctx context.Context, tx *database.Tx, org id.Organisation, all []Loan) (map[id.Location][]id.Unit, error) {
	paths := map[id.Location][]id.Unit{}
	for _, l := range all {
		if _, known := paths[l.Desk]; known {
			continue
		}
		path, err := organisation.UnitPath(ctx, tx, org, l.DeskUnit)
		if err != nil {
			return nil, err
		}
		paths[l.Desk] = path
	}
	return paths, nil
}
