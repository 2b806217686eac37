package right

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
)

// Paging is where a list goes on, and how far.
type Paging struct {
	After string
	Limit *int
}

func (p Paging) read(into ...any) (limit int, err error) {
	if limit, err = page.ParseLimit(p.Limit); err != nil || p.After == "" {
		return limit, err
	}
	return limit, page.Decode(p.After, into...)
}

// mayRead lets everybody in an organisation read what can be seen from there; the installation's own list is its operator's.
func mayRead(ctx context.Context, from Owner) error {
	permit, err := authz.Require(ctx, authz.SystemRead, from.target())
	if err == nil && from.Organisation.IsZero() {
		_, err = permit.On(authz.Facts{})
	}
	return err
}

// Systems lists the systems that can be seen from the owner.
func (s *Service) Systems(ctx context.Context, from Owner, paging Paging) (page.Page[System], error) {
	if err := mayRead(ctx, from); err != nil {
		return page.Page[System]{}, err
	}
	var after string
	limit, err := paging.read(&after)
	if err != nil {
		return page.Page[System]{}, err
	}
	var found []System
	err = s.db.Single(ctx, func(tx *database.Tx) (err error) {
		found, err = listSystems(ctx, tx, from, after, limit+1)
		return err
	})
	for i := range found {
		found[i].Actions = systemActions(ctx, from, found[i])
	}
	return page.Cut(found, limit, func(s System) string { return page.Encode(s.Code) }), err
}

// System shows one.
func (s *Service) System(ctx context.Context, from Owner, system id.System) (found System, err error) {
	if err := mayRead(ctx, from); err != nil {
		return System{}, err
	}
	err = s.db.Single(ctx, func(tx *database.Tx) (err error) {
		found, err = findSystem(ctx, tx, from, system)
		return err
	})
	found.Actions = systemActions(ctx, from, found)
	return found, err
}

func systemActions(ctx context.Context, from Owner, s System) []string {
	if s.RetiredAt != nil || s.Owner != from.Organisation || !authz.May(ctx, authz.SystemChange, from.target()) {
		return []string{}
	}
	return []string{"change", "retire", "add_right"}
}

// AddSystem makes a system of the owner's known (R1).
func (s *Service) AddSystem(ctx context.Context, in AddSystem) (System, error) {
	permit, err := authz.Require(ctx, authz.SystemChange, in.Owner.target())
	if err != nil {
		return System{}, err
	}
	made, err := idempotency.Once(ctx, s.db, func(tx *database.Tx) (made id.System, err error) {
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return made, err
		}
		cvr, err := cvrOf(ctx, tx, in.Owner)
		if err != nil {
			return made, err
		}
		in, err := in.complete(namespaceOf(cvr))
		if err != nil {
			return made, err
		}
		made = id.New[id.System]()
		if err := insertSystem(ctx, tx, made, in); err != nil {
			return made, err
		}
		return made, s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "system.created", Subject: audit.On("system", made),
			After: audit.Fields{"code": in.Code, "name": in.Name},
		})
	})
	if err != nil {
		return System{}, err
	}
	return s.System(ctx, in.Owner, made)
}

// RenameSystem gives a system another name.
func (s *Service) RenameSystem(ctx context.Context, in RenameSystem) (System, error) {
	return s.changeSystem(ctx, in.Owner, in.System, in.Version, func(ctx context.Context, tx *database.Tx, before System) (audit.Event, error) {
		renamed, err := AddSystem{Code: before.Code, Name: in.Name}.complete(namespace{})
		if err != nil {
			return audit.Event{}, err
		}
		return audit.Event{
			Name: "system.changed", Before: audit.Fields{"name": before.Name}, After: audit.Fields{"name": renamed.Name},
		}, renameSystem(ctx, tx, before.ID, renamed.Name)
	})
}

// RetireSystem ends a system, and with it what its rights give, at once.
func (s *Service) RetireSystem(ctx context.Context, owner Owner, system id.System, version int64) (System, error) {
	return s.changeSystem(ctx, owner, system, version, func(ctx context.Context, tx *database.Tx, before System) (audit.Event, error) {
		if err := retireSystem(ctx, tx, before.ID); err != nil {
			return audit.Event{}, err
		}
		return audit.Event{Name: "system.retired", Before: audit.Fields{"code": before.Code}}, raiseHolders(ctx, tx, before.ID)
	})
}

func (s *Service) changeSystem(ctx context.Context, owner Owner, system id.System, version int64, do func(context.Context, *database.Tx, System) (audit.Event, error)) (System, error) {
	permit, err := authz.Require(ctx, authz.SystemChange, owner.target())
	if err != nil {
		return System{}, err
	}
	_, err = idempotency.Once(ctx, s.db, func(tx *database.Tx) (none struct{}, err error) {
		before, err := lockSystem(ctx, tx, owner, system)
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
		event.Decision, event.Subject = decision, audit.On("system", system)
		return none, s.audit.Record(ctx, tx, event)
	})
	if err != nil {
		return System{}, err
	}
	return s.System(ctx, owner, system)
}

func retired() error {
	return fault.New(fault.Conflict, "retired", "This is no longer in use and cannot be changed.")
}
