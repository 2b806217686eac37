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
		if p.identity.State != IdentityActive {
			return Authenticator{}, stepNotAllowed()
		}
		if err := strongEnough(decision, p.employee.ID); err != nil {
			return Authenticator{}, err
		}
		if a.Kind == CodeDisplay {
			a, err = s.confirmDisplay(ctx, tx, decision, p, a, in.Codes, misses)
		} else {
			a, err = s.confirm(ctx, tx, decision, p, &a.ID, in.Code)
		}
		if err == nil && hash != "" && !p.identity.HasPassword {
			err = s.setPassword(ctx, tx, decision, p.identity, hash)
		}
		return s.allowed(ctx, a, p.employee), err
	})
}

// mine looks at what is to be confirmed before anything is counted or hashed: nobody else may count.
func (s *Service) mine(ctx context.Context, permit authz.Permit, in Confirm) (i Identity, a Authenticator, err error) {
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
		i, err = findIdentity(ctx, tx, in.Organisation, a.Identity)
		return err
	})
	if err == nil {
		err = in.complete(a)
	}
	return i, a, err
}

// firstPassword hashes the password of a second door that has none yet.
func (s *Service) firstPassword(ctx context.Context, i Identity, typed string) (string, error) {
	if i.HasPassword || i.Kind != Private {
		return "", nil
	}
	if typed == "" {
		return "", passwordMissing().On("/password", "missing", "Choose a password first.")
	}
	return s.hashed(ctx, typed, i.UserName)
}

func (s *Service) setPassword(ctx context.Context, tx *database.Tx, decision authz.Decision, i Identity, hash string) error {
	if err := updatePassword(ctx, tx, i, hash); err != nil {
		return err
	}
	return s.audit.Record(ctx, tx, event(decision, "identity.password_chosen", i))
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
func (s *Service) ConfirmDisplay(ctx context.Context, ticketText, serial string, codes Codes) (Identity, error) {
	t, door, err := s.door(ctx, ticketText)
	if err != nil {
		return Identity{}, err
	}
	a, err := s.waitingDisplay(ctx, t, serial)
	if err == nil {
		err = codes.complete(a)
	}
	if err != nil {
		return Identity{}, err
	}
	misses, err := s.counted(ctx, a)
	if err != nil {
		return Identity{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Identity, error) {
		p, decision, err := s.entered(ctx, tx, t, door)
		if err != nil {
			return Identity{}, err
		}
		if !p.identity.HasPassword {
			return Identity{}, passwordMissing()
		}
		a, err := findAuthenticator(ctx, tx, t.Organisation, a.ID)
		if err != nil {
			return Identity{}, err
		}
		if _, err := s.confirmDisplay(ctx, tx, decision, p, a, codes, misses); err != nil {
			return Identity{}, err
		}
		return s.finished(ctx, tx, decision, p, t.Means)
	})
}

// waitingDisplay finds the display that a ticket's holder means.
func (s *Service) waitingDisplay(ctx context.Context, t ticket, serial string) (Authenticator, error) {
	var found Authenticator
	err := s.db.Read(ctx, func(tx *database.Tx) error {
		i, err := findIdentity(ctx, tx, t.Organisation, t.Identity)
		if err != nil {
			return err
		}
		if !t.fits(i, tx.Now) {
			return ticketExpired()
		}
		all, err := authenticatorsOf(ctx, tx, i)
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
	ctx context.Context, tx *database.Tx, decision authz.Decision, p place, a Authenticator, codes Codes, misses int,
) (Authenticator, error) {
	if _, ok := a.After(StepConfirm); !ok || a.SecretSealed == nil || a.EndsAt != nil && !tx.Now.Before(*a.EndsAt) {
		return Authenticator{}, stepNotAllowed()
	}
	of, err := s.seedOf(a)
	if err != nil {
		return Authenticator{}, err
	}
	step, drift, err := codes.begun(of, a.LastStep, totp.DisplayWindow, s.wall())
	if err != nil {
		return Authenticator{}, s.missed(ctx, tx, decision, p, a, misses)
	}
	all, err := authenticatorsOf(ctx, tx, p.identity)
	if err != nil {
		return Authenticator{}, err
	}
	if a.State != PendingActivation {
		if a, err = s.step(ctx, tx, decision, a, PendingActivation, ""); err != nil {
			return Authenticator{}, err
		}
	}
	a.LastStep, a.Drift, a.Spare = step, drift, a.Spare || p.identity.Kind == Dedicated && activeOf(all) > 0
	if err := s.guard.Clear(ctx, tx, byDevice(a)); err != nil {
		return Authenticator{}, err
	}
	return s.confirmed(ctx, tx, decision, p, a)
}

// missed remembers wrong first codes. The last try that is allowed ends the display: whoever holds it
// cannot show that, and the administrators must know (U8).
func (s *Service) missed(ctx context.Context, tx *database.Tx, decision authz.Decision, p place, a Authenticator, misses int) error {
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
	if err := s.tell(ctx, tx, p, notify.AuthenticatorBlocked, nil); err != nil {
		return err
	}
	if err := s.tellAdministrators(ctx, tx, p, notify.CodesBlocked); err != nil {
		return err
	}
	return tx.Refuse(displayDead())
}

// delivered tells the employee that a device is at hand, with the way to activate it: the page of an
// activation for a user name, the own page for a private eID.
func (s *Service) delivered(ctx context.Context, tx *database.Tx, decision authz.Decision, p place, kind Kind) error {
	link, err := s.way(ctx, tx, decision, &p)
	if err != nil {
		return err
	}
	return s.tell(ctx, tx, p, notify.DeviceDelivered, map[string]string{"kind": string(kind), "link": link})
}

// way is the link by which the holder of a device that waits takes it into use.
func (s *Service) way(ctx context.Context, tx *database.Tx, decision authz.Decision, p *place) (string, error) {
	if p.identity.Kind != Dedicated {
		return s.url + "/me", nil
	}
	if p.identity.State == IdentityActive { // days for who cannot sign in any other way
		if err := s.reopen(ctx, tx, decision, p); err != nil {
			return "", err
		}
	}
	token := id.NewToken()
	insertToken(tx, p.identity, token)
	return s.link(token), nil
}

func passwordMissing() *fault.Fault {
	return fault.New(fault.Conflict, "password_missing", "Choose a password first.")
}
