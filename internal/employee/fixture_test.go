package employee_test

import (
	"context"
	"fmt"
	"testing"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
	"hverv/internal/nationalid"
	"hverv/internal/organisation"
	"hverv/internal/page"
	"hverv/internal/seal"
	"hverv/internal/testkit"
)

// clinic is one organisation with an administrator for each role, who each hold it everywhere.
type clinic struct {
	t             testing.TB
	db            *database.DB
	keys          *seal.Keys
	clock         *testkit.Clock
	employees     *employee.Service
	organisations *organisation.Service
	org           id.Organisation
	admin         id.Employee
	searches      []string // who searched, as the throttle is told
}

func newClinic(tb testing.TB) *clinic {
	tb.Helper()
	c := &clinic{t: tb, clock: testkit.NewClock(tb, "2026-11-22T09:00:00Z")}
	db, keys := testkit.DBAt(tb, c.clock), testkit.Keys(tb)
	log := audit.New(keys)
	c.db, c.keys = db, keys
	c.employees = employee.New(employee.Deps{DB: db, Audit: log, Keys: keys, Slow: func(_ context.Context, principal string) error {
		c.searches = append(c.searches, principal)
		return nil
	}})
	c.organisations = organisation.New(organisation.Deps{DB: db, Audit: log})
	c.org = c.connect("90000001", "Klinikken på Torvet")
	return c
}

// connect makes an organisation with its categories and first administrator.
func (c *clinic) connect(cvr nationalid.CVR, name string) id.Organisation {
	c.t.Helper()
	ctx := authz.With(c.t.Context(), authz.Actor{Kind: authz.PersonActor, Person: id.New[id.Person](), At: c.clock.Last(), SignedInAt: c.clock.Last()})
	permit, err := authz.Require(ctx, authz.ApprovalGive, authz.Everywhere())
	c.must(err)
	decision, err := permit.On(authz.Facts{})
	c.must(err)
	var org organisation.Organisation
	c.must(c.db.Change(ctx, func(tx *database.Tx) error {
		if org, err = c.organisations.ConnectIn(ctx, tx, decision, organisation.Connect{CVR: cvr, Name: name, Form: "ApS"}); err != nil {
			return err
		}
		if err := employee.SeedCategories(ctx, tx, org.ID); err != nil {
			return err
		}
		admin, err := c.employees.CreateIn(ctx, tx, decision, employee.Create{
			Organisation: org.ID, GivenName: "Karen", FamilyName: "Østergård", BirthDate: calendar.Must("1970-01-01"),
			Employments: []employee.Employ{{Category: "F", StartsOn: calendar.Must("2020-01-01")}},
		})
		if err != nil {
			return err
		}
		c.admin = admin.ID
		_, err = tx.Exec(ctx, `insert into role_grants (organisation_id, id, employee_id, role, scope_kind, starts_on, created_at)
			values ($1, $2, $3, 'organisation_administrator', 'organisation', '2020-01-01', $4)`,
			org.ID, id.New[id.RoleGrant](), admin.ID, tx.Now)
		return err
	}))
	return org.ID
}

// as is somebody who holds the role in the scope, freshly signed in.
func (c *clinic) as(role authz.Role) context.Context {
	return c.within(role, authz.WholeOrganisation, "")
}

func (c *clinic) within(role authz.Role, kind authz.ScopeKind, scope string) context.Context {
	c.t.Helper()
	grant := authz.Grant{ID: id.New[id.RoleGrant](), Role: role, ScopeKind: kind, ScopeID: scope, From: calendar.Must("2020-01-01")}
	var scopeID any
	if scope != "" {
		scopeID = scope
	}
	c.must(c.db.Upkeep(c.t.Context(), "test", func(tx *database.Tx) error {
		_, err := tx.Exec(c.t.Context(), `insert into role_grants (organisation_id, id, employee_id, role, scope_kind, scope_id, starts_on, created_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8)`, c.org, grant.ID, c.admin, string(role), string(kind), scopeID, grant.From, c.clock.Last())
		return err
	}))
	return c.acting(authz.Actor{Employee: c.admin, Grants: []authz.Grant{grant}})
}

// acting completes an actor of this organisation.
func (c *clinic) acting(a authz.Actor) context.Context {
	a.Kind, a.At, a.SignedInAt, a.Organisation = authz.PersonActor, c.clock.Last(), c.clock.Last(), c.org
	return authz.With(c.t.Context(), a)
}

// cpr is a made-up replacement number: day + 60.
func cpr(n int) *employee.TypedID {
	return &employee.TypedID{Kind: nationalid.CPR, Text: fmt.Sprintf("%02d0180%04d", 61+n%28, 1000+n)}
}

func (c *clinic) create(ctx context.Context, in employee.Create) employee.Employee {
	c.t.Helper()
	in.Organisation = c.org
	if in.BirthDate.IsZero() && in.Typed == nil {
		in.BirthDate = calendar.Must("1980-01-01")
	}
	e, err := c.employees.Create(ctx, in)
	c.must(err)
	return e
}

func (c *clinic) find(e id.Employee) employee.Employee {
	c.t.Helper()
	var found employee.Employee
	c.must(c.db.Single(c.t.Context(), func(tx *database.Tx) (err error) {
		found, err = employee.Find(c.t.Context(), tx, c.org, e)
		return err
	}))
	return found
}

func (c *clinic) usable(e id.Employee) bool {
	c.t.Helper()
	var usable bool
	c.must(c.db.Single(c.t.Context(), func(tx *database.Tx) (err error) {
		usable, err = employee.Usable(c.t.Context(), tx, c.org, e)
		return err
	}))
	return usable
}

func (c *clinic) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// identity makes one in the state for an employee; lapsed is pending past its day, and no kind makes none.
func (c *clinic) identity(e id.Employee, kind, state, userName string) id.Identity {
	c.t.Helper()
	if kind == "" {
		return id.Identity{}
	}
	identity, until := id.New[id.Identity](), "2026-12-31"
	if state == "lapsed" {
		state, until = "pending", "2026-11-01"
	}
	_, err := c.db.Pool().ExecContext(c.t.Context(), `insert into identities (organisation_id, id, employee_id, kind, state, activate_from, activate_until, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $6)`, c.org, identity, e, kind, state, c.clock.Last(), until)
	c.must(err)
	if userName != "" {
		_, err = c.db.Pool().ExecContext(c.t.Context(), `insert into user_names (user_name, organisation_id, identity_id) values ($1, $2, $3)`,
			userName, c.org, identity)
		c.must(err)
	}
	return identity
}

// app gives an identity one more app that works, which ends after a while.
func (c *clinic) app(e id.Employee, identity id.Identity, after string) {
	c.t.Helper()
	if identity.IsZero() {
		return
	}
	_, err := c.db.Pool().ExecContext(c.t.Context(), `insert into authenticators (organisation_id, id, identity_id, employee_id, kind, state, slot, ends_at, created_at)
		select $1, $2, $3, $4, 'app', 'active', 1 + count(*), cast($5 as timestamptz) + `+after+`, $5
		from authenticators where organisation_id = $1 and identity_id = $3`, c.org, id.New[id.Authenticator](), identity, e, c.clock.Last())
	c.must(err)
}

// pageOf goes on where a page ended.
func pageOf(cursor string, in *employee.Whom) error {
	return page.Decode(cursor, &in.AfterKey, &in.AfterID)
}
