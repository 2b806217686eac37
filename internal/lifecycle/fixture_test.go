package lifecycle_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/job"
	"hverv/internal/lifecycle"
	"hverv/internal/nationalid"
	"hverv/internal/notify"
	"hverv/internal/organisation"
	"hverv/internal/right"
	"hverv/internal/role"
	"hverv/internal/seal"
	"hverv/internal/session"
	"hverv/internal/testkit"
)

// clinic is one organisation with an organisation administrator, a user administrator and somebody
// of HR. Nothing runs by itself in it: law 1 must hold without.
type clinic struct {
	t        *testing.T
	db       *database.DB
	clock    *testkit.Clock // nil on the machine's clock
	keys     *seal.Keys
	services lifecycle.Deps
	life     *lifecycle.Service
	org      id.Organisation
	admin    id.Employee // organisation administrator, the only one
	users    id.Employee // user administrator
	hr       id.Employee
}

func newClinic(t *testing.T) *clinic {
	t.Helper()
	clock := testkit.NewClock(t, "2026-11-22T09:00:00Z")
	c := &clinic{t: t, clock: clock, keys: testkit.Keys(t), db: testkit.DBAt(t, clock)}
	c.build()
	return c
}

// newRealClinic runs on the machine's clock, on which no two acts have the same instant.
func newRealClinic(t *testing.T) *clinic {
	t.Helper()
	c := &clinic{t: t, keys: testkit.Keys(t), db: testkit.DB(t)}
	c.build()
	return c
}

func (c *clinic) build() {
	c.t.Helper()
	c.life = c.node()
	c.org = c.connect("90000004", "Klinikken på Torvet")
	c.admin, c.users, c.hr = c.employ("Aase", ""), c.employ("Bo", ""), c.employ("Karen", "")
	c.give(c.admin, authz.OrganisationAdministrator)
	c.give(c.users, authz.UserAdministrator)
	c.give(c.hr, authz.CaseWorker)
}

// node makes the services of a process; the latest is the clinic's own.
func (c *clinic) node() *lifecycle.Service {
	c.t.Helper()
	log, queue, discard := audit.New(c.keys), job.NewQueue(), slog.New(slog.DiscardHandler)
	news, err := notify.New(notify.Deps{DB: c.db, Keys: c.keys, Queue: queue, Log: discard})
	c.must(err)
	employees := employee.New(employee.Deps{DB: c.db, Audit: log, Keys: c.keys})
	roles := role.New(role.Deps{DB: c.db, Audit: log, Keys: c.keys, Notify: news})
	c.services = lifecycle.Deps{
		DB: c.db, Audit: log, Queue: queue, Notify: news, Employees: employees, Roles: roles,
		Authenticators: authenticator.New(authenticator.Deps{
			DB: c.db, Audit: log, Keys: c.keys, Hasher: seal.NewHasherWith(2, seal.Params{MemoryKiB: 64, Passes: 1, Threads: 1}),
			Notify: news, Wall: c.db.Now, PublicURL: "https://hverv.example", Issuer: "Hverv",
		}),
		Rights:    right.New(right.Deps{DB: c.db, Audit: log, Keys: c.keys}),
		Sessions:  session.New(session.Deps{DB: c.db, Audit: log, Queue: queue, Log: discard}),
		PublicURL: "https://hverv.example",
	}
	life := lifecycle.New(c.services)
	employees.Watch(roles.Watch)
	employees.Follow(life.Stopped)
	employees.BeforeReturn(life.Returned)
	roles.OnOrphaned(life.Orphaned(func(context.Context, *database.Tx, id.Organisation) ([]lifecycle.Contact, error) {
		return []lifecycle.Contact{{Person: "rep", Name: "Rita Rask", Email: "rita@klinik.example", Language: "en"}}, nil
	}))
	return life
}

