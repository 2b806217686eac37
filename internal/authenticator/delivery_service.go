package authenticator

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/identity"
	"hverv/internal/organisation"
)

// StartAtDispatch lets the days of an activation begin when its hardware is sent (U6).
func (s *Service) StartAtDispatch(ctx context.Context, org id.Organisation, which id.Identity, version int64) (Holder, error) {
	permit, err := authz.Require(ctx, authz.IdentityRestart, authz.In(org))
	if err != nil {
		return Holder{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Holder, error) {
		p, decision, err := identity.LockPending(ctx, tx, permit, org, which, version)
		if err != nil {
			return Holder{}, err
		}
		all, err := Of(ctx, tx, p.Identity.Organisation, p.Identity.ID)
		if err != nil {
			return Holder{}, err
		}
		on, ok := underWay(all)
		if !ok {
			return Holder{}, nothingOrdered()
		}
		err = s.identities.Await(ctx, tx, decision, &p, on)
		return s.shown(ctx, tx, p, all), err
	})
}

// ordered looks at the days of an activation for which hardware has just been ordered: they wait for it
// where the organisation wants that, else a collision is said at once (U6).
func (s *Service) ordered(ctx context.Context, tx *database.Tx, decision authz.Decision, p identity.Place, a Authenticator) (Authenticator, error) {
	all, err := Of(ctx, tx, p.Identity.Organisation, p.Identity.ID)
	if err != nil {
		return Authenticator{}, err
	}
	on, late := Holder{Identity: p.Identity, Authenticators: all}.late()
	if !late {
		return a, nil
	}
	if p.Org.ActivationStarts == organisation.AtDispatch {
		return a, s.identities.Await(ctx, tx, decision, &p, on)
	}
	a.Warnings = []string{lateDelivery}
	return a, nil
}

// Expect moves the day on which something that was ordered is expected, as when it is out of stock (O3).
// Days of an activation that wait for it move along (U6).
func (s *Service) Expect(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, which id.Authenticator, on calendar.Date) error {
	p, a, err := Lock(ctx, tx, org, which)
	if err != nil {
		return err
	}
	if a.State != Ordered && a.State != Shipped {
		return stepNotAllowed()
	}
	e := authenticatorEvent(decision, "authenticator.postponed", a)
	e.Before, e.After = audit.Fields{"deliver_on": a.DeliverOn.String()}, audit.Fields{"deliver_on": on.String()}
	a.DeliverOn = on
	if err := updateExpected(ctx, tx, a); err != nil {
		return err
	}
	if err := s.audit.Record(ctx, tx, e); err != nil {
		return err
	}
	if p.Identity.State != identity.Pending || !p.Identity.AtDispatch || a.State != Ordered {
		return nil
	}
	return s.identities.Await(ctx, tx, decision, &p, on)
}
