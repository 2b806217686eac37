package connection_test

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/company"
	"hverv/internal/connection"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/job"
	"hverv/internal/nationalid"
	"hverv/internal/notify"
	"hverv/internal/organisation"
	"hverv/internal/person"
	"hverv/internal/right"
	"hverv/internal/role"
	"hverv/internal/seal"
	"hverv/internal/testeid"
	"hverv/internal/testkit"
)

const issuer = "https://eid.test"

// office is an installation without organisations, with the demo's companies and people.
type office struct {
	t             *testing.T
	db            *database.DB
	clock         *testkit.Clock
	mails         post
	people        *person.Service
	employees     *employee.Service
	roles         *role.Service
	organisations *organisation.Service
	register      switchable
	service       *connection.Service
	terms         string
	keys          *seal.Keys
	known         map[string]person.Person // who has signed in before
}

// post passes messages on to the real outbox and remembers them.
type post struct {
	real *notify.Service
	mu   sync.Mutex
	sent []notify.Message
}

func (p *post) Send(ctx context.Context, tx *database.Tx, m notify.Message) error {
	tx.AfterCommit(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.sent = append(p.sent, m)
	})
	return p.real.Send(ctx, tx, m)
}

func (p *post) to(address string, template notify.Template) (found []notify.Message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.sent {
		if m.To == address && m.Template == template {
			found = append(found, m)
		}
	}
	return found
}

// switchable is the demo's register with a plug that can be pulled.
type switchable struct {
	company.Register

	away atomic.Bool
}

func (s *switchable) LookUp(ctx context.Context, cvr nationalid.CVR) (company.Company, error) {
	if s.away.Load() {
		return company.Company{}, fault.New(fault.Unavailable, "register_unavailable", "Away.")
	}
	return s.Register.LookUp(ctx, cvr)
}

func open(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, known: map[string]person.Person{}, clock: testkit.NewClock(t, "2026-11-22T09:00:00Z")}
	o.db = testkit.DBAt(t, o.clock)
	keys := testkit.Keys(t)
	o.keys = keys
	log := audit.New(keys)
	o.people = person.New(person.Deps{DB: o.db, Keys: keys, Audit: log, Operators: []person.Login{{Issuer: issuer, Subject: testeid.Bodil}}})
	var err error
	o.mails.real, err = notify.New(notify.Deps{DB: o.db, Keys: keys, Queue: job.NewQueue()})
	o.must(err)
	today := func() calendar.Date { return calendar.Today(o.clock.Last()) }
	o.register.Register, err = company.DemoRegister(today)
	o.must(err)
	representation, err := company.DemoRepresentation()
	o.must(err)
	terms, err := connection.OpenTerms("")
	o.must(err)
	o.terms = hex.EncodeToString(terms.Hash[:])
	o.organisations = organisation.New(organisation.Deps{DB: o.db, Audit: log})
	o.employees = employee.New(employee.Deps{DB: o.db, Audit: log, Keys: keys})
	o.roles = role.New(role.Deps{DB: o.db, Audit: log, Keys: keys, Notify: &o.mails})
	o.service = connection.New(connection.Deps{
		DB: o.db, Audit: log, Keys: keys, Notify: &o.mails, Register: &o.register, Representation: representation, Terms: terms,
		Organisations: o.organisations, Employees: o.employees, Roles: o.roles, PublicURL: "https://hverv.test", DocumentDays: 90,
		Identities: identity.New(identity.Deps{
			DB: o.db, Audit: log, Keys: keys, Hasher: seal.NewHasher(1), Notify: &o.mails, PublicURL: "https://hverv.test",
		}),
		Rights: right.New(right.Deps{DB: o.db, Audit: log, Keys: keys}),
	})
	return o
}