// seed runs do as the part of Hverv that may make everything.
func (c *clinic) seed(org id.Organisation, action authz.Action, do func(context.Context, *database.Tx, authz.Decision) error) {
	c.t.Helper()
	ctx := authz.AsMachine(c.t.Context(), "seed", c.db.Now())
	permit, err := authz.Require(ctx, action, authz.In(org))
	c.must(err)
	decision, err := permit.On(authz.Facts{})
	c.must(err)
	c.must(c.db.Change(ctx, func(tx *database.Tx) error { return do(ctx, tx, decision) }))
}

func (c *clinic) connect(cvr nationalid.CVR, name string) (org id.Organisation) {
	c.t.Helper()
	organisations := organisation.New(organisation.Deps{DB: c.db, Audit: c.services.Audit})
	c.seed(id.Installation, authz.OrganisationChange, func(ctx context.Context, tx *database.Tx, d authz.Decision) error {
		o, err := organisations.ConnectIn(ctx, tx, d, organisation.Connect{CVR: cvr, Name: name, Form: "ApS"})
		if err != nil {
			return err
		}
		org = o.ID
		if err := employee.SeedCategories(ctx, tx, o.ID); err != nil {
			return err
		}
		return c.services.Rights.SeedBasicIn(ctx, tx, d, o.ID)
	})
	return org
}

// employ makes an employee whose employment ends on the day; "" is no end.
func (c *clinic) employ(name, until string, more ...employee.Employ) (who id.Employee) {
	c.t.Helper()
	first := employee.Employ{Category: "F", StartsOn: calendar.Must("2020-01-01")}
	if until != "" {
		first.EndsOn = calendar.Must(until)
	}
	c.seed(c.org, authz.EmployeeCreate, func(ctx context.Context, tx *database.Tx, d authz.Decision) error {
		e, err := c.services.Employees.CreateIn(ctx, tx, d, employee.Create{
			Organisation: c.org, GivenName: name, FamilyName: "Prøvesen", Email: name + "@klinik.example",
			BirthDate: calendar.Must("1980-01-01"), Employments: append([]employee.Employ{first}, more...),
		})
		who = e.ID
		return err
	})
	return who
}

func (c *clinic) give(who id.Employee, given authz.Role) {
	c.t.Helper()
	c.seed(c.org, authz.RoleGrant, func(ctx context.Context, tx *database.Tx, d authz.Decision) error {
		_, err := c.services.Roles.GrantIn(ctx, tx, d, role.Grant{Organisation: c.org, Employee: who, Role: given})
		return err
	})
}

// assign gives the basic bundle.
func (c *clinic) assign(who id.Employee) {
	c.t.Helper()
	c.seed(c.org, authz.AssignmentGive, func(ctx context.Context, tx *database.Tx, d authz.Decision) error {
		bundle, err := right.BasicIn(ctx, tx, c.org)
		if err != nil {
			return err
		}
		_, err = c.services.Rights.GiveIn(ctx, tx, d, right.Give{Organisation: c.org, Employee: who, Bundle: bundle})
		return err
	})
}

// signIn gives the employee an active private identity and a session; it answers its cookie.
func (c *clinic) signIn(who id.Employee) (string, id.Person) {
	c.t.Helper()
	person, identity := id.New[id.Person](), id.New[id.Identity]()
	c.sql(`insert into persons (id, name, created_at) values ($1, 'Signe Prøvesen', $2)`, person, c.db.Now())
	c.sql(`insert into identities (organisation_id, id, employee_id, kind, state, person_id, activate_from, activate_until, activated_at, created_at)
		values ($1, $2, $3, 'private', 'active', $4, $5, '2026-12-22', $5, $5)`, c.org, identity, who, person, c.db.Now())
	return c.session(who, identity, person), person
}

