// Package world is the organisations and people that most tests of features need, made through the
// services as the product makes them. It stands beside testkit, since the packages that it builds
// from use that for their own tests.
package world

import (
	"context"
	"log/slog"
	"testing"

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
	"hverv/internal/seal"
	"hverv/internal/testkit"
)

// Services are those of one process of the product.
type Services struct {
	Audit         *audit.Log
	Queue         *job.Queue
	Notify        *notify.Service
	Organisations *organisation.Service
	Employees     *employee.Service
	Roles         *role.Service
	Rights        *right.Service
}

// World is an organisation and a stranger beside it, without employees. Nothing runs by itself in it.
type World struct {
	Services

	T             testing.TB
	DB            *database.DB
	Keys          *seal.Keys
	Clock         *testkit.Clock // nil on the machine's clock
	Org, Stranger id.Organisation
}

// New makes the world on the morning of 22 November 2026, on a clock that the test sets.
func New(tb testing.TB) *World {
	tb.Helper()
	clock := testkit.NewClock(tb, "2026-11-22T09:00:00Z")
	return (&World{T: tb, Clock: clock, DB: testkit.DBAt(tb, clock)}).begin()
}

// Real makes the world on the machine's clock, on which no two acts have the same instant.
func Real(tb testing.TB) *World {
	tb.Helper()
	return (&World{T: tb, DB: testkit.DB(tb)}).begin()
}

func (w *World) begin() *World {
	w.T.Helper()
	w.Keys = testkit.Keys(w.T)
	w.Services = w.Process()
	w.Org = w.Connect("90000004", "Klinikken på Torvet")
	w.Stranger = w.Connect("90000012", "Tandlægerne i Gaden")
	return w
}

// Process makes the services of one more process beside the world's own.
func (w *World) Process() Services {
	w.T.Helper()
	log, queue := audit.New(w.Keys), job.NewQueue()
	messages, err := notify.New(notify.Deps{DB: w.DB, Keys: w.Keys, Queue: queue, Log: slog.New(slog.DiscardHandler)})
	w.Must(err)
	s := Services{
		Audit: log, Queue: queue, Notify: messages,
		Organisations: organisation.New(organisation.Deps{DB: w.DB, Audit: log}),
		Employees:     employee.New(employee.Deps{DB: w.DB, Audit: log, Keys: w.Keys}),
		Roles:         role.New(role.Deps{DB: w.DB, Audit: log, Keys: w.Keys, Notify: messages}),
		Rights:        right.New(right.Deps{DB: w.DB, Audit: log, Keys: w.Keys}),
	}
	s.Employees.Watch(s.Roles.Watch)
	return s
}

// Seed runs do as the part of Hverv that may make everything.
func (w *World) Seed(org id.Organisation, action authz.Action, do func(context.Context, *database.Tx, authz.Decision) error) {
	w.T.Helper()
	ctx := authz.AsMachine(w.T.Context(), "seed", w.DB.Now())
	permit, err := authz.Require(ctx, action, authz.In(org))
	w.Must(err)
	decision, err := permit.On(authz.Facts{})
	w.Must(err)
	w.Must(w.DB.Change(ctx, func(tx *database.Tx) error { return do(ctx, tx, decision) }))
}

// Connect makes an organisation with what each begins with.
func (w *World) Connect(cvr, name string) (org id.Organisation) {
	w.T.Helper()
	number, err := nationalid.ParseCVR(cvr)
	w.Must(err)
	w.Seed(id.Installation, authz.OrganisationChange, func(ctx context.Context, tx *database.Tx, d authz.Decision) error {
		o, err := w.Organisations.ConnectIn(ctx, tx, d, organisation.Connect{CVR: number, Name: name, Form: "ApS"})
		if err != nil {
			return err
		}
		org = o.ID
		if err := employee.SeedCategories(ctx, tx, o.ID); err != nil {
			return err
		}
		return w.Rights.SeedBasicIn(ctx, tx, d, o.ID)
	})
	return org
}

// Employ makes an employee whose first employment lasts from and to the days; "" is no end.
func (w *World) Employ(org id.Organisation, name, from, to string, more ...employee.Employ) (who id.Employee) {
	w.T.Helper()
	employment := employee.Employ{Category: "F", StartsOn: calendar.Must(from)}
	if to != "" {
		employment.EndsOn = calendar.Must(to)
	}
	w.Seed(org, authz.EmployeeCreate, func(ctx context.Context, tx *database.Tx, d authz.Decision) error {
		e, err := w.Employees.CreateIn(ctx, tx, d, employee.Create{
			Organisation: org, GivenName: name, FamilyName: "Prøvesen", Email: "p@example.test",
			BirthDate: calendar.Must("1980-01-01"), Employments: append([]employee.Employ{employment}, more...),
		})
		who = e.ID
		return err
	})
	return who
}

// Give grants as Hverv itself, in Org when no organisation is named.
func (w *World) Give(g role.Grant) (grant id.RoleGrant) {
	w.T.Helper()
	if g.Organisation.IsZero() {
		g.Organisation = w.Org
	}
	w.Seed(g.Organisation, authz.RoleGrant, func(ctx context.Context, tx *database.Tx, d authz.Decision) (err error) {
		grant, err = w.Roles.GrantIn(ctx, tx, d, g)
		return err
	})
	return grant
}

// As is the employee, freshly signed in, with the roles that the database says.
func (w *World) As(who id.Employee) context.Context {
	w.T.Helper()
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
	w.Must(w.DB.Read(w.T.Context(), func(tx *database.Tx) error {
		if err := tx.Get(w.T.Context(), &org, `select organisation_id from employees where id = $1`, who); err != nil {
			return err
		}
		return tx.Select(w.T.Context(), &rows, `select organisation_id, id, role, scope_kind, coalesce(scope_id::text, '') as scope_id, starts_on, ends_on
			from role_grants where organisation_id = $1 and employee_id = $2 and revoked_at is null`, org, who)
	}))
	actor := authz.Actor{
		Kind: authz.PersonActor, At: w.DB.Now(), SignedInAt: w.DB.Now(), Person: id.New[id.Person](), Organisation: org, Employee: who,
	}
	for _, r := range rows {
		actor.Grants = append(actor.Grants, authz.Grant{ID: r.ID, Role: r.Role, ScopeKind: r.Kind, ScopeID: r.Scope, From: r.From, To: r.To})
	}
	return testkit.As(w.T, actor)
}

// Unit makes a department.
func (w *World) Unit(org id.Organisation, name string, parent id.Unit) id.Unit {
	w.T.Helper()
	unit := id.New[id.Unit]()
	w.SQL(`insert into units (organisation_id, id, parent_id, name) values ($1, $2, $3, $4)`, org, unit, parent, name)
	return unit
}

// SQL changes rows for which no service exists yet, or breaks what services would refuse.
func (w *World) SQL(query string, args ...any) {
	w.T.Helper()
	_, err := w.DB.Pool().ExecContext(w.T.Context(), query, args...)
	w.Must(err)
}

// Count is the one number that the query gives.
func (w *World) Count(query string, args ...any) (n int) {
	w.T.Helper()
	w.Must(w.DB.Pool().GetContext(w.T.Context(), &n, query, args...))
	return n
}

// Must stops the test at an error.
func (w *World) Must(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}
