package employee_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/organisation"
)

// all reads every page of a list.
func (c *clinic) all(f employee.Filter) []string {
	c.t.Helper()
	ctx := c.as(authz.Auditor)
	f.Organisation, f.Limit = c.org, 3
	var names []string
	for {
		found, _, err := c.employees.List(ctx, f)
		c.must(err)
		for _, e := range found.Data {
			names = append(names, e.GivenName+" "+e.FamilyName)
			f.AfterKey, f.AfterID = e.SortKey, e.ID
		}
		if found.Next == "" {
			return names
		}
	}
}

func TestListIsInDanishOrder_E9(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	want := []string{"Bo Andersen", "Ib Andersen", "Åse Andersen", "Bo Zahle", "Bo Ærø", "Bo Østberg", "Karen Østergård", "Bo Aagaard", "Bo Åkær"}
	for _, i := range []int{8, 3, 0, 5, 2, 7, 4, 1} {
		given, family := want[i][:len("Bo")], want[i][len("Bo "):]
		switch i {
		case 2:
			given, family = "Åse", "Andersen"
		case 6:
			continue // the administrator
		}
		c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: given, FamilyName: family})
	}
	if got := c.all(employee.Filter{}); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	// the filtered statement sorts and pages alike
	status := string(employee.WithoutEmployment)
	without := slices.DeleteFunc(slices.Clone(want), func(n string) bool { return n == "Karen Østergård" })
	if got := c.all(employee.Filter{Status: &status}); !slices.Equal(got, without) {
		t.Errorf("filtered %q", got)
	}
}

