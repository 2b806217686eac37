package right

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/organisation"
	"hverv/internal/page"
)

// HeldBy lists what an organisation holds and can give to its people (R1).
func (s *Service) HeldBy(ctx context.Context, org id.Organisation, paging Paging) (page.Page[Held], error) {
	if _, err := authz.Require(ctx, authz.HoldingRead, authz.In(org)); err != nil {
		return page.Page[Held]{}, err
	}
	var after string
	limit, err := paging.read(&after)
	if err != nil {
		return page.Page[Held]{}, err
	}
	var found []Held
	err = s.db.Single(ctx, func(tx *database.Tx) (err error) {
		found, err = listHeld(ctx, tx, org, after, limit+1)
		return err
	})
	return page.Cut(found, limit, func(h Held) string { return page.Encode(h.Code) }), err
}

// Holdings lists which organisations hold a right of the owner's.
func (s *Service) Holdings(ctx context.Context, owner Owner, system id.System, right id.Right, paging Paging) (page.Page[Holding], error) {
	permit, err := authz.Require(ctx, authz.HoldingRead, owner.target())
	if err != nil {
		return page.Page[Holding]{}, err
	}
	var after id.Holding
	limit, err := paging.read(&after)
	if err != nil {
		return page.Page[Holding]{}, err
	}
	var found []Holding
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		if err := ownRight(ctx, tx, owner, system, right); err != nil {
			return err
		}
		if _, err := permit.On(authz.Facts{System: system}); err != nil {
			return err
		}
		found, err = listHoldings(ctx, tx, right, after, limit+1)
		for i := range found {
			found[i].Actions = holdingActions(ctx, owner, found[i])
		}
		return err
	})
	return page.Cut(found, limit, func(h Holding) string { return page.Encode(h.ID) }), err
}

// ownRight refuses a right that is not of a system of the owner's: who else holds it is the
// owner's to know.
func ownRight(ctx context.Context, tx *database.Tx, owner Owner, system id.System, right id.Right) error {
	of, err := findSystem(ctx, tx, owner, system)
	if err != nil {
		return err
	}
	if of.Owner != owner.Organisation {
		return fault.Missing("system")
	}
	_, err = findRight(ctx, tx, owner, system, right)
	return err
}

func holdingActions(ctx context.Context, owner Owner, h Holding) []string {
	if h.RevokedAt != nil || !authz.May(ctx, authz.HoldingChange, owner.target()) {
		return []string{}
	}
	return []string{"revoke"}
}

// Hold lets an organisation hold a right (R1).
func (s *Service) Hold(ctx context.Context, in Hold) (Holding, error) {
	permit, err := authz.Require(ctx, authz.HoldingChange, in.Owner.target())
	if err != nil {
		return Holding{}, err
	}
	made, err := idempotency.Once(ctx, s.db, func(tx *database.Tx) (id.Holding, error) { return s.hold(ctx, tx, permit, in) })
	if err != nil {
		return Holding{}, err
	}
	return s.holding(ctx, in.Owner, in.Right, made)
}

func (s *Service) hold(ctx context.Context, tx *database.Tx, permit authz.Permit, in Hold) (made id.Holding, err error) {
	of, err := lockRight(ctx, tx, in.Owner, in.System, in.Right)
	if err != nil {
		return made, err
	}
	decision, err := permit.On(authz.Facts{System: in.System})
	if err != nil {
		return made, err
	}
	if of.RetiredAt != nil {
		return made, retired()
	}
	if in, err = in.complete(tx.Today); err != nil {
		return made, err
	}
	holder, err := holderOf(ctx, tx, in.CVR)
	if err != nil {
		return made, err
	}
	if err := endRunOut(ctx, tx, holder, in.Right, tx.Today); err != nil {
		return made, err
	}
	made = id.New[id.Holding]()
	if err := insertHolding(ctx, tx, made, holder, in); err != nil {
		return made, err
	}
	if err := organisation.RaiseRights(ctx, tx, holder); err != nil {
		return made, err
	}
	return made, s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "holding.given", Subject: audit.On("holding", made), After: audit.Fields{
			"right_id": in.Right.String(), "organisation_id": holder.String(), "starts_on": in.StartsOn.String(), "ends_on": in.EndsOn.String(),
		},
	})
}

// RevokeHolding takes a right from an organisation, and so from all its people, at once.
func (s *Service) RevokeHolding(ctx context.Context, owner Owner, system id.System, right id.Right, holding id.Holding, reason string) (Holding, error) {
	permit, err := authz.Require(ctx, authz.HoldingChange, owner.target())
	if err != nil {
		return Holding{}, err
	}
	_, err = idempotency.Once(ctx, s.db, func(tx *database.Tx) (none struct{}, err error) {
		if err := ownRight(ctx, tx, owner, system, right); err != nil {
			return none, err
		}
		decision, err := permit.On(authz.Facts{System: system})
		if err != nil {
			return none, err
		}
		h, err := lockHolding(ctx, tx, right, holding)
		if err != nil {
			return none, err
		}
		if h.RevokedAt != nil {
			return none, fault.New(fault.Conflict, "holding_over", "The organisation no longer holds the right.")
		}
		if err := revokeHolding(ctx, tx, h.Organisation, holding); err != nil {
			return none, err
		}
		if err := organisation.RaiseRights(ctx, tx, h.Organisation); err != nil {
			return none, err
		}
		return none, s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "holding.revoked", Subject: audit.On("holding", holding), Reason: reason,
			After: audit.Fields{"right_id": right.String(), "organisation_id": h.Organisation.String()},
		})
	})
	if err != nil {
		return Holding{}, err
	}
	return s.holding(ctx, owner, right, holding)
}

func (s *Service) holding(ctx context.Context, owner Owner, right id.Right, holding id.Holding) (h Holding, err error) {
	err = s.db.Single(ctx, func(tx *database.Tx) (err error) {
		h, err = findHolding(ctx, tx, right, holding)
		return err
	})
	h.Actions = holdingActions(ctx, owner, h)
	return h, err
}
