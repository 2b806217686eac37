// Package clinic is one organisation whose employees get in by everything there is: what the tests of
// identities, authenticators and proofs have in common.
package clinic

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/nationalid"
	"hverv/internal/notify"
	"hverv/internal/page"
	"hverv/internal/passkey"
	"hverv/internal/person"
	"hverv/internal/testkit/world"
)

// Password is everybody's.
const Password = "en lang sætning om grød" //nolint:gosec // nobody's

// Origin is where browsers find the product.
const Origin = "https://hverv.example"

// Mailbox passes messages on to the real outbox, which judges their texts, and remembers them.
type Mailbox struct {
	real *notify.Service
	mu   sync.Mutex
	Sent []notify.Message
}

// Send implements identity.Notify.
func (m *Mailbox) Send(ctx context.Context, tx *database.Tx, message notify.Message) error {
	tx.AfterCommit(func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.Sent = append(m.Sent, message)
	})
	return m.real.Send(ctx, tx, message)
}

// Count is how many messages of a template were sent.
func (m *Mailbox) Count(template notify.Template) (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, message := range m.Sent {
		if message.Template == template {
			n++
		}
	}
	return n
}

// Token is that of the latest link that was sent.
func (m *Mailbox) Token(tb testing.TB) id.Token {
	tb.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, message := range slices.Backward(m.Sent) {
		if _, token, found := strings.Cut(message.Values["link"], "#"); found {
			return id.Token(token)
		}
	}
	tb.Fatal("no link was sent")
	return ""
}

// Clinic is one organisation with an administrator who holds every role that is asked for.
type Clinic struct {
	*world.World
	world.Doors

	Mails Mailbox
	Party *passkey.Party
	Admin id.Employee

	people *person.Service
	mu     sync.Mutex
	wall   time.Time // what the phones show codes by
}

// New makes the clinic on the morning of 22 November 2026.
func New(tb testing.TB) *Clinic {
	tb.Helper()
	c := &Clinic{World: world.New(tb), wall: time.Date(2026, 11, 22, 9, 0, 7, 0, time.UTC)}
	c.people = person.New(person.Deps{DB: c.DB, Audit: c.Audit, Keys: c.Keys})
	c.Mails.real = c.Notify
	party, err := passkey.New("Hverv", Origin, time.Now) //nolint:forbidigo // its time is that of the device
	c.Must(err)
	c.Party = party
	c.Doors = c.World.Doors(world.DoorDeps{Notify: &c.Mails, Passkeys: party, Wall: c.Now})
	c.Admin = c.Employ(c.Org, "Karen", "2020-01-01", "")
	return c
}

// Now is the real time.
func (c *Clinic) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wall
}

// Later lets real time pass, so that the phones show other codes.
func (c *Clinic) Later(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wall = c.wall.Add(by)
}

// In is the administrator, who holds the role in the whole organisation and has just signed in.
func (c *Clinic) In(role authz.Role) context.Context {
	c.T.Helper()
	return c.Acting(authz.Actor{Employee: c.Admin, Grants: []authz.Grant{c.GrantOf(role, c.Admin)}})
}

// GrantOf gives somebody a role in the whole organisation.
func (c *Clinic) GrantOf(role authz.Role, to id.Employee) authz.Grant {
	c.T.Helper()
	grant := authz.Grant{ID: id.New[id.RoleGrant](), Role: role, ScopeKind: authz.WholeOrganisation, From: calendar.Must("2020-01-01")}
	c.SQL(`insert into role_grants (organisation_id, id, employee_id, role, scope_kind, starts_on, created_at)
		values ($1, $2, $3, $4, 'organisation', $5, $6)`, c.Org, grant.ID, to, string(role), grant.From, c.Clock.Last())
	return grant
}

// Users is the administrator as one of users.
func (c *Clinic) Users() context.Context { return c.In(authz.UserAdministrator) }

// Self is an employee who has just signed in.
func (c *Clinic) Self(e id.Employee) context.Context { return c.Acting(authz.Actor{Employee: e}) }

