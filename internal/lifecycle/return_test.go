package lifecycle_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/employee"
	"hverv/internal/id"
	"hverv/internal/lifecycle"
)

// Whoever comes back before any schedule has run, also within the minute, finds nothing of what
// they had: no session, no identity, no role, no right (L7).
func TestRehireGivesNothingBack_L7(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		until string
		leave func(c *clinic, who id.Employee)
		back  func(c *clinic, who id.Employee) error
	}{
		"hired the day after": {"2026-11-30", ranOut, func(c *clinic, who id.Employee) error {
			return c.hire(who, employee.Employ{Category: "T"})
		}},
		"hired for a day to come": {"2026-11-30", ranOut, func(c *clinic, who id.Employee) error {
			err := c.hire(who, employee.Employ{Category: "T", StartsOn: calendar.Must("2027-02-01")})
			c.until("2027-02-01T08:00:00Z")
			return err
		}},
		"hired as of a day long past": {"2026-11-30", ranOut, func(c *clinic, who id.Employee) error {
			return c.hire(who, employee.Employ{Category: "F", StartsOn: calendar.Must("2020-02-01")})
		}},
		"the end is moved": {"2026-11-30", ranOut, func(c *clinic, who id.Employee) error {
			return c.extend(who, calendar.Must("2027-12-31"))
		}},
		"the end is taken away": {"2026-11-30", ranOut, func(c *clinic, who id.Employee) error {
			return c.extend(who, calendar.Date{})
		}},
		"ended anew, later": {"2026-11-30", ranOut, func(c *clinic, who id.Employee) error {
			m := c.employments(who)[0]
			_, err := c.services.Employees.EndEmployment(c.As(c.hr), employee.EndEmployment{
				Organisation: c.Org, Employee: who, ID: m.ID, Version: m.Version, EndsOn: calendar.Must("2027-12-31"), Reason: "Forlænget",
			})
			return err
		}},
		"hired within the minute": {"", endedByHand, func(c *clinic, who id.Employee) error {
			return c.hire(who, employee.Employ{Category: "T"})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t)
			signe := c.employ("Signe", tc.until)
			c.assign(signe)
			c.give(signe, authz.OrganisationAdministrator)
			cookie, person := c.signIn(signe)
			tc.leave(c, signe)
			c.Must(tc.back(c, signe))
			if can := c.works(signe, cookie, person); !slices.Equal(can, []string{"employee"}) {
				t.Errorf("came back with %v", can)
			}
			c.nothingLeft(signe)
			if got := []int{c.events("employee.returned"), c.events("employee.left"), c.events("organisation.without_administrator")}; !slices.Equal(got, []int{1, 0, 0}) {
				t.Errorf("events %v", got)
			}
			if n := c.Count(`select count(*) from jobs where kind = 'provider.logout' and arguments->>'employee' = $1`, signe); n == 0 {
				t.Error("no job tells the relying parties")
			}
			c.Must(c.life.Depart(t.Context()))
			if n := c.events("employee.left"); n != 0 {
				t.Error("a departure was told that had been undone")
			}
		})
	}
}

// Who still is, or will be, employed loses nothing by another employment (E4).
func TestAnotherEmploymentTakesNothing_L7(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(c *clinic, who id.Employee) error{
		"one more, from a day to come": func(c *clinic, who id.Employee) error {
			return c.hire(who, employee.Employ{Category: "T", StartsOn: calendar.Must("2027-03-01")})
		},
		"one of two ends, and another begins": func(c *clinic, who id.Employee) error {
			if err := c.hire(who, employee.Employ{Category: "T", EndsOn: calendar.Must("2026-11-24")}); err != nil {
				return err
			}
			c.until("2026-11-25T08:00:00Z")
			return c.hire(who, employee.Employ{Category: "F"})
		},
		"the first one's end is moved": func(c *clinic, who id.Employee) error { return c.extend(who, calendar.Must("2028-01-31")) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t)
			signe := c.employ("Signe", "2026-11-30")
			c.assign(signe)
			cookie, person := c.signIn(signe)
			c.Must(change(c, signe))
			can := c.works(signe, cookie, person)
			if ended := c.Count(`select count(*) from sessions where ended_at is not null`); len(can) < 3 || ended != 0 { // a session's own time may be over
				t.Errorf("what still works: %v, %d sessions ended", can, ended)
			}
			if n := c.events("employee.returned"); n != 0 {
				t.Error("taken for somebody who came back")
			}
		})
	}
}

