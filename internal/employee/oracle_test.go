package employee_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
)

// UsableSQL and the status of any mix of employments, blocks and state of the organisation are what
// the rules say in Go, on the days around every edge (E5, E6).
func TestUsableIsWhatTheRulesSay_E5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	e := c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: "Bo", FamilyName: "Krag"}).ID
	base := calendar.Must("2026-11-22")
	rapid.Check(t, func(r *rapid.T) {
		c.exec(`delete from employments where employee_id = $1`, e)
		c.exec(`delete from block_reasons where employee_id = $1`, e)
		state := rapid.SampledFrom([]string{"connected", "connected", "connected", "suspended", "closed"}).Draw(r, "state")
		c.exec(`update organisations set state = $2 where id = $1`, c.org, state)
		today := calendar.Today(c.clock.Last())
		running, coming, held := false, false, rapid.IntRange(0, 3).Draw(r, "employments")
		for range held {
			starts := base.AddDays(rapid.IntRange(-3, 3).Draw(r, "starts"))
			var ends calendar.Date
			if rapid.Bool().Draw(r, "has end") {
				ends = starts.AddDays(rapid.IntRange(0, 4).Draw(r, "days"))
			}
			var ended any
			cut := rapid.IntRange(0, 3).Draw(r, "cut short") == 0
			if cut {
				ended = c.clock.Last()
			}
			c.exec(`insert into employments (organisation_id, id, employee_id, category, starts_on, ends_on, ended_at, created_at)
				values ($1, $2, $3, 'F', $4, $5, $6, now())`, c.org, id.New[id.Employment](), e, starts, ends, ended)
			running = running || !cut && calendar.Range{From: starts, To: ends}.Holds(today)
			coming = coming || !cut && starts.After(today)
		}
		blocked := false
		for _, kind := range []employee.BlockKind{employee.ByAdministrator, employee.BySelf, employee.LostIdentity} {
			switch rapid.IntRange(0, 4).Draw(r, string(kind)) {
			case 0:
				blocked = true
				c.exec(`insert into block_reasons (organisation_id, id, employee_id, kind, set_at) values ($1, $2, $3, $4, now())`, c.org, id.New[id.BlockReason](), e, string(kind))
			case 1: // set once, lifted since
				c.exec(`insert into block_reasons (organisation_id, id, employee_id, kind, set_at, lifted_at) values ($1, $2, $3, $4, now(), now())`, c.org, id.New[id.BlockReason](), e, string(kind))
			}
		}
		want := employee.PendingStart
		switch {
		case held == 0:
			want = employee.WithoutEmployment
		case !running && !coming:
			want = employee.Ended
		case blocked:
			want = employee.Blocked
		case running:
			want = employee.Active
		}
		if got := c.find(e).Status; got != want {
			r.Fatalf("status %s, want %s", got, want)
		}
		if got := c.usable(e); got != (state == "connected" && running && !blocked) {
			r.Fatalf("usable %v in a %s organisation, running %v, blocked %v", got, state, running, blocked)
		}
	})
}

func (c *clinic) exec(query string, args ...any) {
	c.t.Helper()
	_, err := c.db.Pool().ExecContext(c.t.Context(), query, args...)
	c.must(err)
}

// The instant is not asked by what was ended by an act: a node whose clock is behind refuses too (L5).
func TestAnEndCountsOnANodeThatIsBehind_L5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	e := c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: "Bo", FamilyName: "Krag", Employments: []employee.Employ{{Category: "F"}}})
	c.exec(`update employments set ended_at = $2 where employee_id = $1`, e.ID, c.clock.Last().Add(time.Minute))
	if c.usable(e.ID) {
		t.Error("usable until the clock catches up")
	}
}

func TestClosingEndsEverybody_C9(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ctx := c.as(authz.OrganisationAdministrator)
	permit, err := authz.Require(ctx, authz.OrganisationClose, authz.In(c.org))
	c.must(err)
	decision, err := permit.On(authz.Facts{Reason: "sold"})
	c.must(err)
	c.must(c.db.Change(ctx, func(tx *database.Tx) error { return c.employees.EndEveryoneIn(ctx, tx, decision, c.org, "sold") }))
	if c.find(c.admin).Status != employee.Ended {
		t.Error("somebody is still employed")
	}
}

func TestOwnCategories_E4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	admin, hr := c.as(authz.OrganisationAdministrator), c.as(authz.CaseWorker)
	days := 30
	made, err := c.employees.CreateCategory(admin, employee.NewCategory{Organisation: c.org, Category: employee.Category{
		Code: "PR", NameDa: "Privatpraktiserende", NameEn: "In private practice", DefaultDays: &days, AllowedAuthenticators: []string{"app"},
	}})
	c.must(err)
	e := c.create(hr, employee.Create{GivenName: "Bo", FamilyName: "Krag", Employments: []employee.Employ{{Category: "PR"}}})
	if got := e.Employments[0].EndsOn; got != calendar.Must("2026-12-21") {
		t.Errorf("ends on %s", got)
	}
	retired := true
	change := employee.ChangeCategory{Organisation: c.org, Code: "PR", Version: made.Version, Retired: &retired}
	if _, err := c.employees.ChangeCategory(admin, change); err != nil {
		t.Fatal(err)
	}
	if _, err := c.employees.ChangeCategory(admin, change); err == nil {
		t.Error("changed at an old version")
	}
	_, err = c.employees.Employ(hr, c.org, e.ID, employee.Employ{Category: "PR"})
	if err == nil {
		t.Error("employed in a retired category")
	}
}