// Acting is somebody who has just signed in to the clinic.
func (c *Clinic) Acting(a authz.Actor) context.Context {
	a.Kind, a.At, a.SignedInAt, a.Organisation = authz.PersonActor, c.Clock.Last(), c.Clock.Last(), c.Org
	return authz.With(c.T.Context(), a)
}

// From is somebody who has not signed in, at an address.
func (c *Clinic) From(source string) context.Context {
	return authz.WithRequest(c.T.Context(), authz.Request{Source: source})
}

// CPR is a made-up replacement number: day + 60.
func CPR(n int) string { return fmt.Sprintf("%02d0180%04d", 61+n%28, 1000+n) }

// Hire makes an employee; n is 0 for one without a national id.
func (c *Clinic) Hire(n int) employee.Employee {
	c.T.Helper()
	in := employee.Create{
		Organisation: c.Org, GivenName: "Søren", FamilyName: "Ågård", Email: "soeren@klinik.example",
		Employments: []employee.Employ{{Category: "F", StartsOn: calendar.Must("2026-11-01")}},
	}
	if n == 0 {
		in.BirthDate = calendar.Must("1980-01-02")
	} else {
		in.Typed = &employee.TypedID{Kind: nationalid.CPR, Text: CPR(n)}
	}
	e, err := c.Employees.Create(c.Users(), in)
	c.Must(err)
	return e
}

// Choose gives somebody an identity.
func (c *Clinic) Choose(e employee.Employee, kind identity.Kind) identity.Identity {
	c.T.Helper()
	chosen, err := c.Identities.Choose(c.Users(), identity.ChooseFor{Organisation: c.Org, Employee: e.ID, Kind: kind})
	c.Must(err)
	return chosen.Identity
}

// EID is the context of a person who signed in with a private eID; n is 0 for an eID without number.
func (c *Clinic) EID(n int, born string) (context.Context, id.Person) {
	c.T.Helper()
	claims := person.Claims{Issuer: "https://eid.example", Subject: fmt.Sprintf("s%d", n), Name: "Søren Ågård"}
	if born != "" {
		claims.BirthDate = calendar.Must(born)
	}
	if n > 0 {
		number, err := nationalid.ParseCPR(CPR(n))
		c.Must(err)
		claims.NationalID, claims.HasNationalID = number, true
	}
	var who person.Person
	c.Must(c.DB.Change(c.T.Context(), func(tx *database.Tx) error {
		var err error
		who, err = c.people.SignedIn(c.T.Context(), tx, claims)
		return err
	}))
	return authz.With(c.T.Context(), authz.Actor{
		Kind: authz.PersonActor, Person: who.ID, At: c.Clock.Last(), SignedInAt: c.Clock.Last(), Assurance: authz.Substantial,
	}), who.ID
}

// Events counts those of a name.
func (c *Clinic) Events(name string) (n int) {
	c.T.Helper()
	c.Must(c.DB.Single(c.T.Context(), func(tx *database.Tx) error {
		return tx.Get(c.T.Context(), &n, `select count(*) from audit_events where name = $1`, name)
	}))
	return n
}

// Actor is who did what an event tells of somebody.
func (c *Clinic) Actor(name, person string) (actor string) {
	c.T.Helper()
	c.Must(c.DB.Single(c.T.Context(), func(tx *database.Tx) error {
		return tx.Get(c.T.Context(), &actor, `select actor_id from audit_events where name = $1 and person = $2`, name, person)
	}))
	return actor
}

// Refused stops the test unless it was refused with that code; "" is none.
func (c *Clinic) Refused(err error, code string) {
	c.T.Helper()
	if got := fault.CodeOf(err); got != code {
		c.T.Fatalf("code %q, want %q (%v)", got, code, err)
	}
}

// Reason is that of the latest event of the name.
func (c *Clinic) Reason(name string) string {
	c.T.Helper()
	var found page.Page[audit.Record]
	c.Must(c.DB.Read(c.T.Context(), func(tx *database.Tx) (err error) {
		found, err = audit.New(c.Keys).List(c.T.Context(), tx, audit.Filter{Organisation: c.Org, Name: name, Limit: 1})
		return err
	}))
	if len(found.Data) == 0 {
		c.T.Fatalf("no event %s", name)
	}
	return found.Data[0].Reason
}
