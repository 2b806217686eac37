package role_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/role"
)

func TestGrantHasScopeAndDates_A3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who, unit := c.Employ(c.Org, "Åse", "2026-01-01", ""), c.Unit(c.Org, "Sengeafsnit A", id.Unit{})
	got, err := c.Roles.Grant(c.As(c.admin), role.Grant{
		Organisation: c.Org, Employee: who, Role: authz.UnitManager, Scope: role.Scope{Kind: authz.OneUnit, ID: unit.String()},
		EndsOn: calendar.Must("2026-12-31"),
	})
	c.Must(err)
	want := role.Held{
		ID: got.ID, Employee: who, GivenName: "Åse", FamilyName: "Prøvesen", SortKey: got.SortKey, Role: authz.UnitManager,
		ScopeKind: authz.OneUnit, ScopeID: unit.String(), ScopeName: "Sengeafsnit A",
		StartsOn: calendar.Must("2026-11-22"), EndsOn: calendar.Must("2026-12-31"), CreatedAt: got.CreatedAt, Version: 1, Current: true,
		Actions: []string{"change", "revoke"},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(id.RoleGrant{}, id.Employee{}, calendar.Date{})); diff != "" {
		t.Error(diff)
	}
	if c.Count(`select count(*) from audit_events where name = 'role.granted' and subject_id = $1 and person = $2`, got.ID.String(), who.String()) != 1 {
		t.Error("no event tells of the grant (G1)")
	}
}

func TestDatesAreJudgedWhenRead_A3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who := c.Employ(c.Org, "Åse", "2026-01-01", "")
	held, err := c.Roles.Grant(c.As(c.admin), role.Grant{
		Organisation: c.Org, Employee: who, Role: authz.Auditor,
		StartsOn: calendar.Must("2026-11-24"), EndsOn: calendar.Must("2026-11-25"),
	})
	c.Must(err)
	for _, day := range []struct {
		hours           int
		listed, current bool
	}{{0, true, false}, {48, true, true}, {24, true, true}, {24, false, false}} {
		c.Clock.Advance(hours(day.hours))
		list, err := c.Roles.List(c.As(c.admin), c.Org, role.List{Employee: who, Limit: new(10)})
		c.Must(err)
		if listed := len(list.Data) == 1; listed != day.listed || listed && list.Data[0].Current != day.current {
			t.Errorf("%s: %+v, want listed %v, current %v", c.Clock.Last(), list.Data, day.listed, day.current)
		}
		got, err := c.Roles.Get(c.As(c.admin), c.Org, held.ID)
		c.Must(err)
		if got.Current != day.current {
			t.Errorf("%s: current %v, want %v", c.Clock.Last(), got.Current, day.current)
		}
	}
}

func TestListTellsWhatIsOverAndWhatCannotGo_A1_A4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	reader := c.admin
	list := func(over bool) role.Overview {
		found, err := c.Roles.List(c.As(reader), c.Org, role.List{Over: over, Limit: new(10)})
		c.Must(err)
		return found
	}
	if alone := list(false); alone.Last != c.adminGrant || len(alone.Data) != 1 || len(list(true).Data) != 0 {
		t.Errorf("one administrator: %+v", alone)
	}
	other, otherGrant := c.another("Bo")
	past, err := c.Roles.Grant(c.As(c.admin), role.Grant{Organisation: c.Org, Employee: other, Role: authz.Auditor, EndsOn: calendar.Must("2026-11-22")})
	c.Must(err)
	if two := list(false); !two.Last.IsZero() || len(two.Data) != 3 {
		t.Errorf("two administrators: %+v", two)
	}
	_, err = c.Roles.Revoke(c.As(other), c.Org, c.adminGrant, "Moves away")
	c.Must(err)
	reader = other
	c.Clock.Advance(hours(24))
	now, over := list(false), map[id.RoleGrant]bool{}
	for _, h := range list(true).Data {
		over[h.ID] = true
		if len(h.Actions) > 0 || h.Current {
			t.Errorf("%s is over, but %v, current %v", h.Role, h.Actions, h.Current)
		}
	}
	if now.Last != otherGrant || len(now.Data) != 1 || len(over) != 2 || !over[past.ID] || !over[c.adminGrant] {
		t.Errorf("now %+v, over %v", now, over)
	}
}

