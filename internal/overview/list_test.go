package overview_test

import (
	"fmt"
	"slices"
	"testing"

	"hverv/internal/calendar"
	"hverv/internal/employee"
	"hverv/internal/id"
	"hverv/internal/overview"
	"hverv/internal/stock"
)

// crowd is somebody of each sort, in the order of their names; Danish order puts Øjvind last.
func (r *region) crowd() {
	r.T.Helper()
	alma := r.person("Alma", "dedicated active")
	r.has(alma, thing{kind: "app", state: "active"})
	r.holds(alma, "S1", "active")
	bent := r.person("Bent", "dedicated active") // the own display rests while another is on loan
	r.holds(bent, "S2", "suspended")
	r.borrows(bent, "L1", at("2026-11-23", 8))
	carl := r.person("Carl", "dedicated active") // late
	r.borrows(carl, "L2", at("2026-11-22", 9))
	dora := r.person("Dora", "dedicated active")
	r.has(dora, thing{kind: "chip", state: "active", serial: "C1", ends: calendar.EndOfDay(calendar.Must("2026-12-06"))})
	r.has(dora, thing{kind: "code_display", state: "ordered", expected: "2026-12-18"})
	r.person("Erik", "private active")
	r.person("Frida", "dedicated pending")
	r.person("Gert", "")
	hans := r.person("Hans", "dedicated revoked", "2026-11-21") // left yesterday, and no worker has run
	r.holds(hans, "S3", "active")
	r.has(hans, thing{kind: "app", state: "active"})
	r.person("Ib", "", "2026-11-21") // left with nothing in hand
	jens := r.person("Jens", "dedicated active")
	r.holds(jens, "S4", "revoked")
	r.has(jens, thing{kind: "app", state: "active"})
	oejvind := r.person("Øjvind", "dedicated active")
	r.has(oejvind, thing{kind: "app", state: "lost"})
	r.has(oejvind, thing{kind: "code_display", state: "blocked", serial: "S5"})
}

func TestW3_OverviewListsEverybodyWithWhatTheyHave(t *testing.T) {
	t.Parallel()
	r := newRegion(t)
	r.crowd()
	want := []string{
		"Alma: app active", "Alma: code_display S1 active", "Bent: code_display S2 suspended", "Bent: code_display L1 active", "Carl: code_display L2 expired",
		"Dora: chip C1 active", "Dora: code_display ordered", "Erik: -", "Frida: -", "Gert: -", "Hans: code_display S3 active",
		"Jens: code_display S4 revoked", "Jens: app active", "Øjvind: code_display S5 blocked",
	}
	for _, limit := range []int{1, 3, 50} { // pages cut anywhere are the same list
		if got := r.lines(r.As(r.admin), overview.Filter{Limit: limit}); !slices.Equal(got, want) {
			t.Errorf("pages of %d: %q\nwant %q", limit, got, want)
		}
	}
}

