package overview_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/overview"
	"hverv/internal/page"
	"hverv/internal/role"
	"hverv/internal/stock"
	"hverv/internal/testkit/world"
)

// region is a world of people with what they sign in with. Rows are laid straight into the tables, so that
// each stands in a state that the clock alone must judge.
type region struct {
	*world.World

	service        *overview.Service
	stock          *stock.Service
	employees      *employee.Service
	admin, officer id.Employee
	auditor        id.Employee
	safe           id.Location
	identities     map[id.Employee]id.Identity
}

func newRegion(tb testing.TB) *region {
	tb.Helper()
	r := &region{World: world.New(tb), identities: map[id.Employee]id.Identity{}, safe: id.New[id.Location]()}
	r.service = overview.New(overview.Deps{DB: r.DB, Audit: r.Audit})
	r.stock = stock.New(stock.Deps{DB: r.DB, Audit: r.Audit, Keys: r.Keys})
	r.employees = employee.New(employee.Deps{DB: r.DB, Audit: r.Audit, Keys: r.Keys, Slow: func(context.Context, string) error { return nil }})
	r.admin, r.officer, r.auditor = r.staff("Ulla", authz.UserAdministrator), r.staff("Karen", authz.CardOfficer), r.staff("Poul", authz.Auditor)
	r.SQL(`insert into stock_locations (organisation_id, id, name, created_at) values ($1, $2, 'Skabet', $3)`, r.Org, r.safe, r.DB.Now())
	return r
}

// staff has a role and leaves the overview at the end of its alphabet: their family name is Åsted.
func (r *region) staff(name string, of authz.Role, scope ...role.Scope) id.Employee {
	r.T.Helper()
	who := r.Employ(r.Org, name, "2020-01-01", "")
	r.SQL(`update employees set family_name = 'Åsted', sort_key = '\xffff' where id = $1`, who)
	g := role.Grant{Employee: who, Role: of}
	if len(scope) > 0 {
		g.Scope = scope[0]
	}
	r.Give(g)
	return who
}

// person is employed and has an identity of the kind and state, as "dedicated active"; "" is none.
func (r *region) person(name, identity string, spell ...string) id.Employee {
	r.T.Helper()
	to := ""
	if len(spell) > 0 {
		to = spell[0]
	}
	who := r.Employ(r.Org, name, "2020-01-01", to)
	r.identify(who, identity)
	return who
}

// identify gives an identity that is to be activated by 10 December.
func (r *region) identify(who id.Employee, identity string) {
	r.T.Helper()
	var kind, state string
	if n, _ := fmt.Sscan(identity, &kind, &state); n < 2 {
		return
	}
	which := id.New[id.Identity]()
	r.identities[who] = which
	r.SQL(`insert into identities (organisation_id, id, employee_id, kind, state, activate_from, activate_until, created_at)
		values ($1, $2, $3, $4, $5, $6, '2026-12-10', $6)`, r.Org, which, who, kind, state, r.DB.Now())
}

// thing is what to lay beside an identity.
type thing struct {
	kind, state, serial string
	ends                any // a time, or nil
	device              id.Device
	lent                bool
	expected            string
}

func (r *region) has(who id.Employee, t thing) id.Authenticator {
	r.T.Helper()
	which := id.New[id.Authenticator]()
	var device, expected any
	if !t.device.IsZero() {
		device = t.device
	}
	if t.expected != "" {
		expected = t.expected
	}
	slot := r.Count(`select 1 + count(*) from authenticators where identity_id = $1 and kind = 'app'`, r.identities[who])
	r.SQL(`insert into authenticators (organisation_id, id, identity_id, employee_id, kind, state, serial, ends_at, device_id, on_loan, deliver_on, slot, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		r.Org, which, r.identities[who], who, t.kind, t.state, t.serial, t.ends, device, t.lent, expected, slot, r.DB.Now())
	return which
}

// holds gives somebody a code display of the stock, which is then an authenticator in the state.
func (r *region) holds(who id.Employee, serial, state string) {
	r.T.Helper()
	r.has(who, thing{kind: "code_display", state: state, serial: serial, device: r.device(who, serial, "issued")})
}

func (r *region) device(who id.Employee, serial, state string) id.Device {
	r.T.Helper()
	which := id.New[id.Device]()
	r.SQL(`insert into devices (organisation_id, id, serial, kind, method, seed_sealed, state, holder_id, home_id, created_at, moved_at)
		values ($1, $2, $3, 'code_display', 'hotp', '\x00', $4, $5, $6, $7, $7)`, r.Org, which, serial, state, who, r.safe, r.DB.Now())
	return which
}

// borrows lends somebody a code display until then.
func (r *region) borrows(who id.Employee, serial string, until time.Time) {
	r.T.Helper()
	device := r.device(who, serial, "on_loan")
	which := r.has(who, thing{kind: "code_display", state: "active", serial: serial, ends: until, device: device, lent: true})
	r.SQL(`insert into loans (organisation_id, id, employee_id, authenticator_id, device_id, why, document, lent_by, lent_at, ends_at)
		values ($1, $2, $3, $4, $5, 'Glemt', 'staff_card', $6, $7, $8)`, r.Org, id.New[id.Loan](), who, which, device, r.officer, r.DB.Now(), until)
}

// lines are the rows that somebody reads, as "name: kind serial state".
func (r *region) lines(ctx context.Context, f overview.Filter) []string {
	r.T.Helper()
	all := []string{}
	for _, row := range r.rows(ctx, f) {
		all = append(all, said(row))
	}
	return all
}

func said(row overview.Row) string {
	if row.Authenticator.IsZero() {
		return row.GivenName + ": -"
	}
	line := row.GivenName + ": " + row.Kind
	if row.Serial != "" {
		line += " " + row.Serial
	}
	return line + " " + row.State
}

// rows reads all pages; staff is left out.
func (r *region) rows(ctx context.Context, f overview.Filter) []overview.Row {
	r.T.Helper()
	f.Organisation = r.Org
	if f.Limit == 0 {
		f.Limit = 50
	}
	all := []overview.Row{}
	for {
		found, err := r.service.List(ctx, f)
		r.Must(err)
		for _, row := range found.Data {
			if row.FamilyName != "Åsted" {
				all = append(all, row)
			}
		}
		if found.Next == "" {
			return all
		}
		r.Must(page.Decode(found.Next, &f.After.SortKey, &f.After.Employee, &f.After.Authenticator))
	}
}

func (r *region) refused(err error, code string) {
	r.T.Helper()
	if got := fault.CodeOf(err); got != code {
		r.T.Errorf("code %q, want %q (%v)", got, code, err)
	}
}

// at is an instant of a day, by Danish clocks.
func at(day string, hours int) time.Time {
	return calendar.StartOfDay(calendar.Must(day)).Add(time.Duration(hours) * time.Hour)
}

// clock turns the world's clock to an instant.
func (r *region) clock(to time.Time) {
	r.T.Helper()
	r.Clock.Advance(to.Sub(r.Clock.Last()))
}
