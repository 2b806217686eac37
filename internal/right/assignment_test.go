package right_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/right"
	"hverv/internal/role"
	"hverv/internal/testkit"
)

const virk = "urn:hverv:virk.dk:use"

var basicCodes = []string{"urn:hverv:e-boks.dk:use", "urn:hverv:mit.dk:use", "urn:hverv:sundhed.dk:use", virk}

func TestBasicBundleIsThereFromTheStart_R2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who := c.Employ(c.Org, "Åse", "2026-01-01", "")
	_, err := c.Rights.Give(c.As(c.admin), right.Give{Organisation: c.Org, Employee: who, Bundle: c.basic(c.Org)})
	c.Must(err)
	if diff := cmp.Diff(basicCodes, c.effective(who)); diff != "" {
		t.Error(diff)
	}
	for range 2 { // again changes nothing
		c.Seed(c.Org, authz.BundleChange, func(ctx context.Context, tx *database.Tx, d authz.Decision) error {
			return c.Rights.SeedBasicIn(ctx, tx, d, c.Org)
		})
	}
	if n := c.Count(`select count(*) from systems`); n != 4 {
		t.Errorf("%d systems", n)
	}
	if n := c.Count(`select count(*) from right_holdings where organisation_id = $1`, c.Org); n != 4 {
		t.Errorf("%d holdings", n)
	}
}

func TestAssignmentHasScopeDatesAndReason_R3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who, unit := c.Employ(c.Org, "Åse", "2026-01-01", ""), c.Unit(c.Org, "Sengeafsnit A", id.Unit{})
	got, err := c.Rights.Give(c.As(c.admin), right.Give{
		Organisation: c.Org, Employee: who, Right: c.rightByCode(virk), Scope: right.Scope{Kind: right.Unit, Value: unit.String()},
		StartsOn: calendar.Must("2026-11-23"), EndsOn: calendar.Must("2026-11-24"), Reason: "Reports  for the ward", CaseNumber: "2026-17",
	})
	c.Must(err)
	if got.Reason != "Reports for the ward" || got.CaseNumber != "2026-17" || got.ScopeName != "Sengeafsnit A" || got.Code != virk ||
		!cmp.Equal(got.Actions, []string{"change", "end"}) {
		t.Errorf("got %+v", got)
	}
	if c.Count(`select count(*) from audit_events where name = 'right.assigned' and subject_id = $1 and person = $2`, got.ID.String(), who.String()) != 1 {
		t.Error("no event tells of it (G1)")
	}
	if c.Count(`select count(*) from assignments where position('Reports'::bytea in reason_sealed) > 0`) != 0 {
		t.Error("the reason lies open")
	}
	testkit.Resealed(t, c.DB, c.Keys, right.Sealed()...)
	for day, want := range [][]string{{}, {virk}, {virk}, {}} {
		if diff := cmp.Diff(want, c.effective(who)); diff != "" {
			t.Errorf("day %d: %s", day, diff)
		}
		c.Clock.Advance(hours(24))
	}
}

func TestAssignmentIsRefused_R3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who, gone := c.Employ(c.Org, "Åse", "2026-01-01", ""), c.Employ(c.Org, "Bo", "2020-01-01", "2025-01-01")
	theirs, theirUnit := c.Employ(c.Stranger, "Carl", "2020-01-01", ""), c.Unit(c.Stranger, "B", id.Unit{})
	unheld := id.New[id.Right]()
	c.SQL(`insert into rights (id, system_id, code, name, access, sensitivity, created_at)
		select $1, id, 'urn:test:unheld', 'Unheld', 'read', 'ordinary', created_at from systems limit 1`, unheld)
	for name, test := range map[string]struct {
		change func(*right.Give)
		code   string
	}{
		"nothing":             {func(g *right.Give) { g.Right = id.Right{} }, "invalid_input"},
		"both":                {func(g *right.Give) { g.Bundle = c.basic(c.Org) }, "invalid_input"},
		"unheld right":        {func(g *right.Give) { g.Right = unheld }, "right_not_held"},
		"unknown right":       {func(g *right.Give) { g.Right = id.New[id.Right]() }, "right_not_held"},
		"stranger's bundle":   {func(g *right.Give) { g.Right, g.Bundle = id.Right{}, c.basic(c.Stranger) }, "bundle_unknown"},
		"stranger's employee": {func(g *right.Give) { g.Employee = theirs }, "not_found"},
		"nobody":              {func(g *right.Give) { g.Employee = id.New[id.Employee]() }, "not_found"},
		"left":                {func(g *right.Give) { g.Employee = gone }, "employee_not_employed"},
		"stranger's unit":     {func(g *right.Give) { g.Scope = right.Scope{Kind: right.Unit, Value: theirUnit.String()} }, "scope_unknown"},
		"unit as p-unit":      {func(g *right.Give) { g.Scope = right.Scope{Kind: right.ProductionUnit, Value: theirUnit.String()} }, "scope_unknown"},
		"unit that is no id":  {func(g *right.Give) { g.Scope = right.Scope{Kind: right.Unit, Value: "x"} }, "invalid_input"},
		"SE number":           {func(g *right.Give) { g.Scope = right.Scope{Kind: right.SENumber, Value: "123"} }, "invalid_input"},
		"scope":               {func(g *right.Give) { g.Scope = right.Scope{Kind: "planet", Value: "x"} }, "invalid_input"},
		"yesterday":           {func(g *right.Give) { g.StartsOn = calendar.Must("2026-11-21") }, "invalid_input"},
		"ends before":         {func(g *right.Give) { g.StartsOn, g.EndsOn = calendar.Must("2026-12-02"), calendar.Must("2026-12-01") }, "invalid_input"},
		"case number":         {func(g *right.Give) { g.CaseNumber = "a\x00b" }, "invalid_input"},
	} {
		in := right.Give{Organisation: c.Org, Employee: who, Right: c.rightByCode(virk)}
		test.change(&in)
		if _, err := c.Rights.Give(c.As(c.admin), in); fault.CodeOf(err) != test.code {
			t.Errorf("%s: %v, want %s", name, err, test.code)
		}
	}
	if n := c.Count(`select count(*) from assignments`); n != 0 {
		t.Errorf("%d assignments", n)
	}
	in := right.Give{Organisation: c.Org, Employee: who, Right: c.rightByCode(virk)}
	_, err := c.Rights.Give(c.As(c.admin), in)
	c.Must(err)
	if _, err := c.Rights.Give(c.As(c.admin), in); fault.CodeOf(err) != "already_assigned" {
		t.Errorf("the same again: %v", err)
	}
	in.Scope = right.Scope{Kind: right.SENumber, Value: "90000004"}
	if _, err := c.Rights.Give(c.As(c.admin), in); err != nil {
		t.Errorf("for an SE number too: %v", err)
	}
}

