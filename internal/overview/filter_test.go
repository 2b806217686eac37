package overview_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"hverv/internal/calendar"
	"hverv/internal/overview"
)

// fits says in Go what each filter says in SQL, of a row of the whole overview.
func fits(row overview.Row, f overview.Filter, now time.Time) bool {
	today := calendar.Today(now)
	if f.Kind != "" && row.Kind != f.Kind || f.State != "" && row.State != f.State {
		return false
	}
	if f.EndsWithin != nil {
		last := today.AddDays(*f.EndsWithin)
		ends := row.EndsAt != nil && row.EndsAt.After(now) && !row.EndsAt.After(calendar.EndOfDay(last))
		if !ends && (row.IdentityState != "pending" || row.ActivateUntil.After(last)) {
			return false
		}
	}
	switch f.Concern {
	case overview.OnLoan:
		return !row.Loan.IsZero()
	case overview.Late:
		return row.Late
	case overview.UnderWay:
		return row.State == "ordered" || row.State == "shipped"
	case overview.ToReturn:
		return row.Return != ""
	case overview.None:
		return row.Authenticator.IsZero()
	case overview.LacksUsable:
		return row.Lacks == "identity" || row.Lacks == "authenticator"
	case overview.LacksSpare:
		return row.IdentityState == "active" && row.Lacks != ""
	}
	return true
}

// What is gathered first, so that the walk may pass others by, must not lose anybody: each set of filters leaves
// of the whole what it says.
func TestW3_OverviewFiltersLeaveWhatTheySay(t *testing.T) {
	t.Parallel()
	r := newRegion(t)
	r.crowd()
	r.populate(200)
	r.clock(at("2026-11-22", 11)) // some loans have run out
	ctx := r.As(r.admin)
	whole := r.rows(ctx, overview.Filter{Limit: 1000})
	left := map[string]int{}
	for _, kind := range []string{"", "app", "code_display", "chip"} {
		for _, state := range []string{"", "active", "expired", "suspended", "blocked", "ordered"} {
			for _, concern := range []overview.Concern{
				"", overview.OnLoan, overview.Late, overview.UnderWay, overview.ToReturn, overview.None, overview.LacksUsable, overview.LacksSpare,
			} {
				for _, within := range []*int{nil, new(18)} {
					f := overview.Filter{Kind: kind, State: state, Concern: concern, EndsWithin: within, Limit: 1000}
					var want []string
					for _, row := range whole {
						if fits(row, f, r.DB.Now()) {
							want = append(want, said(row))
						}
					}
					if got := r.lines(ctx, f); !slices.Equal(got, want) {
						t.Errorf("%q %q %q %v: %d rows, want %d", kind, state, concern, within, len(got), len(want))
					}
					left[fmt.Sprint(concern)] += len(want)
				}
			}
		}
	}
	for concern, rows := range left {
		if rows == 0 {
			t.Errorf("%q was never true", concern)
		}
	}
}
