package role_test

import (
	"context"
	"slices"
	"testing"

	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/role"
)

// Every role against every act: who is not named is refused.
func TestRolesAndActs_A2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	_, spare := c.another("Bo")
	unknown := id.New[id.RoleRequest]()
	administrators := []authz.Role{authz.OrganisationAdministrator}
	acts := []struct {
		name string
		may  []authz.Role // all means everybody with a role
		do   func(ctx context.Context) error
	}{
		{"list", role.All(), func(ctx context.Context) error { return second(c.Roles.List(ctx, c.Org, role.List{})) }},
		{"get", role.All(), func(ctx context.Context) error { return second(c.Roles.Get(ctx, c.Org, spare)) }},
		{"grant", administrators, func(ctx context.Context) error {
			return second(c.Roles.Grant(ctx, role.Grant{Organisation: c.Org, Employee: id.New[id.Employee](), Role: authz.Auditor}))
		}},
		{"redate", administrators, func(ctx context.Context) error {
			return second(c.Roles.Redate(ctx, role.Redate{Organisation: c.Org, Grant: spare, Version: 99}))
		}},
		{"revoke", administrators, func(ctx context.Context) error {
			return second(c.Roles.Revoke(ctx, c.Org, id.New[id.RoleGrant](), ""))
		}},
		{"approve", administrators, func(ctx context.Context) error {
			return second(c.Roles.Approve(ctx, role.Decide{Organisation: c.Org, Request: unknown}))
		}},
		{"reject", administrators, func(ctx context.Context) error {
			return second(c.Roles.Reject(ctx, role.Decide{Organisation: c.Org, Request: unknown, Reason: "No"}))
		}},
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

// A role that has run out, not begun or was taken back gives nothing, without any worker (law 1).
func TestOnlyCurrentRolesCount_A3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ctx := c.As(c.admin)
	c.another("Bo")
	c.SQL(`update role_grants set revoked_at = '2026-11-22T08:59:59Z' where id = $1`, c.adminGrant)
	_, err := c.Roles.Grant(ctx, role.Grant{Organisation: c.Org, Employee: c.admin, Role: authz.Auditor})
	if fault.CodeOf(err) != "forbidden" {
		t.Errorf("taken back while the request was under way: %v", err)
	}
	late := c.Employ(c.Org, "Lone", "2020-01-01", "")
	c.SQL(`update role_grants set revoked_at = null, starts_on = '2026-11-23', employee_id = $2 where id = $1`, c.adminGrant, late)
	if _, err := c.Roles.List(c.As(late), c.Org, role.List{}); fault.CodeOf(err) != "forbidden" {
		t.Errorf("before it begins: %v", err)
	}
	c.Clock.Advance(hours(24))
	if _, err := c.Roles.List(c.As(late), c.Org, role.List{}); err != nil {
		t.Errorf("on its first day: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }
