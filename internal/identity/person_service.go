package identity

import (
	"context"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/notify"
	"hverv/internal/person"
)

// ByPerson is an activation by private eID; Code is demanded where the national id cannot be compared.
type ByPerson struct {
	Token   id.Token
	Code    string
	Consent bool
}

// ByPerson judges the eID that the person is signed in with, to activate a private identity by it (U5),
// and to open the activation of a dedicated one in the same way.
func (s *Service) ByPerson(ctx context.Context, in ByPerson) (Opening, error) {
	permit, err := authz.Require(ctx, authz.IdentityActivate, authz.Everywhere())
	if err != nil {
		return nil, err
	}
	decision, err := permit.On(authz.Facts{})
	if err != nil {
		return nil, err
	}
	actor := permit.Actor()
	if actor.Person.IsZero() {
		return nil, eidNeeded()
	}
	if actor.Assurance.Rank() < authz.Substantial.Rank() {
		return nil, fault.New(fault.StepUp, "level_too_low", "Sign in with your eID at level substantial or high.")
	}
	judged, err := s.judgeCode(ctx, in.Token, in.Code)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, tx *database.Tx) (Opened, error) {
		p, err := linked(ctx, tx, in.Token, true)
		if err == nil {
			err = p.openTo(tx.Today)
		}
		if err != nil {
			return Opened{}, err
		}
		return s.byPerson(ctx, tx, decision.Into(p.Org.ID), p, in, judged)
	}, nil
}

func (s *Service) byPerson(ctx context.Context, tx *database.Tx, decision authz.Decision, p Place, in ByPerson, judged byHand) (Opened, error) {
	who := decision.Actor().Person
	like, err := s.likeness(ctx, tx, who, p)
	if err != nil {
		return Opened{}, err
	}
	if like == otherPerson {
		return Opened{}, s.mismatch(ctx, tx, decision, p)
	}
	if p.Identity.Kind == Private && !in.Consent {
		return Opened{}, fault.New(fault.Invalid, "consent_missing", "Your consent is needed to use your private eID at work. You can withdraw it.").
			On("/consent", "missing", "Say that you agree.")
	}
	level := authz.High // the eID's own level caps it at every sign-in (U1)
	if like == unknownPerson {
		if !judged.asked {
			return Opened{}, fault.New(fault.Invalid, "hand_over_code_needed", "Ask an administrator of your organisation for a hand-over code.").
				On("/code", "missing", "A hand-over code is needed too.")
		}
		if err := s.spend(ctx, tx, decision, p, judged); err != nil {
			return Opened{}, err
		}
		level = authz.Substantial
	}
	if p.Identity.Kind == Dedicated {
		return s.open(ctx, tx, decision, p, ticket{Means: byEID, Person: who})
	}
	if p.Identity.State != Pending {
		return Opened{}, notPending()
	}
	p.Identity.Person, p.Identity.ConsentAt, p.Identity.Assurance = who, new(tx.Now), level
	p.Identity, err = s.activate(ctx, tx, decision.Proven(p.Employee.ID, who), p, byEID)
	return Opened{Place: p}, err
}

// likeness compares the person with the employee on record under every live index key, since the
// two may have been indexed before and after a rotation.
func (s *Service) likeness(ctx context.Context, tx *database.Tx, who id.Person, p Place) (likeness, error) {
	of, err := person.Find(ctx, tx, who)
	if err != nil {
		return unknownPerson, err
	}
	sealed, err := personNumber(ctx, tx, who)
	if err != nil {
		return unknownPerson, err
	}
	var indexes [][]byte
	if sealed != nil {
		number, err := s.keys.Open(sealed, "persons/national_id/"+who.String())
		if err != nil {
			return unknownPerson, err
		}
		indexes = s.keys.Indexes(number, person.Purpose)
	}
	return compare(indexes, p.Employee.NationalIDIndex, of.BirthDate, p.Employee.BirthDate), nil
}

// mismatch refuses somebody else's eID: logged, and the administrators told (U5).
func (s *Service) mismatch(ctx context.Context, tx *database.Tx, decision authz.Decision, p Place) error {
	if err := s.TellAdministrators(ctx, tx, p, notify.ActivationMismatch); err != nil {
		return err
	}
	return s.refuse(ctx, tx, decision, p.Identity, "other_person", fault.New(fault.Forbidden, "activation_mismatch",
		"This link was made for somebody else than the one who is signed in. An administrator of the organisation has been told."))
}
