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
	made, err := c.rights.MakeBundle(c.as(c.admin), right.Pack{Organisation: c.org, Name: new("Sekretær"), Rights: []id.Right{first}})
	c.must(err)
	aase, bo, cille, dan := c.employ(c.org, "Åse", "2026-01-01", ""), c.employ(c.org, "Bo", "2026-01-01", ""),
		c.employ(c.org, "Cille", "2026-01-01", ""), c.employ(c.org, "Dan", "2026-01-01", "")
	unit := c.unit(c.org, "Sengeafsnit B", id.Unit{})
	for _, g := range []right.Give{
		{Employee: aase, Bundle: made.ID},
		{Employee: bo, Bundle: made.ID, StartsOn: calendar.Must("2026-12-24")},
		{Employee: bo, Right: first},       // keeps it
		{Employee: cille, Bundle: made.ID}, //
		{Employee: cille, Bundle: c.basic(c.org), Scope: right.Scope{Kind: right.Unit, Value: unit.String()}}, // for a unit only
		{Employee: dan, Bundle: made.ID},
	} {
		g.Organisation = c.org
		_, err := c.rights.Give(c.as(c.admin), g)
		c.must(err)
	}
	c.sql(`update assignments set revoked_at = '2026-11-22T08:00:00Z' where employee_id = $1`, dan)
	events := c.count(`select count(*) from audit_events`)
	now, effects, err := c.rights.PreviewBundle(c.as(c.admin), right.Pack{Organisation: c.org, Bundle: made.ID, Version: 1, Rights: []id.Right{second}})
	c.must(err)
	shift := func(r id.Right, code string, gained bool, employees int) right.Shift {
		var name string
		c.must(c.db.Pool().GetContext(t.Context(), &name, `select name from rights where id = $1`, r))
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
	_, effects, err = c.rights.PreviewRetirement(c.as(c.admin), c.org, made.ID, 1)
	c.must(err)
	want = right.Effects{Employees: 2, First: want.First[1:], Rights: want.Rights[1:]}
	if !reflect.DeepEqual(effects, want) {
		t.Errorf("got %+v, want %+v", effects, want)
	}
	if found, err := c.rights.Bundle(c.as(c.admin), c.org, made.ID); err != nil || found.Version != 1 || found.RetiredAt != nil || found.RightIDs[0] != first.String() {
		t.Errorf("afterwards %+v, %v", found, err)
	}
	if n := c.count(`select count(*) from audit_events`); n != events {
		t.Errorf("a preview left %d events", n-events)
	}
}

// A right that the organisation no longer holds is nobody's loss.
func TestAPreviewKnowsTheHoldings_R1_R2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who := c.employ(c.org, "Åse", "2026-01-01", "")
	_, err := c.rights.Give(c.as(c.admin), right.Give{Organisation: c.org, Employee: who, Bundle: c.basic(c.org)})
	c.must(err)
	c.sql(`update right_holdings set revoked_at = '2026-11-22T08:00:00Z'`)
	_, effects, err := c.rights.PreviewBundle(c.as(c.admin), right.Pack{Organisation: c.org, Bundle: c.basic(c.org), Version: 1, Rights: []id.Right{}})
	if err != nil || effects.Employees != 0 || len(effects.Rights) != 4 || effects.Rights[0].Employees != 0 {
		t.Errorf("%+v, %v", effects, err)
	}
}

// A preview refuses what the change refuses.
func TestAPreviewChecksEverything_R2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	basic := c.basic(c.org)
	made, err := c.rights.MakeBundle(c.as(c.admin), right.Pack{Organisation: c.org, Name: new("Sekretær")})
	c.must(err)
	for code, in := range map[string]right.Pack{
		"bundle_name_taken": {Bundle: made.ID, Version: 1, Name: new("Basispakke")},
		"right_not_held":    {Bundle: basic, Version: 1, Rights: []id.Right{id.New[id.Right]()}},
		"stale":             {Bundle: basic, Version: 7},
		"not_found":         {Bundle: c.basic(c.stranger), Version: 1},
	} {
		in.Organisation = c.org
		if _, _, err := c.rights.PreviewBundle(c.as(c.admin), in); fault.CodeOf(err) != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	if _, _, err := c.rights.PreviewRetirement(c.as(c.admin), c.org, basic, 1); fault.CodeOf(err) != "bundle_basic" {
		t.Errorf("the basic bundle: %v", err)
	}
	if _, _, err := c.rights.PreviewRetirement(c.as(c.employ(c.org, "Bo", "2026-01-01", "")), c.org, made.ID, 1); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a colleague: %v", err)
	}
}
