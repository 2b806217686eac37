package employee_test

import (
	"testing"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
)

func mustID() id.Employee { return id.New[id.Employee]() }

// No worker runs in this test: the dates themselves decide (law 1).
func TestAccessOnlyWhileEmployed_E5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	e := c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: "Bo", FamilyName: "Krag", Employments: []employee.Employ{
		{Category: "F", StartsOn: calendar.Must("2026-12-01"), EndsOn: calendar.Must("2026-12-31")},
		{Category: "T", StartsOn: calendar.Must("2027-02-01"), EndsOn: calendar.Must("2027-02-28")},
	}})
	for _, tc := range []struct {
		at     string
		status employee.Status
		usable bool
	}{
		{"2026-11-30T22:59:59Z", employee.PendingStart, false}, // Danish midnight is 23:00 UTC in winter
		{"2026-11-30T23:00:00Z", employee.Active, true},
		{"2026-12-31T22:59:59Z", employee.Active, true}, // the last day counts in full
		{"2026-12-31T23:00:00Z", employee.PendingStart, false},
		{"2027-02-01T12:00:00Z", employee.Active, true},
		{"2027-02-28T23:00:00Z", employee.Ended, false},
	} {
		at, err := time.Parse(time.RFC3339, tc.at)
		c.must(err)
		c.clock.Advance(at.Sub(c.clock.Last()))
		if found := c.find(e.ID); found.Status != tc.status || c.usable(e.ID) != tc.usable {
			t.Errorf("%s: %s, usable %v; want %s, %v", tc.at, found.Status, c.usable(e.ID), tc.status, tc.usable)
		}
	}
}

func TestEndAllEndsAtOnce_L5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ctx := c.as(authz.CaseWorker)
	e := c.create(ctx, employee.Create{GivenName: "Bo", FamilyName: "Krag", Employments: []employee.Employ{
		{Category: "F"}, {Category: "T", StartsOn: calendar.Must("2027-01-01")},
	}})
	permit, err := authz.Require(ctx, authz.EmployeeTerminate, authz.In(c.org))
	c.must(err)
	c.must(c.db.Change(ctx, func(tx *database.Tx) error {
		decision, err := permit.On(e.Because("left"))
		if err != nil {
			return err
		}
		n, err := c.employees.EndAllIn(ctx, tx, decision, c.org, e.ID, "left")
		if n != 2 {
			t.Errorf("ended %d", n)
		}
		return err
	}))
	if c.usable(e.ID) || c.find(e.ID).Status != employee.Ended {
		t.Fatalf("still %s", c.find(e.ID).Status)
	}
}
