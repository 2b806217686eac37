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
	"hverv/internal/identity"
	"hverv/internal/notify"
	"hverv/internal/reseal"
	"hverv/internal/text"
	"hverv/internal/totp"
)

// EnrolApp gives the app of a dedicated identity its secret, in the half hour of a ticket (U2). An
// app that waits to be confirmed gets a new secret, so that starting over takes no second place.
func (s *Service) EnrolApp(ctx context.Context, ticketText, label string) (Enrolment, error) {
	entry, err := s.identities.Enter(ctx, ticketText)
	if err != nil {
		return Enrolment{}, err
	}
	if label, err = checkLabel(label); err != nil {
		return Enrolment{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Enrolment, error) {
		p, decision, err := entry.In(ctx, tx)
		if err != nil {
			return Enrolment{}, err
		}
		if p.Identity.Kind == identity.Dedicated && !p.Identity.HasPassword {
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
func (s *Service) enrol(ctx context.Context, tx *database.Tx, decision authz.Decision, p identity.Place, label string) (Enrolment, error) {
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
	uri := made.URI(s.issuer, p.Identity.UserName)
	picture, err := totp.QR(uri)
	if err != nil {
		return Enrolment{}, err
	}
	e := authenticatorEvent(decision, "authenticator.enrolled", a)
	e.After = audit.Fields{"kind": string(a.Kind), "label": audit.Personal(a.Label)}
	return Enrolment{Authenticator: s.allowed(ctx, a, p.Employee), Secret: made.Text(), URI: uri, QR: picture}, s.audit.Record(ctx, tx, e)
}

// addApp finds the app that waits to be confirmed, or makes one while there is a place (U4).
func (s *Service) addApp(ctx context.Context, tx *database.Tx, p identity.Place, label string) (a Authenticator, isNew bool, err error) {
	if p.Identity.Kind != identity.Dedicated {
		return Authenticator{}, false, noApps()
	}
	all, err := Of(ctx, tx, p.Identity.Organisation, p.Identity.ID)
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
		Organisation: p.Org.ID, ID: id.New[id.Authenticator](), Identity: p.Identity.ID, Employee: p.Employee.ID, Kind: App,
		State: PendingActivation, Method: TOTP, Label: label, Slot: freeSlot(all), LastStep: -1, CreatedAt: tx.Now, Version: 1,
	}, true, nil
}

// allowedFor asks whether an employment of now or later lets its holder have the kind (E4).
func allowedFor(ctx context.Context, tx *database.Tx, p identity.Place, kind Kind) error {
	allowed, err := categoriesAllow(ctx, tx, p.Employee, kind)
	if err == nil && !allowed {
		err = fault.New(fault.Conflict, "authenticator_not_allowed", "No employment of this employee allows this kind of authenticator.")
	}
	return err
}

func seedContext(a Authenticator) string {
	return "authenticators/secret/" + a.Organisation.String() + "/" + a.ID.String()
}

// Sealed is what is brought under the present key after a rotation (X4).
func Sealed() []reseal.Column {
	return []reseal.Column{{Table: "authenticators", Name: "secret_sealed", Key: []string{"organisation_id", "id"}, Under: "authenticators/secret"}}
}

func (s *Service) sealSeed(a Authenticator, made totp.Seed) ([]byte, error) {
	plain, err := json.Marshal(made) //nolint:gosec // sealed in the next line
	if err != nil {
		return nil, fmt.Errorf("write a seed: %w", err)
	}
	return s.keys.Seal(plain, seedContext(a))
}

// SeedOf opens the secret of an authenticator that shows codes.
func (s *Service) SeedOf(a Authenticator) (totp.Seed, error) {
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
func (s *Service) ConfirmApp(ctx context.Context, ticketText, code string) (Holder, error) {
	entry, err := s.identities.Enter(ctx, ticketText)
	if err != nil {
		return Holder{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Holder, error) {
		p, decision, err := entry.In(ctx, tx)
		if err != nil {
			return Holder{}, err
		}
		if _, err := s.confirm(ctx, tx, decision, p, nil, code); err != nil {
			return Holder{}, err
		}
		return s.finished(ctx, tx, decision, entry, p)
	})
}

// finished makes a pending identity active with its first authenticator.
func (s *Service) finished(ctx context.Context, tx *database.Tx, decision authz.Decision, entry identity.Entry, p identity.Place) (Holder, error) {
	p, err := s.identities.Finish(ctx, tx, decision, entry, p)
	if err != nil {
		return Holder{}, err
	}
	return s.holder(ctx, tx, p)
}

// confirm judges the first code of the named app, or of the one that waits, and makes it active.
// Nothing is counted here: who enrols has just been told the secret.
func (s *Service) confirm(ctx context.Context, tx *database.Tx, decision authz.Decision, p identity.Place, which *id.Authenticator, typed string) (Authenticator, error) {
	all, err := Of(ctx, tx, p.Identity.Organisation, p.Identity.ID)
	if err != nil {
		return Authenticator{}, err
	}
	_, waiting := apps(all)
	if waiting == nil || waiting.SecretSealed == nil || which != nil && *which != waiting.ID {
		return Authenticator{}, stepNotAllowed()
	}
	a := *waiting
	of, err := s.SeedOf(a)
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
func (s *Service) confirmed(ctx context.Context, tx *database.Tx, decision authz.Decision, p identity.Place, a Authenticator) (Authenticator, error) {
	a = a.valid(p.Org, tx.Now)
	a.State, a.ActivatedAt = Active, new(tx.Now)
	a.Version++
	if err := s.endLoan(ctx, tx, decision, a); err != nil {
		return Authenticator{}, err
	}
	if err := updateActive(ctx, tx, a); err != nil {
		return Authenticator{}, err
	}
	if err := s.guard.Clear(ctx, tx, identity.CodeTry(a.Organisation, a.Identity)); err != nil { // U8: a new door is open
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
	if err := s.identities.EndPass(ctx, tx, decision, p.Identity, "authenticator_activated"); err != nil { // U9: it has bridged
		return Authenticator{}, err
	}
	if p.Identity.State != identity.Active {
		return a, nil
	}
	return a, s.identities.Tell(ctx, tx, p, notify.AuthenticatorAdded, nil) // somebody else's doing must not pass unseen
}

// Add gives a dedicated identity another app (U2, U3). Its holder is shown the secret at once;
// what an administrator adds is enrolled by the employee with a link and a hand-over code.
func (s *Service) Add(ctx context.Context, org id.Organisation, which id.Identity, label string) (Enrolment, error) {
	permit, err := authz.Require(ctx, authz.AuthenticatorAdd, authz.In(org))
	if err != nil {
		return Enrolment{}, err
	}
	if label, err = checkLabel(label); err != nil {
		return Enrolment{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Enrolment, error) {
		p, decision, err := identity.LockFor(ctx, tx, permit, org, which)
		if err != nil {
			return Enrolment{}, err
		}
		if p.Identity.State != identity.Active {
			return Enrolment{}, identity.NotActive()
		}
		if decision.Actor().Employee == p.Employee.ID {
			if err := strongEnough(decision, p.Employee.ID); err != nil {
				return Enrolment{}, err
			}
			return s.enrol(ctx, tx, decision, p, label)
		}
		return s.addFor(ctx, tx, decision, p, label)
	})
}

// addFor makes the app that the employee is to enrol, and sends the link.
func (s *Service) addFor(ctx context.Context, tx *database.Tx, decision authz.Decision, p identity.Place, label string) (Enrolment, error) {
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
	link, err := s.identities.Reinvite(ctx, tx, decision, &p, notify.AppEnrolment)
	return Enrolment{Authenticator: s.allowed(ctx, a, p.Employee), Link: link}, err
}

func authenticatorEvent(decision authz.Decision, name string, a Authenticator) audit.Event {
	return audit.Event{Decision: decision, Name: name, Subject: audit.On("authenticator", a.ID), Person: a.Employee.String()}
}

func stepNotAllowed() *fault.Fault {
	return fault.New(fault.Conflict, "step_not_allowed", "The authenticator's state does not allow this now.")
}
