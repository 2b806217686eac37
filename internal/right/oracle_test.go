package right_test

import (
	"cmp"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/lib/pq"
	"pgregory.net/rapid"

	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/right"
)

// The oracle says R6 in plain Go, over worlds of a few organisations, people and rights whose dates
// lie close together, so that every edge is met.

type span struct{ from, to calendar.Date }

func (s span) holds(on calendar.Date) bool {
	return !on.Before(s.from) && (s.to.IsZero() || !on.After(s.to))
}

// stop is an instant at which something was ended, or nil.
type stop = *time.Time

// stands says whether what ended at the stop still stood: as things are now, or at an instant past.
func stands(ended stop, then *time.Time) bool {
	return ended == nil || then != nil && !ended.Before(*then)
}

type (
	madeRight struct {
		id            id.Right
		code          string
		ended, system stop
	}
	madeBundle struct {
		id       id.Bundle
		ended    stop
		versions [][]int // indices of rights
		madeAt   []time.Time
	}
	madeHolding struct {
		span

		id    id.Holding
		right int
		ended stop
	}
	madeEmployment struct {
		span

		ended stop
	}
	madeBlock struct {
		set    time.Time
		lifted stop
	}
	madeAssignment struct {
		span

		id            id.Assignment
		right, bundle int // one is -1
		ended         stop
		made          time.Time
	}
	model struct {
		org         id.Organisation
		who         id.Employee
		suspended   stop
		rights      []madeRight
		bundles     []madeBundle
		holdings    []madeHolding
		employments []madeEmployment
		blocks      []madeBlock
		assignments []madeAssignment
	}
)

func (w model) usable(on calendar.Date, then *time.Time) bool {
	blocked := slices.ContainsFunc(w.blocks, func(b madeBlock) bool {
		return (then == nil || b.set.Before(*then)) && stands(b.lifted, then)
	})
	employed := slices.ContainsFunc(w.employments, func(m madeEmployment) bool { return m.holds(on) && stands(m.ended, then) })
	return employed && !blocked && stands(w.suspended, then)
}

// rightsOf gives the rights that an assignment means, and the number of the bundle's version.
func (w model) rightsOf(a madeAssignment, then *time.Time) ([]int, int) {
	if a.right >= 0 {
		return []int{a.right}, 0
	}
	b := w.bundles[a.bundle]
	if !stands(b.ended, then) {
		return nil, 0
	}
	for n := len(b.versions); n > 0; n-- {
		if then == nil || b.madeAt[n-1].Before(*then) {
			return b.versions[n-1], n
		}
	}
	return nil, 0
}

func (w model) effective(on calendar.Date, then *time.Time) []string {
	paths := []string{}
	if !w.usable(on, then) {
		return paths
	}
	for _, a := range w.assignments {
		if !a.holds(on) || !stands(a.ended, then) || then != nil && !a.made.Before(*then) {
			continue
		}
		given, number := w.rightsOf(a, then)
		for _, r := range given {
			if !stands(w.rights[r].ended, then) || !stands(w.rights[r].system, then) {
				continue
			}
			for _, h := range w.holdings {
				if h.right == r && h.holds(on) && stands(h.ended, then) {
					paths = append(paths, path(w.rights[r].code, a.id, number, h.id))
				}
			}
		}
	}
	slices.Sort(paths)
	return paths
}

func path(code string, a id.Assignment, number int, h id.Holding) string {
	return code + " " + a.String() + " v" + strconv.Itoa(number) + " " + h.String()
}

// draws makes the parts of a model around today.
type draws struct {
	*rapid.T

	now time.Time
}

func (d draws) day(label string) calendar.Date {
	return calendar.Today(d.now).AddDays(rapid.IntRange(-4, 4).Draw(d.T, label))
}

func (d draws) span(label string) span {
	if rapid.IntRange(0, 2).Draw(d.T, label+" always") > 0 {
		return span{from: calendar.Today(d.now).AddDays(-10)} // else hardly anything would be effective
	}
	s := span{from: d.day(label + " from")}
	if rapid.Bool().Draw(d.T, label+" ends") {
		s.to = s.from.AddDays(rapid.IntRange(0, 5).Draw(d.T, label+" days"))
	}
	return s
}

