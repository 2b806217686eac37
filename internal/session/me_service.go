package session

import (
	"context"
	"errors"
	"slices"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/person"
)

// Me tells the signed-in one who she is here.
func (s *Service) Me(ctx context.Context) (Me, error) {
	permit, err := authz.Require(ctx, authz.MeRead, authz.Everywhere())
	if err != nil {
		return Me{}, err
	}
	me := Me{
		Actor: permit.Actor(), Language: "da", IdentityKind: "missing", Support: Support{Installation: s.installed.Support}, Actions: authz.Offered(ctx),
	}
	err = s.db.Read(ctx, func(tx *database.Tx) (err error) {
		if me.Session, err = findOpen(ctx, tx, permit.Actor().Session); err != nil {
			return gone(err)
		}
		if !me.Session.Person.IsZero() {
			known, err := person.Find(ctx, tx, me.Session.Person)
			if err != nil {
				return err
			}
			me.Language = known.Language
		}
		if me.Organisations, err = organisations(ctx, tx, me.Session); err != nil {
			return err
		}
		me.Organisation = within(me.Organisations, me.Session.Organisation)
		if me.Organisation.Organisation.IsZero() {
			return nil
		}
		here, err := findPlace(ctx, tx, me.Session)
		me.IdentityKind, me.Language = here.Kind, here.Language
		me.Support.Organisation = Contact{here.Phone, here.Email, here.Hours}
		return err
	})
	return me, err
}

// Installed tells anybody who helps here and which doors there are (W2).
func (s *Service) Installed(ctx context.Context) (Installation, error) {
	_, err := authz.Anonymous(ctx, authz.SupportRead, s.db.Now())
	return s.installed, err
}

// Speak changes the language in which the signed-in one is written to and spoken to (W1): hers as a
// person, and that of the identity by which she acts.
func (s *Service) Speak(ctx context.Context, language string) (Me, error) {
	actor, _ := authz.From(ctx)
	target, subject := authz.Everywhere(), audit.On("person", actor.Person)
	if !actor.Organisation.IsZero() {
		target, subject = authz.In(actor.Organisation), audit.On("employee", actor.Employee)
	}
	permit, err := authz.Require(ctx, authz.MeChange, target)
	if err != nil {
		return Me{}, err
	}
	if language != "da" && language != "en" {
		return Me{}, fault.New(fault.Invalid, "invalid_input", "Some fields need attention.").
			On("/language", "not_one_of", "Danish or English.")
	}
	err = s.db.Change(ctx, func(tx *database.Tx) error {
		held, err := lock(ctx, tx, actor.Session)
		if err != nil {
			return gone(err)
		}
		if changed, err := speak(ctx, tx, held, language); err != nil || !changed {
			return err
		}
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "me.language_changed", Subject: subject,
			After: audit.Fields{"language": language},
		})
	})
	if err != nil {
		return Me{}, err
	}
	return s.Me(ctx)
}

// speak says whether anything was in another language before.
func speak(ctx context.Context, tx *database.Tx, of Session, language string) (bool, error) {
	before, err := findLanguages(ctx, tx, of)
	if err != nil {
		return false, err
	}
	asPerson := before.Person != "" && before.Person != language
	if asPerson {
		err = person.Speak(ctx, tx, of.Person, language)
	}
	byIdentity := before.Identity != "" && before.Identity != language
	if byIdentity && err == nil {
		err = identity.Speak(ctx, tx, of.Organisation, of.Identity, language)
	}
	return asPerson || byIdentity, err
}

// Organisations gives those that the signed-in one may act for now (A6).
func (s *Service) Organisations(ctx context.Context) ([]identity.Access, error) {
	me, err := s.Me(ctx)
	return me.Organisations, err
}

// organisations of a dedicated identity is the one it belongs to.
func organisations(ctx context.Context, tx *database.Tx, of Session) ([]identity.Access, error) {
	if !of.Person.IsZero() {
		return identity.PrivateOf(ctx, tx, of.Person)
	}
	own, err := findAccess(ctx, tx, of)
	return []identity.Access{own}, err
}

// Choose makes the session act for one of the organisations, under a new token: the old one opens
// nothing more (session fixation).
func (s *Service) Choose(ctx context.Context, organisation id.Organisation) (id.Token, Session, error) {
	permit, err := authz.Require(ctx, authz.MeChooseOrg, authz.Everywhere())
	if err != nil {
		return "", Session{}, err
	}
	var token id.Token
	var chosen Session
	err = s.db.Change(ctx, func(tx *database.Tx) error {
		held, err := lock(ctx, tx, permit.Actor().Session)
		if err != nil {
			return gone(err)
		}
		open, err := organisations(ctx, tx, held)
		if err != nil {
			return err
		}
		door := within(open, organisation)
		if door.Organisation.IsZero() {
			return fault.Missing("organisation")
		}
		token, chosen = id.NewToken(), held
		chosen.Organisation, chosen.Employee, chosen.Identity = door.Organisation, door.Employee, door.Identity
		if err := choose(ctx, tx, chosen, token.Hash()); err != nil {
			return err
		}
		tx.AfterCommit(func() { s.cache.drop(held.ID) })
		return s.recordChoice(ctx, tx, chosen)
	})
	return token, chosen, err
}

// recordChoice writes into the log of the organisation that is entered.
func (s *Service) recordChoice(ctx context.Context, tx *database.Tx, chosen Session) error {
	entering := Begin{
		Person: chosen.Person, Organisation: chosen.Organisation, Employee: chosen.Employee, Assurance: chosen.Assurance,
	}.actor(chosen.ID, tx.Now)
	permit, err := authz.Require(authz.With(ctx, entering), authz.MeChooseOrg, authz.In(chosen.Organisation))
	if err != nil {
		return err
	}
	decision, err := permit.On(authz.Facts{})
	if err != nil {
		return err
	}
	return s.audit.Record(ctx, tx, audit.Event{Decision: decision, Name: "session.organisation_chosen", Subject: audit.On("session", chosen.ID)})
}

func within(open []identity.Access, organisation id.Organisation) identity.Access {
	i := slices.IndexFunc(open, func(a identity.Access) bool { return a.Organisation == organisation })
	if i < 0 {
		return identity.Access{}
	}
	return open[i]
}

// gone is the answer when a session ended between being judged and being used.
func gone(err error) error {
	if errors.Is(err, database.ErrNone) {
		return unauthenticated()
	}
	return err
}
