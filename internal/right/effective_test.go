package right_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/right"
	"hverv/internal/role"
)

func TestEffectiveRightsSayWhy_R6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who := c.Employ(c.Org, "Åse", "2026-01-01", "")
	bundle := c.basic(c.Org)
	given, err := c.Rights.Give(c.As(c.admin), right.Give{Organisation: c.Org, Employee: who, Bundle: bundle, EndsOn: calendar.Must("2027-01-31"), CaseNumber: "17"})
	c.Must(err)
	c.SQL(`update right_holdings set ends_on = '2026-12-31' where organisation_id = $1 and right_id = $2`, c.Org, c.rightByCode(virk))
	powers, err := c.Rights.Of(c.As(who), c.Org, who, calendar.Date{})
	c.Must(err)
	if !powers.Usable || powers.On != calendar.Must("2026-11-22") || len(powers.Rights) != 4 {
		t.Fatalf("powers %+v", powers)
	}
	got := powers.Rights[3]
	want := right.Effective{
		Right: c.rightByCode(virk), Code: virk, Name: got.Name, Access: right.ReadWrite, Sensitivity: right.Ordinary,
		System: got.System, SystemCode: "virk.dk", SystemName: "Virk", ScopeKind: right.Organisation,
		Assignment: given.ID, AssignedFrom: calendar.Must("2026-11-22"), AssignedTo: calendar.Must("2027-01-31"), CaseNumber: "17",
		Bundle: bundle, BundleName: "Basispakke", BundleVersion: 1,
		Holding: got.Holding, HeldFrom: calendar.Must("2026-11-22"), HeldTo: calendar.Must("2026-12-31"),
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got.Until() != calendar.Must("2026-12-31") {
		t.Errorf("until %s", got.Until())
	}
}

func TestRightsNeedTheirHolding_R1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who := c.Employ(c.Org, "Åse", "2026-01-01", "")
	_, err := c.Rights.Give(c.As(c.admin), right.Give{Organisation: c.Org, Employee: who, Right: c.rightByCode(virk)})
	c.Must(err)
	for _, step := range []struct{ name, query string }{
		{"ended", `update right_holdings set starts_on = '2026-01-01', ends_on = '2026-11-21' where organisation_id = $1`},
		{"not begun", `update right_holdings set starts_on = '2026-11-23', ends_on = null where organisation_id = $1`},
		{"revoked, and another's", `update right_holdings set starts_on = '2026-01-01', revoked_at = '2026-11-22T09:00:00Z' where organisation_id = $1`},
	} {
		c.SQL(step.query, c.Org)
		if got := c.effective(who); len(got) != 0 {
			t.Errorf("%s: %v", step.name, got)
		}
	}
	c.SQL(`update right_holdings set revoked_at = null`)
	for _, table := range []string{"rights", "systems"} {
		if got := c.effective(who); len(got) != 1 {
			t.Errorf("held again: %v", got)
		}
		c.SQL(`update ` + table + ` set retired_at = '2026-11-22T09:00:00Z'`)
		if got := c.effective(who); len(got) != 0 {
			t.Errorf("retired %s: %v", table, got)
		}
		c.SQL(`update ` + table + ` set retired_at = null`)
	}
	c.SQL(`update organisations set state = 'suspended' where id = $1`, c.Org)
	if got := c.effective(who); len(got) != 0 {
		t.Errorf("suspended: %v", got)
	}
}

