package app

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
	"hverv/internal/organisation"
	"hverv/internal/role"
	"hverv/internal/session"
	"hverv/internal/testkit"
)

// Terminated on one node, refused on the other within a second, though that one has just let her in
// and no worker runs anywhere (L5).
func TestTerminationReachesTheOtherNode_L5(t *testing.T) {
	t.Parallel()
	dsn, folder := testkit.URL(t), t.TempDir()
	here, there := nodeOn(t, dsn, folder), nodeOn(t, dsn, folder)
	org, hr, signe := staffed(t, here)
	boss, nurse := cookieOf(t, here, org, hr), cookieOf(t, here, org, signe)

	if status := call(t, there, http.MethodGet, "/api/v1/me", nurse, ""); status != http.StatusOK {
		t.Fatalf("before: %d", status)
	}
	path := "/api/v1/organisations/" + org.String() + "/employees/" + signe.String() + "/terminate"
	if status := call(t, here, http.MethodPost, path+"?dry_run=true", boss, `{"reason": "Fratrådt"}`); status != http.StatusOK {
		t.Fatalf("preview: %d", status)
	}
	if status := call(t, there, http.MethodGet, "/api/v1/me", nurse, ""); status != http.StatusOK {
		t.Fatalf("after the preview: %d", status)
	}
	if status := call(t, here, http.MethodPost, path, boss, `{"reason": "Fratrådt"}`); status != http.StatusOK {
		t.Fatalf("terminate: %d", status)
	}
	deadline := time.After(time.Second)
	for call(t, there, http.MethodGet, "/api/v1/me", nurse, "") != http.StatusUnauthorized {
		select {
		case <-deadline:
			t.Fatal("still let in after a second")
		case <-time.After(10 * time.Millisecond):
		}
	}
	if status := call(t, here, http.MethodGet, "/api/v1/me", nurse, ""); status != http.StatusUnauthorized {
		t.Fatalf("on the node itself: %d", status)
	}
}

// After a suspension everybody signs in anew: no session of before works when it is lifted (C9).
func TestResumptionGivesNoSessionBack_C9(t *testing.T) {
	t.Parallel()
	a := nodeOn(t, testkit.URL(t), t.TempDir())
	org, hr, signe := staffed(t, a)
	seeded(t, a, org, authz.RoleGrant, func(ctx context.Context, tx *database.Tx, d authz.Decision) error {
		_, err := a.parts.roles.GrantIn(ctx, tx, d, role.Grant{Organisation: org, Employee: hr, Role: authz.OrganisationAdministrator})
		return err
	})
	boss, nurse := cookieOf(t, a, org, hr), cookieOf(t, a, org, signe)
	path := "/api/v1/organisations/" + org.String()
	if status := call(t, a, http.MethodPost, path+"/suspend", boss, `{"reason": "Mistanke"}`); status != http.StatusOK {
		t.Fatalf("suspend: %d", status)
	}
	if status := call(t, a, http.MethodGet, "/api/v1/me", nurse, ""); status != http.StatusUnauthorized {
		t.Errorf("while suspended: %d", status)
	}
	operator, now := id.New[id.Person](), a.db.Now()
	for _, row := range []string{`insert into persons (id, name, created_at) values ($1, 'Operatør', $2)`, `insert into operators (person_id, granted_at) values ($1, $2)`} {
		if _, err := a.db.Pool().ExecContext(t.Context(), row, operator, now); err != nil {
			t.Fatal(err)
		}
	}
	ctx := testkit.As(t, authz.Actor{Kind: authz.PersonActor, Person: operator, Operator: true, At: now, SignedInAt: now})
	o, err := a.parts.organisations.Get(ctx, org)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.parts.organisations.Resume(ctx, org, o.Version); err != nil {
		t.Fatal(err)
	}
	if status := call(t, a, http.MethodGet, "/api/v1/me", nurse, ""); status != http.StatusUnauthorized {
		t.Errorf("after the resumption: %d", status)
	}
}

// staffed is an organisation with somebody of HR and a nurse.
func staffed(t *testing.T, a *App) (org id.Organisation, hr, signe id.Employee) {
	t.Helper()
	seeded(t, a, id.Installation, authz.OrganisationChange, func(ctx context.Context, tx *database.Tx, d authz.Decision) error {
		o, err := a.parts.organisations.ConnectIn(ctx, tx, d, organisation.Connect{CVR: "90000004", Name: "Klinikken på Torvet", Form: "ApS"})
		org = o.ID
		if err != nil {
			return err
		}
		return employee.SeedCategories(ctx, tx, org)
	})
	seeded(t, a, org, authz.EmployeeCreate, func(ctx context.Context, tx *database.Tx, d authz.Decision) (err error) {
		for name, who := range map[string]*id.Employee{"Karen": &hr, "Signe": &signe} {
			var made employee.Employee
			made, err = a.parts.employees.CreateIn(ctx, tx, d, employee.Create{
				Organisation: org, GivenName: name, FamilyName: "Prøvesen", BirthDate: calendar.Must("1980-01-01"),
				Employments: []employee.Employ{{Category: "F", StartsOn: calendar.Must("2020-01-01")}},
			})
			if err != nil {
				return err
			}
			*who = made.ID
		}
		return nil
	})
	seeded(t, a, org, authz.RoleGrant, func(ctx context.Context, tx *database.Tx, d authz.Decision) error {
		_, err := a.parts.roles.GrantIn(ctx, tx, d, role.Grant{Organisation: org, Employee: hr, Role: authz.CaseWorker})
		return err
	})
	return org, hr, signe
}

// seeded runs do as the part of Hverv that may make everything.
func seeded(t *testing.T, a *App, org id.Organisation, action authz.Action, do func(context.Context, *database.Tx, authz.Decision) error) {
	t.Helper()
	ctx := authz.AsMachine(t.Context(), "seed", a.db.Now())
	permit, err := authz.Require(ctx, action, authz.In(org))
	if err != nil {
		t.Fatal(err)
	}
	decision, err := permit.On(authz.Facts{})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.db.Change(ctx, func(tx *database.Tx) error { return do(ctx, tx, decision) }); err != nil {
		t.Fatal(err)
	}
}

// cookieOf signs an employee in past the pages, which have tests of their own.
func cookieOf(t *testing.T, a *App, org id.Organisation, who id.Employee) *http.Cookie {
	t.Helper()
	person, identity, now := id.New[id.Person](), id.New[id.Identity](), a.db.Now()
	for _, row := range []struct {
		text string
		args []any
	}{
		{`insert into persons (id, name, created_at) values ($1, 'Prøvesen', $2)`, []any{person, now}},
		{`insert into identities (organisation_id, id, employee_id, kind, state, person_id, activate_from, activate_until, activated_at, created_at)
			values ($1, $2, $3, 'private', 'active', $4, $5, '2030-12-22', $5, $5)`, []any{org, identity, who, person, now}},
	} {
		if _, err := a.db.Pool().ExecContext(t.Context(), row.text, row.args...); err != nil {
			t.Fatal(err)
		}
	}
	token, _, err := a.parts.sessions.Begin(t.Context(), session.Begin{
		Person: person, Organisation: org, Employee: who, Identity: identity, Assurance: authz.Substantial, AMR: []string{"eid"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return a.parts.sessions.Cookie(token)
}

func call(t *testing.T, a *App, method, path string, cookie *http.Cookie, body string) (status int) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, a.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(cookie)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", id.New[id.Job]().String())
	}
	answer, err := new(http.Client).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // read to nobody's harm
	return answer.StatusCode
}