// A correction that leaves somebody out brings nothing and undoes nothing.
func TestCorrectedPastIsNoReturn_L7(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	signe := c.employ("Signe", "2026-11-30")
	ranOut(c, signe)
	c.Must(c.extend(signe, calendar.Must("2026-11-29")))
	c.Must(c.hire(signe, employee.Employ{Category: "T", StartsOn: calendar.Must("2019-01-01"), EndsOn: calendar.Must("2019-12-31")}))
	c.Must(c.life.Depart(t.Context()))
	if got := []int{c.events("employee.returned"), c.events("employee.left")}; !slices.Equal(got, []int{0, 1}) {
		t.Errorf("events %v", got)
	}
}

// Who comes back and leaves again on one day has left twice.
func TestLeavesTwiceInADay_L7(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	signe := c.employ("Signe", "")
	_, err := c.life.Terminate(c.As(c.hr), lifecycle.Terminate{Organisation: c.Org, Employee: signe, Reason: "Fejl"})
	c.Must(err)
	c.Clock.Advance(time.Second)
	c.Must(c.hire(signe, employee.Employ{Category: "F"}))
	c.assign(signe)
	endedByHand(c, signe)
	c.Clock.Advance(time.Minute)
	c.Must(c.life.Depart(t.Context()))
	c.nothingLeft(signe)
	if n := c.events("employee.left"); n != 1 {
		t.Errorf("the second time was told %d times", n)
	}
}

// However re-hire and the departure's schedule fall together, nothing comes back and it is done once.
func TestRehireBesideTheDeparture_L7(t *testing.T) {
	t.Parallel()
	c := newRealClinic(t)
	for range 6 {
		signe := c.employ("Signe", "")
		c.assign(signe)
		c.give(signe, authz.UnitManager)
		cookie, person := c.signIn(signe)
		c.SQL(`update employments set ends_on = $2, created_at = '2020-01-01' where employee_id = $1`, signe, calendar.Today(c.DB.Now()).AddDays(-1))
		before := c.events("employee.returned")
		var done sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			node := c.node()
			step := func() error { return node.Depart(t.Context()) }
			if i%2 == 1 {
				ctx, hire := c.As(c.hr), c.services.Employees // the node's own
				step = func() error {
					_, err := hire.Employ(ctx, c.Org, signe, employee.Employ{Category: "F"})
					return err
				}
			}
			done.Go(func() { errs[i] = step() })
		}
		done.Wait()
		for _, err := range errs {
			c.Must(err)
		}
		if can := c.works(signe, cookie, person); !slices.Equal(can, []string{"employee"}) {
			t.Fatalf("came back with %v", can)
		}
		c.nothingLeft(signe)
		if n := c.events("employee.returned") - before; n != 1 {
			t.Fatalf("came back %d times", n)
		}
	}
}

func ranOut(c *clinic, _ id.Employee) { c.until("2026-12-01T06:00:00Z") }

func endedByHand(c *clinic, who id.Employee) {
	c.T.Helper()
	m := c.employments(who)[0]
	_, err := c.services.Employees.EndEmployment(c.As(c.hr), employee.EndEmployment{
		Organisation: c.Org, Employee: who, ID: m.ID, Version: m.Version, Reason: "Straks",
	})
	c.Must(err)
}

func (c *clinic) hire(who id.Employee, m employee.Employ) error {
	_, err := c.services.Employees.Employ(c.As(c.hr), c.Org, who, m)
	return err
}

// extend gives the first employment another last day, or none.
func (c *clinic) extend(who id.Employee, until calendar.Date) error {
	c.T.Helper()
	m := c.employments(who)[0]
	_, err := c.services.Employees.ChangeEmployment(c.As(c.hr), employee.ChangeEmployment{
		Organisation: c.Org, Employee: who, ID: m.ID, Version: m.Version, EndsOn: &until,
	})
	return err
}

func (c *clinic) employments(who id.Employee) []employee.Employment {
	c.T.Helper()
	e, err := c.services.Employees.Get(c.As(c.hr), c.Org, who)
	c.Must(err)
	return e.Employments
}

// nothingLeft holds the tables against the answer: what is only hidden would come back.
func (c *clinic) nothingLeft(who id.Employee) {
	c.T.Helper()
	for _, left := range []string{
		`role_grants where employee_id = $1 and revoked_at is null`, `assignments where employee_id = $1 and revoked_at is null`,
		`identities where employee_id = $1 and state in ('pending', 'active')`, `sessions where employee_id = $1 and ended_at is null`,
	} {
		if n := c.Count(`select count(*) from `+left, who); n != 0 {
			c.T.Errorf("%d left of %s", n, left)
		}
	}
}