func (c *clinic) session(who id.Employee, identity id.Identity, person id.Person) string {
	c.t.Helper()
	token, _, err := c.services.Sessions.Begin(c.t.Context(), session.Begin{
		Person: person, Organisation: c.org, Employee: who, Identity: identity, Assurance: authz.Substantial, AMR: []string{"eid"},
	})
	c.must(err)
	return token.Reveal()
}

// as is the employee, freshly signed in, with the roles that the database says.
func (c *clinic) as(who id.Employee) context.Context {
	c.t.Helper()
	var rows []struct {
		ID   id.RoleGrant    `db:"id"`
		Role authz.Role      `db:"role"`
		Kind authz.ScopeKind `db:"scope_kind"`
		From calendar.Date   `db:"starts_on"`
		To   calendar.Date   `db:"ends_on"`
	}
	c.must(c.db.Single(c.t.Context(), func(tx *database.Tx) error {
		return tx.Select(c.t.Context(), &rows, `select id, role, scope_kind, starts_on, ends_on from role_grants
			where organisation_id = $1 and employee_id = $2 and revoked_at is null`, c.org, who)
	}))
	actor := authz.Actor{
		Kind: authz.PersonActor, At: c.db.Now(), SignedInAt: c.db.Now(), Person: id.New[id.Person](), Organisation: c.org, Employee: who,
	}
	for _, r := range rows {
		actor.Grants = append(actor.Grants, authz.Grant{ID: r.ID, Role: r.Role, ScopeKind: r.Kind, From: r.From, To: r.To})
	}
	return testkit.As(c.t, actor)
}

// works says what the employee can still do; no word is missing when all works.
func (c *clinic) works(who id.Employee, cookie string, person id.Person) (can []string) {
	c.t.Helper()
	// Another process: this one may remember for half a second of real time, which the clock skips.
	other := session.New(session.Deps{DB: c.db, Audit: c.services.Audit, Queue: c.services.Queue, Log: slog.New(slog.DiscardHandler)})
	if _, err := other.Actor(c.t.Context(), cookie); err == nil {
		can = append(can, "session")
	} else if fault.KindOf(err) != fault.Unauthenticated {
		c.t.Fatal(err)
	}
	c.must(c.db.Read(c.t.Context(), func(tx *database.Tx) error {
		usable, err := employee.Usable(c.t.Context(), tx, c.org, who)
		if err != nil {
			return err
		}
		doors, err := authenticator.PrivateOf(c.t.Context(), tx, person)
		if err != nil {
			return err
		}
		rights, err := right.EffectiveOf(c.t.Context(), tx, c.org, who)
		if usable {
			can = append(can, "employee")
		}
		if len(doors) > 0 {
			can = append(can, "sign-in")
		}
		if len(rights) > 0 {
			can = append(can, "rights")
		}
		return err
	}))
	return can
}

// letters are the templates of all messages to a person, oldest first.
func (c *clinic) letters(person string) []string {
	c.t.Helper()
	found := []string{}
	c.must(c.db.Pool().SelectContext(c.t.Context(), &found, `select template from messages where person = $1 order by id`, person))
	return found
}

func (c *clinic) count(query string, args ...any) (n int) {
	c.t.Helper()
	c.must(c.db.Pool().GetContext(c.t.Context(), &n, query, args...))
	return n
}

func (c *clinic) events(name string) int {
	c.t.Helper()
	return c.count(`select count(*) from audit_events where name = $1`, name)
}

func (c *clinic) sql(query string, args ...any) {
	c.t.Helper()
	_, err := c.db.Pool().ExecContext(c.t.Context(), query, args...)
	c.must(err)
}

func (c *clinic) until(instant string) {
	c.t.Helper()
	at, err := time.Parse(time.RFC3339, instant)
	c.must(err)
	c.clock.Advance(at.Sub(c.clock.Last()))
}

func (c *clinic) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *clinic) refused(err error, code string) {
	c.t.Helper()
	if got := fault.CodeOf(err); got != code {
		c.t.Fatalf("got %v, want %s", err, code)
	}
}
