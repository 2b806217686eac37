package audit

import (
	"context"
	"errors"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// remember makes an event of it that somebody looks into the log of one employee, by whichever
// filter, before what was found is shown (G1). Within an hour it is one look, however many pages.
func (r *Reader) remember(ctx context.Context, org id.Organisation, whom ...string) error {
	permit, err := authz.Require(ctx, authz.EventList, authz.In(org))
	if err != nil {
		return err
	}
	for _, one := range whom {
		who, err := id.Parse[id.Employee](one)
		if err != nil || who == permit.Actor().Employee {
			continue // a machine, or the reader's own
		}
		if err := r.rememberOne(ctx, permit, org, who); err != nil {
			return err
		}
	}
	return nil
}

func (r *Reader) rememberOne(ctx context.Context, permit authz.Permit, org id.Organisation, who id.Employee) error {
	var of watched
	err := r.db.Single(ctx, func(tx *database.Tx) (err error) {
		of, err = findWatched(ctx, tx, org, who, actorID(permit.Actor()))
		return err
	})
	if errors.Is(err, database.ErrNone) || err == nil && of.Recent {
		return nil // no employee's, or remembered
	}
	if err != nil {
		return err
	}
	decision, err := permit.On(authz.Facts{Units: of.Units, ProductionUnit: of.ProductionUnit})
	if fault.KindOf(err) == fault.Forbidden {
		return nil // out of reach, so that nothing was found
	}
	if err != nil {
		return err
	}
	return r.db.Change(ctx, func(tx *database.Tx) error {
		return r.log.Record(ctx, tx, Event{Decision: decision, Name: "event.read", Subject: On("employee", who)})
	})
}
