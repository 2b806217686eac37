package authenticator

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/organisation"
)

// StartAtDispatch lets the days of an activation begin when its hardware is sent (U6).
func (s *Service) StartAtDispatch(ctx context.Context, org id.Organisation, identity id.Identity, version int64) (Identity, error) {
	permit, err := authz.Require(ctx, authz.IdentityRestart, authz.In(org))
	if err != nil {
		return Identity{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Identity, error) {
		p, decision, err := locked(ctx, tx, permit, org, identity)
		if err != nil {
			return Identity{}, err
		}
		if p.identity.Version != version {
			return Identity{}, etag.Stale()
		}
		if p.identity.State != IdentityPending {
			return Identity{}, notPending()
		}
		if err := p.org.Open(); err != nil {
			return Identity{}, err
		}
		if p.identity.Authenticators, err = authenticatorsOf(ctx, tx, p.identity); err != nil {
			return Identity{}, err
		}
		on, ok := underWay(p.identity.Authenticators)
		if !ok {
			return Identity{}, nothingOrdered()
		}
		err = s.await(ctx, tx, decision, &p, on)
		return s.shown(ctx, p.identity, p.employee, tx), err
	})
}

// ordered looks at the days of an activation for which hardware has just been ordered: they wait for it
// where the organisation wants that, else a collision is said at once (U6).
func (s *Service) ordered(ctx context.Context, tx *database.Tx, decision authz.Decision, p place, a Authenticator) (Authenticator, error) {
	var err error
	if p.identity.Authenticators, err = authenticatorsOf(ctx, tx, p.identity); err != nil {
		return Authenticator{}, err
	}
	on, late := p.identity.late()
	if !late {
		return a, nil
	}
	if p.org.ActivationStarts == organisation.AtDispatch {
		return a, s.await(ctx, tx, decision, &p, on)
	}
	a.Warnings = []string{lateDelivery}
	return a, nil
}

// await gives an activation days that begin with the expected delivery, until the dispatch tells better.
func (s *Service) await(ctx context.Context, tx *database.Tx, decision authz.Decision, p *place, on calendar.Date) error {
	until := lastDay(p.org, on)
	if until.Before(p.identity.ActivateUntil) {
		until = p.identity.ActivateUntil
	}
	return s.moveDays(ctx, tx, decision, p, until, true)
}

// dispatched begins the days of an activation that waited for it. Links that were sent stay good.
func (s *Service) dispatched(ctx context.Context, tx *database.Tx, decision authz.Decision, p place) error {
	if p.identity.State != IdentityPending || !p.identity.AtDispatch {
		return nil
	}
	return s.moveDays(ctx, tx, decision, &p, lastDay(p.org, tx.Today), false)
}

func (s *Service) moveDays(
	ctx context.Context, tx *database.Tx, decision authz.Decision, p *place, until calendar.Date, waits bool,
) error {
	e := event(decision, "identity.days_moved", p.identity)
	e.Before = audit.Fields{"activate_until": p.identity.ActivateUntil.String(), "starts_at_dispatch": p.identity.AtDispatch}
	e.After = audit.Fields{"activate_until": until.String(), "starts_at_dispatch": waits}
	p.identity.ActivateUntil, p.identity.AtDispatch = until, waits
	p.identity.Version++
	if err := updateWindow(ctx, tx, p.identity); err != nil {
		return err
	}
	return s.audit.Record(ctx, tx, e)
}

// Expect moves the day on which something that was ordered is expected, as when it is out of stock (O3).
// Days of an activation that wait for it move along (U6).
func (s *Service) Expect(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, which id.Authenticator, on calendar.Date) error {
	p, a, err := lockHeld(ctx, tx, org, which)
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
	if p.identity.State != IdentityPending || !p.identity.AtDispatch || a.State != Ordered {
		return nil
	}
	return s.await(ctx, tx, decision, &p, on)
}
