package authenticator_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"hverv/internal/audit"
	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/job"
	"hverv/internal/nationalid"
	"hverv/internal/notify"
	"hverv/internal/organisation"
	"hverv/internal/passkey"
	"hverv/internal/person"
	"hverv/internal/seal"
	"hverv/internal/testkit"
)

const password = "en lang sætning om grød" //nolint:gosec // nobody's

// mailbox passes messages on to the real outbox, which judges their texts, and remembers them.
type mailbox struct {
	real *notify.Service
	mu   sync.Mutex
	sent []notify.Message
}

func (m *mailbox) Send(ctx context.Context, tx *database.Tx, message notify.Message) error {
	tx.AfterCommit(func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.sent = append(m.sent, message)
	})
	return m.real.Send(ctx, tx, message)
}

func (m *mailbox) count(template notify.Template) (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, message := range m.sent {
		if message.Template == template {
			n++
		}
	}
	return n
}

// token is that of the latest link that was sent.
func (m *mailbox) token(t *testing.T) id.Token {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, message := range slices.Backward(m.sent) {
		if _, token, found := strings.Cut(message.Values["link"], "#"); found {
			return id.Token(token)
		}
	}
	t.Fatal("no link was sent")
	return ""
}

// clinic is one organisation with an administrator who holds every role that is asked for.
type clinic struct {
	t     *testing.T
	db    *database.DB
	keys  *seal.Keys
	clock *testkit.Clock
	mu    sync.Mutex
	wall  time.Time // what the phones show codes by
	mails mailbox

	party     *passkey.Party
	service   *authenticator.Service
	employees *employee.Service
	people    *person.Service
	org       id.Organisation
	admin     id.Employee
}

func newClinic(t *testing.T) *clinic {
	t.Helper()
	c := &clinic{t: t, clock: testkit.NewClock(t, "2026-11-22T09:00:00Z"), wall: time.Date(2026, 11, 22, 9, 0, 7, 0, time.UTC)}
	db, keys := testkit.DBAt(t, c.clock), testkit.Keys(t)
	log := audit.New(keys)
	c.db, c.keys = db, keys
	c.employees = employee.New(employee.Deps{DB: db, Audit: log, Keys: keys})
	c.people = person.New(person.Deps{DB: db, Audit: log, Keys: keys})
	outbox, err := notify.New(notify.Deps{DB: db, Keys: keys, Queue: job.NewQueue(), Log: slog.New(slog.DiscardHandler)})
	c.must(err)
	c.mails.real = outbox
	party, err := passkey.New("Hverv", origin, time.Now) // its time is that of the device
	c.must(err)
	c.party = party
	c.service = authenticator.New(authenticator.Deps{
		DB: db, Audit: log, Keys: keys, Hasher: seal.NewHasherWith(8, seal.Params{MemoryKiB: 64, Passes: 1, Threads: 1}),
		Notify: &c.mails, Passkeys: party, Wall: c.now, PublicURL: "https://hverv.example", Issuer: "Hverv",
	})
	c.org, c.admin = c.connect(organisation.New(organisation.Deps{DB: db, Audit: log}), "90000001", "Klinikken på Torvet")
	return c
}

func (c *clinic) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wall
}

// later lets real time pass, so that the phones show other codes.
func (c *clinic) later(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wall = c.wall.Add(by)
}

