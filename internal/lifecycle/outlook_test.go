package lifecycle_test

import (
	"context"
	"slices"
	"testing"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/lifecycle"
)

// outlook reads all pages and gives "date kind detail of name" for each line.
func (c *clinic) outlook(ctx context.Context, days, limit int) (lines []string) {
	c.T.Helper()
	in := lifecycle.Ahead{Organisation: c.Org, Days: days, Limit: limit}
	for {
		found, err := c.life.Outlook(ctx, in)
		c.Must(err)
		for _, e := range found.Data {
			lines = append(lines, e.On.String()+" "+e.Kind+" "+e.Detail+" of "+e.Name)
			in.AfterOn, in.AfterID = e.On, e.ID
		}
		if found.Next == "" {
			return lines
		}
	}
}

// busy fills the days after 22 November 2026 and gives the unit where one of the employees is.
func (c *clinic) busy() id.Unit {
	c.T.Helper()
	ward := id.New[id.Unit]()
	c.SQL(`insert into units (organisation_id, id, name) values ($1, $2, 'Sengeafsnit B')`, c.Org, ward)
	dorte := c.employ("Dorte", "2026-12-01")
	c.employ("Else", "2027-03-01")
	frida := c.employ("Frida", "")
	c.SQL(`update employees set unit_id = $2 where organisation_id = $1 and id = $3`, c.Org, ward, dorte)
	c.SQL(`insert into identities (organisation_id, id, employee_id, kind, activate_from, activate_until, created_at)
		values ($1, $2, $3, 'private', $4, '2026-11-25', $4)`, c.Org, id.New[id.Identity](), frida, c.DB.Now())
	c.SQL(`insert into role_grants (organisation_id, id, employee_id, role, scope_kind, starts_on, ends_on, created_at)
		values ($1, $2, $3, 'approver', 'organisation', '2026-01-01', '2026-12-22', $4)`, c.Org, id.New[id.RoleGrant](), dorte, c.DB.Now())
	c.assign(frida)
	c.SQL(`update assignments set ends_on = '2026-11-22' where organisation_id = $1 and employee_id = $2`, c.Org, frida)
	c.SQL(`insert into role_requests (organisation_id, id, employee_id, role, scope_kind, reason_sealed, requested_at)
		values ($1, $2, $3, 'auditor', 'organisation', '\x00', $4)`, c.Org, id.New[id.RoleRequest](), frida, calendar.StartOfDay(calendar.Must("2026-11-20")))
	c.SQL(`insert into offices (organisation_id, id, name, address, slot_minutes, desks, hours, closed_days, created_at)
		values ($1, $2, 'Kortkontoret', '{}', 20, 1, '[]', '[]', $3)`, c.Org, ward, c.DB.Now())
	c.SQL(`insert into appointments (organisation_id, id, office_id, desk, starts_at, ends_at, employee_id, purpose, state, booked_at)
		values ($1, $2, $2, 1, '2026-11-26T07:20:00Z', '2026-11-26T07:40:00Z', $3, 'hand_out', 'booked', $4)`, c.Org, ward, dorte, c.DB.Now())
	return ward
}

func TestOutlookIsOneListByDate_W6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.busy()
	want := []string{
		"2026-11-20 role_request auditor of Frida Prøvesen", "2026-11-22 assignment Basispakke of Frida Prøvesen",
		"2026-11-25 activation private of Frida Prøvesen", "2026-11-26 appointment 08.20, Kortkontoret of Dorte Prøvesen",
		"2026-12-01 employment Fastansat of Dorte Prøvesen",
		"2026-12-22 role approver of Dorte Prøvesen",
	}
	for _, limit := range []int{1, 2, 50} {
		if got := c.outlook(c.As(c.admin), 30, limit); !slices.Equal(got, want) {
			t.Errorf("pages of %d: %q\nwant %q", limit, got, want)
		}
	}
	if got := c.outlook(c.As(c.admin), 29, 50); !slices.Equal(got, want[:5]) {
		t.Errorf("29 days: %q", got)
	}
	for _, days := range []int{0, 91} {
		_, err := c.life.Outlook(c.As(c.admin), lifecycle.Ahead{Organisation: c.Org, Days: days, Limit: 5})
		c.refused(err, "invalid_input")
	}
}

