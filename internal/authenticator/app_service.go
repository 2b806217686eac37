package authenticator

import (
	"context"
	"encoding/json"
	"fmt"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/notify"
	"hverv/internal/text"
	"hverv/internal/totp"
)

// entered is the holder of a ticket, in a transaction, with the identity locked. The ticket was given for a
// proof, so the decision is the employee's from here on (G1).
func (s *Service) entered(ctx context.Context, tx *database.Tx, t ticket, door authz.Decision) (place, authz.Decision, error) {
	i, err := lockIdentity(ctx, tx, t.Organisation, t.Identity)
	if err != nil {
		return place{}, door, err
	}
	if !t.fits(i, tx.Now) {
		return place{}, door, ticketExpired()
	}
	p, err := around(ctx, tx, i)
	if err == nil {
		err = p.openTo(tx.Today)
	}
	return p, door.Proven(p.employee.ID, t.Person), err
}

// door is the decision of who comes with a ticket instead of a sign-in.
func (s *Service) door(ctx context.Context, text string) (ticket, authz.Decision, error) {
	decision, err := authz.Anonymous(ctx, authz.IdentityActivate, s.db.Now())
	if err != nil {
		return ticket{}, authz.Decision{}, err
	}
	t, err := s.ticketOf(text)
	return t, decision.Into(t.Organisation), err
}

// ChoosePassword sets the first password of a dedicated identity that is being activated (U5).
func (s *Service) ChoosePassword(ctx context.Context, ticketText, password string) (Identity, error) {
	t, door, err := s.door(ctx, ticketText)
	if err != nil {
		return Identity{}, err
	}
	var userName string
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		i, err := findIdentity(ctx, tx, t.Organisation, t.Identity)
		userName = i.UserName
		return err
	})
	if err != nil {
		return Identity{}, err
	}
	hash, err := s.hashed(ctx, password, userName)
	if err != nil {
		return Identity{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Identity, error) {
		p, decision, err := s.entered(ctx, tx, t, door)
		if err != nil {
			return Identity{}, err
		}
		if p.identity.Kind != Dedicated || p.identity.State != IdentityPending {
			return Identity{}, notPending()
		}
		if err := s.setPassword(ctx, tx, decision, p.identity, hash); err != nil {
			return Identity{}, err
		}
		p.identity.HasPassword = true
		p.identity.Version++
		return s.shown(ctx, p.identity, p.employee, tx), nil
	})
}

// hashed judges and hashes a new password, outside any transaction.
func (s *Service) hashed(ctx context.Context, typed, userName string) (string, error) {
	password, err := tidyPassword(typed, userName)
	if err != nil {
		return "", err
	}
	return s.hasher.Hash(ctx, password)
}

// EnrolApp gives the app of a dedicated identity its secret, in the half hour of a ticket (U2). An
// app that waits to be confirmed gets a new secret, so that starting over takes no second place.
func (s *Service) EnrolApp(ctx context.Context, ticketText, label string) (Enrolment, error) {
	t, door, err := s.door(ctx, ticketText)
	if err != nil {
		return Enrolment{}, err
	}
	if label, err = checkLabel(label); err != nil {
		return Enrolment{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Enrolment, error) {
		p, decision, err := s.entered(ctx, tx, t, door)
		if err != nil {
			return Enrolment{}, err
		}
		if p.identity.Kind == Dedicated && !p.identity.HasPassword {
			return Enrolment{}, passwordMissing()
		}
		return s.enrol(ctx, tx, decision, p, label)
	})
}

func checkLabel(label string) (string, error) {
	tidy, ok := text.Line(label)
	var c fault.Check
	c.That(ok && text.Within(tidy, 0, 60), "/label", "malformed", "Use at most 60 letters on one line.")
	return tidy, c.Err()
}

// enrol makes an app, or takes the one that waits, and gives it a secret.
func (s *Service) enrol(ctx context.Context, tx *database.Tx, decision authz.Decision, p place, label string) (Enrolment, error) {
	a, isNew, err := s.addApp(ctx, tx, p, label)
	if err != nil {
		return Enrolment{}, err
	}
	made := totp.New()
	if a.SecretSealed, err = s.sealSeed(a, made); err != nil {
		return Enrolment{}, err
	}
	if isNew {
		err = insertAuthenticator(ctx, tx, a)
	} else {
		err = updateSecret(ctx, tx, a)
	}
	if err != nil {
		return Enrolment{}, err
	}
	uri := made.URI(s.issuer, p.identity.UserName)
	picture, err := totp.QR(uri)
	if err != nil {
		return Enrolment{}, err
	}
	e := authenticatorEvent(decision, "authenticator.enrolled", a)
	e.After = audit.Fields{"kind": string(a.Kind), "label": audit.Personal(a.Label)}
	return Enrolment{Authenticator: s.allowed(ctx, a, p.employee), Secret: made.Text(), URI: uri, QR: picture}, s.audit.Record(ctx, tx, e)
}

