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
	colleague, own := c.Employ(c.Org, "Åse", "2026-01-01", ""), right.Owner{Organisation: c.Org}
	basic, ofVirk := c.basic(c.Org), c.rightByCode(virk)
	given, err := c.Rights.Give(c.As(c.admin), right.Give{Organisation: c.Org, Employee: colleague, Right: ofVirk})
	c.Must(err)
	readers := []authz.Role{authz.OrganisationAdministrator, authz.RightsAdministrator, authz.UnitManager, authz.Auditor}
	everybody := append(role.All(), "") // who lacks a right must be able to name it
	administrators := []authz.Role{authz.RightsAdministrator}
	enders := []authz.Role{authz.OrganisationAdministrator, authz.RightsAdministrator}
	system, anyRight := id.New[id.System](), id.New[id.Right]()
	acts := []struct {
		name string
		may  []authz.Role
		do   func(ctx context.Context) error
	}{
		{"list systems", everybody, func(ctx context.Context) error { return second(c.Rights.Systems(ctx, own, right.Paging{})) }},
		{"add system", administrators, func(ctx context.Context) error { return second(c.Rights.AddSystem(ctx, right.AddSystem{Owner: own})) }},
		{"rename system", administrators, func(ctx context.Context) error {
			return second(c.Rights.RenameSystem(ctx, right.RenameSystem{Owner: own, System: system}))
		}},
		{"retire system", administrators, func(ctx context.Context) error { return second(c.Rights.RetireSystem(ctx, own, system, 1)) }},
		{"add right", administrators, func(ctx context.Context) error {
			return second(c.Rights.AddRight(ctx, right.AddRight{Owner: own, System: system}))
		}},
		{"change right", administrators, func(ctx context.Context) error {
			return second(c.Rights.ChangeRight(ctx, right.ChangeRight{Owner: own, System: system, Right: anyRight}))
		}},
		{"retire right", administrators, func(ctx context.Context) error { return second(c.Rights.RetireRight(ctx, own, system, anyRight, 1)) }},
		{"holders", readers, func(ctx context.Context) error {
			return second(c.Rights.Holdings(ctx, own, system, anyRight, right.Paging{}))
		}},
		{"hold", administrators, func(ctx context.Context) error {
			return second(c.Rights.Hold(ctx, right.Hold{Owner: own, System: system, Right: anyRight}))
		}},
		{"revoke holding", administrators, func(ctx context.Context) error {
			return second(c.Rights.RevokeHolding(ctx, own, system, anyRight, id.New[id.Holding](), ""))
		}},
		{"held rights", readers, func(ctx context.Context) error { return second(c.Rights.HeldBy(ctx, c.Org, right.Paging{})) }},
		{"bundles", readers, func(ctx context.Context) error { return second(c.Rights.Bundles(ctx, c.Org, right.Paging{})) }},
		{"bundle", readers, func(ctx context.Context) error { return second(c.Rights.Bundle(ctx, c.Org, basic)) }},
		{"versions", readers, func(ctx context.Context) error {
			return second(c.Rights.BundleVersions(ctx, c.Org, basic, right.Paging{}))
		}},
		{"make bundle", administrators, func(ctx context.Context) error {
			return second(c.Rights.MakeBundle(ctx, right.Pack{Organisation: c.Org}))
		}},
		{"change bundle", administrators, func(ctx context.Context) error {
			return second(c.Rights.ChangeBundle(ctx, right.Pack{Organisation: c.Org, Bundle: basic}))
		}},
		{"retire bundle", administrators, func(ctx context.Context) error {
			return second(c.Rights.RetireBundle(ctx, c.Org, basic, 9))
		}},
		{"assign", administrators, func(ctx context.Context) error {
			return second(c.Rights.Give(ctx, right.Give{Organisation: c.Org, Employee: colleague, Right: ofVirk}))
		}},
		{"see a colleague's", readers, func(ctx context.Context) error { return second(c.Rights.Assignment(ctx, c.Org, given.ID)) }},
		{"change assignment", administrators, func(ctx context.Context) error {
			return second(c.Rights.Change(ctx, right.Change{Organisation: c.Org, Assignment: given.ID, Version: 9}))
		}},
		{"end", enders, func(ctx context.Context) error { return second(c.Rights.End(ctx, c.Org, id.New[id.Assignment](), "")) }},
		{"what a colleague may do", readers, func(ctx context.Context) error {
			return second(c.Rights.Of(ctx, c.Org, colleague, calendar.Date{}))
		}},
		{"the installation's systems", nil, func(ctx context.Context) error {
			return second(c.Rights.Systems(ctx, right.Owner{}, right.Paging{}))
		}},
		{"a system of the installation", nil, func(ctx context.Context) error { return second(c.Rights.AddSystem(ctx, right.AddSystem{})) }},
	}
	for _, r := range append(role.All(), "") {
		who := c.Employ(c.Org, "Somebody", "2020-01-01", "")
		if r != "" {
			c.Give(role.Grant{Employee: who, Role: r})
		}
		for _, act := range acts {
			refused := fault.KindOf(act.do(c.As(who))) == fault.Forbidden
			if may := slices.Contains(act.may, r); may == refused {
				t.Errorf("%q, %s: refused %v", r, act.name, refused)
			}
		}
	}
}