func TestEndTakesEffectAtOnce_R3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who := c.Employ(c.Org, "Åse", "2026-01-01", "")
	given, err := c.Rights.Give(c.As(c.admin), right.Give{Organisation: c.Org, Employee: who, Right: c.rightByCode(virk)})
	c.Must(err)
	changed, err := c.Rights.Change(c.As(c.admin), right.Change{Organisation: c.Org, Assignment: given.ID, Version: 1, EndsOn: new(calendar.Must("2026-12-31"))})
	if err != nil || changed.EndsOn != calendar.Must("2026-12-31") || changed.Version != 2 {
		t.Errorf("changed %+v, %v", changed, err)
	}
	if _, err := c.Rights.Change(c.As(c.admin), right.Change{Organisation: c.Org, Assignment: given.ID, Version: 1}); fault.CodeOf(err) != "stale" {
		t.Errorf("stale: %v", err)
	}
	if _, err := c.Rights.Change(c.As(c.admin), right.Change{Organisation: c.Org, Assignment: given.ID, Version: 2, EndsOn: new(calendar.Must("2026-11-21"))}); fault.CodeOf(err) != "invalid_input" {
		t.Errorf("an end in the past: %v", err)
	}
	ended, err := c.Rights.End(c.As(c.admin), c.Org, given.ID, "Moved")
	if err != nil || ended.RevokedAt == nil || len(ended.Actions) != 0 {
		t.Errorf("ended %+v, %v", ended, err)
	}
	if diff := cmp.Diff([]string{}, c.effective(who)); diff != "" {
		t.Error(diff)
	}
	if _, err := c.Rights.End(c.As(c.admin), c.Org, given.ID, ""); fault.CodeOf(err) != "assignment_over" {
		t.Errorf("twice: %v", err)
	}
}

func TestAllEndForALeaver_L5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who := c.Employ(c.Org, "Åse", "2026-01-01", "")
	for _, in := range []right.Give{{Right: c.rightByCode(virk)}, {Bundle: c.basic(c.Org), StartsOn: calendar.Must("2026-12-24")}} {
		in.Organisation, in.Employee = c.Org, who
		_, err := c.Rights.Give(c.As(c.admin), in)
		c.Must(err)
	}
	if n, err := c.terminate(who); n != 2 || err != nil {
		t.Errorf("%d ended, %v", n, err)
	}
	c.Clock.Advance(hours(24 * 60))
	if diff := cmp.Diff([]string{}, c.effective(who)); diff != "" {
		t.Error(diff)
	}
}

