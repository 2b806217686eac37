package authenticator

import (
	"context"
	"errors"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/identity"
	"hverv/internal/passkey"
)

// BeginKey begins the registration of a chip or passkey by its signed-in holder (U2).
func (s *Service) BeginKey(ctx context.Context, in NewKey) (Asked, error) {
	permit, err := authz.Require(ctx, authz.AuthenticatorKey, authz.In(in.Organisation))
	if err != nil {
		return Asked{}, err
	}
	if in.Label, err = checkLabel(in.Label); err != nil {
		return Asked{}, err
	}
	var asked Asked
	err = s.db.Upkeep(ctx, "authenticator.ceremony", func(tx *database.Tx) error {
		p, decision, err := identity.LockFor(ctx, tx, permit, in.Organisation, in.Identity)
		if err == nil {
			err = strongEnough(decision, p.Employee.ID)
		}
		if err != nil {
			return err
		}
		if p.Identity.State != identity.Active {
			return identity.NotActive()
		}
		asked, err = s.beginKey(ctx, tx, p, in)
		return err
	})
	return asked, err
}

// BeginKeyByTicket does the same in the half hour of a ticket.
func (s *Service) BeginKeyByTicket(ctx context.Context, ticketText string, in NewKey) (Asked, error) {
	entry, err := s.identities.Enter(ctx, ticketText)
	if err != nil {
		return Asked{}, err
	}
	if in.Label, err = checkLabel(in.Label); err != nil {
		return Asked{}, err
	}
	var asked Asked
	err = s.db.Upkeep(ctx, "authenticator.ceremony", func(tx *database.Tx) error {
		p, _, err := entry.In(ctx, tx)
		if err != nil {
			return err
		}
		if !p.Identity.HasPassword {
			return passwordMissing()
		}
		asked, err = s.beginKey(ctx, tx, p, in)
		return err
	})
	return asked, err
}

func (s *Service) beginKey(ctx context.Context, tx *database.Tx, p identity.Place, in NewKey) (Asked, error) {
	if s.party == nil {
		return Asked{}, PasskeysOff()
	}
	a, _, err := s.keyed(ctx, tx, p, in.Chip, in.Label)
	if err != nil {
		return Asked{}, err
	}
	keys, err := Credentials(ctx, tx, p.Org.ID, p.Identity.ID, Active, Suspended)
	if err != nil {
		return Asked{}, err
	}
	begun, err := s.party.Register(KeyHolder(p, keys), keyPolicy(a.Kind, p.Org))
	if err != nil {
		return Asked{}, err
	}
	return Ask(ctx, tx, begun, Ceremony{
		Kind: registering, Organisation: p.Org.ID, Identity: p.Identity.ID, Authenticator: in.Chip, Label: in.Label,
	})
}

// Ask keeps a ceremony until it is answered.
func Ask(ctx context.Context, tx *database.Tx, begun passkey.Begun, c Ceremony) (Asked, error) {
	c.ID, c.State, c.ExpiresAt = id.New[id.Ceremony](), begun.State, begun.Until
	return Asked{Ceremony: c.ID, Options: begun.Options, Until: begun.Until}, insertCeremony(ctx, tx, c)
}

// keyed is the authenticator that is to have the key: the chip that waits for its holder, or an app,
// for which there must be a place (U4).
func (s *Service) keyed(ctx context.Context, tx *database.Tx, p identity.Place, chip id.Authenticator, label string) (a Authenticator, isNew bool, err error) {
	if chip.IsZero() {
		a, isNew, err = s.addApp(ctx, tx, p, label)
		a.Method = WebAuthn
		return a, isNew, err
	}
	if a, err = findAuthenticator(ctx, tx, p.Org.ID, chip); err != nil {
		return a, false, err
	}
	if a.Identity != p.Identity.ID { // somebody else's is nobody's
		return a, false, fault.Missing("authenticator")
	}
	if _, ok := a.After(StepRegister); !ok || a.RenewedAt == nil && a.over(tx.Now) { // a new key is a renewal (U12)
		return a, false, stepNotAllowed()
	}
	return a, false, nil
}

// FinishKey takes the browser's answer to BeginKey, and makes the authenticator count.
func (s *Service) FinishKey(ctx context.Context, org id.Organisation, in KeyAnswer) (Authenticator, error) {
	permit, err := authz.Require(ctx, authz.AuthenticatorConfirm, authz.In(org))
	if err != nil {
		return Authenticator{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Authenticator, error) {
		c, err := TakeCeremony(ctx, tx, in.Ceremony, registering)
		if errors.Is(err, database.ErrNone) || err == nil && c.Organisation != org {
			return Authenticator{}, CeremonyOver()
		}
		if err != nil {
			return Authenticator{}, err
		}
		p, decision, err := identity.LockFor(ctx, tx, permit, org, c.Identity)
		if err == nil {
			err = strongEnough(decision, p.Employee.ID)
		}
		if err != nil {
			return Authenticator{}, err
		}
		if p.Identity.State != identity.Active {
			return Authenticator{}, identity.NotActive()
		}
		a, err := s.finishKey(ctx, tx, decision, p, c, in.Answer, decision.Actor().Assurance)
		return s.allowed(ctx, a, p.Employee), err
	})
}

