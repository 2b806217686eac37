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

// ListProductionUnits lists the production units, ended ones too, oldest first.
func (s *Service) ListProductionUnits(ctx context.Context, org id.Organisation, after id.ProductionUnit, limit int) (page.Page[ProductionUnit], error) {
	if _, err := authz.Require(ctx, authz.UnitRead, authz.In(org)); err != nil {
		return page.Page[ProductionUnit]{}, err
	}
	var found []ProductionUnit
	err := s.db.Single(ctx, func(tx *database.Tx) (err error) {
		found, err = listProductionUnits(ctx, tx, org, after, limit+1)
		return err
	})
	return page.Cut(found, limit, func(p ProductionUnit) string { return page.Encode(p.ID) }), err
}

// CreateProductionUnit registers a production unit that the company register did not give.
func (s *Service) CreateProductionUnit(ctx context.Context, in NewProductionUnit) (ProductionUnit, error) {
	permit, err := authz.Require(ctx, authz.UnitChange, authz.In(in.Organisation))
	if err != nil {
		return ProductionUnit{}, err
	}
	unit, err := in.prepare()
	if err != nil {
		return ProductionUnit{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (ProductionUnit, error) {
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return ProductionUnit{}, err
		}
		demandInUse(tx, in.Organisation, id.Unit{}, id.ProductionUnit{})
		p, err := insertProductionUnit(ctx, tx, in.Organisation, unit)
		if err != nil {
			return ProductionUnit{}, err
		}
		return p, s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "production_unit.created", Subject: audit.On("production_unit", p.ID), New: true, After: p.fields(),
		})
	})
}

func (p ProductionUnit) fields() audit.Fields {
	return audit.Fields{
		"p_number": p.PNumber.String(), "name": p.Name, "street": p.Address.Street, "postal_code": p.Address.PostalCode,
		"city": p.Address.City, "country": p.Address.Country, "ended": p.EndedAt != nil,
	}
}

// ChangeProductionUnit changes name or address.
func (s *Service) ChangeProductionUnit(ctx context.Context, in ChangeProductionUnit) (ProductionUnit, error) {
	permit, err := authz.Require(ctx, authz.UnitChange, authz.In(in.Organisation))
	if err != nil {
		return ProductionUnit{}, err
	}
	return s.rewriteProduction(ctx, permit, in.Organisation, in.ID, in.Version, "production_unit.changed",
		func(_ context.Context, _ *database.Tx, p *ProductionUnit) error {
			put(&p.Name, in.Name)
			put(&p.Address, in.Address)
			var c fault.Check
			text.Field(&c, &p.Name, "/name", 1, 200)
			takeIn(&c, &p.Address)
			return c.Err()
		})
}

// EndProductionUnit takes a production unit out of use.
func (s *Service) EndProductionUnit(ctx context.Context, in EndUnit[id.ProductionUnit]) (ProductionUnit, error) {
	permit, err := authz.Require(ctx, authz.UnitChange, authz.In(in.Organisation))
	if err != nil {
		return ProductionUnit{}, err
	}
	return s.rewriteProduction(ctx, permit, in.Organisation, in.ID, in.Version, "production_unit.ended",
		func(ctx context.Context, tx *database.Tx, p *ProductionUnit) error {
			if p.EndedAt != nil {
				return unitEnded()
			}
			used, err := productionUnitUsed(ctx, tx, in.Organisation, p.ID)
			if err != nil {
				return err
			}
			if used {
				return unitInUse()
			}
			p.EndedAt = &tx.Now
			return nil
		})
}

func (s *Service) rewriteProduction(ctx context.Context, permit authz.Permit, org id.Organisation, unit id.ProductionUnit, version int64,
	event string, change func(context.Context, *database.Tx, *ProductionUnit) error,
) (ProductionUnit, error) {
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (ProductionUnit, error) {
		before, err := findProductionUnit(ctx, tx, org, unit)
		if err != nil {
			return ProductionUnit{}, err
		}
		decision, err := permit.On(authz.Facts{ProductionUnit: unit})
		if err != nil {
			return ProductionUnit{}, err
		}
		if before.Version != version {
			return ProductionUnit{}, etag.Stale()
		}
		after := before
		if err := change(ctx, tx, &after); err != nil {
			return ProductionUnit{}, err
		}
		from, to := differ(before.fields(), after.fields())
		if len(to) == 0 {
			return before, nil
		}
		if err := updateProductionUnit(ctx, tx, org, &after); err != nil {
			return ProductionUnit{}, err
		}
		return after, s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: event, Subject: audit.On("production_unit", unit), Before: from, After: to,
		})
	})
}
