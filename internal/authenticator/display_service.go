package authenticator

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/identity"
	"hverv/internal/notify"
	"hverv/internal/throttle"
	"hverv/internal/totp"
)

// Confirm shows that the signed-in holder has an app that was added, or a code display that was
// delivered. Password is asked for by the second door of a private identity, once (U1).
type Confirm struct {
	Codes

	Organisation  id.Organisation
	Authenticator id.Authenticator
	Password      string
}

// Confirm takes the first codes of an own authenticator and makes it count.
func (s *Service) Confirm(ctx context.Context, in Confirm) (Authenticator, error) {
	permit, err := authz.Require(ctx, authz.AuthenticatorConfirm, authz.In(in.Organisation))
	if err != nil {
		return Authenticator{}, err
	}
	i, a, err := s.mine(ctx, permit, in)
	if err != nil {
		return Authenticator{}, err
	}
	hash, err := s.firstPassword(ctx, i, in.Password)
	if err != nil {
		return Authenticator{}, err
	}
	misses, err := s.counted(ctx, a)
	if err != nil {
		return Authenticator{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Authenticator, error) {
		p, decision, a, err := s.held(ctx, tx, permit, Move{Organisation: in.Organisation, Authenticator: in.Authenticator})
		if err != nil {
			return Authenticator{}, err
		}
		if p.Identity.State != identity.Active {
			return Authenticator{}, stepNotAllowed()
		}
		if err := strongEnough(decision, p.Employee.ID); err != nil {
			return Authenticator{}, err
		}
		if a.Kind == CodeDisplay {
			a, err = s.confirmDisplay(ctx, tx, decision, p, a, in.Codes, misses)
		} else {
			a, err = s.confirm(ctx, tx, decision, p, &a.ID, in.Code)
		}
		if err == nil && hash != "" && !p.Identity.HasPassword {
			err = s.identities.SetPassword(ctx, tx, decision, p.Identity, hash)
		}
		return s.allowed(ctx, a, p.Employee), err
	})
}

// mine looks at what is to be confirmed before anything is counted or hashed: nobody else may count.
func (s *Service) mine(ctx context.Context, permit authz.Permit, in Confirm) (i identity.Identity, a Authenticator, err error) {
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		if a, err = findAuthenticator(ctx, tx, in.Organisation, in.Authenticator); err != nil {
			return err
		}
		whose, err := employee.Find(ctx, tx, in.Organisation, a.Employee)
		if err != nil {
			return err
		}
		if _, err = permit.On(whose.Facts()); err != nil {
			return err
		}
		i, err = identity.Find(ctx, tx, in.Organisation, a.Identity)
		return err
	})
	if err == nil {
		err = in.complete(a)
	}
	return i, a, err
}

// firstPassword hashes the password of a second door that has none yet.
func (s *Service) firstPassword(ctx context.Context, i identity.Identity, typed string) (string, error) {
	if i.HasPassword || i.Kind != identity.Private {
		return "", nil
	}
	if typed == "" {
		return "", passwordMissing().On("/password", "missing", "Choose a password first.")
	}
	return s.identities.HashPassword(ctx, typed, i.UserName)
}

// counted counts a try at a display that can still be confirmed, before it is judged (U8).
func (s *Service) counted(ctx context.Context, a Authenticator) (misses int, err error) {
	if _, ok := a.After(StepConfirm); !ok || a.Kind != CodeDisplay {
		return 0, nil
	}
	return s.guard.Admit(ctx, byDevice(a))
}

// ConfirmDisplay takes the first codes of a delivered code display in the half hour of a ticket. With
// it a dedicated identity that waited becomes active (U5).
func (s *Service) ConfirmDisplay(ctx context.Context, ticketText, serial string, codes Codes) (Holder, error) {
	entry, err := s.identities.Enter(ctx, ticketText)
	if err != nil {
		return Holder{}, err
	}
	a, err := s.waitingDisplay(ctx, entry, serial)
	if err == nil {
		err = codes.complete(a)
	}
	if err != nil {
		return Holder{}, err
	}
	misses, err := s.counted(ctx, a)
	if err != nil {
		return Holder{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Holder, error) {
		p, decision, err := entry.In(ctx, tx)
		if err != nil {
			return Holder{}, err
		}
		if !p.Identity.HasPassword {
			return Holder{}, passwordMissing()
		}
		a, err := findAuthenticator(ctx, tx, p.Org.ID, a.ID)
		if err != nil {
			return Holder{}, err
		}
		if _, err := s.confirmDisplay(ctx, tx, decision, p, a, codes, misses); err != nil {
			return Holder{}, err
		}
		return s.finished(ctx, tx, decision, entry, p)
	})
}