// instant lies in the past, at edges of days too.
func (d draws) instant(label string) time.Time {
	day := calendar.EndOfDay(calendar.Today(d.now).AddDays(-rapid.IntRange(1, 5).Draw(d.T, label+" day")))
	return day.Add(time.Duration(rapid.SampledFrom([]int{-1, 0, 1, 3600}).Draw(d.T, label+" second")) * time.Second)
}

func (d draws) stop(label string) stop {
	if rapid.IntRange(0, 4).Draw(d.T, label+" stopped") > 0 {
		return nil
	}
	at := d.instant(label)
	return &at
}

func (d draws) index(n int, label string) int { return rapid.IntRange(0, n-1).Draw(d.T, label) }

func (d draws) model() model {
	w := model{org: id.New[id.Organisation](), who: id.New[id.Employee](), suspended: d.stop("organisation")}
	if w.suspended != nil && rapid.Bool().Draw(d.T, "connected after all") {
		w.suspended = nil
	}
	system := d.stop("system")
	for i := range rapid.IntRange(1, 3).Draw(d.T, "rights") {
		w.rights = append(w.rights, madeRight{id.New[id.Right](), "urn:test:" + strconv.Itoa(i) + ":" + w.org.String(), d.stop("right"), system})
	}
	for range rapid.IntRange(1, 2).Draw(d.T, "bundles") {
		b := madeBundle{id: id.New[id.Bundle](), ended: d.stop("bundle")}
		for range rapid.IntRange(1, 3).Draw(d.T, "versions") {
			b.madeAt = append(b.madeAt, d.instant("version"))
			var held []int
			for r := range w.rights {
				if rapid.Bool().Draw(d.T, "in version") {
					held = append(held, r)
				}
			}
			b.versions = append(b.versions, held)
		}
		slices.SortFunc(b.madeAt, time.Time.Compare)
		w.bundles = append(w.bundles, b)
	}
	for range rapid.IntRange(1, 7).Draw(d.T, "holdings") {
		h := madeHolding{d.span("holding"), id.New[id.Holding](), d.index(len(w.rights), "holding of"), d.stop("holding")}
		if h.ended == nil && slices.ContainsFunc(w.holdings, func(o madeHolding) bool { return o.right == h.right && o.ended == nil }) {
			continue // one at a time, says the index
		}
		w.holdings = append(w.holdings, h)
	}
	for range rapid.IntRange(1, 3).Draw(d.T, "employments") {
		w.employments = append(w.employments, madeEmployment{d.span("employment"), d.stop("employment")})
	}
	if rapid.IntRange(0, 3).Draw(d.T, "blocked") == 0 {
		w.blocks = append(w.blocks, madeBlock{d.instant("block"), d.stop("lift")})
	}
	for range rapid.IntRange(1, 6).Draw(d.T, "assignments") {
		a := madeAssignment{id: id.New[id.Assignment](), right: -1, bundle: -1, span: d.span("assignment"), ended: d.stop("assignment"), made: d.now.AddDate(0, 0, -9)}
		if rapid.Bool().Draw(d.T, "assigned lately") {
			a.made = d.instant("assigned")
		}
		if rapid.IntRange(0, 2).Draw(d.T, "of a bundle") > 0 {
			a.bundle = d.index(len(w.bundles), "bundle")
		} else {
			a.right = d.index(len(w.rights), "right")
		}
		w.assignments = append(w.assignments, a)
	}
	return w
}

