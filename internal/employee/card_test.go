package employee_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// identify gives an employee an identity as a row: what makes them is tested where they are made.
func (c *clinic) identify(who id.Employee, kind, state, userName, until string) id.Identity {
	c.t.Helper()
	identity := id.New[id.Identity]()
	c.run(`insert into identities (organisation_id, id, employee_id, kind, state, user_name, activate_from, activate_until, created_at)
		values ($1, $2, $3, $4, $5, nullif($6, ''), $7, $8, $7)`, c.org, identity, who, kind, state, userName, c.clock.Last(), calendar.Must(until))
	return identity
}

func (c *clinic) run(query string, args ...any) {
	c.t.Helper()
	c.must(c.db.Upkeep(c.t.Context(), "test", func(tx *database.Tx) error {
		_, err := tx.Exec(c.t.Context(), query, args...)
		return err
	}))
}

// cards reads one page as the role and gives how each signs in, by given name.
func (c *clinic) cards(role authz.Role, f employee.Filter) map[string]employee.SignIn {
	c.t.Helper()
	f.Organisation, f.Limit = c.org, 50
	found, _, err := c.employees.List(c.as(role), f)
	c.must(err)
	cards := map[string]employee.SignIn{}
	for _, e := range found.Data {
		cards[e.GivenName] = e.SignIn
	}
	return cards
}

var sameDay = cmp.Comparer(func(a, b calendar.Date) bool { return a == b })

// crew is one employee for each way of signing in.
func (c *clinic) crew() {
	c.t.Helper()
	ids := map[string]id.Employee{}
	for _, name := range []string{"Asta", "Bo", "Carl", "Dorte"} {
		ids[name] = c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: name, FamilyName: "Birk"}).ID
	}
	c.identify(ids["Asta"], "private", "pending", "", "2026-11-22")
	c.identify(ids["Bo"], "private", "withdrawn", "", "2026-10-01")
	held := c.identify(ids["Bo"], "dedicated", "active", "bo.birk", "2026-11-01")
	for _, a := range []struct{ kind, state string }{{"app", "active"}, {"app", "revoked"}, {"code_display", "shipped"}} {
		c.run(`insert into authenticators (organisation_id, id, identity_id, employee_id, kind, state, created_at)
			values ($1, $2, $3, $4, $5, $6, $7)`, c.org, id.New[id.Authenticator](), held, ids["Bo"], a.kind, a.state, c.clock.Last())
	}
	c.identify(ids["Dorte"], "private", "withdrawn", "", "2026-10-01")
}

func TestCardsTellHowSomebodySignsIn_E9_W3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.crew()
	none, until := []employee.Held{}, calendar.Must("2026-11-22")
	want := map[string]employee.SignIn{
		"Karen": {Told: true, Kind: "missing", Authenticators: none},
		"Asta":  {Told: true, Kind: "private", State: "pending", ActivateUntil: until, Authenticators: none},
		"Bo":    {Told: true, Kind: "dedicated", State: "active", UserName: "bo.birk", Authenticators: []employee.Held{{Kind: "app", State: "active"}, {Kind: "code_display", State: "shipped"}}},
		"Carl":  {Told: true, Kind: "missing", Authenticators: none},
		"Dorte": {Told: true, Kind: "private", State: "withdrawn", Authenticators: none},
	}
	if diff := cmp.Diff(want, c.cards(authz.UserAdministrator, employee.Filter{}), sameDay); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]employee.SignIn{"Asta": want["Asta"]}, c.cards(authz.UserAdministrator, employee.Filter{Query: "asta"}), sameDay); diff != "" {
		t.Error("searched:", diff)
	}
}

