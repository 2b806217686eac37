package identity

import (
	"context"
	"errors"
	"maps"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/notify"
	"hverv/internal/organisation"
	"hverv/internal/person"
)

// Chosen is a new identity; Link is its activation link when there is no e-mail address to send it to.
type Chosen struct {
	Identity Identity
	Link     string
}

// ChooseFor names the employee by id.
type ChooseFor struct {
	Organisation id.Organisation
	Employee     id.Employee
	Kind         Kind
	UserName     string
	Language     string
}

// Choose gives an employee an identity, or one of the other kind in place of the present one (U1).
func (s *Service) Choose(ctx context.Context, in ChooseFor) (Chosen, error) {
	permit, err := authz.Require(ctx, authz.IdentityChoose, authz.In(in.Organisation))
	if err != nil {
		return Chosen{}, err
	}
	chosen, err := idempotency.Once(ctx, s.db, func(tx *database.Tx) (Chosen, error) {
		of, err := employee.Lock(ctx, tx, in.Organisation, in.Employee)
		if err != nil {
			return Chosen{}, err
		}
		decision, err := permit.On(of.Facts())
		if err != nil {
			return Chosen{}, err
		}
		made, token, err := s.ChooseIn(ctx, tx, decision, Choose{Employee: of, Kind: in.Kind, UserName: in.UserName, Language: in.Language})
		chosen := Chosen{Identity: made}
		if of.Email == "" {
			chosen.Link = s.link(token)
		}
		return chosen, err
	})
	if database.Violates(err, "identities_organisation_id_employee_id_key") {
		return Chosen{}, identityExists()
	}
	return chosen, err
}

// ChooseIn makes the identity in the transaction of whoever made or locked the employee, and sends
// the activation link. It gives the link's token too, for who has no mail address.
func (s *Service) ChooseIn(ctx context.Context, tx *database.Tx, decision authz.Decision, in Choose) (Identity, id.Token, error) {
	if err := in.check(); err != nil {
		return Identity{}, "", err
	}
	o, err := organisation.Find(ctx, tx, in.Employee.Organisation)
	if err == nil {
		err = o.Open()
	}
	if err == nil {
		err = offered(o, in.Kind)
	}
	if err == nil && in.Employee.Status == employee.Ended {
		err = fault.New(fault.Conflict, "employee_not_employed", "The employee has no employment now or to come.")
	}
	if err == nil {
		err = s.makeWay(ctx, tx, decision, in)
	}
	if err != nil {
		return Identity{}, "", err
	}
	made := in.begin(o, tx.Now)
	if in.Kind == Dedicated {
		if made.UserName, err = claim(ctx, tx, in, made.ID); err != nil {
			return Identity{}, "", err
		}
	}
	insert(tx, made)
	e := event(decision, "identity.chosen", made)
	e.After = audit.Fields{"kind": string(made.Kind), "activate_until": made.ActivateUntil.String()}
	if made.UserName != "" {
		e.After["user_name"] = audit.Personal(made.UserName)
	}
	if err := s.audit.Record(ctx, tx, e); err != nil {
		return Identity{}, "", err
	}
	template := activationOf(made.Kind)
	if in.SetUp {
		template = notify.SetUpLink
	}
	token, err := s.invite(ctx, tx, Place{Identity: made, Employee: in.Employee, Org: o}, template)
	return made.For(ctx, in.Employee, tx.Today), token, err
}

