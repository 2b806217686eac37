package right_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/right"
	"hverv/internal/role"
)

// Held is said exactly when the effective rights list it, by as many assignments, on days past and to come.
func TestProveExplanationsAgreeWithEffectiveRights_R6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	cvr, seen := 20_000_000, map[bool]int{}
	rapid.Check(t, func(rt *rapid.T) {
		d := draws{rt, c.Clock.Last()}
		w := d.model()
		cvr++
		c.store(w, cvr)
		herself := c.As(w.who)
		for range 3 {
			on := calendar.Today(c.Clock.Last()).AddDays(rapid.IntRange(-6, 6).Draw(rt, "on"))
			var then *time.Time
			if on.Before(calendar.Today(c.Clock.Last())) {
				then = new(calendar.EndOfDay(on))
			}
			paths := w.effective(on, then)
			for _, r := range w.rights {
				told, err := c.Rights.Explain(herself, w.org, w.who, r.id, on)
				if err != nil {
					rt.Fatal(err)
				}
				var want, got []string
				for _, p := range paths {
					if words := strings.Fields(p); words[0] == r.code {
						want = append(want, words[1])
					}
				}
				for _, route := range told.Routes {
					if told.Held && route.Holds {
						got = append(got, route.Assignment.String())
					}
				}
				slices.Sort(want)
				slices.Sort(got)
				if diff := gocmp.Diff(slices.Compact(want), got); diff != "" || told.Held != (len(want) > 0) {
					rt.Fatalf("%s on %s: %s%+v", r.code, on, diff, told)
				}
				seen[told.Held]++
			}
		}
	})
	if seen[true] == 0 || seen[false] == 0 {
		t.Fatalf("the worlds were all alike: %v", seen)
	}
}

// Each cause has its own code and a sentence in both languages.
func TestWhyNotNamesTheCause_R6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	virkID := c.rightByCode(virk)
	bundle, err := c.Rights.MakeBundle(c.As(c.admin), right.Pack{Organisation: c.Org, Name: new("Sekretær"), Rights: []id.Right{virkID}})
	c.Must(err)
	// The causes come one upon the other; each must be told beside those before it.
	who := c.Employ(c.Org, "Åse", "2026-01-01", "2026-12-31")
	lacking := func(on string) []string {
		told, err := c.Rights.Explain(c.As(c.admin), c.Org, who, virkID, calendar.Must(on))
		c.Must(err)
		found := []string{}
		for _, part := range append(slices.Clone(told.Routes), right.Route{Conditions: told.Conditions}) {
			for _, condition := range part.Conditions {
				if condition.Code.Sentence("da") == "" || condition.Code.Sentence("en") == condition.Code.Sentence("da") {
					t.Errorf("%s has no sentences", condition.Code)
				}
				if !condition.Holds {
					found = append(found, string(condition.Code))
				}
			}
		}
		if told.Held != (len(found) == 0) {
			t.Errorf("%s: held %v beside %v", on, told.Held, found)
		}
		return found
	}
	for _, step := range []struct {
		query string
		on    string
		want  []string
	}{
		{"", "2026-11-22", []string{"not_assigned"}},
		{"assign", "2026-11-22", []string{"assignment_to_come"}},
		{"", "2026-12-01", []string{}},
		{"", "2027-01-01", []string{"assignment_over", "employment_over"}},
		{`update right_holdings set ends_on = '2026-11-30', starts_on = '2026-01-01'`, "2026-12-01", []string{"holding_over"}},
		{`update right_holdings set ends_on = null, starts_on = '2026-12-02'`, "2026-12-01", []string{"holding_to_come"}},
		{`update right_holdings set revoked_at = '2026-11-22T08:00:00Z'`, "2026-12-01", []string{"holding_revoked"}},
		{`delete from right_holdings`, "2026-12-01", []string{"right_not_held"}},
		{`update bundles set retired_at = '2026-11-22T08:00:00Z' where name = 'Sekretær'`, "2026-12-01", []string{"bundle_retired", "right_not_held"}},
		{`update assignments set revoked_at = '2026-11-22T08:00:00Z'`, "2026-12-01", []string{"assignment_revoked", "bundle_retired", "right_not_held"}},
		{`update rights set retired_at = '2026-11-22T08:00:00Z'`, "2026-12-01", []string{"assignment_revoked", "bundle_retired", "right_retired", "right_not_held"}},
		{
			`update employments set ended_at = '2026-11-22T08:00:00Z' where employee_id = $1`, "2026-11-22",
			[]string{"assignment_revoked", "bundle_retired", "employment_ended", "right_retired", "right_not_held"},
		},
		{
			`insert into block_reasons (organisation_id, id, employee_id, kind, set_at) select organisation_id, id, id, 'self', created_at from employees where id = $1`,
			"2026-11-22",
			[]string{"assignment_revoked", "bundle_retired", "employment_ended", "blocked_self", "right_retired", "right_not_held"},
		},
	} {
		switch {
		case step.query == "assign":
			_, err := c.Rights.Give(c.As(c.admin), right.Give{
				Organisation: c.Org, Employee: who, Bundle: bundle.ID, StartsOn: calendar.Must("2026-12-01"), EndsOn: calendar.Must("2026-12-31"),
			})
			c.Must(err)
		case strings.Contains(step.query, "$1"):
			c.SQL(step.query, who)
		case step.query != "":
			c.SQL(step.query)
		}
		if diff := gocmp.Diff(step.want, lacking(step.on)); diff != "" {
			t.Errorf("%s on %s: %s", step.query, step.on, diff)
		}
	}
}

