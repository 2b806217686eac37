package role_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/role"
)

func hours(n int) time.Duration { return time.Duration(n) * time.Hour }

func (c *clinic) block(who id.Employee, kind string) {
	c.T.Helper()
	c.SQL(`insert into block_reasons (organisation_id, id, employee_id, kind, set_at)
		select organisation_id, $1, id, $2, $3 from employees where id = $4`, id.New[id.BlockReason](), kind, c.Clock.Last(), who)
}

// keepers counts what A4 protects, in words of its own.
func (c *clinic) keepers() int {
	return c.Count(`select count(distinct g.employee_id) from role_grants g join employments m on m.employee_id = g.employee_id
		where g.organisation_id = $1 and g.role = 'organisation_administrator' and g.scope_kind = 'organisation' and g.revoked_at is null
		and g.ends_on is null and g.starts_on <= '2026-11-22' and m.ends_on is null and m.ended_at is null
		and g.employee_id not in (select employee_id from block_reasons where lifted_at is null)`, c.Org)
}

func TestLastAdministratorStays_A4(t *testing.T) {
	t.Parallel()
	day := new(calendar.Must("2027-12-31"))
	for name, others := range map[string]func(c *clinic){
		"alone": func(*clinic) {},
		"the other has an end date": func(c *clinic) {
			c.Give(role.Grant{Employee: c.Employ(c.Org, "Bo", "2020-01-01", ""), Role: authz.OrganisationAdministrator, EndsOn: *day})
		},
		"the other begins tomorrow": func(c *clinic) {
			c.Give(role.Grant{Employee: c.Employ(c.Org, "Bo", "2020-01-01", ""), Role: authz.OrganisationAdministrator, StartsOn: calendar.Must("2026-11-23")})
		},
		"the other's employment ends": func(c *clinic) {
			c.Give(role.Grant{Employee: c.Employ(c.Org, "Bo", "2020-01-01", "2027-01-01"), Role: authz.OrganisationAdministrator})
		},
		"the other is blocked": func(c *clinic) {
			who, _ := c.another("Bo")
			c.block(who, "administrator")
		},
		"the other administers a unit": func(c *clinic) {
			unit := c.Unit(c.Org, "A", id.Unit{})
			c.Give(role.Grant{Employee: c.Employ(c.Org, "Bo", "2020-01-01", ""), Role: authz.OrganisationAdministrator, Scope: role.Scope{Kind: authz.OneUnit, ID: unit.String()}})
		},
		"the other has another role": func(c *clinic) {
			c.Give(role.Grant{Employee: c.Employ(c.Org, "Bo", "2020-01-01", ""), Role: authz.UserAdministrator})
		},
		"the other is the stranger's": func(c *clinic) {
			c.Give(role.Grant{Organisation: c.Stranger, Employee: c.Employ(c.Stranger, "Bo", "2020-01-01", ""), Role: authz.OrganisationAdministrator})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t)
			others(c)
			if _, err := c.Roles.Revoke(c.As(c.admin), c.Org, c.adminGrant, ""); fault.CodeOf(err) != "last_administrator" {
				t.Errorf("revoke: %v", err)
			}
			if _, err := c.Roles.Redate(c.As(c.admin), role.Redate{Organisation: c.Org, Grant: c.adminGrant, Version: 1, Ends: day}); fault.CodeOf(err) != "last_administrator" {
				t.Errorf("an end date: %v", err)
			}
			if err := c.guardIn(c.admin); fault.CodeOf(err) != "last_administrator" {
				t.Errorf("block or end of employment: %v", err)
			}
			if _, err := c.revokeAll(c.admin, false); fault.CodeOf(err) != "last_administrator" {
				t.Errorf("all roles: %v", err)
			}
			if c.keepers() != 1 {
				t.Errorf("%d administrators are left", c.keepers())
			}
		})
	}
}

