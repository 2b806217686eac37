package provider_test

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/client"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
	"hverv/internal/job"
	"hverv/internal/nationalid"
	"hverv/internal/organisation"
	"hverv/internal/outbound"
	"hverv/internal/provider"
	"hverv/internal/seal"
	"hverv/internal/session"
	"hverv/internal/testkit"
)

// house is a provider on a real port and database, with one clinic, one employee, and a session
// store that reads the real tables.
type house struct {
	t         testing.TB
	db        *database.DB
	clock     *testkit.Clock
	keys      *seal.Keys
	queue     *job.Queue
	runner    *job.Runner
	employees *employee.Service
	provider  *provider.Service
	clients   *client.Service
	server    *httptest.Server
	skew      atomic.Int64 // how far the world's clock was moved
	org       id.Organisation
	employee  id.Employee
	identity  id.Identity
	sessions  *session.Service
	trusted   []provider.TrustedIssuer
}

const callback = "https://rp.example/callback?tenant=1"

func newHouse(tb testing.TB, trusted ...provider.TrustedIssuer) *house {
	tb.Helper()
	h := &house{t: tb, trusted: trusted, clock: testkit.NewClock(tb, time.Now().UTC().Format(time.RFC3339)), keys: testkit.Keys(tb), queue: job.NewQueue()}
	h.db = testkit.DBAt(tb, h.clock)
	log := audit.New(h.keys)
	h.employees = employee.New(employee.Deps{DB: h.db, Audit: log, Keys: h.keys})
	organisations := organisation.New(organisation.Deps{DB: h.db, Audit: log})
	h.org, h.employee = h.connect(organisations, "90000001", "Klinikken på Torvet")
	h.identity = h.identify(h.org, h.employee)
	h.exec(`insert into assignments (organisation_id, id, employee_id, right_id, scope_kind, starts_on, created_at)
		values ($1, $2, $3, $4, 'organisation', '2020-01-01', $5)`,
		h.org, id.New[id.Assignment](), h.employee, h.right("urn:dk:hverv:journal:read", true), h.clock.Last())
	h.sessions = session.New(session.Deps{DB: h.db, Audit: log, Queue: h.queue, Log: slog.New(slog.DiscardHandler)})
	h.serve(log)
	return h
}

func (h *house) serve(log *audit.Log) {
	h.t.Helper()
	gin.SetMode(gin.TestMode)
	engine := gin.New()
	h.server = httptest.NewServer(engine)
	h.t.Cleanup(h.server.Close)
	out := outbound.New(outbound.Options{AllowLoopback: true, Attempts: 1})
	h.t.Cleanup(out.Close)
	wall := func() time.Time { return time.Now().Add(time.Duration(h.skew.Load())) }
	h.clients = client.New(client.Deps{DB: h.db, Audit: log, Wall: wall})
	h.provider = provider.New(provider.Deps{
		DB: h.db, Audit: log, Keys: h.keys, Queue: h.queue, Outbound: out, Log: slog.New(slog.DiscardHandler),
		Sessions: h.sessions, Clients: h.clients, Issuer: h.server.URL, Wall: wall,
		Trusted: h.trusted,
	})
	provider.NewHandler(h.provider).Mount(engine)
	h.runner = job.NewRunner(h.db, h.queue, slog.New(slog.DiscardHandler))
	h.provider.Jobs(h.runner)
}

// later moves the world's clock.
func (h *house) later(by time.Duration) { h.skew.Add(int64(by)) }

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) exec(query string, args ...any) {
	h.t.Helper()
	_, err := h.db.Pool().ExecContext(h.t.Context(), query, args...)
	h.must(err)
}

func (h *house) count(query string, args ...any) int {
	h.t.Helper()
	var n int
	h.must(h.db.Pool().GetContext(h.t.Context(), &n, query, args...))
	return n
}

func (h *house) connect(organisations *organisation.Service, cvr nationalid.CVR, name string) (id.Organisation, id.Employee) {
	h.t.Helper()
	ctx := authz.With(h.t.Context(), authz.Actor{Kind: authz.PersonActor, Person: id.New[id.Person](), At: h.clock.Last(), SignedInAt: h.clock.Last()})
	permit, err := authz.Require(ctx, authz.ApprovalGive, authz.Everywhere())
	h.must(err)
	decision, err := permit.On(authz.Facts{})
	h.must(err)
	var org organisation.Organisation
	var made employee.Employee
	h.must(h.db.Change(ctx, func(tx *database.Tx) error {
		if org, err = organisations.ConnectIn(ctx, tx, decision, organisation.Connect{CVR: cvr, Name: name, Form: "ApS"}); err != nil {
			return err
		}
		if err := employee.SeedCategories(ctx, tx, org.ID); err != nil {
			return err
		}
		made, err = h.employees.CreateIn(ctx, tx, decision, employee.Create{
			Organisation: org.ID, GivenName: "Karen", FamilyName: "Østergård",
			Typed:       &employee.TypedID{Kind: nationalid.CPR, Text: "7101801234"},
			Employments: []employee.Employ{{Category: "F", StartsOn: calendar.Must("2020-01-01")}},
		})
		return err
	}))
	return org.ID, made.ID
}

func (h *house) identify(org id.Organisation, e id.Employee) id.Identity {
	h.t.Helper()
	identity := id.New[id.Identity]()
	h.exec(`insert into identities (organisation_id, id, employee_id, kind, state, user_name, activate_from, activate_until, activated_at, created_at)
		values ($1, $2, $3, 'dedicated', 'active', 'karen', $4, '2099-01-01', $4, $4)`, org, identity, e, h.clock.Last())
	return identity
}

// operator is a person who runs the installation.
func (h *house) operator() context.Context {
	h.t.Helper()
	person := id.New[id.Person]()
	h.exec(`insert into persons (id, name, created_at) values ($1, 'Operatør', $2)`, person, h.clock.Last())
	h.exec(`insert into operators (person_id, granted_at) values ($1, $2)`, person, h.clock.Last())
	return authz.With(h.t.Context(), authz.Actor{
		Kind: authz.PersonActor, Person: person, Operator: true, At: h.clock.Last(), SignedInAt: h.clock.Last(),
	})
}

// administrator administers the clinic.
func (h *house) administrator() context.Context {
	h.t.Helper()
	grant := authz.Grant{ID: id.New[id.RoleGrant](), Role: authz.OrganisationAdministrator, ScopeKind: authz.WholeOrganisation, From: calendar.Must("2020-01-01")}
	h.exec(`insert into role_grants (organisation_id, id, employee_id, role, scope_kind, starts_on, created_at)
		values ($1, $2, $3, $4, 'organisation', '2020-01-01', $5)`, h.org, grant.ID, h.employee, string(grant.Role), h.clock.Last())
	return authz.With(h.t.Context(), authz.Actor{
		Kind: authz.PersonActor, Organisation: h.org, Employee: h.employee, Grants: []authz.Grant{grant}, At: h.clock.Last(), SignedInAt: h.clock.Last(),
	})
}
