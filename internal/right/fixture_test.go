package right_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
	"hverv/internal/job"
	"hverv/internal/nationalid"
	"hverv/internal/notify"
	"hverv/internal/organisation"
	"hverv/internal/right"
	"hverv/internal/role"
	"hverv/internal/testkit"
)

// clinic is one organisation with a rights administrator and the basic bundle, and a stranger beside it.
type clinic struct {
	t             testing.TB
	db            *database.DB
	clock         *testkit.Clock
	organisations *organisation.Service
	employees     *employee.Service
	roles         *role.Service
	rights        *right.Service
	org, stranger id.Organisation
	admin         id.Employee // rights administrator of all of it
}

func newClinic(tb testing.TB) *clinic {
	tb.Helper()
	c := &clinic{t: tb, clock: testkit.NewClock(tb, "2026-11-22T09:00:00Z")}
	keys := testkit.Keys(tb)
	c.db = testkit.DBAt(tb, c.clock)
	log := audit.New(keys)
	c.organisations = organisation.New(organisation.Deps{DB: c.db, Audit: log})
	c.employees = employee.New(employee.Deps{DB: c.db, Audit: log, Keys: keys})
	messages, err := notify.New(notify.Deps{DB: c.db, Keys: keys, Queue: job.NewQueue(), Log: slog.New(slog.DiscardHandler)})
	c.must(err)
	c.roles = role.New(role.Deps{DB: c.db, Audit: log, Keys: keys, Notify: messages})
	c.rights = right.New(right.Deps{DB: c.db, Audit: log, Keys: keys})
	c.org = c.connect("90000004", "Klinikken på Torvet")
	c.stranger = c.connect("90000012", "Tandlægerne i Gaden")
	c.admin = c.employ(c.org, "Karen", "2020-01-01", "")
	c.give(role.Grant{Employee: c.admin, Role: authz.RightsAdministrator})
	return c
}

// seed runs do as the part of Hverv that may make everything.
func (c *clinic) seed(org id.Organisation, action authz.Action, do func(context.Context, *database.Tx, authz.Decision) error) {
	c.t.Helper()
	ctx := authz.AsMachine(c.t.Context(), "seed", c.clock.Last())
	permit, err := authz.Require(ctx, action, authz.In(org))
	c.must(err)
	decision, err := permit.On(authz.Facts{})
	c.must(err)
	c.must(c.db.Change(ctx, func(tx *database.Tx) error { return do(ctx, tx, decision) }))
}

func (c *clinic) connect(cvr, name string) (org id.Organisation) {
	c.t.Helper()
	number, err := nationalid.ParseCVR(cvr)
	c.must(err)
	c.seed(id.Installation, authz.OrganisationChange, func(ctx context.Context, tx *database.Tx, d authz.Decision) error {
		o, err := c.organisations.ConnectIn(ctx, tx, d, organisation.Connect{CVR: number, Name: name, Form: "ApS"})
		if err != nil {
			return err
		}
		org = o.ID
		if err := employee.SeedCategories(ctx, tx, o.ID); err != nil {
			return err
		}
		return c.rights.SeedBasicIn(ctx, tx, d, o.ID)
	})
	return org
}

func (c *clinic) employ(org id.Organisation, name, from, to string) (who id.Employee) {
	c.t.Helper()
	employment := employee.Employ{Category: "F", StartsOn: calendar.Must(from)}
	if to != "" {
		employment.EndsOn = calendar.Must(to)
	}
	c.seed(org, authz.EmployeeCreate, func(ctx context.Context, tx *database.Tx, d authz.Decision) error {
		e, err := c.employees.CreateIn(ctx, tx, d, employee.Create{
			Organisation: org, GivenName: name, FamilyName: "Prøvesen", Email: "p@example.test",
			BirthDate: calendar.Must("1980-01-01"), Employments: []employee.Employ{employment},
		})
		who = e.ID
		return err
	})
	return who
}