func TestGrantIsRefused_A2_A3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who, gone := c.Employ(c.Org, "Åse", "2026-01-01", ""), c.Employ(c.Org, "Bo", "2020-01-01", "2025-01-01")
	theirs := c.Employ(c.Stranger, "Carl", "2020-01-01", "")
	unit, otherUnit := c.Unit(c.Org, "A", id.Unit{}), c.Unit(c.Stranger, "B", id.Unit{})
	ended := c.Unit(c.Org, "C", id.Unit{})
	c.SQL(`update units set ended_at = $1 where id = $2`, c.Clock.Last(), ended)
	for name, test := range map[string]struct {
		change func(*role.Grant)
		code   string
	}{
		"operator":             {func(g *role.Grant) { g.Role = authz.Operator }, "invalid_input"},
		"unknown role":         {func(g *role.Grant) { g.Role = "king" }, "invalid_input"},
		"unknown scope kind":   {func(g *role.Grant) { g.Scope.Kind = "planet" }, "invalid_input"},
		"scope without id":     {func(g *role.Grant) { g.Scope.Kind = authz.OneUnit }, "invalid_input"},
		"whole with id":        {func(g *role.Grant) { g.Scope = role.Scope{Kind: authz.WholeOrganisation, ID: unit.String()} }, "invalid_input"},
		"stranger's unit":      {func(g *role.Grant) { g.Scope = role.Scope{Kind: authz.OneUnit, ID: otherUnit.String()} }, "scope_unknown"},
		"ended unit":           {func(g *role.Grant) { g.Scope = role.Scope{Kind: authz.OneUnit, ID: ended.String()} }, "scope_unknown"},
		"unit as system":       {func(g *role.Grant) { g.Scope = role.Scope{Kind: authz.OneSystem, ID: unit.String()} }, "scope_unknown"},
		"unit as p-unit":       {func(g *role.Grant) { g.Scope = role.Scope{Kind: authz.OneProductionUnit, ID: unit.String()} }, "scope_unknown"},
		"stranger's employee":  {func(g *role.Grant) { g.Employee = theirs }, "not_found"},
		"nobody":               {func(g *role.Grant) { g.Employee = id.New[id.Employee]() }, "not_found"},
		"left":                 {func(g *role.Grant) { g.Employee = gone }, "employee_not_employed"},
		"begins yesterday":     {func(g *role.Grant) { g.StartsOn = calendar.Must("2026-11-21") }, "invalid_input"},
		"ends before it began": {func(g *role.Grant) { g.StartsOn, g.EndsOn = calendar.Must("2027-01-02"), calendar.Must("2027-01-01") }, "invalid_input"},
	} {
		in := role.Grant{Organisation: c.Org, Employee: who, Role: authz.Auditor}
		test.change(&in)
		if _, err := c.Roles.Grant(c.As(c.admin), in); fault.CodeOf(err) != test.code {
			t.Errorf("%s: %v, want %s", name, err, test.code)
		}
	}
	if n := c.Count(`select count(*) from role_grants`); n != 1 {
		t.Errorf("%d roles, want the administrator's alone", n)
	}
}

func TestSameRoleIsGivenOnce(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	in := role.Grant{Organisation: c.Org, Employee: c.Employ(c.Org, "Åse", "2026-01-01", ""), Role: authz.Auditor, EndsOn: calendar.Must("2026-12-01")}
	_, err := c.Roles.Grant(c.As(c.admin), in)
	c.Must(err)
	if _, err := c.Roles.Grant(c.As(c.admin), in); fault.CodeOf(err) != "role_already_held" {
		t.Errorf("the same again: %v", err)
	}
	in.StartsOn, in.EndsOn = calendar.Must("2026-12-02"), calendar.Date{}
	if _, err := c.Roles.Grant(c.As(c.admin), in); err != nil {
		t.Errorf("the period after: %v", err)
	}
}

func TestScopedAdministratorGivesWithinScope_A3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	top := c.Unit(c.Org, "Top", id.Unit{})
	below, beside := c.Unit(c.Org, "Below", top), c.Unit(c.Org, "Beside", id.Unit{})
	local, who := c.Employ(c.Org, "Lone", "2026-01-01", ""), c.Employ(c.Org, "Åse", "2026-01-01", "")
	c.Give(role.Grant{Employee: local, Role: authz.OrganisationAdministrator, Scope: role.Scope{Kind: authz.OneUnit, ID: top.String()}})
	for _, test := range []struct {
		scope role.Scope
		code  string
	}{
		{role.Scope{Kind: authz.OneUnit, ID: below.String()}, ""},
		{role.Scope{Kind: authz.OneUnit, ID: beside.String()}, "forbidden"},
		{role.Scope{}, "forbidden"},
	} {
		_, err := c.Roles.Grant(c.As(local), role.Grant{Organisation: c.Org, Employee: who, Role: authz.Orderer, Scope: test.scope})
		if fault.CodeOf(err) != test.code {
			t.Errorf("%+v: %v, want %q", test.scope, err, test.code)
		}
	}
}