// makeWay ends the present identity when the kind changes: a new kind is a new identity.
func (s *Service) makeWay(ctx context.Context, tx *database.Tx, decision authz.Decision, in Choose) error {
	present, err := lockCurrent(ctx, tx, in.Employee.Organisation, in.Employee.ID)
	if errors.Is(err, database.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	if present.Kind == in.Kind {
		return identityExists()
	}
	return s.end(ctx, tx, decision, present, Revoked, "")
}

// end revokes or withdraws an identity with all that opens doors through it, whichever feature owns that.
func (s *Service) end(ctx context.Context, tx *database.Tx, decision authz.Decision, i Identity, to State, reason string) error {
	if err := updateEnded(ctx, tx, i, to); err != nil {
		return err
	}
	if err := closeDoors(ctx, tx, i.Organisation, []string{i.ID.String()}); err != nil {
		return err
	}
	if err := s.EndPass(ctx, tx, decision, i, "identity_"+string(to)); err != nil {
		return err
	}
	e := event(decision, "identity."+string(to), i)
	e.Reason, e.Before, e.After = reason, audit.Fields{"state": string(i.State)}, audit.Fields{"state": string(to)}
	for _, do := range s.ends {
		also, err := do(ctx, tx, decision, i)
		if err != nil {
			return err
		}
		maps.Copy(e.After, also)
	}
	if err := s.audit.Record(ctx, tx, e); err != nil {
		return err
	}
	return s.followed(ctx, tx, decision, i, "identity_"+string(to))
}

// claim takes the wished user name, or the first free suggestion from the name.
func claim(ctx context.Context, tx *database.Tx, in Choose, identity id.Identity) (string, error) {
	if in.UserName != "" {
		return in.UserName, person.Claim(ctx, tx, in.UserName, in.Employee.Organisation, identity)
	}
	begin := suggestion(in.Employee.GivenName, in.Employee.FamilyName)
	var err error
	for range 5 { // somebody may take the free one at the same instant
		var taken []string
		if taken, err = takenNames(ctx, tx, begin); err != nil {
			return "", err
		}
		name := free(begin, taken)
		if err = person.Claim(ctx, tx, name, in.Employee.Organisation, identity); fault.CodeOf(err) != "user_name_taken" {
			return name, err
		}
	}
	return "", err
}

// invite makes a new one-time link and sends it (U5).
func (s *Service) invite(ctx context.Context, tx *database.Tx, p Place, template notify.Template) (id.Token, error) {
	token := id.NewToken()
	insertToken(tx, p.Identity, token)
	return token, s.Tell(ctx, tx, p, template, map[string]string{
		"link": s.link(token), "until": p.Identity.ActivateUntil.String(),
	})
}

// link leads to the page of an activation. The token stands behind the #, which browsers send to
// nobody and no server logs.
func (s *Service) link(token id.Token) string { return s.url + "/activate#" + token.Reveal() }

func activationOf(kind Kind) notify.Template {
	if kind == Private {
		return notify.ActivationPrivate
	}
	return notify.ActivationDedicated
}

func identityExists() *fault.Fault {
	return fault.New(fault.Conflict, "identity_exists",
		"The employee has an identity of this kind. Start its activation anew instead, if it was not finished.")
}

// RevokeAllIn ends every identity of an employee with all that opens doors through it, in the transaction
// that ends the employee (L5).
func (s *Service) RevokeAllIn(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, of id.Employee, reason string) error {
	present, err := lockCurrent(ctx, tx, org, of)
	if errors.Is(err, database.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.end(ctx, tx, decision, present, Revoked, reason)
}

// GiveUserName gives a private identity the user name of its second door, when it has none (U1); the
// password is chosen by its holder.
func (s *Service) GiveUserName(ctx context.Context, tx *database.Tx, decision authz.Decision, p *Place) error {
	if p.Identity.UserName != "" {
		return nil
	}
	name, err := claim(ctx, tx, Choose{Employee: p.Employee}, p.Identity.ID)
	if err != nil {
		return err
	}
	p.Identity.UserName = name
	p.Identity.Version++
	if err := updateUserName(ctx, tx, p.Identity); err != nil {
		return err
	}
	e := event(decision, "identity.user_name_given", p.Identity)
	e.After = audit.Fields{"user_name": audit.Personal(name)}
	return s.audit.Record(ctx, tx, e)
}