// give grants as Hverv itself, in the clinic when no organisation is named.
func (c *clinic) give(g role.Grant) {
	c.t.Helper()
	if g.Organisation.IsZero() {
		g.Organisation = c.org
	}
	c.seed(g.Organisation, authz.RoleGrant, func(ctx context.Context, tx *database.Tx, d authz.Decision) (err error) {
		_, err = c.roles.GrantIn(ctx, tx, d, g)
		return err
	})
}

// as is the employee, freshly signed in, with the roles that the database says.
func (c *clinic) as(who id.Employee) context.Context {
	c.t.Helper()
	var rows []struct {
		Organisation id.Organisation `db:"organisation_id"`
		ID           id.RoleGrant    `db:"id"`
		Role         authz.Role      `db:"role"`
		Kind         authz.ScopeKind `db:"scope_kind"`
		Scope        string          `db:"scope_id"`
		From         calendar.Date   `db:"starts_on"`
		To           calendar.Date   `db:"ends_on"`
	}
	var org id.Organisation
	c.must(c.db.Read(c.t.Context(), func(tx *database.Tx) error {
		if err := tx.Get(c.t.Context(), &org, `select organisation_id from employees where id = $1`, who); err != nil {
			return err
		}
		return tx.Select(c.t.Context(), &rows, `select organisation_id, id, role, scope_kind, coalesce(scope_id::text, '') as scope_id, starts_on, ends_on
			from role_grants where organisation_id = $1 and employee_id = $2 and revoked_at is null`, org, who)
	}))
	actor := authz.Actor{
		Kind: authz.PersonActor, At: c.clock.Last(), SignedInAt: c.clock.Last(), Person: id.New[id.Person](), Organisation: org, Employee: who,
	}
	for _, r := range rows {
		actor.Grants = append(actor.Grants, authz.Grant{ID: r.ID, Role: r.Role, ScopeKind: r.Kind, ScopeID: r.Scope, From: r.From, To: r.To})
	}
	return testkit.As(c.t, actor)
}

func (c *clinic) unit(org id.Organisation, name string, parent id.Unit) id.Unit {
	c.t.Helper()
	unit := id.New[id.Unit]()
	c.sql(`insert into units (organisation_id, id, parent_id, name) values ($1, $2, $3, $4)`, org, unit, parent, name)
	return unit
}

// sql changes rows for which no service exists yet, or breaks what services would refuse.
func (c *clinic) sql(query string, args ...any) {
	c.t.Helper()
	_, err := c.db.Pool().ExecContext(c.t.Context(), query, args...)
	c.must(err)
}

func (c *clinic) count(query string, args ...any) (n int) {
	c.t.Helper()
	c.must(c.db.Pool().GetContext(c.t.Context(), &n, query, args...))
	return n
}

func (c *clinic) basic(org id.Organisation) (bundle id.Bundle) {
	c.t.Helper()
	c.must(c.db.Single(c.t.Context(), func(tx *database.Tx) (err error) {
		bundle, err = right.BasicIn(c.t.Context(), tx, org)
		return err
	}))
	return bundle
}

func (c *clinic) rightByCode(code string) (found id.Right) {
	c.t.Helper()
	c.must(c.db.Pool().GetContext(c.t.Context(), &found, `select id from rights where code = $1`, code))
	return found
}

// effective are the codes of what the employee may do now.
func (c *clinic) effective(who id.Employee) []string {
	c.t.Helper()
	codes := []string{}
	c.must(c.db.Single(c.t.Context(), func(tx *database.Tx) error {
		found, err := right.EffectiveOf(c.t.Context(), tx, c.org, who)
		for _, e := range found {
			codes = append(codes, e.Code)
		}
		return err
	}))
	return codes
}

func hours(n int) time.Duration { return time.Duration(n) * time.Hour }

func (c *clinic) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}
