package employee_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"hverv/internal/authz"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/organisation"
)

func (c *clinic) finding(ctx context.Context, q string) []string {
	c.t.Helper()
	in := employee.Whom{Organisation: c.org, Query: q, Limit: 2}
	names := []string{}
	for {
		found, err := c.employees.Find(ctx, in)
		c.must(err)
		for _, e := range found.Data {
			names = append(names, e.GivenName)
			in.AfterID = e.ID
		}
		if found.Next == "" {
			return names
		}
		c.must(pageOf(found.Next, &in))
	}
}

func TestOfficersFindWhom_O5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	admin := c.as(authz.UserAdministrator)
	people := map[string]employee.Employee{}
	for _, in := range []employee.Create{
		{GivenName: "Anna", FamilyName: "Bork", Email: "annab@klinik.example"},
		{GivenName: "Anders", FamilyName: "Bork", EmployeeNumber: "anna"}, // a number that reads like a name
		{GivenName: "Annika", FamilyName: "Dahl", Title: "Jordemoder"},
		{GivenName: "Bo", FamilyName: "Annasen"},
		{GivenName: "Ulla", FamilyName: "Lund", EmployeeNumber: "M-17"},
	} {
		people[in.GivenName] = c.create(admin, in)
	}
	c.identity(people["Ulla"].ID, "dedicated", "active", "ulla.lund")
	for q, want := range map[string][]string{
		"anna":                 {"Anders", "Bo", "Anna"}, // who is known by the whole of it comes first
		"ANN da":               {"Annika"},
		"m-17":                 {},
		"M-17":                 {"Ulla"},
		"Ulla.Lund":            {"Ulla"},
		"ulla.lun":             {},
		"AnnaB@klinik.example": {"Anna"},
		"annab@klinik":         {}, // no part of an address

		people["Bo"].ID.String():       {"Bo"},
		id.New[id.Employee]().String(): {},
		people["Bo"].ID.String()[:35]:  {},
	} {
		if got := c.finding(c.as(authz.CardOfficer), q); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", q, got, want)
		}
	}
	if len(c.searches) < 8 || !strings.HasPrefix(c.searches[0], "employee:") {
		t.Errorf("counted %q", c.searches)
	}
}

// Nobody lists everybody, and a national id is not searched for in an address (E9).
func TestTooLittleFindsNobody_O5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	for q, want := range map[string]string{
		"": "missing", "k": "too_short", " k ": "too_short", "k ø": "too_short", "k ø t": "too_short", "%": "too_short",
		"a b c d e f g h i j kk": "too_many_words", "620180-1234": "national_id_here", "6201801234": "national_id_here", "k\x00k": "unreadable",
	} {
		_, err := c.employees.Find(c.as(authz.Orderer), employee.Whom{Organisation: c.org, Query: q, Limit: 5})
		of := fault.Of(err)
		if of == nil || len(of.Fields) == 0 || of.Fields[0].Code != want {
			t.Errorf("%q: %v, want %s", q, err, want)
		}
	}
	if got := c.finding(c.as(authz.Orderer), "%%"); len(got) > 0 {
		t.Errorf("wildcards found %q", got)
	}
}