// waitingDisplay finds the display that a ticket's holder means.
func (s *Service) waitingDisplay(ctx context.Context, entry identity.Entry, serial string) (Authenticator, error) {
	var found Authenticator
	err := s.db.Read(ctx, func(tx *database.Tx) error {
		i, err := entry.Look(ctx, tx)
		if err != nil {
			return err
		}
		all, err := Of(ctx, tx, i.Organisation, i.ID)
		if err != nil {
			return err
		}
		for _, a := range all {
			if _, ok := a.After(StepConfirm); ok && a.Kind == CodeDisplay && sameSerial(serial, a.Serial) {
				found = a
				return nil
			}
		}
		return noCodeDisplay()
	})
	return found, err
}

// confirmDisplay judges the first codes of a display whose identity is locked, and makes it active.
func (s *Service) confirmDisplay(
	ctx context.Context, tx *database.Tx, decision authz.Decision, p identity.Place, a Authenticator, codes Codes, misses int,
) (Authenticator, error) {
	if _, ok := a.After(StepConfirm); !ok || a.SecretSealed == nil || a.EndsAt != nil && !tx.Now.Before(*a.EndsAt) {
		return Authenticator{}, stepNotAllowed()
	}
	of, err := s.SeedOf(a)
	if err != nil {
		return Authenticator{}, err
	}
	step, drift, err := codes.begun(of, a.LastStep, totp.DisplayWindow, s.wall())
	if err != nil {
		return Authenticator{}, s.missed(ctx, tx, decision, p, a, misses)
	}
	all, err := Of(ctx, tx, p.Identity.Organisation, p.Identity.ID)
	if err != nil {
		return Authenticator{}, err
	}
	if a.State != PendingActivation {
		if a, err = s.step(ctx, tx, decision, a, PendingActivation, ""); err != nil {
			return Authenticator{}, err
		}
	}
	a.LastStep, a.Drift, a.Spare = step, drift, a.Spare || p.Identity.Kind == identity.Dedicated && activeOf(all) > 0
	if err := s.guard.Clear(ctx, tx, byDevice(a)); err != nil {
		return Authenticator{}, err
	}
	return s.confirmed(ctx, tx, decision, p, a)
}

// missed remembers wrong first codes. The last try that is allowed ends the display: whoever holds it
// cannot show that, and the administrators must know (U8).
func (s *Service) missed(ctx context.Context, tx *database.Tx, decision authz.Decision, p identity.Place, a Authenticator, misses int) error {
	e := authenticatorEvent(decision, "authenticator.confirmation_refused", a)
	e.Outcome, e.After = audit.Refused, audit.Fields{"why": "code", "misses": misses}
	if err := s.audit.Record(ctx, tx, e); err != nil {
		return err
	}
	if !throttle.Code.Exhausts(misses) {
		return tx.Refuse(codeWrong())
	}
	if _, err := s.step(ctx, tx, decision, a, Revoked, ""); err != nil {
		return err
	}
	if err := s.identities.Tell(ctx, tx, p, notify.AuthenticatorBlocked, nil); err != nil {
		return err
	}
	if err := s.identities.TellAdministrators(ctx, tx, p, notify.CodesBlocked); err != nil {
		return err
	}
	return tx.Refuse(displayDead())
}

// delivered tells the employee that a device is at hand, with the way to activate it: the page of an
// activation for a user name, the own page for a private eID.
func (s *Service) delivered(ctx context.Context, tx *database.Tx, decision authz.Decision, p identity.Place, kind Kind) error {
	link, err := s.identities.Way(ctx, tx, decision, &p)
	if err != nil {
		return err
	}
	return s.identities.Tell(ctx, tx, p, notify.DeviceDelivered, map[string]string{"kind": string(kind), "link": link})
}

func passwordMissing() *fault.Fault {
	return fault.New(fault.Conflict, "password_missing", "Choose a password first.")
}
