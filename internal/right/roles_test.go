package right_test

import (
	"context"
	"slices"
	"testing"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/right"
	"hverv/internal/role"
)

// Every role against every act: who is not named is refused.
func TestRolesAndActs_R1_R2_R3_R6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	colleague, own := c.employ(c.org, "Åse", "2026-01-01", ""), right.Owner{Organisation: c.org}
	basic, ofVirk := c.basic(c.org), c.rightByCode(virk)
	given, err := c.rights.Give(c.as(c.admin), right.Give{Organisation: c.org, Employee: colleague, Right: ofVirk})
	c.must(err)
	readers := []authz.Role{authz.OrganisationAdministrator, authz.RightsAdministrator, authz.UnitManager, authz.Auditor}
	administrators := []authz.Role{authz.RightsAdministrator}
	enders := []authz.Role{authz.OrganisationAdministrator, authz.RightsAdministrator}
	system, anyRight := id.New[id.System](), id.New[id.Right]()
	acts := []struct {
		name string
		may  []authz.Role
		do   func(ctx context.Context) error
	}{
		{"list systems", role.All(), func(ctx context.Context) error { return second(c.rights.Systems(ctx, own, right.Paging{})) }},
		{"add system", administrators, func(ctx context.Context) error { return second(c.rights.AddSystem(ctx, right.AddSystem{Owner: own})) }},
		{"rename system", administrators, func(ctx context.Context) error {
			return second(c.rights.RenameSystem(ctx, right.RenameSystem{Owner: own, System: system}))
		}},
		{"retire system", administrators, func(ctx context.Context) error { return second(c.rights.RetireSystem(ctx, own, system, 1)) }},
		{"add right", administrators, func(ctx context.Context) error {
			return second(c.rights.AddRight(ctx, right.AddRight{Owner: own, System: system}))
		}},
		{"change right", administrators, func(ctx context.Context) error {
			return second(c.rights.ChangeRight(ctx, right.ChangeRight{Owner: own, System: system, Right: anyRight}))
		}},
		{"retire right", administrators, func(ctx context.Context) error { return second(c.rights.RetireRight(ctx, own, system, anyRight, 1)) }},
		{"holders", readers, func(ctx context.Context) error {
			return second(c.rights.Holdings(ctx, own, system, anyRight, right.Paging{}))
		}},
		{"hold", administrators, func(ctx context.Context) error {
			return second(c.rights.Hold(ctx, right.Hold{Owner: own, System: system, Right: anyRight}))
		}},
		{"revoke holding", administrators, func(ctx context.Context) error {
			return second(c.rights.RevokeHolding(ctx, own, system, anyRight, id.New[id.Holding](), ""))
		}},
		{"held rights", readers, func(ctx context.Context) error { return second(c.rights.HeldBy(ctx, c.org, right.Paging{})) }},
		{"bundles", readers, func(ctx context.Context) error { return second(c.rights.Bundles(ctx, c.org, right.Paging{})) }},
		{"bundle", readers, func(ctx context.Context) error { return second(c.rights.Bundle(ctx, c.org, basic)) }},
		{"versions", readers, func(ctx context.Context) error {
			return second(c.rights.BundleVersions(ctx, c.org, basic, right.Paging{}))
		}},
		{"make bundle", administrators, func(ctx context.Context) error {
			return second(c.rights.MakeBundle(ctx, right.Pack{Organisation: c.org}))
		}},
		{"change bundle", administrators, func(ctx context.Context) error {
			return second(c.rights.ChangeBundle(ctx, right.Pack{Organisation: c.org, Bundle: basic}))
		}},
		{"retire bundle", administrators, func(ctx context.Context) error {
			return second(c.rights.RetireBundle(ctx, c.org, basic, 9))
		}},
		{"assign", administrators, func(ctx context.Context) error {
			return second(c.rights.Give(ctx, right.Give{Organisation: c.org, Employee: colleague, Right: ofVirk}))
		}},
		{"see a colleague's", readers, func(ctx context.Context) error { return second(c.rights.Assignment(ctx, c.org, given.ID)) }},
		{"change assignment", administrators, func(ctx context.Context) error {
			return second(c.rights.Change(ctx, right.Change{Organisation: c.org, Assignment: given.ID, Version: 9}))
		}},
		{"end", enders, func(ctx context.Context) error { return second(c.rights.End(ctx, c.org, id.New[id.Assignment](), "")) }},
		{"what a colleague may do", readers, func(ctx context.Context) error {
			return second(c.rights.Of(ctx, c.org, colleague, calendar.Date{}))
		}},
		{"the installation's systems", nil, func(ctx context.Context) error {
			return second(c.rights.Systems(ctx, right.Owner{}, right.Paging{}))
		}},
		{"a system of the installation", nil, func(ctx context.Context) error { return second(c.rights.AddSystem(ctx, right.AddSystem{})) }},
	}
	for _, r := range append(role.All(), "") {
		who := c.employ(c.org, "Somebody", "2020-01-01", "")
		if r != "" {
			c.give(role.Grant{Employee: who, Role: r})
		}
		for _, act := range acts {
			refused := fault.KindOf(act.do(c.as(who))) == fault.Forbidden
			if may := slices.Contains(act.may, r); may == refused {
				t.Errorf("%q, %s: refused %v", r, act.name, refused)
			}
		}
	}
}