func TestOutlookShowsWhatIsWithinReach_W6_A3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ward := c.busy()
	as := func(role authz.Role, kind authz.ScopeKind, scope string) context.Context {
		return authz.With(t.Context(), authz.Actor{
			Kind: authz.PersonActor, At: c.DB.Now(), SignedInAt: c.DB.Now(), Organisation: c.Org, Employee: c.users,
			Grants: []authz.Grant{{ID: id.New[id.RoleGrant](), Role: role, ScopeKind: kind, ScopeID: scope, From: calendar.Must("2020-01-01")}},
		})
	}
	for name, e := range map[string]struct {
		ctx  context.Context //nolint:containedctx // a table of callers
		want []string
	}{
		"user administrator of the unit": {as(authz.UserAdministrator, authz.OneUnit, ward.String()), []string{
			"2026-11-26 appointment 08.20, Kortkontoret of Dorte Prøvesen", "2026-12-01 employment Fastansat of Dorte Prøvesen",
			"2026-12-22 role approver of Dorte Prøvesen",
		}},
		"user administrator of another unit": {as(authz.UserAdministrator, authz.OneUnit, id.New[id.Unit]().String()), nil},
		"rights administrator": {as(authz.RightsAdministrator, authz.WholeOrganisation, ""), []string{
			"2026-11-22 assignment Basispakke of Frida Prøvesen", "2026-12-01 employment Fastansat of Dorte Prøvesen", "2026-12-22 role approver of Dorte Prøvesen",
		}},
	} {
		if got := c.outlook(e.ctx, 30, 50); !slices.Equal(got, e.want) {
			t.Errorf("%s: %q\nwant %q", name, got, e.want)
		}
	}
	in := lifecycle.Ahead{Organisation: c.Org, Days: 30, Limit: 5}
	if _, err := c.life.Outlook(as(authz.Approver, authz.WholeOrganisation, ""), in); fault.CodeOf(err) != "forbidden" {
		t.Errorf("an approver: %v", err)
	}
	in.Organisation = id.New[id.Organisation]()
	if _, err := c.life.Outlook(c.As(c.admin), in); fault.CodeOf(err) != "not_found" {
		t.Errorf("another organisation: %v", err)
	}
}

// What is ordered shows on the day it is expected, until it has come (W6, O3).
func TestOutlookShowsDeliveries_W6_O3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	erik := c.employ("Erik", "")
	identity, order := id.New[id.Identity](), id.New[id.Order]()
	c.SQL(`insert into identities (organisation_id, id, employee_id, kind, state, activate_from, activate_until, created_at)
		values ($1, $2, $3, 'dedicated', 'active', $4, '2026-11-25', $4)`, c.Org, identity, erik, c.DB.Now())
	c.SQL(`insert into orders (organisation_id, id, number, purpose, state, supplier, address, created_at, submitted_at, price_list_id)
		select $1, $2, '1', 'new', 'accepted', 'warehouse', '{}', $3, $3, id from price_lists limit 1`, c.Org, order, c.DB.Now())
	for n, state := range []string{"accepted", "delivered"} {
		which := id.New[id.Authenticator]()
		c.SQL(`insert into authenticators (organisation_id, id, identity_id, employee_id, kind, state, created_at)
			values ($1, $2, $3, $4, 'chip', 'ordered', $5)`, c.Org, which, identity, erik, c.DB.Now())
		c.SQL(`insert into order_lines (organisation_id, id, order_id, number, employee_id, kind, state, authenticator_id, expected_on)
			values ($1, $2, $3, $4, $5, 'chip', $6, $7, '2026-12-18')`, c.Org, id.New[id.OrderLine](), order, n, erik, state, which)
	}
	if got := c.outlook(c.As(c.users), 30, 50); !slices.Equal(got, []string{"2026-12-18 delivery chip of Erik Prøvesen"}) {
		t.Errorf("%q", got)
	}
}

func TestOutlookNamesChipsToRenew_U12_W6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	frida := c.employ("Frida", "")
	identity := id.New[id.Identity]()
	c.SQL(`insert into identities (organisation_id, id, employee_id, kind, state, activate_from, activate_until, created_at)
		values ($1, $2, $3, 'dedicated', 'active', $4, '2026-11-25', $4)`, c.Org, identity, frida, c.DB.Now())
	for serial, renewed := range map[string]any{"C-1": c.DB.Now(), "C-2": nil} { // the other one is on loan
		c.SQL(`insert into authenticators (organisation_id, id, identity_id, employee_id, kind, state, serial, ends_at, renewed_at, created_at)
			values ($1, $2, $3, $4, 'chip', 'active', $5, $6, $7, $8)`, c.Org, id.New[id.Authenticator](), identity, frida, serial,
			calendar.EndOfDay(calendar.Must("2026-12-10")), renewed, c.DB.Now())
	}
	want := []string{"2026-12-10 chip C-1 of Frida Prøvesen"}
	if got := c.outlook(c.As(c.admin), 30, 50); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