// addApp finds the app that waits to be confirmed, or makes one while there is a place (U4).
func (s *Service) addApp(ctx context.Context, tx *database.Tx, p place, label string) (a Authenticator, isNew bool, err error) {
	if p.identity.Kind != Dedicated {
		return Authenticator{}, false, noApps()
	}
	all, err := authenticatorsOf(ctx, tx, p.identity)
	if err != nil {
		return Authenticator{}, false, err
	}
	taken, waiting := apps(all)
	if waiting != nil {
		if label != "" {
			waiting.Label = label
		}
		waiting.Version++
		return *waiting, false, nil
	}
	if taken >= maxApps {
		return Authenticator{}, false, tooManyApps()
	}
	if err := allowedFor(ctx, tx, p, App); err != nil {
		return Authenticator{}, false, err
	}
	return Authenticator{
		Organisation: p.org.ID, ID: id.New[id.Authenticator](), Identity: p.identity.ID, Employee: p.employee.ID, Kind: App,
		State: PendingActivation, Method: TOTP, Label: label, Slot: freeSlot(all), LastStep: -1, CreatedAt: tx.Now, Version: 1,
	}, true, nil
}

// allowedFor asks whether an employment of now or later lets its holder have the kind (E4).
func allowedFor(ctx context.Context, tx *database.Tx, p place, kind Kind) error {
	allowed, err := categoriesAllow(ctx, tx, p.employee, kind)
	if err == nil && !allowed {
		err = fault.New(fault.Conflict, "authenticator_not_allowed", "No employment of this employee allows this kind of authenticator.")
	}
	return err
}

func seedContext(a Authenticator) string {
	return "authenticators/secret/" + a.Organisation.String() + "/" + a.ID.String()
}

func (s *Service) sealSeed(a Authenticator, made totp.Seed) ([]byte, error) {
	plain, err := json.Marshal(made) //nolint:gosec // sealed in the next line
	if err != nil {
		return nil, fmt.Errorf("write a seed: %w", err)
	}
	return s.keys.Seal(plain, seedContext(a))
}

func (s *Service) seedOf(a Authenticator) (totp.Seed, error) {
	plain, err := s.keys.Open(a.SecretSealed, seedContext(a))
	if err != nil {
		return totp.Seed{}, err
	}
	var of totp.Seed
	if err := json.Unmarshal(plain, &of); err != nil {
		return totp.Seed{}, fmt.Errorf("read the seed of %s: %w", a.ID, err)
	}
	return of, nil
}

// ConfirmApp takes the first code of an app in the half hour of a ticket. With it a dedicated
// identity that waited becomes active (U5).
func (s *Service) ConfirmApp(ctx context.Context, ticketText, code string) (Identity, error) {
	t, door, err := s.door(ctx, ticketText)
	if err != nil {
		return Identity{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Identity, error) {
		p, decision, err := s.entered(ctx, tx, t, door)
		if err != nil {
			return Identity{}, err
		}
		if _, err := s.confirm(ctx, tx, decision, p, nil, code); err != nil {
			return Identity{}, err
		}
		return s.finished(ctx, tx, decision, p, t.Means)
	})
}

// finished makes a pending identity active with its first authenticator.
func (s *Service) finished(ctx context.Context, tx *database.Tx, decision authz.Decision, p place, means string) (Identity, error) {
	var err error
	if p.identity.State == IdentityPending {
		if p.identity.Assurance != authz.High { // two officers may have proofed its holder before (U13)
			p.identity.Assurance = authz.Substantial
		}
		if p.identity, err = s.activate(ctx, tx, decision, p, means); err != nil {
			return Identity{}, err
		}
	}
	p.identity.Authenticators, err = authenticatorsOf(ctx, tx, p.identity)
	return s.shown(ctx, p.identity, p.employee, tx), err
}

// confirm judges the first code of the named app, or of the one that waits, and makes it active.
// Nothing is counted here: who enrols has just been told the secret.
func (s *Service) confirm(ctx context.Context, tx *database.Tx, decision authz.Decision, p place, which *id.Authenticator, typed string) (Authenticator, error) {
	all, err := authenticatorsOf(ctx, tx, p.identity)
	if err != nil {
		return Authenticator{}, err
	}
	_, waiting := apps(all)
	if waiting == nil || waiting.SecretSealed == nil || which != nil && *which != waiting.ID {
		return Authenticator{}, stepNotAllowed()
	}
	a := *waiting
	of, err := s.seedOf(a)
	if err != nil {
		return Authenticator{}, err
	}
	a.LastStep, a.Drift, err = Codes{Code: typed}.begun(of, a.LastStep, totp.EnrolWindow, s.wall())
	if err != nil {
		return Authenticator{}, err
	}
	a.Spare = activeOf(all) > 0
	return s.confirmed(ctx, tx, decision, p, a)
}