func (c *clinic) connect(organisations *organisation.Service, cvr nationalid.CVR, name string) (org id.Organisation, admin id.Employee) {
	c.t.Helper()
	ctx := authz.With(c.t.Context(), authz.Actor{Kind: authz.PersonActor, Person: id.New[id.Person](), At: c.clock.Last(), SignedInAt: c.clock.Last()})
	permit, err := authz.Require(ctx, authz.ApprovalGive, authz.Everywhere())
	c.must(err)
	decision, err := permit.On(authz.Facts{})
	c.must(err)
	c.must(c.db.Change(ctx, func(tx *database.Tx) error {
		made, err := organisations.ConnectIn(ctx, tx, decision, organisation.Connect{CVR: cvr, Name: name, Form: "ApS"})
		if err != nil {
			return err
		}
		if err := employee.SeedCategories(ctx, tx, made.ID); err != nil {
			return err
		}
		first, err := c.employees.CreateIn(ctx, tx, decision, employee.Create{
			Organisation: made.ID, GivenName: "Karen", FamilyName: "Østergård", BirthDate: calendar.Must("1970-01-01"), Email: "karen@klinik.example",
			Employments: []employee.Employ{{Category: "F", StartsOn: calendar.Must("2020-01-01")}},
		})
		org, admin = made.ID, first.ID
		return err
	}))
	return org, admin
}

// as is the administrator, who holds the role in the whole organisation and has just signed in.
func (c *clinic) as(role authz.Role) context.Context {
	c.t.Helper()
	return c.acting(authz.Actor{Employee: c.admin, Grants: []authz.Grant{c.grantOf(role, c.admin)}})
}

// grantOf gives somebody a role in the whole organisation.
func (c *clinic) grantOf(role authz.Role, to id.Employee) authz.Grant {
	c.t.Helper()
	grant := authz.Grant{ID: id.New[id.RoleGrant](), Role: role, ScopeKind: authz.WholeOrganisation, From: calendar.Must("2020-01-01")}
	c.must(c.db.Upkeep(c.t.Context(), "test", func(tx *database.Tx) error {
		_, err := tx.Exec(c.t.Context(), `insert into role_grants (organisation_id, id, employee_id, role, scope_kind, starts_on, created_at)
			values ($1, $2, $3, $4, 'organisation', $5, $6)`, c.org, grant.ID, to, string(role), grant.From, c.clock.Last())
		return err
	}))
	return grant
}

func (c *clinic) users() context.Context { return c.as(authz.UserAdministrator) }

// self is an employee who has just signed in.
func (c *clinic) self(e id.Employee) context.Context { return c.acting(authz.Actor{Employee: e}) }

func (c *clinic) acting(a authz.Actor) context.Context {
	a.Kind, a.At, a.SignedInAt, a.Organisation = authz.PersonActor, c.clock.Last(), c.clock.Last(), c.org
	return authz.With(c.t.Context(), a)
}

// from is somebody who has not signed in, at an address.
func (c *clinic) from(source string) context.Context {
	return authz.WithRequest(c.t.Context(), authz.Request{Source: source})
}

// cpr is a made-up replacement number: day + 60.
func cpr(n int) string { return fmt.Sprintf("%02d0180%04d", 61+n%28, 1000+n) }

// employ makes an employee; n is 0 for one without a national id.
func (c *clinic) employ(n int) employee.Employee {
	c.t.Helper()
	in := employee.Create{
		Organisation: c.org, GivenName: "Søren", FamilyName: "Ågård", Email: "soeren@klinik.example",
		Employments: []employee.Employ{{Category: "F", StartsOn: calendar.Must("2026-11-01")}},
	}
	if n == 0 {
		in.BirthDate = calendar.Must("1980-01-02")
	} else {
		in.Typed = &employee.TypedID{Kind: nationalid.CPR, Text: cpr(n)}
	}
	e, err := c.employees.Create(c.users(), in)
	c.must(err)
	return e
}

func (c *clinic) choose(e employee.Employee, kind authenticator.IdentityKind) authenticator.Identity {
	c.t.Helper()
	chosen, err := c.service.Choose(c.users(), authenticator.ChooseFor{Organisation: c.org, Employee: e.ID, Kind: kind})
	c.must(err)
	return chosen.Identity
}