func TestW3_OverviewIsFiltered(t *testing.T) {
	t.Parallel()
	r := newRegion(t)
	r.crowd()
	for name, e := range map[string]struct {
		f    overview.Filter
		want []string
	}{
		"name":         {overview.Filter{Query: "dor"}, []string{"Dora: chip C1 active", "Dora: code_display ordered"}},
		"whole name":   {overview.Filter{Query: "prøvesen gert"}, []string{"Gert: -"}},
		"kind":         {overview.Filter{Kind: "chip"}, []string{"Dora: chip C1 active"}},
		"state":        {overview.Filter{State: "blocked"}, []string{"Øjvind: code_display S5 blocked"}},
		"expired":      {overview.Filter{State: "expired"}, []string{"Carl: code_display L2 expired"}},
		"over":         {overview.Filter{State: "lost"}, []string{"Øjvind: app lost"}},
		"revoked":      {overview.Filter{State: "revoked"}, []string{"Jens: code_display S4 revoked"}},
		"on loan":      {overview.Filter{Concern: overview.OnLoan}, []string{"Bent: code_display L1 active", "Carl: code_display L2 expired"}},
		"late":         {overview.Filter{Concern: overview.Late}, []string{"Carl: code_display L2 expired"}},
		"under way":    {overview.Filter{Concern: overview.UnderWay}, []string{"Dora: code_display ordered"}},
		"to return":    {overview.Filter{Concern: overview.ToReturn}, []string{"Hans: code_display S3 active", "Jens: code_display S4 revoked"}},
		"none":         {overview.Filter{Concern: overview.None}, []string{"Erik: -", "Frida: -", "Gert: -"}},
		"lacks usable": {overview.Filter{Concern: overview.LacksUsable}, []string{"Carl: code_display L2 expired", "Gert: -", "Øjvind: code_display S5 blocked"}},
		"lacks spare": {overview.Filter{Concern: overview.LacksSpare}, []string{
			"Bent: code_display S2 suspended", "Bent: code_display L1 active", "Carl: code_display L2 expired", "Dora: chip C1 active", "Dora: code_display ordered",
			"Jens: code_display S4 revoked", "Jens: app active", "Øjvind: code_display S5 blocked",
		}},
		"today":       {overview.Filter{EndsWithin: new(0)}, nil},
		"tomorrow":    {overview.Filter{EndsWithin: new(1)}, []string{"Bent: code_display L1 active"}},
		"14 days":     {overview.Filter{EndsWithin: new(14)}, []string{"Bent: code_display L1 active", "Dora: chip C1 active"}},
		"18 days":     {overview.Filter{EndsWithin: new(18)}, []string{"Bent: code_display L1 active", "Dora: chip C1 active", "Frida: -"}},
		"13 days":     {overview.Filter{EndsWithin: new(13), Kind: "chip"}, nil},
		"two at once": {overview.Filter{Concern: overview.LacksSpare, State: "active", Query: "b"}, []string{"Bent: code_display L1 active"}},
	} {
		if got := r.lines(r.As(r.admin), e.f); !slices.Equal(got, e.want) {
			t.Errorf("%s: %q\nwant %q", name, got, e.want)
		}
	}
}

// What stands beside each row is what the lists of its features say, by the clock and no worker (law 1).
func TestW3_OverviewJudgesByTheClock(t *testing.T) {
	t.Parallel()
	r := newRegion(t)
	r.crowd()
	beside := func(name string) (all []string) {
		for _, row := range r.rows(r.As(r.admin), overview.Filter{Query: name}) {
			all = append(all, fmt.Sprint(row.Status, " ", row.IdentityKind, " ", row.IdentityState, " ", row.ActivateUntil, " lacks:", row.Lacks, " ends:", row.EndsOn(), " late:", row.Late, " return:", row.Return, " due:", row.DeliverOn))
		}
		return all
	}
	expect := func(name string, want ...string) {
		t.Helper()
		if got := beside(name); !slices.Equal(got, want) {
			t.Errorf("%s: %q\nwant %q", name, got, want)
		}
	}
	expect("Carl", "active dedicated active  lacks:authenticator ends:2026-11-22 late:true return: due:")
	expect("Dora", "active dedicated active  lacks:spare ends:2026-12-06 late:false return: due:", "active dedicated active  lacks:spare ends: late:false return: due:2026-12-18")
	expect("Frida", "active dedicated pending 2026-12-10 lacks: ends: late:false return: due:")
	expect("Hans", "ended    lacks: ends: late:false return:left due:")
	r.clock(at("2026-12-06", 23))
	expect("Bent", "active dedicated active  lacks:authenticator ends: late:false return: due:", "active dedicated active  lacks:authenticator ends:2026-11-23 late:true return: due:")
	expect("Dora", "active dedicated active  lacks:spare ends:2026-12-06 late:false return: due:", "active dedicated active  lacks:spare ends: late:false return: due:2026-12-18")
	r.clock(at("2026-12-11", 0))
	expect("Dora", "active dedicated active  lacks:authenticator ends:2026-12-06 late:false return: due:", "active dedicated active  lacks:authenticator ends: late:false return: due:2026-12-18")
	expect("Frida", "active dedicated lapsed 2026-12-10 lacks:identity ends: late:false return: due:")
	if got := r.lines(r.As(r.admin), overview.Filter{State: "expired", Kind: "chip"}); !slices.Equal(got, []string{"Dora: chip C1 expired"}) {
		t.Errorf("expired: %q", got)
	}
}