func TestSearchFindsNames_E9(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ctx := c.as(authz.UserAdministrator)
	for _, name := range [][2]string{{"André Bo", "Sørensen"}, {"100%", "Rigtig_Navn"}, {"Andrea", "Bork"}} {
		c.create(ctx, employee.Create{GivenName: name[0], FamilyName: name[1], Employments: []employee.Employ{{Category: "F"}}})
	}
	for _, tc := range []struct {
		q    string
		part bool
		want []string
	}{
		{"andre", false, []string{"Andrea Bork", "André Bo Sørensen"}},
		{"bo andré", false, []string{"Andrea Bork", "André Bo Sørensen"}}, // any order, with or without accents
		{"SØR", false, []string{"André Bo Sørensen"}},
		{"rensen", false, nil},
		{"rensen", true, []string{"André Bo Sørensen"}},
		{"%", false, nil},
		{"100%", false, []string{"100% Rigtig_Navn"}},
		{"g_n", true, []string{"100% Rigtig_Navn"}},
		{"n_n", true, nil},
		{"b", false, []string{"Andrea Bork", "André Bo Sørensen"}},
	} {
		if got := c.all(employee.Filter{Query: tc.q, Part: tc.part}); !slices.Equal(got, tc.want) {
			t.Errorf("%q (part %v): %q, want %q", tc.q, tc.part, got, tc.want)
		}
	}
	if _, _, err := c.employees.List(ctx, employee.Filter{Organisation: c.org, Limit: 1, Query: "a\x00"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("NUL: %v", err)
	}
}

func TestFiltersAndTotal_E9(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ctx := c.as(authz.UserAdministrator)
	number, mail := "M-1", "BO@klinik.example"
	c.create(ctx, employee.Create{GivenName: "Bo", FamilyName: "Krag", EmployeeNumber: number, Email: "bo@Klinik.example"})
	c.create(ctx, employee.Create{GivenName: "Ib", FamilyName: "Krag", Employments: []employee.Employ{{Category: "F", StartsOn: calendar.Must("2027-01-01")}}})
	pending := string(employee.PendingStart)
	for name, f := range map[string]employee.Filter{
		"Bo Krag": {EmployeeNumber: &number},
		"Ib Krag": {Status: &pending},
	} {
		if got := c.all(f); !slices.Equal(got, []string{name}) {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := c.all(employee.Filter{Email: &mail}); !slices.Equal(got, []string{"Bo Krag"}) {
		t.Errorf("by e-mail: %q", got)
	}
	for f, want := range map[*employee.Filter]int{{}: 3, {Query: "krag"}: 2} {
		f.Organisation, f.Limit, f.Total = c.org, 1, true
		found, total, err := c.employees.List(ctx, *f)
		if err != nil || total != want || len(found.Data) != 1 {
			t.Errorf("total %d, want %d: %v", total, want, err)
		}
	}
}

// A manager of a department sees those in it, in departments below it, and those who have an
// employment there; nobody else.
func TestReachIsADepartmentAndBelow_A3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ctx := c.as(authz.UserAdministrator)
	unit := func(name string, parent id.Unit) id.Unit {
		u, err := c.organisations.CreateUnit(ctx, organisation.NewUnit{Organisation: c.org, Name: name, Parent: parent})
		c.must(err)
		return u.ID
	}
	top := unit("Kirurgi", id.Unit{})
	low, other := unit("Stue", top), unit("Medicin", id.Unit{})
	made := map[string]employee.Employee{}
	for name, in := range map[string]employee.Create{
		"Top": {Unit: top}, "Low": {Unit: low}, "Other": {Unit: other},
		"Guest": {Unit: other, Employments: []employee.Employ{{Category: "T", Unit: low}}},
	} {
		in.GivenName, in.FamilyName = name, "X"
		made[name] = c.create(ctx, in)
	}
	manager := c.within(authz.UnitManager, authz.OneUnit, top.String())
	found, _, err := c.employees.List(manager, employee.Filter{Organisation: c.org, Limit: 10})
	c.must(err)
	var names []string
	for _, e := range found.Data {
		names = append(names, e.GivenName)
	}
	if !slices.Equal(names, []string{"Guest", "Low", "Top"}) {
		t.Errorf("reach %q", names)
	}
	for name, e := range made {
		_, err := c.employees.Get(manager, c.org, e.ID)
		if want := name == "Other"; (fault.KindOf(err) == fault.Forbidden) != want {
			t.Errorf("get %s: %v", name, err)
		}
	}
	// the filter by department goes below, too
	if got := c.all(employee.Filter{Unit: top}); !slices.Equal(got, []string{"Guest X", "Low X", "Top X"}) {
		t.Errorf("in the department: %q", got)
	}
}

func TestUnitAdministratorCreatesAtHomeOnly_A3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ctx := c.as(authz.UserAdministrator)
	var units []id.Unit
	for range 2 {
		u, err := c.organisations.CreateUnit(ctx, organisation.NewUnit{Organisation: c.org, Name: "u"})
		c.must(err)
		units = append(units, u.ID)
	}
	local := c.within(authz.UserAdministrator, authz.OneUnit, units[0].String())
	e := c.create(local, employee.Create{GivenName: "Bo", FamilyName: "Krag", Unit: units[0]})
	for _, unit := range []id.Unit{units[1], {}} {
		_, err := c.employees.Create(local, employee.Create{Organisation: c.org, GivenName: "Bo", FamilyName: "Krag", BirthDate: calendar.Must("1980-01-01"), Unit: unit})
		if fault.KindOf(err) != fault.Forbidden {
			t.Errorf("created elsewhere: %v", err)
		}
	}
	_, err := c.employees.Change(local, employee.Change{Organisation: c.org, ID: e.ID, Version: e.Version, Unit: &units[1]})
	if fault.KindOf(err) != fault.Forbidden {
		t.Errorf("sent away: %v", err)
	}
}

func TestFoundByFullNationalIDOnly_E9(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ctx := c.as(authz.UserAdministrator)
	made := c.create(ctx, employee.Create{GivenName: "Bo", FamilyName: "Krag", Typed: cpr(5)})
	found, err := c.employees.FindByNationalID(ctx, c.org, *cpr(5))
	if err != nil || found.ID != made.ID {
		t.Errorf("found %v, %v", found.ID, err)
	}
	if _, err := c.employees.FindByNationalID(ctx, c.org, *cpr(6)); fault.KindOf(err) != fault.NotFound {
		t.Errorf("somebody else's number: %v", err)
	}
	elsewhere := c.within(authz.UnitManager, authz.OneUnit, id.New[id.Unit]().String())
	if _, err := c.employees.FindByNationalID(elsewhere, c.org, *cpr(5)); fault.KindOf(err) != fault.NotFound {
		t.Errorf("outside one's reach: %v", err)
	}
	var logged int
	c.must(c.db.Pool().GetContext(t.Context(), &logged, `select count(*) from audit_events where name = 'employee.looked_up'`))
	if logged != 3 {
		t.Errorf("%d looks were logged", logged)
	}
}

func TestRevealIsLogged_E3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	e := c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: "Bo", FamilyName: "Krag", Typed: cpr(7)})
	for ctx, want := range map[*struct {
		role   authz.Role
		reason string
	}]string{
		{authz.UserAdministrator, ""}:        "reason_missing",
		{authz.UnitManager, "curious"}:       "forbidden",
		{authz.UserAdministrator, "payroll"}: "",
	} {
		n, err := c.employees.Reveal(c.as(ctx.role), c.org, e.ID, ctx.reason)
		if fault.CodeOf(err) != want || want == "" && n.Reveal() != cpr(7).Text {
			t.Errorf("%+v: %v", *ctx, err)
		}
		if got := fmt.Sprintf("%v", n); got == cpr(7).Text {
			t.Error("the number prints itself")
		}
	}
	var logged int
	c.must(c.db.Pool().GetContext(t.Context(), &logged, `select count(*) from audit_events where name = 'employee.national_id_revealed'`))
	if logged != 1 {
		t.Errorf("%d looks were logged", logged)
	}
}

// A page shows the parts that may be read, and asks for no other (E9, W2).
func TestActionsTellWhatMayBeRead_E9(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ib := c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: "Ib", FamilyName: "Krag"})
	for role, want := range map[authz.Role][]string{
		authz.OrganisationAdministrator: {"read_identities", "read_rights", "read_roles", "read_sessions", "read_events"},
		authz.UserAdministrator:         {"read_identities", "read_roles", "read_sessions"},
		authz.Auditor:                   {"read_rights", "read_roles", "read_events"},
		authz.ServiceDeskAgent:          {"read_identities", "read_roles"},
		authz.UnitManager:               {"read_rights", "read_roles"},
	} {
		reads := slices.DeleteFunc(employee.Actions(c.as(role), ib), func(a string) bool { return !strings.HasPrefix(a, "read_") })
		if diff := cmp.Diff(want, reads); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", role, diff)
		}
	}
}