func TestWhoMayNotActHasNoRights_E5_E6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	for name, breaks := range map[string]string{
		"ended by an act":      `update employments set ended_at = '2026-11-22T09:00:00Z' where employee_id = $1`,
		"employment is over":   `update employments set ends_on = '2026-11-21' where employee_id = $1`,
		"employment to come":   `update employments set starts_on = '2026-11-23' where employee_id = $1`,
		"blocked":              `insert into block_reasons (organisation_id, id, employee_id, kind, set_at) select organisation_id, id, id, 'self', created_at from employees where id = $1`,
		"no employment at all": `delete from employments where employee_id = $1`,
	} {
		who := c.Employ(c.Org, "Åse", "2026-01-01", "")
		_, err := c.Rights.Give(c.As(c.admin), right.Give{Organisation: c.Org, Employee: who, Right: c.rightByCode(virk)})
		c.Must(err)
		if got := c.effective(who); len(got) != 1 {
			t.Fatalf("before: %v", got)
		}
		c.SQL(breaks, who)
		if got := c.effective(who); len(got) != 0 {
			t.Errorf("%s: %v", name, got)
		}
		powers, err := c.Rights.Of(c.As(c.admin), c.Org, who, calendar.Date{})
		if err != nil || powers.Usable || len(powers.Rights) != 0 {
			t.Errorf("%s: %+v, %v", name, powers, err)
		}
	}
}

func TestRightsOnAnotherDay_R6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who := c.Employ(c.Org, "Åse", "2026-01-01", "2026-12-31")
	given, err := c.Rights.Give(c.As(c.admin), right.Give{Organisation: c.Org, Employee: who, Right: c.rightByCode(virk), StartsOn: calendar.Must("2026-12-01")})
	c.Must(err)
	check := func(day string, want int) {
		t.Helper()
		powers, err := c.Rights.Of(c.As(c.admin), c.Org, who, calendar.Must(day))
		if err != nil || len(powers.Rights) != want {
			t.Errorf("%s: %+v, %v, want %d", day, powers, err, want)
		}
	}
	check("2026-11-22", 0)
	check("2026-12-01", 1)
	check("2026-12-31", 1)
	check("2027-01-01", 0) // the employment is over
	c.Clock.Advance(hours(24 * 20))
	_, err = c.Rights.End(c.As(c.admin), c.Org, given.ID, "")
	c.Must(err)
	c.SQL(`update employments set ended_at = $1 where employee_id = $2`, c.Clock.Last(), who)
	check("2026-12-12", 0)
	check("2026-12-20", 0)
	check("2026-12-11", 1) // as it stood on that day
	check("2026-11-30", 0)
}

func TestOwnRightsAreShown_R6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who, other := c.Employ(c.Org, "Åse", "2026-01-01", ""), c.Employ(c.Org, "Bo", "2026-01-01", "")
	_, err := c.Rights.Give(c.As(c.admin), right.Give{Organisation: c.Org, Employee: who, Bundle: c.basic(c.Org)})
	c.Must(err)
	mine, err := c.Rights.Mine(c.As(who), calendar.Date{})
	if err != nil || len(mine.Rights) != 4 {
		t.Errorf("mine %+v, %v", mine, err)
	}
	if _, err := c.Rights.Of(c.As(other), c.Org, who, calendar.Date{}); fault.CodeOf(err) != "forbidden" {
		t.Errorf("a colleague's: %v", err)
	}
	nobody := authz.With(t.Context(), authz.Actor{Kind: authz.PersonActor, At: c.Clock.Last(), Person: id.New[id.Person]()})
	if _, err := c.Rights.Mine(nobody, calendar.Date{}); fault.CodeOf(err) != "organisation_not_chosen" {
		t.Errorf("without an organisation: %v", err)
	}
	manager := c.Employ(c.Org, "Mia", "2026-01-01", "")
	unit := c.Unit(c.Org, "A", id.Unit{})
	c.Give(role.Grant{Employee: manager, Role: authz.UnitManager, Scope: role.Scope{Kind: authz.OneUnit, ID: unit.String()}})
	if _, err := c.Rights.Of(c.As(manager), c.Org, who, calendar.Date{}); fault.CodeOf(err) != "forbidden" {
		t.Errorf("another unit's: %v", err)
	}
	c.SQL(`update employees set unit_id = $1 where id = $2`, unit, who)
	if got, err := c.Rights.Of(c.As(manager), c.Org, who, calendar.Date{}); err != nil || !cmp.Equal(len(got.Rights), 4) {
		t.Errorf("her own unit's: %v", err)
	}
}