// The rule of U16 and what is lacking are said once more here, in one statement; they must not differ from the lists they come from.
func TestW3_OverviewSaysWhatTheOtherListsSay(t *testing.T) {
	t.Parallel()
	r := newRegion(t)
	r.crowd()
	for _, day := range []string{"2026-11-22", "2026-11-24", "2026-12-07", "2026-12-11"} {
		if day != "2026-11-22" {
			r.clock(at(day, 10))
		}
		var theirs, ours []string
		returns, err := r.stock.Returns(r.As(r.officer), r.Org, false, stock.Device{}, 50)
		r.Must(err)
		for _, one := range returns.Data {
			theirs = append(theirs, one.Serial+" "+one.Why)
		}
		for _, row := range r.rows(r.As(r.admin), overview.Filter{Concern: overview.ToReturn}) {
			ours = append(ours, row.Serial+" "+row.Return)
		}
		if slices.Sort(ours); !slices.Equal(ours, theirs) || len(ours) == 0 {
			t.Errorf("%s: must come back %q, the stock says %q", day, ours, theirs)
		}
		lacks, status := map[id.Employee]string{}, map[id.Employee]employee.Status{}
		for _, row := range r.rows(r.As(r.admin), overview.Filter{}) {
			lacks[row.Employee], status[row.Employee] = row.Lacks, row.Status
		}
		found, err := r.employees.Find(r.As(r.officer), employee.Whom{Organisation: r.Org, Query: "prøvesen", Limit: 50})
		r.Must(err)
		for _, one := range found.Data {
			want := ""
			if len(one.Lacks) > 0 {
				want = one.Lacks[0]
			}
			got, listed := lacks[one.ID]
			if listed && one.Status != employee.Ended && (got != want || status[one.ID] != one.Status) {
				t.Errorf("%s: %s lacks %q and is %s, found as %q and %s", day, one.GivenName, got, status[one.ID], want, one.Status)
			}
			if !listed && one.Status != employee.Ended && one.FamilyName != "Åsted" {
				t.Errorf("%s: %s is not listed", day, one.GivenName)
			}
		}
	}
}

func TestW3_OverviewPagesAreStableWithEqualNames(t *testing.T) {
	t.Parallel()
	r := newRegion(t)
	for n := range 7 {
		who := r.person("Anna", "dedicated active")
		for range n % 3 {
			r.has(who, thing{kind: "app", state: "active"})
		}
	}
	all := r.rows(r.As(r.admin), overview.Filter{})
	for limit := 1; limit < 5; limit++ {
		seen := r.rows(r.As(r.admin), overview.Filter{Limit: limit})
		if !slices.EqualFunc(seen, all, func(a, b overview.Row) bool { return a.Employee == b.Employee && a.Authenticator == b.Authenticator }) {
			t.Errorf("pages of %d hold %d rows in another order, of %d", limit, len(seen), len(all))
		}
	}
	if len(all) != 9 {
		t.Errorf("%d rows", len(all))
	}
}

func TestW3_OverviewRefusesWhatIsNoFilter(t *testing.T) {
	t.Parallel()
	r := newRegion(t)
	for _, f := range []overview.Filter{
		{Query: "620180-1234"}, {Query: "6201801234"}, {EndsWithin: new(366)}, {EndsWithin: new(-1)}, {Query: "a b c d e f g h i j k"},
	} {
		f.Organisation, f.Limit = r.Org, 5
		_, err := r.service.List(r.As(r.admin), f)
		r.refused(err, "invalid_input")
	}
}