// What is assigned at the very instant of a termination does not outlive it.
func TestNothingIsGivenBesideATermination_L5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ctx, ofVirk := c.As(c.admin), c.rightByCode(virk)
	for range 12 {
		who := c.Employ(c.Org, "Åse", "2026-01-01", "")
		var wg sync.WaitGroup
		start := make(chan struct{})
		errs := make([]error, 4)
		for i := range errs[1:] {
			wg.Go(func() {
				<-start
				scope := right.Scope{Kind: right.SENumber, Value: []string{"90000004", "90000012", "90000020"}[i]}
				_, errs[i+1] = c.Rights.Give(ctx, right.Give{Organisation: c.Org, Employee: who, Right: ofVirk, Scope: scope})
			})
		}
		wg.Go(func() {
			<-start
			_, errs[0] = c.terminate(who)
		})
		close(start)
		wg.Wait()
		for _, err := range errs {
			if err != nil && fault.CodeOf(err) != "employee_not_employed" {
				t.Errorf("a race ended in %v", err)
			}
		}
		if n := c.Count(`select count(*) from assignments where employee_id = $1 and revoked_at is null`, who); n != 0 {
			t.Fatalf("%d assignments outlived the termination", n)
		}
	}
}

func TestAdministratorsOfAPartGiveThere_A3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	top := c.Unit(c.Org, "Top", id.Unit{})
	below := c.Unit(c.Org, "Below", top)
	inside, outside, local := c.Employ(c.Org, "Åse", "2026-01-01", ""), c.Employ(c.Org, "Bo", "2026-01-01", ""), c.Employ(c.Org, "Lone", "2026-01-01", "")
	c.SQL(`update employees set unit_id = $1 where id = $2`, below, inside)
	c.Give(role.Grant{Employee: local, Role: authz.RightsAdministrator, Scope: role.Scope{Kind: authz.OneUnit, ID: top.String()}})
	ofVirk := c.Employ(c.Org, "Vera", "2026-01-01", "")
	var system id.System
	c.Must(c.DB.Pool().GetContext(t.Context(), &system, `select id from systems where code = 'virk.dk'`))
	c.Give(role.Grant{Employee: ofVirk, Role: authz.RightsAdministrator, Scope: role.Scope{Kind: authz.OneSystem, ID: system.String()}})
	for name, test := range map[string]struct {
		by, to id.Employee
		right  string
		code   string
	}{
		"unit, inside":          {local, inside, virk, ""},
		"unit, outside":         {local, outside, virk, "forbidden"},
		"system, its own":       {ofVirk, outside, virk, ""},
		"system, another's":     {ofVirk, outside, "urn:hverv:mit.dk:use", "forbidden"},
		"somebody without role": {inside, inside, virk, "forbidden"},
	} {
		_, err := c.Rights.Give(c.As(test.by), right.Give{Organisation: c.Org, Employee: test.to, Right: c.rightByCode(test.right)})
		if fault.CodeOf(err) != test.code {
			t.Errorf("%s: %v, want %q", name, err, test.code)
		}
	}
	for name, test := range map[string]struct {
		who  id.Employee
		want int
	}{"all": {c.admin, 2}, "unit": {local, 1}, "system": {ofVirk, 2}, "own": {outside, 1}} {
		list, err := c.Rights.Assignments(c.As(test.who), right.ListAssignments{Organisation: c.Org})
		c.Must(err)
		if len(list.Data) != test.want {
			t.Errorf("%s: sees %d, want %d", name, len(list.Data), test.want)
		}
		for _, a := range list.Data {
			if _, err := c.Rights.Assignment(c.As(test.who), c.Org, a.ID); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestStrangerSeesNothing(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who := c.Employ(c.Org, "Åse", "2026-01-01", "")
	given, err := c.Rights.Give(c.As(c.admin), right.Give{Organisation: c.Org, Employee: who, Right: c.rightByCode(virk)})
	c.Must(err)
	theirs := c.Employ(c.Stranger, "Carl", "2020-01-01", "")
	c.Give(role.Grant{Organisation: c.Stranger, Employee: theirs, Role: authz.RightsAdministrator})
	ctx := c.As(theirs)
	for name, err := range map[string]error{
		"list": second(c.Rights.Assignments(ctx, right.ListAssignments{Organisation: c.Org})),
		"get":  second(c.Rights.Assignment(ctx, c.Stranger, given.ID)),
		"end":  second(c.Rights.End(ctx, c.Stranger, given.ID, "")),
		"why":  second(c.Rights.Of(ctx, c.Stranger, who, calendar.Date{})),
		"give": second(c.Rights.Give(ctx, right.Give{Organisation: c.Org, Employee: who, Right: c.rightByCode(virk)})),
	} {
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// terminate does what lifecycle does, as far as this package knows it.
func (c *clinic) terminate(who id.Employee) (ended int, err error) {
	ctx := authz.AsMachine(c.T.Context(), "lifecycle", c.Clock.Last())
	permit, err := authz.Require(ctx, authz.LifecycleEnd, authz.In(c.Org))
	if err != nil {
		return 0, err
	}
	decision, err := permit.On(authz.Facts{})
	if err != nil {
		return 0, err
	}
	err = c.DB.Change(ctx, func(tx *database.Tx) (err error) {
		if _, err := c.Employees.EndAllIn(ctx, tx, decision, c.Org, who, "Left"); err != nil {
			return err
		}
		ended, err = c.Rights.EndAllIn(ctx, tx, decision, c.Org, who, "Left")
		return err
	})
	return ended, err
}