func (c *clinic) store(w model, cvr int) {
	long := c.Clock.Last().AddDate(-1, 0, 0)
	state := "connected"
	if w.suspended != nil {
		state = "suspended"
	}
	c.SQL(`insert into organisations (id, cvr, name, form, address, state, created_at, suspended_at) values ($1, $2, 'World', 'ApS', '{}', $3, $4, $5)`,
		w.org, strconv.Itoa(cvr), state, long, instantOf(w.suspended))
	c.SQL(`insert into employment_categories (organisation_id, code, name_da, name_en) values ($1, 'F', 'F', 'F')`, w.org)
	c.SQL(`insert into employees (organisation_id, id, given_name, family_name, sort_key, search_key, created_at, changed_at)
		values ($1, $2, 'A', 'B', '', '', $3, $3)`, w.org, w.who, long)
	system := id.New[id.System]()
	c.SQL(`insert into systems (id, code, name, created_at, retired_at) values ($1, $2, 'S', $3, $4)`, system, w.org.String(), long, instantOf(w.rights[0].system))
	for _, r := range w.rights {
		c.SQL(`insert into rights (id, system_id, code, name, access, sensitivity, created_at, retired_at) values ($1, $2, $3, 'R', 'read', 'ordinary', $4, $5)`,
			r.id, system, r.code, long, instantOf(r.ended))
	}
	for _, h := range w.holdings {
		c.SQL(`insert into right_holdings (organisation_id, id, right_id, starts_on, ends_on, revoked_at) values ($1, $2, $3, $4, $5, $6)`,
			w.org, h.id, w.rights[h.right].id, h.from, h.to, instantOf(h.ended))
	}
	for i, b := range w.bundles {
		c.SQL(`insert into bundles (organisation_id, id, name, current_version, created_at, retired_at) values ($1, $2, $3, $4, $5, $6)`,
			w.org, b.id, strconv.Itoa(i), len(b.versions), long, instantOf(b.ended))
		for n, held := range b.versions {
			ids := []string{}
			for _, r := range held {
				ids = append(ids, w.rights[r].id.String())
			}
			c.SQL(`insert into bundle_versions (organisation_id, bundle_id, number, right_ids, made_at) values ($1, $2, $3, $4, $5)`,
				w.org, b.id, n+1, pq.Array(ids), b.madeAt[n])
		}
	}
	for _, m := range w.employments {
		c.SQL(`insert into employments (organisation_id, id, employee_id, category, starts_on, ends_on, ended_at, created_at) values ($1, $2, $3, 'F', $4, $5, $6, $7)`,
			w.org, id.New[id.Employment](), w.who, m.from, m.to, instantOf(m.ended), long)
	}
	for _, b := range w.blocks {
		c.SQL(`insert into block_reasons (organisation_id, id, employee_id, kind, set_at, lifted_at) values ($1, $2, $3, 'self', $4, $5)`,
			w.org, id.New[id.BlockReason](), w.who, b.set, instantOf(b.lifted))
	}
	for _, a := range w.assignments {
		var ofRight id.Right
		var ofBundle id.Bundle
		if a.right >= 0 {
			ofRight = w.rights[a.right].id
		} else {
			ofBundle = w.bundles[a.bundle].id
		}
		c.SQL(`insert into assignments (organisation_id, id, employee_id, right_id, bundle_id, scope_kind, starts_on, ends_on, revoked_at, created_at)
			values ($1, $2, $3, $4, $5, 'organisation', $6, $7, $8, $9)`, w.org, a.id, w.who, ofRight, ofBundle, a.from, a.to, instantOf(a.ended), a.made)
	}
}

func instantOf(s stop) any {
	if s == nil {
		return nil
	}
	return *s
}

// One round is a hundred worlds; `make prove` runs fifty.
func TestProveEffectiveRightsAgreeWithTheOracle_R6(t *testing.T) {
	t.Parallel()
	rounds := 1
	if os.Getenv("HVERV_PROVE") != "" {
		rounds = 50
	}
	for range rounds {
		agree(t)
	}
}

func agree(t *testing.T) {
	t.Helper()
	c := newClinic(t)
	cvr := 10_000_000
	rapid.Check(t, func(rt *rapid.T) {
		d := draws{rt, c.Clock.Last()}
		w := d.model()
		cvr++
		c.store(w, cvr)
		today := calendar.Today(c.Clock.Last())
		for days := -6; days <= 6; days++ {
			on := today.AddDays(days)
			var then *time.Time
			if days < 0 {
				then = new(calendar.EndOfDay(on))
			}
			got := []string{}
			err := c.DB.Single(t.Context(), func(tx *database.Tx) error {
				found, err := right.EffectiveOn(t.Context(), tx, w.org, w.who, on)
				for _, e := range found {
					got = append(got, path(e.Code, e.Assignment, e.BundleVersion, e.Holding))
				}
				return err
			})
			if err != nil {
				rt.Fatal(err)
			}
			slices.SortFunc(got, cmp.Compare)
			if diff := gocmp.Diff(w.effective(on, then), got); diff != "" {
				rt.Fatalf("on %s (%d): %s", on, days, diff)
			}
		}
	})
}
