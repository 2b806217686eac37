package loan

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/organisation"
)

// Pools lists the pools in use, with how many devices are free in each.
func (s *Service) Pools(ctx context.Context, org id.Organisation) ([]Pool, error) {
	reach, err := authz.Scope(ctx, authz.LoanPoolRead, authz.In(org))
	if err != nil {
		return nil, err
	}
	var all []Pool
	err = s.db.Read(ctx, func(tx *database.Tx) (err error) {
		if all, err = listPools(ctx, tx, org, reached(reach)); err != nil {
			return err
		}
		for i := range all {
			if all[i], err = offered(ctx, tx, all[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}

// offered fills in what the caller may do with a pool.
func offered(ctx context.Context, tx *database.Tx, p Pool) (Pool, error) {
	p.Actions = []string{}
	path, err := organisation.UnitPath(ctx, tx, p.Organisation, p.Unit)
	if err != nil || p.EndedAt != nil {
		return p, err
	}
	for _, each := range []struct {
		name   string
		action authz.Action
	}{{"lend", authz.LoanLendPooled}, {"change", authz.LoanPoolChange}, {"end", authz.LoanPoolChange}} {
		if authz.Can(ctx, each.action, authz.In(p.Organisation), authz.Facts{Units: path}) {
			p.Actions = append(p.Actions, each.name)
		}
	}
	return p, nil
}

// MakePool makes a pool of the devices at a location (U10).
func (s *Service) MakePool(ctx context.Context, org id.Organisation, in ChangePool) (Pool, error) {
	permit, err := authz.Require(ctx, authz.LoanPoolChange, authz.In(org))
	if err != nil {
		return Pool{}, err
	}
	p, err := in.apply(Pool{Organisation: org, ID: id.New[id.LoanPool](), Version: 1})
	if err != nil {
		return Pool{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Pool, error) {
		decision, err := placed(ctx, tx, permit, p)
		if err != nil {
			return Pool{}, err
		}
		if err := insertPool(ctx, tx, p); err != nil {
			return Pool{}, err
		}
		return s.recorded(ctx, tx, decision, "loan_pool.made", p, nil)
	})
}

// placed judges the permit where the pool lies, and that its bundle is in use.
func placed(ctx context.Context, tx *database.Tx, permit authz.Permit, p Pool) (authz.Decision, error) {
	unit, err := placeOf(ctx, tx, p.Organisation, p.Location)
	if err != nil {
		return authz.Decision{}, err
	}
	path, err := organisation.UnitPath(ctx, tx, p.Organisation, unit)
	if err != nil {
		return authz.Decision{}, err
	}
	decision, err := permit.On(authz.Facts{Units: path})
	if err != nil {
		return authz.Decision{}, err
	}
	return decision, bundleThere(ctx, tx, p.Organisation, p.Bundle)
}

func (s *Service) recorded(ctx context.Context, tx *database.Tx, decision authz.Decision, name string, p Pool, before audit.Fields) (Pool, error) {
	err := s.audit.Record(ctx, tx, audit.Event{Decision: decision, Name: name, Subject: audit.On("loan_pool", p.ID), Before: before, After: p.fields()})
	if err != nil {
		return Pool{}, err
	}
	if p, err = findPool(ctx, tx, p.Organisation, p.ID); err != nil {
		return Pool{}, err
	}
	return offered(ctx, tx, p)
}

func (p Pool) fields() audit.Fields {
	return audit.Fields{"name": p.Name, "location_id": p.Location.String(), "bundle_id": p.Bundle.String(), "hours": p.Hours}
}

// ChangePool changes a pool. What is out keeps the bounds and the hours under which it was lent.
func (s *Service) ChangePool(ctx context.Context, org id.Organisation, which id.LoanPool, version int64, in ChangePool) (Pool, error) {
	permit, err := authz.Require(ctx, authz.LoanPoolChange, authz.In(org))
	if err != nil {
		return Pool{}, err
	}
	return s.changed(ctx, permit, org, which, version, "loan_pool.changed", func(_ *database.Tx, p Pool) (Pool, error) { return in.apply(p) })
}

// EndPool takes a pool out of use; what is out comes back as it would.
func (s *Service) EndPool(ctx context.Context, org id.Organisation, which id.LoanPool, version int64) (Pool, error) {
	permit, err := authz.Require(ctx, authz.LoanPoolChange, authz.In(org))
	if err != nil {
		return Pool{}, err
	}
	return s.changed(ctx, permit, org, which, version, "loan_pool.ended", func(tx *database.Tx, p Pool) (Pool, error) {
		p.EndedAt = &tx.Now
		return p, nil
	})
}

func (s *Service) changed(
	ctx context.Context, permit authz.Permit, org id.Organisation, which id.LoanPool, version int64, name string,
	do func(*database.Tx, Pool) (Pool, error),
) (Pool, error) {
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Pool, error) {
		before, err := lockPool(ctx, tx, org, which)
		if err != nil {
			return Pool{}, err
		}
		path, err := organisation.UnitPath(ctx, tx, org, before.Unit)
		if err != nil {
			return Pool{}, err
		}
		decision, err := permit.On(authz.Facts{Units: path})
		switch {
		case err != nil:
			return Pool{}, err
		case before.Version != version:
			return Pool{}, etag.Stale()
		case before.EndedAt != nil:
			return Pool{}, poolEnded()
		}
		after, err := do(tx, before)
		if err != nil {
			return Pool{}, err
		}
		if after.Location != before.Location || after.Bundle != before.Bundle {
			if decision, err = placed(ctx, tx, permit, after); err != nil {
				return Pool{}, err
			}
		}
		if err := updatePool(ctx, tx, after); err != nil {
			return Pool{}, err
		}
		return s.recorded(ctx, tx, decision, name, after, before.fields())
	})
}
