package organisation

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/page"
	"hverv/internal/text"
)

// ListUnits lists the departments, ended ones too, oldest first.
func (s *Service) ListUnits(ctx context.Context, org id.Organisation, after id.Unit, limit int) (page.Page[Unit], error) {
	if _, err := authz.Require(ctx, authz.UnitRead, authz.In(org)); err != nil {
		return page.Page[Unit]{}, err
	}
	var found []Unit
	err := s.db.Single(ctx, func(tx *database.Tx) (err error) {
		found, err = listUnits(ctx, tx, org, after, limit+1)
		return err
	})
	return page.Cut(found, limit, func(u Unit) string { return page.Encode(u.ID) }), err
}

// CreateUnit makes a department.
func (s *Service) CreateUnit(ctx context.Context, in NewUnit) (Unit, error) {
	permit, err := authz.Require(ctx, authz.UnitChange, authz.In(in.Organisation))
	if err != nil {
		return Unit{}, err
	}
	var c fault.Check
	text.Field(&c, &in.Name, "/name", 1, 200)
	if err := c.Err(); err != nil {
		return Unit{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Unit, error) {
		u := Unit{ID: id.New[id.Unit](), Parent: in.Parent, ProductionUnit: in.ProductionUnit, Name: in.Name, Version: 1}
		path, err := UnitPath(ctx, tx, in.Organisation, in.Parent)
		if err != nil {
			return u, err
		}
		decision, err := permit.On(authz.Facts{Units: path, ProductionUnit: in.ProductionUnit})
		if err != nil {
			return u, err
		}
		if err := move(u.ID, path, 1); err != nil {
			return u, err
		}
		demandInUse(tx, in.Organisation, u.Parent, u.ProductionUnit)
		if err := insertUnit(ctx, tx, in.Organisation, u); err != nil {
			return u, unknownReference(err)
		}
		return u, s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "unit.created", Subject: audit.On("unit", u.ID), New: true, After: u.fields(),
		})
	})
}

// unknownReference answers for a production unit that never existed, before the tail would.
func unknownReference(err error) error {
	if database.Violates(err, "units_organisation_id_production_unit_id_fkey") {
		return fault.New(fault.Invalid, "production_unit_unknown", "There is no such production unit in use.").
			On("/production_unit_id", "production_unit_unknown", "No such production unit in use.")
	}
	return err
}

func (u Unit) fields() audit.Fields {
	return audit.Fields{
		"name": u.Name, "parent_id": u.Parent.String(), "production_unit_id": u.ProductionUnit.String(), "ended": u.EndedAt != nil,
	}
}

// ChangeUnit renames or moves a department. Moves are made one at a time in an organisation, since
// two of them together could close a circle that neither closes alone.
func (s *Service) ChangeUnit(ctx context.Context, in ChangeUnit) (Unit, error) {
	permit, err := authz.Require(ctx, authz.UnitChange, authz.In(in.Organisation))
	if err != nil {
		return Unit{}, err
	}
	return s.rewrite(ctx, permit, in.Organisation, in.ID, in.Version, "unit.changed", func(ctx context.Context, tx *database.Tx, u *Unit) error {
		var parent id.Unit
		var production id.ProductionUnit
		put(&parent, in.Parent)
		put(&production, in.ProductionUnit)
		put(&u.Name, in.Name)
		put(&u.Parent, in.Parent)
		put(&u.ProductionUnit, in.ProductionUnit)
		var c fault.Check
		text.Field(&c, &u.Name, "/name", 1, 200)
		if err := c.Err(); err != nil {
			return err
		}
		demandInUse(tx, in.Organisation, parent, production) // what stays as it was is not asked again
		if in.Parent == nil {
			return nil
		}
		path, err := UnitPath(ctx, tx, in.Organisation, u.Parent)
		if err != nil {
			return err
		}
		if _, err := permit.On(authz.Facts{Units: path, ProductionUnit: u.ProductionUnit}); err != nil { // not out of one's own reach
			return err
		}
		height, err := unitHeight(ctx, tx, in.Organisation, u.ID)
		if err != nil {
			return err
		}
		return move(u.ID, path, height)
	})
}

// EndUnit takes a department out of use.
func (s *Service) EndUnit(ctx context.Context, in EndUnit[id.Unit]) (Unit, error) {
	permit, err := authz.Require(ctx, authz.UnitChange, authz.In(in.Organisation))
	if err != nil {
		return Unit{}, err
	}
	return s.rewrite(ctx, permit, in.Organisation, in.ID, in.Version, "unit.ended", func(ctx context.Context, tx *database.Tx, u *Unit) error {
		if u.EndedAt != nil {
			return unitEnded()
		}
		used, err := unitUsed(ctx, tx, in.Organisation, u.ID)
		if err != nil {
			return err
		}
		if used {
			return unitInUse()
		}
		u.EndedAt = &tx.Now
		return nil
	})
}

func unitEnded() error {
	return fault.New(fault.Conflict, "unit_ended", "It has been taken out of use already.")
}

func unitInUse() error {
	return fault.New(fault.Conflict, "unit_in_use", "Employees or departments belong to it still. Move them first.")
}

// rewrite changes one department under the organisation's lock.
func (s *Service) rewrite(ctx context.Context, permit authz.Permit, org id.Organisation, unit id.Unit, version int64, event string,
	change func(context.Context, *database.Tx, *Unit) error,
) (Unit, error) {
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Unit, error) {
		if _, err := Lock(ctx, tx, org); err != nil {
			return Unit{}, err
		}
		before, err := findUnit(ctx, tx, org, unit)
		if err != nil {
			return Unit{}, err
		}
		path, err := UnitPath(ctx, tx, org, unit)
		if err != nil {
			return Unit{}, err
		}
		decision, err := permit.On(authz.Facts{Units: path, ProductionUnit: before.ProductionUnit})
		if err != nil {
			return Unit{}, err
		}
		if before.Version != version {
			return Unit{}, etag.Stale()
		}
		after := before
		if err := change(ctx, tx, &after); err != nil {
			return Unit{}, err
		}
		from, to := differ(before.fields(), after.fields())
		if len(to) == 0 {
			return before, nil
		}
		if err := updateUnit(ctx, tx, org, &after); err != nil {
			return Unit{}, unknownReference(err)
		}
		return after, s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: event, Subject: audit.On("unit", unit), Before: from, After: to,
		})
	})
}
