package role_test

import (
	"context"
	"sync"
	"testing"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/role"
)

func (c *clinic) blockBy(ctx context.Context, who id.Employee) error {
	_, err := c.Employees.Block(ctx, employee.PutBlock{Organisation: c.Org, Employee: who, Kind: employee.ByAdministrator, Reason: "Suspicion"})
	return err
}

func (c *clinic) employmentOf(who id.Employee) (found employee.Employment) {
	c.T.Helper()
	c.Must(c.DB.Single(c.T.Context(), func(tx *database.Tx) error {
		e, err := employee.Find(c.T.Context(), tx, c.Org, who)
		if err == nil {
			found = e.Employments[0]
		}
		return err
	}))
	return found
}

func TestAdministratorsActOnAnEmployeeKeepsOne_A4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	users := c.Employ(c.Org, "Ulla", "2020-01-01", "")
	c.Give(role.Grant{Employee: users, Role: authz.UserAdministrator})
	m := c.employmentOf(c.admin)
	end := func(ctx context.Context, on calendar.Date) error {
		_, err := c.Employees.EndEmployment(ctx, employee.EndEmployment{Organisation: c.Org, Employee: c.admin, ID: m.ID, Version: m.Version, EndsOn: on, Reason: "Leaves"})
		return err
	}
	for name, err := range map[string]error{
		"block":            c.blockBy(c.As(users), c.admin),
		"end now":          end(c.As(users), calendar.Date{}),
		"an end to come":   end(c.As(users), calendar.Must("2027-01-01")),
		"block by herself": c.blockBy(c.As(c.admin), c.admin),
	} {
		if fault.CodeOf(err) != "last_administrator" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if c.keepers() != 1 {
		t.Fatalf("%d administrators are left", c.keepers())
	}
	c.another("Bo")
	if err := c.blockBy(c.As(users), c.admin); err != nil {
		t.Errorf("with another one: %v", err)
	}
}

func TestOwnBlockAndHRWin_A4(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]func(c *clinic) error{
		"own block": func(c *clinic) error {
			_, err := c.Employees.BlockSelf(c.As(c.admin), "", false)
			return err
		},
		"HR": func(c *clinic) error {
			hr := c.Employ(c.Org, "Hanne", "2020-01-01", "")
			c.Give(role.Grant{Employee: hr, Role: authz.CaseWorker})
			m := c.employmentOf(c.admin)
			_, err := c.Employees.EndEmployment(c.As(hr), employee.EndEmployment{Organisation: c.Org, Employee: c.admin, ID: m.ID, Version: m.Version, Reason: "Leaves"})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t)
			told := 0
			c.Roles.OnOrphaned(func(_ context.Context, _ *database.Tx, _ authz.Decision, org id.Organisation) error {
				if org == c.Org {
					told++
				}
				return nil
			})
			c.Must(act(c))
			if told != 1 || c.Count(`select count(*) from audit_events where name = 'organisation.without_administrator'`) != 1 {
				t.Errorf("told %d times", told)
			}
		})
	}
}

// Two administrators who block each other at the same instant do not both succeed.
func TestParallelBlocksLeaveOne_A4(t *testing.T) {
	t.Parallel()
	for range 6 {
		c := newClinic(t)
		second, grant := c.another("Bo")
		ctxs := []context.Context{c.As(c.admin), c.As(second), c.As(second)}
		errs := make([]error, 3)
		start := make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() { <-start; errs[0] = c.blockBy(ctxs[0], second) })
		wg.Go(func() { <-start; errs[1] = c.blockBy(ctxs[1], c.admin) })
		wg.Go(func() { <-start; _, errs[2] = c.Roles.Revoke(ctxs[2], c.Org, c.adminGrant, "") })
		close(start)
		wg.Wait()
		for _, err := range errs {
			if code := fault.CodeOf(err); err != nil && code != "last_administrator" && code != "forbidden" {
				t.Errorf("a race ended in %v", err)
			}
		}
		if c.keepers() == 0 {
			t.Fatalf("nobody is left (%v; %v)", errs, grant)
		}
	}
}