// A version that left the right out says so; the bundle's past still answers for the past.
func TestWhyNotSeesTheBundlesVersions_R2_R6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who := c.Employ(c.Org, "Åse", "2026-01-01", "")
	_, err := c.Rights.Give(c.As(c.admin), right.Give{Organisation: c.Org, Employee: who, Bundle: c.basic(c.Org)})
	c.Must(err)
	c.Clock.Advance(48 * time.Hour)
	_, err = c.Rights.ChangeBundle(c.As(c.admin), right.Pack{Organisation: c.Org, Bundle: c.basic(c.Org), Version: 1, Rights: []id.Right{}})
	c.Must(err)
	now, err := c.Rights.Explain(c.As(who), c.Org, who, c.rightByCode(virk), calendar.Date{})
	c.Must(err)
	if now.Held || len(now.Routes) != 1 || now.Routes[0].BundleVersion != 2 || now.Routes[0].Conditions[2].Code != right.BundleLacksRight {
		t.Errorf("now %+v", now)
	}
	then, err := c.Rights.Explain(c.As(who), c.Org, who, c.rightByCode(virk), calendar.Must("2026-11-23"))
	c.Must(err)
	if !then.Held || then.Routes[0].BundleVersion != 1 {
		t.Errorf("then %+v", then)
	}
}

func TestExplainIsForWhoMaySee_R6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who, other := c.Employ(c.Org, "Åse", "2026-01-01", ""), c.Employ(c.Org, "Bo", "2026-01-01", "")
	stranger := c.Employ(c.Stranger, "Mia", "2026-01-01", "")
	c.Give(role.Grant{Organisation: c.Stranger, Employee: stranger, Role: authz.RightsAdministrator})
	for name, test := range map[string]struct {
		as, who id.Employee
		right   id.Right
		kind    fault.Kind
	}{
		"a colleague":        {other, who, c.rightByCode(virk), fault.Forbidden},
		"a stranger":         {stranger, who, c.rightByCode(virk), fault.NotFound},
		"nobody's right":     {c.admin, who, id.New[id.Right](), fault.NotFound},
		"a stranger's right": {c.admin, who, c.strangersRight(), fault.NotFound},
		"no such employee":   {c.admin, id.New[id.Employee](), c.rightByCode(virk), fault.NotFound},
	} {
		if _, err := c.Rights.Explain(c.As(test.as), c.Org, test.who, test.right, calendar.Date{}); fault.KindOf(err) != test.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func (c *clinic) strangersRight() id.Right {
	system, made := id.New[id.System](), id.New[id.Right]()
	c.SQL(`insert into systems (id, owner_id, code, name, created_at) values ($1, $2, $3, 'S', $4)`, system, c.Stranger, system.String(), c.Clock.Last())
	c.SQL(`insert into rights (id, system_id, code, name, access, sensitivity, created_at) values ($1, $2, $3, 'R', 'read', 'ordinary', $4)`,
		made, system, made.String(), c.Clock.Last())
	return made
}

// What an act ended tells the day of that act, unless it had run out before.
func TestWhyNotSaysWhenItEnded_R6(t *testing.T) {
	t.Parallel()
	ended := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	today := calendar.Must("2026-11-22")
	for to, want := range map[string]string{"": "2026-11-20", "2026-12-31": "2026-11-20", "2026-11-10": "2026-11-10"} {
		spell := right.Spell{From: calendar.Must("2026-01-01"), EndedAt: &ended}
		if to != "" {
			spell.To = calendar.Must(to)
		}
		told := right.Explain(right.Facts{Employments: []right.Spell{spell}}, today, today)
		if got := told.Conditions[1]; got.Code != right.EmploymentEnded || got.To.String() != want {
			t.Errorf("planned to last until %q: %s on %s, want %s", to, got.Code, got.To, want)
		}
	}
}
