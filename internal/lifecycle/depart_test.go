package lifecycle_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/lifecycle"
)

// The last day counts in full; the instant after it nothing works, and no worker has run (law 1).
func TestEndsAtTheInstant_L4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	signe := c.employ("Signe", "2026-11-30")
	c.assign(signe)
	c.until("2026-11-30T22:59:58Z") // Danish midnight is 23:00 UTC in winter
	cookie, person := c.signIn(signe)
	if can := c.works(signe, cookie, person); len(can) != 4 {
		t.Fatalf("on the last day: %v", can)
	}
	c.until("2026-11-30T23:00:00Z")
	if can := c.works(signe, cookie, person); len(can) != 0 {
		t.Fatalf("after the last day: %v", can)
	}
	if n := c.Count(`select count(*) from audit_events where name = 'employee.left'`); n != 0 {
		t.Fatal("somebody worked")
	}
}

// Afterwards it is told, once, however many nodes look; and a later employment brings nothing back (L7).
func TestDepartureIsToldOnce_L4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	signe := c.employ("Signe", "2026-11-30")
	c.assign(signe)
	c.give(signe, authz.UnitManager)
	c.signIn(signe)
	c.Must(c.life.Depart(t.Context()))
	if c.events("employee.left") != 0 {
		t.Fatal("left before the end")
	}
	c.until("2026-12-01T06:00:00Z")
	var done sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		node := c.node()
		done.Go(func() { errs[i] = node.Depart(t.Context()) })
	}
	done.Wait()
	for _, err := range errs {
		c.Must(err)
	}
	if n := c.events("employee.left"); n != 1 {
		t.Fatalf("told %d times", n)
	}
	if got := c.letters(signe.String()); !slices.Equal(got, []string{"employment_ended"}) {
		t.Errorf("the leaver was told %v", got)
	}
	if got := c.letters(c.users.String()); !slices.Equal(got, []string{"private_identity_left", "employee_ended"}) {
		t.Errorf("the administrator was told %v", got)
	}
	if n := c.Count(`select count(*) from jobs where kind = 'provider.logout' and arguments->>'employee' = $1`, signe); n != 1 {
		t.Errorf("%d jobs tell the relying parties", n)
	}
	_, err := c.services.Employees.Employ(c.As(c.hr), c.Org, signe, employee.Employ{Category: "F", StartsOn: calendar.Must("2026-12-01")})
	c.Must(err)
	if n := c.Count(`select count(*) from role_grants where employee_id = $1 and revoked_at is null`, signe); n != 0 {
		t.Error("the role came back")
	}
	if n := c.Count(`select count(*) from assignments where employee_id = $1 and revoked_at is null`, signe); n != 0 {
		t.Error("the bundle came back")
	}
	_, err = c.life.Terminate(c.As(c.hr), lifecycle.Terminate{Organisation: c.Org, Employee: signe, Reason: "Kun en dag"})
	c.Must(err)
	if got := c.letters(c.users.String()); len(got) != 3 {
		t.Errorf("the second departure: %v", got)
	}
}

// Late by months is not too late: what ended while no worker ran is told when one runs again.
func TestDeparturesAreFoundLate_L4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	signe, per := c.employ("Signe", "2026-11-30"), c.employ("Per", "2027-01-31")
	c.until("2027-06-01T06:00:00Z")
	c.Must(c.life.Depart(t.Context()))
	if n := c.Count(`select count(*) from departures where employee_id in ($1, $2)`, signe, per); n != 2 {
		t.Fatalf("%d of two departures", n)
	}
}

func TestNobodyElseDeparts_L4(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(c *clinic){
		"another employment is current": func(c *clinic) {
			c.employ("Signe", "2026-11-30", employee.Employ{Category: "T", StartsOn: calendar.Must("2026-11-01")})
		},
		"another employment is to come": func(c *clinic) {
			c.employ("Signe", "2026-11-30", employee.Employ{Category: "T", StartsOn: calendar.Must("2027-03-01")})
		},
		"ended before it was written down": func(c *clinic) { c.employ("Signe", "2021-05-31") },
		"terminated before": func(c *clinic) {
			_, err := c.life.Terminate(c.As(c.hr), lifecycle.Terminate{Organisation: c.Org, Employee: c.employ("Signe", "2026-11-30"), Reason: "Nu"})
			c.Must(err)
		},
		"the organisation is closed": func(c *clinic) {
			c.employ("Signe", "2026-11-30")
			c.SQL(`update organisations set state = 'closed' where id = $1`, c.Org)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t)
			prepare(c)
			c.until("2026-12-02T06:00:00Z")
			c.Must(c.life.Depart(t.Context()))
			if n := c.events("employee.left"); n != 0 {
				t.Fatalf("%d departures", n)
			}
		})
	}
}

// An employment ended by hand is told like one that ran out.
func TestEndedByHandIsTold_L4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	signe := c.employ("Signe", "")
	c.SQL(`update employments set ended_at = $2, version = version + 1 where employee_id = $1`, signe, c.Clock.Last())
	c.Clock.Advance(time.Minute)
	c.Must(c.life.Depart(t.Context()))
	if got := c.letters(signe.String()); !slices.Equal(got, []string{"employment_ended"}) {
		t.Fatalf("told %v", got)
	}
}

// An administrator's end date stands like any other; who gave it was asked then (A4).
func TestLastAdministratorRunsOut_A4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.SQL(`update employments set ends_on = '2026-11-30' where employee_id = $1`, c.admin)
	c.until("2026-12-01T06:00:00Z")
	c.Must(c.life.Depart(t.Context()))
	if c.events("employee.left") != 1 {
		t.Fatal("not dealt with")
	}
}

// One that cannot be told does not hold up the others.
func TestDeparturesInBatches_L4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.Seed(c.Org, authz.EmployeeCreate, func(ctx context.Context, tx *database.Tx, d authz.Decision) error {
		for range 450 {
			_, err := c.services.Employees.CreateIn(ctx, tx, d, employee.Create{
				Organisation: c.Org, GivenName: "Per", FamilyName: "Prøvesen", BirthDate: calendar.Must("1980-01-01"),
				Employments: []employee.Employ{{Category: "F", StartsOn: calendar.Must("2020-01-01"), EndsOn: calendar.Must("2026-11-30")}},
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	c.until("2026-12-01T06:00:00Z")
	c.Must(c.life.Depart(t.Context()))
	if n := c.events("employee.left"); n != 450 {
		t.Fatalf("%d of 450", n)
	}
}