func TestActivationIsFiltered_U5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.crew()
	expect := func(activation string, names ...string) {
		t.Helper()
		got := c.cards(authz.OrganisationAdministrator, employee.Filter{Activation: &activation})
		if len(got) != len(names) {
			t.Errorf("%s: %v, want %v", activation, got, names)
		}
		for _, name := range names {
			if _, found := got[name]; !found {
				t.Errorf("%s: %s is missing", activation, name)
			}
		}
	}
	expect("pending", "Asta")
	expect("lapsed")
	pending := "pending"
	found, total, err := c.employees.List(c.as(authz.UserAdministrator), employee.Filter{Organisation: c.org, Query: "asta", Activation: &pending, Limit: 5, Total: true})
	if err != nil || len(found.Data) != 1 || total != 1 {
		t.Errorf("found %d of %d (%v)", len(found.Data), total, err)
	}
	if found, _, err := c.employees.List(c.as(authz.UserAdministrator), employee.Filter{Organisation: c.org, Query: "bo", Activation: &pending, Limit: 5}); err != nil || len(found.Data) != 0 {
		t.Errorf("Bo waits too: %v (%v)", found.Data, err)
	}
	expect("missing", "Karen", "Carl", "Dorte")
	expect("lacks_spare", "Bo") // U3: the display that is under way is no spare yet
	c.run(`update authenticators set state = 'active', ends_at = $1 where state = 'shipped'`, c.clock.Last().Add(time.Hour))
	expect("lacks_spare")
	c.clock.Advance(time.Hour) // a loan that has ended
	expect("lacks_spare", "Bo")
	c.clock.Advance(-time.Hour)
	c.clock.Advance(24 * time.Hour) // the last day counts in full, the next one no more
	expect("pending")
	expect("lapsed", "Asta")
}

func TestSignInIsToldToThoseWhoMayReadIdentities_U1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.crew()
	for role, want := range map[authz.Role]bool{
		authz.OrganisationAdministrator: true, authz.UserAdministrator: true, authz.Auditor: false, authz.RightsAdministrator: false,
	} {
		if got := c.cards(role, employee.Filter{})["Bo"]; got.Told != want || (got.UserName != "") != want {
			t.Errorf("%s is told %+v", role, got)
		}
	}
	pending := "pending"
	_, _, err := c.employees.List(c.as(authz.Auditor), employee.Filter{Organisation: c.org, Activation: &pending, Limit: 5})
	if fault.CodeOf(err) != "forbidden" {
		t.Errorf("an auditor filters by activation: %v", err)
	}
	both := authz.Actor{Employee: c.admin, Grants: []authz.Grant{
		{ID: id.New[id.RoleGrant](), Role: authz.Auditor, ScopeKind: authz.WholeOrganisation, From: calendar.Must("2020-01-01")},
		{ID: id.New[id.RoleGrant](), Role: authz.UserAdministrator, ScopeKind: authz.OneUnit, ScopeID: id.New[id.Unit]().String(), From: calendar.Must("2020-01-01")},
	}}
	found, _, err := c.employees.List(c.acting(both), employee.Filter{Organisation: c.org, Limit: 5})
	if err != nil || len(found.Data) == 0 || found.Data[0].SignIn.Told {
		t.Errorf("identities outside the unit are told (%v)", err)
	}
}

func TestPlacesHaveNames_E9(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ward, hall := id.New[id.Unit](), id.New[id.Unit]()
	for unit, name := range map[id.Unit]string{ward: "Sengeafsnit B", hall: "Ambulatoriet"} {
		c.run(`insert into units (organisation_id, id, name) values ($1, $2, $3)`, c.org, unit, name)
	}
	e := c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: "Åse", FamilyName: "Birk", Unit: ward, Manager: c.admin})
	got, err := c.employees.Get(c.as(authz.Auditor), c.org, e.ID)
	if want := (employee.Places{UnitName: "Sengeafsnit B", ManagerName: "Karen Østergård"}); err != nil || got.Places != want {
		t.Errorf("places %+v (%v), want %+v", got.Places, err, want)
	}
	found, _, err := c.employees.List(c.as(authz.Auditor), employee.Filter{Organisation: c.org, Unit: ward, Limit: 5})
	if err != nil || len(found.Data) != 1 || found.Data[0].UnitName != "Sengeafsnit B" {
		t.Errorf("listed %+v (%v)", found.Data, err)
	}
	moved, err := c.employees.Change(c.as(authz.UserAdministrator), employee.Change{Organisation: c.org, ID: e.ID, Version: got.Version, Unit: &hall})
	if err != nil || moved.UnitName != "Ambulatoriet" || moved.ManagerName != "Karen Østergård" {
		t.Errorf("moved to %+v (%v)", moved.Places, err)
	}
	c.run(`update employees set protected = true where organisation_id = $1 and id = $2`, c.org, c.admin)
	if got, err := c.employees.Get(c.as(authz.Auditor), c.org, e.ID); err != nil || got.ManagerName != "" {
		t.Errorf("a protected manager is named %q (%v)", got.ManagerName, err)
	}
}