func TestAdministratorsOfNoOther_A6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	theirs := c.Employ(c.Stranger, "Carl", "2020-01-01", "")
	c.Give(role.Grant{Organisation: c.Stranger, Employee: theirs, Role: authz.OrganisationAdministrator})
	ctx := c.As(theirs)
	if _, err := c.Roles.List(ctx, c.Org, role.List{Limit: new(10)}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("list: %v", err)
	}
	if _, err := c.Roles.Get(ctx, c.Stranger, c.adminGrant); fault.KindOf(err) != fault.NotFound {
		t.Errorf("get: %v", err)
	}
	if _, err := c.Roles.Revoke(ctx, c.Stranger, c.adminGrant, ""); fault.KindOf(err) != fault.NotFound {
		t.Errorf("revoke: %v", err)
	}
	if _, err := c.Roles.Redate(ctx, role.Redate{Organisation: c.Stranger, Grant: c.adminGrant, Version: 1}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("change: %v", err)
	}
}

func TestChangeOfDates_A3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who := c.Employ(c.Org, "Åse", "2026-01-01", "")
	held, err := c.Roles.Grant(c.As(c.admin), role.Grant{Organisation: c.Org, Employee: who, Role: authz.Auditor, StartsOn: calendar.Must("2026-12-01")})
	c.Must(err)
	in := role.Redate{Organisation: c.Org, Grant: held.ID, Version: 1, Starts: new(calendar.Must("2026-12-02")), Ends: new(calendar.Must("2027-01-01"))}
	got, err := c.Roles.Redate(c.As(c.admin), in)
	c.Must(err)
	if got.StartsOn != *in.Starts || got.EndsOn != *in.Ends || got.Version != 2 {
		t.Errorf("got %+v", got)
	}
	for _, test := range []struct {
		starts, ends string
		version      int64
		code         string
	}{
		{"2026-12-05", "", 1, "stale"},
		{"2026-11-21", "", 2, "invalid_input"},
		{"2026-12-05", "2026-12-04", 2, "invalid_input"},
	} {
		in := role.Redate{Organisation: c.Org, Grant: held.ID, Version: test.version, Starts: new(calendar.Must(test.starts))}
		if test.ends != "" {
			in.Ends = new(calendar.Must(test.ends))
		}
		if _, err := c.Roles.Redate(c.As(c.admin), in); fault.CodeOf(err) != test.code {
			t.Errorf("%+v: %v", test, err)
		}
	}
	c.Clock.Advance(hours(24 * 30))
	late := role.Redate{Organisation: c.Org, Grant: held.ID, Version: 2, Starts: new(calendar.Must("2027-01-01"))}
	if _, err := c.Roles.Redate(c.As(c.admin), late); fault.CodeOf(err) != "invalid_input" {
		t.Errorf("the beginning of what has begun: %v", err)
	}
	c.Clock.Advance(hours(24 * 30))
	if _, err := c.Roles.Redate(c.As(c.admin), role.Redate{Organisation: c.Org, Grant: held.ID, Version: 2, Ends: new(calendar.Date)}); fault.CodeOf(err) != "role_over" {
		t.Errorf("a role that has ended: %v", err)
	}
}

func TestWarningUntilTwoAdministrators_A1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	warnings := func() []role.Warning {
		list, err := c.Roles.List(c.As(c.admin), c.Org, role.List{Limit: new(10)})
		c.Must(err)
		return list.Warnings
	}
	if diff := cmp.Diff([]role.Warning{role.FewAdministrators}, warnings()); diff != "" {
		t.Errorf("one administrator: %s", diff)
	}
	second, _ := c.another("Bo")
	if diff := cmp.Diff([]role.Warning{}, warnings()); diff != "" {
		t.Errorf("two administrators: %s", diff)
	}
	c.block(second, "lost_identity")
	if diff := cmp.Diff([]role.Warning{role.FewAdministrators}, warnings()); diff != "" {
		t.Errorf("one of two blocked: %s", diff)
	}
	c.block(c.admin, "self")
	if diff := cmp.Diff([]role.Warning{role.NoAdministrator, role.FewAdministrators}, warnings()); diff != "" {
		t.Errorf("both blocked: %s", diff)
	}
}

func TestListIsPaged(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	for _, name := range []string{"Åse", "Bo", "Ærø", "Ada"} {
		c.another(name)
	}
	var names []string
	in := role.List{Limit: new(2)}
	for {
		list, err := c.Roles.List(c.As(c.admin), c.Org, in)
		c.Must(err)
		for _, h := range list.Data {
			names = append(names, h.GivenName)
		}
		if in.After = list.Next; in.After == "" {
			break
		}
	}
	if diff := cmp.Diff([]string{"Ada", "Bo", "Karen", "Ærø", "Åse"}, names); diff != "" {
		t.Error(diff)
	}
}