// confirmed makes an authenticator count whose first code was right.
func (s *Service) confirmed(ctx context.Context, tx *database.Tx, decision authz.Decision, p place, a Authenticator) (Authenticator, error) {
	a = a.valid(p.org, tx.Now)
	a.State, a.ActivatedAt = Active, new(tx.Now)
	a.Version++
	if err := s.endLoan(ctx, tx, decision, a); err != nil {
		return Authenticator{}, err
	}
	if err := updateActive(ctx, tx, a); err != nil {
		return Authenticator{}, err
	}
	if err := s.guard.Clear(ctx, tx, byIdentity(a.Organisation, a.Identity)); err != nil { // U8: a new door is open
		return Authenticator{}, err
	}
	e := authenticatorEvent(decision, "authenticator.activated", a)
	e.Before = audit.Fields{"state": string(PendingActivation)}
	e.After = audit.Fields{"state": string(Active), "spare": a.Spare}
	if err := s.audit.Record(ctx, tx, e); err != nil {
		return Authenticator{}, err
	}
	if err := s.stepped(ctx, tx, decision, a, PendingActivation); err != nil {
		return Authenticator{}, err
	}
	if err := s.endPass(ctx, tx, decision, p.identity, "authenticator_activated"); err != nil { // U9: it has bridged
		return Authenticator{}, err
	}
	if p.identity.State != IdentityActive {
		return a, nil
	}
	return a, s.tell(ctx, tx, p, notify.AuthenticatorAdded, nil) // somebody else's doing must not pass unseen
}

// Add gives a dedicated identity another app (U2, U3). Its holder is shown the secret at once;
// what an administrator adds is enrolled by the employee with a link and a hand-over code.
func (s *Service) Add(ctx context.Context, org id.Organisation, identity id.Identity, label string) (Enrolment, error) {
	permit, err := authz.Require(ctx, authz.AuthenticatorAdd, authz.In(org))
	if err != nil {
		return Enrolment{}, err
	}
	if label, err = checkLabel(label); err != nil {
		return Enrolment{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Enrolment, error) {
		p, decision, err := locked(ctx, tx, permit, org, identity)
		if err != nil {
			return Enrolment{}, err
		}
		if p.identity.State != IdentityActive {
			return Enrolment{}, identityNotActive()
		}
		if decision.Actor().Employee == p.employee.ID {
			if err := strongEnough(decision, p.employee.ID); err != nil {
				return Enrolment{}, err
			}
			return s.enrol(ctx, tx, decision, p, label)
		}
		return s.addFor(ctx, tx, decision, p, label)
	})
}

// addFor makes the app that the employee is to enrol, and sends the link.
func (s *Service) addFor(ctx context.Context, tx *database.Tx, decision authz.Decision, p place, label string) (Enrolment, error) {
	a, isNew, err := s.addApp(ctx, tx, p, label)
	if err != nil {
		return Enrolment{}, err
	}
	if isNew {
		if err := insertAuthenticator(ctx, tx, a); err != nil {
			return Enrolment{}, err
		}
		e := authenticatorEvent(decision, "authenticator.added", a)
		e.After = audit.Fields{"kind": string(a.Kind), "state": string(a.State), "label": audit.Personal(a.Label)}
		if err := s.audit.Record(ctx, tx, e); err != nil {
			return Enrolment{}, err
		}
	}
	token, err := s.begin(ctx, tx, decision, &p, notify.AppEnrolment)
	made := Enrolment{Authenticator: s.allowed(ctx, a, p.employee)}
	if p.employee.Email == "" {
		made.Link = s.link(token)
	}
	return made, err
}

func authenticatorEvent(decision authz.Decision, name string, a Authenticator) audit.Event {
	return audit.Event{Decision: decision, Name: name, Subject: audit.On("authenticator", a.ID), Person: a.Employee.String()}
}

func stepNotAllowed() *fault.Fault {
	return fault.New(fault.Conflict, "step_not_allowed", "The authenticator's state does not allow this now.")
}

func identityNotActive() *fault.Fault {
	return fault.New(fault.Conflict, "identity_not_active", "The identity is not active. Activate it first.")
}
