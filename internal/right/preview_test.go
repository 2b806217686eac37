package right_test

import (
	"reflect"
	"testing"

	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/right"
)

// A preview names who gains and who loses, and does nothing (R2).
func TestAPreviewNamesWhoIsAffected_R2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	first, second := c.rightByCode(basicCodes[0]), c.rightByCode(basicCodes[1])
	made, err := c.Rights.MakeBundle(c.As(c.admin), right.Pack{Organisation: c.Org, Name: new("Sekretær"), Rights: []id.Right{first}})
	c.Must(err)
	aase, bo, cille, dan := c.Employ(c.Org, "Åse", "2026-01-01", ""), c.Employ(c.Org, "Bo", "2026-01-01", ""),
		c.Employ(c.Org, "Cille", "2026-01-01", ""), c.Employ(c.Org, "Dan", "2026-01-01", "")
	unit := c.Unit(c.Org, "Sengeafsnit B", id.Unit{})
	for _, g := range []right.Give{
		{Employee: aase, Bundle: made.ID},
		{Employee: bo, Bundle: made.ID, StartsOn: calendar.Must("2026-12-24")},
		{Employee: bo, Right: first},       // keeps it
		{Employee: cille, Bundle: made.ID}, //
		{Employee: cille, Bundle: c.basic(c.Org), Scope: right.Scope{Kind: right.Unit, Value: unit.String()}}, // for a unit only
		{Employee: dan, Bundle: made.ID},
	} {
		g.Organisation = c.Org
		_, err := c.Rights.Give(c.As(c.admin), g)
		c.Must(err)
	}
	c.SQL(`update assignments set revoked_at = '2026-11-22T08:00:00Z' where employee_id = $1`, dan)
	events := c.Count(`select count(*) from audit_events`)
	now, effects, err := c.Rights.PreviewBundle(c.As(c.admin), right.Pack{Organisation: c.Org, Bundle: made.ID, Version: 1, Rights: []id.Right{second}})
	c.Must(err)
	shift := func(r id.Right, code string, gained bool, employees int) right.Shift {
		var name string
		c.Must(c.DB.Pool().GetContext(t.Context(), &name, `select name from rights where id = $1`, r))
		return right.Shift{Right: r, Code: code, Name: name, Gained: gained, Employees: employees}
	}
	want := right.Effects{
		Employees: 3,
		First:     []right.Affected{{bo, "Bo", "Prøvesen"}, {cille, "Cille", "Prøvesen"}, {aase, "Åse", "Prøvesen"}},
		Rights:    []right.Shift{shift(second, basicCodes[1], true, 3), shift(first, basicCodes[0], false, 2)},
	}
	if !reflect.DeepEqual(effects, want) || now.Number != 1 || now.Version != 1 {
		t.Errorf("%+v: got %+v, want %+v", now, effects, want)
	}
	_, effects, err = c.Rights.PreviewRetirement(c.As(c.admin), c.Org, made.ID, 1)
	c.Must(err)
	want = right.Effects{Employees: 2, First: want.First[1:], Rights: want.Rights[1:]}
	if !reflect.DeepEqual(effects, want) {
		t.Errorf("got %+v, want %+v", effects, want)
	}
	if found, err := c.Rights.Bundle(c.As(c.admin), c.Org, made.ID); err != nil || found.Version != 1 || found.RetiredAt != nil || found.RightIDs[0] != first.String() {
		t.Errorf("afterwards %+v, %v", found, err)
	}
	if n := c.Count(`select count(*) from audit_events`); n != events {
		t.Errorf("a preview left %d events", n-events)
	}
}

// A right that the organisation no longer holds is nobody's loss.
func TestAPreviewKnowsTheHoldings_R1_R2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who := c.Employ(c.Org, "Åse", "2026-01-01", "")
	_, err := c.Rights.Give(c.As(c.admin), right.Give{Organisation: c.Org, Employee: who, Bundle: c.basic(c.Org)})
	c.Must(err)
	c.SQL(`update right_holdings set revoked_at = '2026-11-22T08:00:00Z'`)
	_, effects, err := c.Rights.PreviewBundle(c.As(c.admin), right.Pack{Organisation: c.Org, Bundle: c.basic(c.Org), Version: 1, Rights: []id.Right{}})
	if err != nil || effects.Employees != 0 || len(effects.Rights) != 4 || effects.Rights[0].Employees != 0 {
		t.Errorf("%+v, %v", effects, err)
	}
}

// A preview refuses what the change refuses.
func TestAPreviewChecksEverything_R2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	basic := c.basic(c.Org)
	made, err := c.Rights.MakeBundle(c.As(c.admin), right.Pack{Organisation: c.Org, Name: new("Sekretær")})
	c.Must(err)
	for code, in := range map[string]right.Pack{
		"bundle_name_taken": {Bundle: made.ID, Version: 1, Name: new("Basispakke")},
		"right_not_held":    {Bundle: basic, Version: 1, Rights: []id.Right{id.New[id.Right]()}},
		"stale":             {Bundle: basic, Version: 7},
		"not_found":         {Bundle: c.basic(c.Stranger), Version: 1},
	} {
		in.Organisation = c.Org
		if _, _, err := c.Rights.PreviewBundle(c.As(c.admin), in); fault.CodeOf(err) != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	if _, _, err := c.Rights.PreviewRetirement(c.As(c.admin), c.Org, basic, 1); fault.CodeOf(err) != "bundle_basic" {
		t.Errorf("the basic bundle: %v", err)
	}
	if _, _, err := c.Rights.PreviewRetirement(c.As(c.Employ(c.Org, "Bo", "2026-01-01", "")), c.Org, made.ID, 1); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a colleague: %v", err)
	}
}