func TestOwnRoleIsGivenUpWhenAnotherStays_A4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.another("Bo")
	got, err := c.Roles.Revoke(c.As(c.admin), c.Org, c.adminGrant, "Going on leave")
	c.Must(err)
	if got.RevokedAt == nil || got.Current || len(got.Actions) != 0 {
		t.Errorf("got %+v", got)
	}
	if _, err := c.Roles.Revoke(c.As(c.admin), c.Org, c.adminGrant, ""); fault.CodeOf(err) != "forbidden" {
		t.Errorf("without the role: %v", err)
	}
}

func TestRevokedTwice(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	_, grant := c.another("Bo")
	_, err := c.Roles.Revoke(c.As(c.admin), c.Org, grant, "")
	c.Must(err)
	if _, err := c.Roles.Revoke(c.As(c.admin), c.Org, grant, ""); fault.CodeOf(err) != "role_over" {
		t.Errorf("again: %v", err)
	}
}

// Administrators who throw each other out at the same instant never all succeed.
func TestParallelRevocationsLeaveOne_A4(t *testing.T) {
	t.Parallel()
	for range 8 {
		c := newClinic(t)
		type admin struct {
			who   id.Employee
			grant id.RoleGrant
		}
		admins := []admin{{c.admin, c.adminGrant}}
		for _, name := range []string{"Bo", "Åse", "Carl"} {
			who, grant := c.another(name)
			admins = append(admins, admin{who, grant})
		}
		var wg sync.WaitGroup
		start := make(chan struct{})
		errs := make([]error, 2*len(admins))
		for i, a := range admins {
			victim := admins[(i+1)%len(admins)]
			ctx := c.As(a.who)
			wg.Go(func() { <-start; _, errs[i] = c.Roles.Revoke(ctx, c.Org, victim.grant, "") })
			wg.Go(func() {
				<-start
				_, errs[len(admins)+i] = c.Roles.Redate(ctx, role.Redate{Organisation: c.Org, Grant: victim.grant, Version: 1, Ends: new(calendar.Must("2027-01-01"))})
			})
		}
		close(start)
		wg.Wait()
		for _, err := range errs {
			switch fault.CodeOf(err) {
			case "last_administrator", "forbidden", "role_over", "stale":
			default:
				if err != nil {
					t.Errorf("a race ended in %v", err)
				}
			}
		}
		if c.keepers() == 0 {
			t.Fatal("nobody is left who can let the others in")
		}
	}
}

func TestEndByHRWins_A4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.Give(role.Grant{Employee: c.admin, Role: authz.UserAdministrator})
	orphaned, err := c.revokeAll(c.admin, true)
	if err != nil || !orphaned {
		t.Fatalf("orphaned %v, %v", orphaned, err)
	}
	if n := c.Count(`select count(*) from role_grants where organisation_id = $1 and revoked_at is null`, c.Org); n != 0 {
		t.Errorf("%d roles are left", n)
	}
	if c.Count(`select count(*) from audit_events where name = 'organisation.without_administrator'`) != 1 ||
		c.Count(`select count(*) from audit_events where name = 'role.revoked'`) != 2 {
		t.Error("events are missing (G1)")
	}
}

func TestEndOfOneOfTwoOrphansNobody_A4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who, _ := c.another("Bo")
	if orphaned, err := c.revokeAll(who, false); err != nil || orphaned {
		t.Errorf("orphaned %v, %v", orphaned, err)
	}
	if err := c.guardIn(who); err != nil {
		t.Errorf("somebody without the role: %v", err)
	}
}

func (c *clinic) guardIn(who id.Employee) error {
	return c.DB.Change(c.T.Context(), func(tx *database.Tx) error { return c.Roles.GuardIn(c.T.Context(), tx, c.Org, who) })
}

func (c *clinic) revokeAll(who id.Employee, force bool) (orphaned bool, err error) {
	ctx := authz.AsMachine(c.T.Context(), "lifecycle", c.Clock.Last())
	permit, err := authz.Require(ctx, authz.LifecycleEnd, authz.In(c.Org))
	c.Must(err)
	decision, err := permit.On(authz.Facts{})
	c.Must(err)
	err = c.DB.Change(ctx, func(tx *database.Tx) (err error) {
		orphaned, err = c.Roles.RevokeAllIn(context.WithoutCancel(ctx), tx, decision, c.Org, who, force)
		return err
	})
	return orphaned, err
}
