package lifecycle_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/lifecycle"
	"hverv/internal/office"
	"hverv/internal/printing"
	"hverv/internal/right"
	"hverv/internal/role"
	"hverv/internal/session"
	"hverv/internal/testkit/world"
)

// clinic is the world's organisation with an organisation administrator, a user administrator and
// somebody of HR. Nothing runs by itself in it: law 1 must hold without.
type clinic struct {
	*world.World

	services lifecycle.Deps // of the latest process
	life     *lifecycle.Service
	admin    id.Employee // organisation administrator, the only one
	users    id.Employee // user administrator
	hr       id.Employee
}

func newClinic(t *testing.T) *clinic {
	t.Helper()
	return (&clinic{World: world.New(t)}).build()
}

// newRealClinic runs on the machine's clock.
func newRealClinic(t *testing.T) *clinic {
	t.Helper()
	return (&clinic{World: world.Real(t)}).build()
}

func (c *clinic) build() *clinic {
	c.T.Helper()
	c.life = c.node()
	c.admin, c.users, c.hr = c.employ("Aase", ""), c.employ("Bo", ""), c.employ("Karen", "")
	c.give(c.admin, authz.OrganisationAdministrator)
	c.give(c.users, authz.UserAdministrator)
	c.give(c.hr, authz.CaseWorker)
	return c
}

// node makes the services of a process; the latest is the clinic's own.
func (c *clinic) node() *lifecycle.Service {
	c.T.Helper()
	s := c.Process()
	c.services = lifecycle.Deps{
		DB: c.DB, Audit: s.Audit, Queue: s.Queue, Notify: s.Notify, Employees: s.Employees, Roles: s.Roles, Rights: s.Rights,
		Identities: c.Doors(world.DoorDeps{Audit: s.Audit, Notify: s.Notify}).Identities,
		Sessions:   session.New(session.Deps{DB: c.DB, Audit: s.Audit, Queue: s.Queue, Log: slog.New(slog.DiscardHandler)}),
		Offices: office.New(office.Deps{
			DB: c.DB, Audit: s.Audit, Keys: c.Keys, Notify: s.Notify, Letters: printing.NewService(printing.Deps{DB: c.DB, Audit: s.Audit, Keys: c.Keys}),
		}),
		PublicURL: "https://hverv.example",
	}
	life := lifecycle.New(c.services)
	s.Employees.Follow(life.Stopped)
	s.Employees.BeforeReturn(life.Returned)
	s.Roles.OnOrphaned(life.Orphaned(func(context.Context, *database.Tx, id.Organisation) ([]lifecycle.Contact, error) {
		return []lifecycle.Contact{{Person: "rep", Name: "Rita Rask", Email: "rita@klinik.example", Language: "en"}}, nil
	}))
	return life
}

// employ makes an employee whose employment ends on the day; "" is no end.
func (c *clinic) employ(name, until string, more ...employee.Employ) id.Employee {
	c.T.Helper()
	return c.Employ(c.Org, name, "2020-01-01", until, more...)
}

func (c *clinic) give(who id.Employee, given authz.Role) {
	c.T.Helper()
	c.Give(role.Grant{Employee: who, Role: given})
}

// assign gives the basic bundle.
func (c *clinic) assign(who id.Employee) {
	c.T.Helper()
	c.Seed(c.Org, authz.AssignmentGive, func(ctx context.Context, tx *database.Tx, d authz.Decision) error {
		bundle, err := right.BasicIn(ctx, tx, c.Org)
		if err != nil {
			return err
		}
		_, err = c.services.Rights.GiveIn(ctx, tx, d, right.Give{Organisation: c.Org, Employee: who, Bundle: bundle})
		return err
	})
}

// signIn gives the employee an active private identity and a session; it answers its cookie.
func (c *clinic) signIn(who id.Employee) (string, id.Person) {
	c.T.Helper()
	person, identity := id.New[id.Person](), id.New[id.Identity]()
	c.SQL(`insert into persons (id, name, created_at) values ($1, 'Signe Prøvesen', $2)`, person, c.DB.Now())
	c.SQL(`insert into identities (organisation_id, id, employee_id, kind, state, person_id, activate_from, activate_until, activated_at, created_at)
		values ($1, $2, $3, 'private', 'active', $4, $5, '2026-12-22', $5, $5)`, c.Org, identity, who, person, c.DB.Now())
	return c.session(who, identity, person), person
}

func (c *clinic) session(who id.Employee, identity id.Identity, person id.Person) string {
	c.T.Helper()
	token, _, err := c.services.Sessions.Begin(c.T.Context(), session.Begin{
		Person: person, Organisation: c.Org, Employee: who, Identity: identity, Assurance: authz.Substantial, AMR: []string{"eid"},
	})
	c.Must(err)
	return token.Reveal()
}

// works says what the employee can still do; no word is missing when all works.
func (c *clinic) works(who id.Employee, cookie string, person id.Person) (can []string) {
	c.T.Helper()
	// Another process: this one may remember for half a second of real time, which the clock skips.
	other := session.New(session.Deps{DB: c.DB, Audit: c.services.Audit, Queue: c.services.Queue, Log: slog.New(slog.DiscardHandler)})
	if _, err := other.Actor(c.T.Context(), cookie); err == nil {
		can = append(can, "session")
	} else if fault.KindOf(err) != fault.Unauthenticated {
		c.T.Fatal(err)
	}
	c.Must(c.DB.Read(c.T.Context(), func(tx *database.Tx) error {
		usable, err := employee.Usable(c.T.Context(), tx, c.Org, who)
		if err != nil {
			return err
		}
		doors, err := identity.PrivateOf(c.T.Context(), tx, person)
		if err != nil {
			return err
		}
		rights, err := right.EffectiveOf(c.T.Context(), tx, c.Org, who)
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
	c.T.Helper()
	found := []string{}
	c.Must(c.DB.Pool().SelectContext(c.T.Context(), &found, `select template from messages where person = $1 order by id`, person))
	return found
}

func (c *clinic) events(name string) int {
	c.T.Helper()
	return c.Count(`select count(*) from audit_events where name = $1`, name)
}

func (c *clinic) until(instant string) {
	c.T.Helper()
	at, err := time.Parse(time.RFC3339, instant)
	c.Must(err)
	c.Clock.Advance(at.Sub(c.Clock.Last()))
}

func (c *clinic) refused(err error, code string) {
	c.T.Helper()
	if got := fault.CodeOf(err); got != code {
		c.T.Fatalf("got %v, want %s", err, code)
	}
}
