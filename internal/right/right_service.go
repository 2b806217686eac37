package right

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/page"
)

// Rights lists a system's rights.
func (s *Service) Rights(ctx context.Context, from Owner, system id.System, paging Paging) (page.Page[Right], error) {
	if err := mayRead(ctx, from); err != nil {
		return page.Page[Right]{}, err
	}
	var after string
	limit, err := paging.read(&after)
	if err != nil {
		return page.Page[Right]{}, err
	}
	var found []Right
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		of, err := findSystem(ctx, tx, from, system)
		if err != nil {
			return err
		}
		found, err = listRights(ctx, tx, from, system, after, limit+1)
		for i := range found {
			found[i].Actions = rightActions(ctx, from, of.Owner, found[i])
		}
		return err
	})
	return page.Cut(found, limit, func(r Right) string { return page.Encode(r.Code) }), err
}

// Right shows one.
func (s *Service) Right(ctx context.Context, from Owner, system id.System, right id.Right) (found Right, err error) {
	if err := mayRead(ctx, from); err != nil {
		return Right{}, err
	}
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		of, err := findSystem(ctx, tx, from, system)
		if err != nil {
			return err
		}
		found, err = findRight(ctx, tx, from, system, right)
		found.Actions = rightActions(ctx, from, of.Owner, found)
		return err
	})
	return found, err
}

func rightActions(ctx context.Context, from Owner, owner id.Organisation, r Right) []string {
	allowed := []string{}
	if r.RetiredAt != nil || owner != from.Organisation {
		return allowed
	}
	if authz.May(ctx, authz.RightChange, from.target()) {
		allowed = append(allowed, "change", "retire")
	}
	if authz.May(ctx, authz.HoldingChange, from.target()) {
		allowed = append(allowed, "add_holding")
	}
	return allowed
}

// AddRight makes a right of a system of the owner's (R1).
func (s *Service) AddRight(ctx context.Context, in AddRight) (Right, error) {
	permit, err := authz.Require(ctx, authz.RightChange, in.Owner.target())
	if err != nil {
		return Right{}, err
	}
	made, err := idempotency.Once(ctx, s.db, func(tx *database.Tx) (made id.Right, err error) {
		decision, cvr, err := s.ownSystem(ctx, tx, permit, in.Owner, in.System)
		if err != nil {
			return made, err
		}
		in, err := in.complete(namespaceOf(cvr))
		if err != nil {
			return made, err
		}
		made = id.New[id.Right]()
		if err := insertRight(ctx, tx, made, in); err != nil {
			return made, err
		}
		return made, s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "right.created", Subject: audit.On("right", made),
			After: audit.Fields{
				"system_id": in.System.String(), "code": in.Code, "name": in.Name, "access": string(in.Access),
				"sensitivity": string(in.Sensitivity), "delegable": in.Delegable,
			},
		})
	})
	if err != nil {
		return Right{}, err
	}
	return s.Right(ctx, in.Owner, in.System, made)
}

// ownSystem locks a system of the owner's that is in use, and judges the act on it.
func (s *Service) ownSystem(ctx context.Context, tx *database.Tx, permit authz.Permit, owner Owner, system id.System) (authz.Decision, string, error) {
	of, err := lockSystem(ctx, tx, owner, system)
	if err != nil {
		return authz.Decision{}, "", err
	}
	decision, err := permit.On(authz.Facts{System: system})
	if err != nil {
		return authz.Decision{}, "", err
	}
	if of.RetiredAt != nil {
		return authz.Decision{}, "", retired()
	}
	cvr, err := cvrOf(ctx, tx, owner)
	return decision, cvr, err
}

// ChangeRight changes what is said of a right.
func (s *Service) ChangeRight(ctx context.Context, in ChangeRight) (Right, error) {
	return s.changeRight(ctx, in.Owner, in.System, in.Right, in.Version, func(ctx context.Context, tx *database.Tx, before Right) (audit.Event, error) {
		after, err := before.change(in)
		if err != nil {
			return audit.Event{}, err
		}
		if err := updateRight(ctx, tx, after); err != nil {
			return audit.Event{}, err
		}
		return audit.Event{Name: "right.changed", Before: before.fields(), After: after.fields()}, raiseHolders(ctx, tx, in.System)
	})
}

func (r Right) fields() audit.Fields {
	return audit.Fields{"name": r.Name, "description": r.Description, "sensitivity": string(r.Sensitivity), "delegable": r.Delegable}
}

// RetireRight ends a right, and what it gives to anybody, at once.
func (s *Service) RetireRight(ctx context.Context, owner Owner, system id.System, right id.Right, version int64) (Right, error) {
	return s.changeRight(ctx, owner, system, right, version, func(ctx context.Context, tx *database.Tx, before Right) (audit.Event, error) {
		if err := retireRight(ctx, tx, right); err != nil {
			return audit.Event{}, err
		}
		return audit.Event{Name: "right.retired", Before: audit.Fields{"code": before.Code}}, raiseHolders(ctx, tx, system)
	})
}

func (s *Service) changeRight(ctx context.Context, owner Owner, system id.System, right id.Right, version int64, do func(context.Context, *database.Tx, Right) (audit.Event, error)) (Right, error) {
	permit, err := authz.Require(ctx, authz.RightChange, owner.target())
	if err != nil {
		return Right{}, err
	}
	_, err = idempotency.Once(ctx, s.db, func(tx *database.Tx) (none struct{}, err error) {
		before, err := lockRight(ctx, tx, owner, system, right)
		if err != nil {
			return none, err
		}
		decision, err := permit.On(authz.Facts{System: system})
		if err != nil {
			return none, err
		}
		if before.RetiredAt != nil {
			return none, retired()
		}
		if before.Version != version {
			return none, etag.Stale()
		}
		event, err := do(ctx, tx, before)
		if err != nil {
			return none, err
		}
		event.Decision, event.Subject = decision, audit.On("right", right)
		return none, s.audit.Record(ctx, tx, event)
	})
	if err != nil {
		return Right{}, err
	}
	return s.Right(ctx, owner, system, right)
}
