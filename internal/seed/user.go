package seed

import (
	"context"
	"fmt"
	"strings"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/nationalid"
	"hverv/internal/person"
	"hverv/internal/role"
	"hverv/internal/session"
)

const administrators = 10 // of the people who sign in to an organisation

// signIn gives some employees an identity, activates it by their private eID and opens a session,
// all by the steps that users go through. It gives the sessions' cookies.
func signIn(ctx context.Context, d Deps, o Options, org Organisation, i int) ([]string, error) {
	cookies := make([]string, o.signedIn(i, len(org.Employees)))
	err := parallel(ctx, len(cookies), 1, func(ctx context.Context, n, _ int) error {
		if n < administrators {
			if err := promote(ctx, d, org.ID, org.Employees[n]); err != nil {
				return fmt.Errorf("give a role: %w", err)
			}
		}
		// Each comes from a place of her own, as far as the throttles are concerned.
		ctx = authz.WithRequest(ctx, authz.Request{Source: fmt.Sprintf("seed-%d-%d", i, n)})
		token, err := enter(ctx, d, org.ID, org.Employees[n], number(i, n))
		cookies[n] = d.Sessions.CookieName() + "=" + token.Reveal()
		return err
	})
	return cookies, err
}

func promote(ctx context.Context, d Deps, org id.Organisation, who id.Employee) error {
	decision, err := decide(ctx, authz.RoleGrant, authz.In(org))
	if err != nil {
		return err
	}
	return d.DB.Change(ctx, func(tx *database.Tx) error {
		for _, r := range []authz.Role{authz.OrganisationAdministrator, authz.UserAdministrator, authz.RightsAdministrator} {
			if _, err := d.Roles.GrantIn(ctx, tx, decision, role.Grant{Organisation: org, Employee: who, Role: r}); err != nil {
				return err
			}
		}
		return nil
	})
}

// enter is the way of one user from the administrator's choice to the first session.
func enter(ctx context.Context, d Deps, org id.Organisation, who id.Employee, n int) (id.Token, error) {
	chosen, err := d.Identities.Choose(ctx, identity.ChooseFor{Organisation: org, Employee: who, Kind: identity.Private})
	if err != nil {
		return "", fmt.Errorf("choose an identity: %w", err)
	}
	known, err := recognise(ctx, d, n)
	if err != nil {
		return "", fmt.Errorf("recognise the person: %w", err)
	}
	now := d.DB.Now()
	asPerson := authz.With(ctx, authz.Actor{
		Kind: authz.PersonActor, At: now, SignedInAt: now, Person: known.ID, Name: known.Name, Assurance: authz.High,
	})
	_, link, _ := strings.Cut(chosen.Link, "#")
	if _, err := d.Authenticators.ByPerson(asPerson, identity.ByPerson{Token: id.Token(link), Consent: true}); err != nil {
		return "", fmt.Errorf("activate: %w", err)
	}
	token, _, err := d.Sessions.Begin(ctx, session.Begin{
		Person: known.ID, Organisation: org, Employee: who, Identity: chosen.Identity.ID, Assurance: authz.High, AMR: []string{"eid"},
	})
	return token, err
}

// recognise is what a sign-in by private eID does with the person's claims.
func recognise(ctx context.Context, d Deps, n int) (known person.Person, err error) {
	cpr, err := nationalid.ParseCPR(CPR(n))
	if err != nil {
		return known, err
	}
	born, _ := cpr.BirthDate()
	err = d.DB.Change(ctx, func(tx *database.Tx) (err error) {
		known, err = d.Persons.SignedIn(ctx, tx, person.Claims{
			Issuer: "https://eid.example", Subject: fmt.Sprintf("seed-%d", n), Name: fmt.Sprintf("Person %d", n),
			BirthDate: born, NationalID: cpr, HasNationalID: true,
		})
		return err
	})
	return known, err
}