func TestFoundTellsWhatIsLacking_U3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	admin := c.as(authz.UserAdministrator)
	for name, tc := range map[string]struct {
		kind, state string
		working     int
		want        []string
	}{
		"Nobody":  {want: []string{"identity"}},
		"Empty":   {"dedicated", "active", 0, []string{"authenticator"}},
		"Single":  {"dedicated", "active", 1, []string{"spare"}},
		"Double":  {"dedicated", "active", 2, []string{}},
		"Private": {"private", "active", 0, []string{}},
		"Pending": {"dedicated", "pending", 0, []string{}},
		"Lapsed":  {"dedicated", "lapsed", 0, []string{"identity"}},
		"Over":    {"dedicated", "revoked", 0, []string{"identity"}},
	} {
		e := c.create(admin, employee.Create{GivenName: name, FamilyName: "Krag", Email: "krag@klinik.example", Phone: "+45 12 34 56 78", Typed: cpr(1 + len(c.finding(admin, "krag")))})
		identity := c.identity(e.ID, tc.kind, tc.state, "")
		for range tc.working {
			c.app(e.ID, identity, "interval '1 hour'")
		}
		c.app(e.ID, identity, "interval '0'") // one whose end has come opens nothing (law 1)
		found, err := c.employees.Find(c.as(authz.CardOfficer), employee.Whom{Organisation: c.org, Query: name, Limit: 5})
		c.must(err)
		if len(found.Data) != 1 || !slices.Equal(found.Data[0].Lacks, tc.want) {
			t.Errorf("%s: %+v, want %v", name, found.Data, tc.want)
		}
		inForce := tc.kind != "" && tc.state != "revoked"
		if got := found.Data[0].Identity; (got != nil) != inForce || inForce && (got.ID != identity || got.State != tc.state) {
			t.Errorf("%s: identity %+v", name, got)
		}
	}
}

// A role for one unit finds the people there and in units below, whatever they are found by (A3).
func TestFindingKeepsToTheReach_A3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	admin := c.as(authz.UserAdministrator)
	unit := func(name string, parent id.Unit) id.Unit {
		u, err := c.organisations.CreateUnit(admin, organisation.NewUnit{Organisation: c.org, Name: name, Parent: parent})
		c.must(err)
		return u.ID
	}
	top := unit("Kirurgi", id.Unit{})
	low, other := unit("Stue", top), unit("Medicin", id.Unit{})
	c.create(admin, employee.Create{GivenName: "Ib", FamilyName: "Krag", Unit: low, EmployeeNumber: "K1"})
	c.create(admin, employee.Create{GivenName: "Bo", FamilyName: "Krag", Unit: other, EmployeeNumber: "K2", Email: "bo@klinik.example"})
	within := c.within(authz.Orderer, authz.OneUnit, top.String())
	for q, want := range map[string][]string{"krag": {"Ib"}, "K1": {"Ib"}, "K2": {}, "bo@klinik.example": {}} {
		if got := c.finding(within, q); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", q, got, want)
		}
	}
}

func TestWhoMayFind_O2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	may := []authz.Role{
		authz.OrganisationAdministrator, authz.UserAdministrator, authz.UnitManager, authz.CardOfficer, authz.Orderer, authz.ServiceDeskAgent,
	}
	mayNot := []authz.Role{authz.RightsAdministrator, authz.Approver, authz.CaseWorker, authz.Authoriser, authz.Auditor, authz.BillingReader}
	find := func(ctx context.Context, org id.Organisation) string {
		_, err := c.employees.Find(ctx, employee.Whom{Organisation: org, Query: "karen", Limit: 5})
		return fault.CodeOf(err)
	}
	for _, role := range may {
		if got := find(c.as(role), c.org); got != "" {
			t.Errorf("%s: %s", role, got)
		}
	}
	for _, role := range mayNot {
		if got := find(c.as(role), c.org); got != "forbidden" {
			t.Errorf("%s: %q, want forbidden", role, got)
		}
	}
	if got := find(c.acting(authz.Actor{Employee: c.admin}), c.org); got != "forbidden" {
		t.Errorf("without a role: %q", got)
	}
	if got := find(c.as(authz.CardOfficer), id.New[id.Organisation]()); got != "not_found" {
		t.Errorf("another organisation: %q", got)
	}
}

// Whoever searches without end is made to wait.
func TestSearchingIsSlowedDown_X5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	slow := employee.New(employee.Deps{DB: c.db, Keys: c.keys, Slow: func(context.Context, string) error {
		return fault.New(fault.Limited, "too_many_requests", "Wait.")
	}})
	_, err := slow.Find(c.as(authz.CardOfficer), employee.Whom{Organisation: c.org, Query: "karen", Limit: 5})
	if fault.CodeOf(err) != "too_many_requests" {
		t.Errorf("got %v", err)
	}
}