// eid is the context of a person who signed in with a private eID; n is 0 for an eID without number.
func (c *clinic) eid(n int, born string) (context.Context, id.Person) {
	c.t.Helper()
	claims := person.Claims{Issuer: "https://eid.example", Subject: fmt.Sprintf("s%d", n), Name: "Søren Ågård"}
	if born != "" {
		claims.BirthDate = calendar.Must(born)
	}
	if n > 0 {
		number, err := nationalid.ParseCPR(cpr(n))
		c.must(err)
		claims.NationalID, claims.HasNationalID = number, true
	}
	var who person.Person
	c.must(c.db.Change(c.t.Context(), func(tx *database.Tx) error {
		var err error
		who, err = c.people.SignedIn(c.t.Context(), tx, claims)
		return err
	}))
	return authz.With(c.t.Context(), authz.Actor{
		Kind: authz.PersonActor, Person: who.ID, At: c.clock.Last(), SignedInAt: c.clock.Last(), Assurance: authz.Substantial,
	}), who.ID
}

// phone is an authenticator app: it knows the secret, and real time.
type phone struct {
	c      *clinic
	secret string
	skew   time.Duration
}

func (p phone) code() string {
	p.c.t.Helper()
	code, err := totp.GenerateCodeCustom(p.secret, p.c.now().Add(p.skew), totp.ValidateOpts{Period: 30, Digits: otp.DigitsSix})
	p.c.must(err)
	return code
}

// wrong is a code that the app does not show anywhere near now.
func (p phone) wrong() string {
	near := map[string]bool{}
	for steps := -2; steps <= 2; steps++ {
		near[phone{p.c, p.secret, p.skew + time.Duration(steps)*30*time.Second}.code()] = true
	}
	for n := 0; ; n++ {
		if code := fmt.Sprintf("%06d", n); !near[code] {
			return code
		}
	}
}

// dedicated is an employee with an active dedicated identity, by hand-over code, and the phone.
func (c *clinic) dedicated() (authenticator.Identity, phone) {
	c.t.Helper()
	i := c.choose(c.employ(1), authenticator.Dedicated)
	code, err := c.service.HandOver(c.users(), c.org, i.ID, "telephone")
	c.must(err)
	return c.finish(c.mails.token(c.t), code.Code)
}

func (c *clinic) finish(token id.Token, code string) (authenticator.Identity, phone) {
	c.t.Helper()
	ctx := c.from("192.0.2.1")
	opened, err := c.service.ByHandOver(ctx, token, code)
	c.must(err)
	_, err = c.service.ChoosePassword(ctx, opened.Ticket, password)
	c.must(err)
	enrolment, err := c.service.EnrolApp(ctx, opened.Ticket, "Telefon")
	c.must(err)
	p := phone{c: c, secret: enrolment.Secret}
	active, err := c.service.ConfirmApp(ctx, opened.Ticket, p.code())
	c.must(err)
	c.later(2 * time.Minute) // the first code is spent
	return active, p
}

func (c *clinic) signIn(userName, code string) error {
	ctx := c.from("192.0.2.1")
	challenge, err := c.service.BeginPassword(ctx, userName, password)
	if err != nil {
		return err
	}
	_, err = c.service.FinishCode(ctx, challenge, code)
	return err
}

func (c *clinic) events(name string) (n int) {
	c.t.Helper()
	c.must(c.db.Single(c.t.Context(), func(tx *database.Tx) error {
		return tx.Get(c.t.Context(), &n, `select count(*) from audit_events where name = $1`, name)
	}))
	return n
}

// actor is who did what an event tells of somebody.
func (c *clinic) actor(name, person string) (actor string) {
	c.t.Helper()
	c.must(c.db.Single(c.t.Context(), func(tx *database.Tx) error {
		return tx.Get(c.t.Context(), &actor, `select actor_id from audit_events where name = $1 and person = $2`, name, person)
	}))
	return actor
}

// set changes rows behind the services' backs.
func (c *clinic) set(query string, args ...any) {
	c.t.Helper()
	c.must(c.db.Upkeep(c.t.Context(), "test", func(tx *database.Tx) error {
		_, err := tx.Exec(c.t.Context(), query, args...)
		return err
	}))
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
		c.t.Fatalf("code %q, want %q (%v)", got, code, err)
	}
}
