package authenticator

import (
	"context"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/idempotency"
	"hverv/internal/identity"
	"hverv/internal/notify"
)

// Renew gives a chip another time to be good for (U12). Its holder shows that it still works by signing
// in with it; who answers for the users has seen the holder. One that has expired must be registered
// anew, which only they may begin.
func (s *Service) Renew(ctx context.Context, in Move) (Authenticator, error) {
	permit, err := authz.Require(ctx, authz.AuthenticatorRenew, authz.In(in.Organisation))
	if err != nil {
		return Authenticator{}, err
	}
	if in.Reason, err = identity.CheckReason(in.Reason); err != nil {
		return Authenticator{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Authenticator, error) {
		p, decision, a, err := s.held(ctx, tx, permit, in)
		if err != nil {
			return Authenticator{}, err
		}
		if p.Identity.State != identity.Active {
			return Authenticator{}, identity.NotActive()
		}
		if !a.renewable() {
			return Authenticator{}, stepNotAllowed()
		}
		own := decision.Actor().Employee == p.Employee.ID
		if own {
			if err := byItself(ctx, tx, a); err != nil {
				return Authenticator{}, err
			}
		}
		if a.stateAt(tx.Now) == Expired {
			if own {
				return Authenticator{}, renewedAtDesk()
			}
			a, err = s.registeredAnew(ctx, tx, decision, p, a, in.Reason)
		} else {
			a, err = s.extend(ctx, tx, decision, a, a.valid(p.Org, tx.Now), in.Reason)
		}
		return s.allowed(ctx, a, p.Employee), err
	})
}

// byItself asks that the chip has just proven its holder.
func byItself(ctx context.Context, tx *database.Tx, a Authenticator) error {
	used, err := usedAt(ctx, tx, a)
	if err == nil && (used == nil || tx.Now.Sub(*used) > renewWithin) {
		err = notByChip()
	}
	return err
}

// extend gives a chip the end that it has in next.
func (s *Service) extend(ctx context.Context, tx *database.Tx, decision authz.Decision, a, next Authenticator, reason string) (Authenticator, error) {
	if err := updateValidity(ctx, tx, next); err != nil {
		return Authenticator{}, err
	}
	next.Version++
	e := authenticatorEvent(decision, "authenticator.renewed", a)
	e.Reason, e.Before, e.After = reason, audit.Fields{"ends_at": endText(a.EndsAt)}, audit.Fields{"ends_at": endText(next.EndsAt)}
	return next, s.audit.Record(ctx, tx, e)
}

func endText(ends *time.Time) string {
	if ends == nil {
		return ""
	}
	return lastDayOf(*ends).String()
}

// registeredAnew lets the holder of an expired chip register it once more: whose it is has to be shown
// again, and its new key gets a new end (U7, U12).
func (s *Service) registeredAnew(ctx context.Context, tx *database.Tx, decision authz.Decision, p identity.Place, a Authenticator, reason string) (Authenticator, error) {
	var err error
	for _, to := range []State{Expired, PendingActivation} {
		if a.State == to {
			continue
		}
		if a, err = s.step(ctx, tx, decision, a, to, reason); err != nil {
			return Authenticator{}, err
		}
	}
	return a, s.toRegister(ctx, tx, decision, p)
}

// SweepRenewals reminds of chips that must be renewed, 14 and 3 days before, each once, and brings the
// chips in use under a setting that has changed: they get their months from now on, or lose their end.
func (s *Service) SweepRenewals(ctx context.Context) error {
	if _, err := authz.Require(ctx, authz.ExpiryTell, authz.Everywhere()); err != nil {
		return err
	}
	for {
		var list []held
		err := s.db.Single(ctx, func(tx *database.Tx) (err error) {
			list, err = listRenewals(ctx, tx, sweepSize)
			return err
		})
		if err != nil {
			return err
		}
		for _, each := range list {
			if err := s.renewal(ctx, each); err != nil {
				return err
			}
		}
		if len(list) < sweepSize {
			return nil
		}
	}
}

func (s *Service) renewal(ctx context.Context, which held) error {
	permit, err := authz.Require(ctx, authz.ExpiryTell, authz.In(which.Organisation))
	if err != nil {
		return err
	}
	return s.db.Change(ctx, func(tx *database.Tx) error {
		p, decision, a, err := s.held(ctx, tx, permit, Move{Organisation: which.Organisation, Authenticator: which.Authenticator})
		if err != nil || a.State != Active || a.over(tx.Now) {
			return err
		}
		if next := a.valid(p.Org, tx.Now); (a.EndsAt == nil) != (next.EndsAt == nil) {
			_, err := s.extend(ctx, tx, decision, a, next, "")
			return err
		}
		if a.RenewedAt == nil {
			return nil
		}
		sent := renewalDue(*a.EndsAt, tx.Today)
		first, err := updateRenewalTold(ctx, tx, a, sent)
		if err != nil || !first { // another node has done it
			return err
		}
		e := authenticatorEvent(decision, "authenticator.renewal_due", a)
		e.After = audit.Fields{"reminder": sent}
		if err := s.audit.Record(ctx, tx, e); err != nil {
			return err
		}
		return s.identities.Tell(ctx, tx, p, notify.ChipRenewal, map[string]string{"until": endText(a.EndsAt), "link": s.url + "/me"})
	})
}