// as signs a person of the test eID in.
func (o *office) as(subject string) context.Context {
	o.t.Helper()
	who := testeid.ByName(subject)
	claims := person.Claims{Issuer: issuer, Subject: who.Subject, Name: who.Name, Email: who.Email, BirthDate: calendar.Must(who.BirthDate)}
	if who.CPR != "" {
		number, err := nationalid.ParseCPR(who.CPR)
		o.must(err)
		claims.NationalID, claims.HasNationalID = number, true
	}
	known, met := o.known[subject]
	if !met {
		o.must(o.db.Change(o.t.Context(), func(tx *database.Tx) (err error) {
			known, err = o.people.SignedIn(o.t.Context(), tx, claims)
			return err
		}))
		o.known[subject] = known
	}
	return testkit.As(o.t, authz.Actor{
		Kind: authz.PersonActor, At: o.clock.Last(), SignedInAt: o.clock.Last(), Person: known.ID, Name: known.Name,
		Operator: subject == testeid.Bodil, Assurance: authz.Substantial,
	})
}

// keyed gives the request an idempotency key.
func keyed(ctx context.Context, key string) context.Context {
	return authz.WithRequest(ctx, authz.Request{ID: "r", IdempotencyKey: key, Route: "POST /test", Digest: []byte(key)})
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) refused(err error, code string) {
	o.t.Helper()
	if got := fault.CodeOf(err); got != code {
		o.t.Fatalf("got %v, want %s", err, code)
	}
}

func named(subject string) connection.Name {
	who := testeid.ByName(subject)
	return connection.Name{Name: who.Name, Email: who.Email, CPR: connection.TypedCPR(who.CPR)}
}

func appointed(subject string) connection.Appoint {
	who := testeid.ByName(subject)
	given, family, _ := strings.Cut(who.Name, " ")
	return connection.Appoint{GivenName: given, FamilyName: family, Email: who.Email, CPR: connection.TypedCPR(who.CPR)}
}

// draft is Lars's complete draft for a company whose management is named.
func (o *office) draft(cvr string, representatives ...connection.Name) connection.Connection {
	o.t.Helper()
	ctx := o.as(testeid.Lars)
	c, err := o.service.Start(ctx, connection.AsApplicant)
	o.must(err)
	c, err = o.service.Change(ctx, connection.Change{
		Connection: c.ID, Version: c.Version, CVR: &cvr, TermsHash: &o.terms, Representatives: &representatives,
		Administrators: &[]connection.Appoint{appointed(testeid.Mette)},
	})
	o.must(err)
	return c
}

func (o *office) submitted(cvr string, representatives ...connection.Name) connection.Connection {
	o.t.Helper()
	c := o.draft(cvr, representatives...)
	c, err := o.service.Submit(o.as(testeid.Lars), c.ID, c.Version)
	o.must(err)
	return c
}

// reply answers by the newest link that was mailed to the person.
func (o *office) reply(subject string) connection.Reply {
	o.t.Helper()
	mails := slices.Concat(o.mails.to(testeid.ByName(subject).Email, notify.ConnectionApprovalRequest),
		o.mails.to(testeid.ByName(subject).Email, notify.ConnectionReminder))
	if len(mails) == 0 {
		o.t.Fatalf("%s was not asked", subject)
	}
	address, token, _ := strings.Cut(mails[len(mails)-1].Values["link"], "#")
	approval, err := id.Parse[id.Approval](address[strings.LastIndex(address, "/")+1:])
	o.must(err)
	return connection.Reply{Approval: approval, Token: id.Token(token)}
}

func (o *office) get(c connection.Connection) connection.Connection {
	o.t.Helper()
	c, err := o.service.Get(o.as(testeid.Lars), c.ID)
	o.must(err)
	return c
}

func (o *office) state(c connection.Connection, want connection.State) connection.Connection {
	o.t.Helper()
	c = o.get(c)
	if c.State != want {
		o.t.Fatalf("state %s, want %s", c.State, want)
	}
	return c
}

func (o *office) count(query string, args ...any) (n int) {
	o.t.Helper()
	o.must(o.db.Pool().GetContext(o.t.Context(), &n, query, args...))
	return n
}