// FinishKeyByTicket does the same in the half hour of a ticket. With it a dedicated identity that
// waited becomes active (U5).
func (s *Service) FinishKeyByTicket(ctx context.Context, ticketText string, in KeyAnswer) (Holder, error) {
	entry, err := s.identities.Enter(ctx, ticketText)
	if err != nil {
		return Holder{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Holder, error) {
		p, decision, err := entry.In(ctx, tx)
		if err != nil {
			return Holder{}, err
		}
		c, err := TakeCeremony(ctx, tx, in.Ceremony, registering)
		if errors.Is(err, database.ErrNone) || err == nil && c.Identity != p.Identity.ID {
			return Holder{}, CeremonyOver()
		}
		if err != nil {
			return Holder{}, err
		}
		if _, err := s.finishKey(ctx, tx, decision, p, c, in.Answer, authz.High); err != nil { // the identity's own level is the limit
			return Holder{}, err
		}
		return s.finished(ctx, tx, decision, entry, p)
	})
}

// finishKey judges a registration that is taken, with the identity locked. The key proves no more
// than the sign-in under which it was registered (P3).
func (s *Service) finishKey(
	ctx context.Context, tx *database.Tx, decision authz.Decision, p identity.Place, c Ceremony, answer []byte, level authz.Level,
) (Authenticator, error) {
	a, isNew, err := s.keyed(ctx, tx, p, c.Authenticator, c.Label)
	if err != nil {
		return Authenticator{}, err
	}
	made, err := s.party.Registered(ctx, KeyHolder(p, nil), keyPolicy(a.Kind, p.Org), c.State, answer)
	if why := passkey.Why(err); why != "" {
		return Authenticator{}, s.refuseKey(ctx, tx, decision, p, a, isNew, why)
	}
	if err != nil {
		return Authenticator{}, err
	}
	known, err := knownKey(ctx, tx, made.ID)
	if err != nil {
		return Authenticator{}, err
	}
	if known {
		return Authenticator{}, s.refuseKey(ctx, tx, decision, p, a, isNew, keyTaken)
	}
	if err := s.enrolKey(ctx, tx, decision, a, isNew); err != nil {
		return Authenticator{}, err
	}
	if err := insertCredential(ctx, tx, a, made, string(level)); err != nil {
		return Authenticator{}, err
	}
	if a.State == Delivered {
		if a, err = s.step(ctx, tx, decision, a, PendingActivation, ""); err != nil {
			return Authenticator{}, err
		}
	}
	all, err := Of(ctx, tx, p.Identity.Organisation, p.Identity.ID)
	if err != nil {
		return Authenticator{}, err
	}
	a.Spare = a.Spare || p.Identity.Kind == identity.Dedicated && activeOf(all) > 0
	return s.confirmed(ctx, tx, decision, p, a)
}

// enrolKey writes down the app that is to have the key; the one that waited for its first code shows
// none any more.
func (s *Service) enrolKey(ctx context.Context, tx *database.Tx, decision authz.Decision, a Authenticator, isNew bool) error {
	if a.Kind != App {
		return nil
	}
	write := updateKeyed
	if isNew {
		write = insertAuthenticator
	}
	if err := write(ctx, tx, a); err != nil {
		return err
	}
	e := authenticatorEvent(decision, "authenticator.enrolled", a)
	e.After = audit.Fields{"kind": string(a.Kind), "method": string(WebAuthn), "label": audit.Personal(a.Label)}
	return s.audit.Record(ctx, tx, e)
}

// refuseKey remembers a registration that was not accepted, by its reason and never by its key (law 2).
func (s *Service) refuseKey(ctx context.Context, tx *database.Tx, decision authz.Decision, p identity.Place, a Authenticator, isNew bool, why string) error {
	e := authenticatorEvent(decision, "authenticator.refused", a)
	if isNew { // and may never be: the event is of the identity
		e.Subject = audit.On("identity", p.Identity.ID)
	}
	e.Outcome, e.After = audit.Refused, audit.Fields{"why": why, "kind": string(a.Kind)}
	if err := s.audit.Record(ctx, tx, e); err != nil {
		return err
	}
	return tx.Refuse(keyRefused(why))
}

// sweepCeremonies deletes those that nobody finished.
func (s *Service) sweepCeremonies(ctx context.Context) error {
	return s.db.Upkeep(ctx, "authenticator.sweep", func(tx *database.Tx) error {
		return deleteCeremonies(ctx, tx, s.wall())
	})
}
