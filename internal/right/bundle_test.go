package right_test

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/right"
)

func TestBundleVersionsNeverChange_R2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who := c.employ(c.org, "Åse", "2026-01-01", "")
	made, err := c.rights.MakeBundle(c.as(c.admin), right.Pack{Organisation: c.org, Name: new("Lægesekretær"), Rights: []id.Right{c.rightByCode(virk)}})
	c.must(err)
	_, err = c.rights.Give(c.as(c.admin), right.Give{Organisation: c.org, Employee: who, Bundle: made.ID})
	c.must(err)
	changed, err := c.rights.ChangeBundle(c.as(c.admin), right.Pack{
		Organisation: c.org, Bundle: made.ID, Version: 1, Rights: []id.Right{c.rightByCode(basicCodes[0]), c.rightByCode(basicCodes[1])},
	})
	if err != nil || changed.Number != 2 || changed.Name != "Lægesekretær" {
		t.Errorf("changed %+v, %v", changed, err)
	}
	if diff := cmp.Diff(basicCodes[:2], c.effective(who)); diff != "" {
		t.Error(diff)
	}
	versions, err := c.rights.BundleVersions(c.as(c.admin), c.org, made.ID, right.Paging{})
	if err != nil || len(versions.Data) != 2 || versions.Data[1].Number != 1 || versions.Data[1].RightIDs[0] != c.rightByCode(virk).String() {
		t.Errorf("versions %+v, %v", versions, err)
	}
	for _, query := range []string{`update bundle_versions set number = 7`, `delete from bundle_versions`} {
		if _, err := c.db.Pool().ExecContext(t.Context(), query); err == nil {
			t.Errorf("%s was let through", query)
		}
	}
	renamed, err := c.rights.ChangeBundle(c.as(c.admin), right.Pack{Organisation: c.org, Bundle: made.ID, Version: 2, Name: new("Sekretær")})
	if err != nil || renamed.Number != 2 || renamed.Name != "Sekretær" {
		t.Errorf("renamed %+v, %v", renamed, err)
	}
	_, err = c.rights.RetireBundle(c.as(c.admin), c.org, made.ID, 3)
	c.must(err)
	if got := c.effective(who); len(got) != 0 {
		t.Errorf("by a retired bundle: %v", got)
	}
	_, err = c.rights.MakeBundle(c.as(c.admin), right.Pack{Organisation: c.org, Name: new("Sekretær")})
	if err != nil {
		t.Errorf("the name of a retired one: %v", err)
	}
}

func TestBundleIsRefused_R2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	basic := c.basic(c.org)
	for name, test := range map[string]struct {
		in   right.Pack
		code string
	}{
		"no name":        {right.Pack{}, "invalid_input"},
		"name taken":     {right.Pack{Name: new("Basispakke")}, "bundle_name_taken"},
		"unknown right":  {right.Pack{Name: new("X"), Rights: []id.Right{id.New[id.Right]()}}, "right_not_held"},
		"right repeated": {right.Pack{Name: new("X"), Rights: []id.Right{c.rightByCode(virk), c.rightByCode(virk)}}, "invalid_input"},
	} {
		test.in.Organisation = c.org
		if _, err := c.rights.MakeBundle(c.as(c.admin), test.in); fault.CodeOf(err) != test.code {
			t.Errorf("%s: %v, want %s", name, err, test.code)
		}
	}
	if _, err := c.rights.RetireBundle(c.as(c.admin), c.org, basic, 1); fault.CodeOf(err) != "bundle_basic" {
		t.Errorf("the basic bundle: %v", err)
	}
	if _, err := c.rights.ChangeBundle(c.as(c.admin), right.Pack{Organisation: c.org, Bundle: c.basic(c.stranger), Version: 1}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a stranger's: %v", err)
	}
	if _, err := c.rights.Bundle(c.as(c.admin), c.org, c.basic(c.stranger)); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a stranger's: %v", err)
	}
}

// Two people who change a bundle from the same version: one is told.
func TestParallelChangesOfABundle(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	bundle, ctx := c.basic(c.org), c.as(c.admin)
	errs := make([]error, 6)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = c.rights.ChangeBundle(ctx, right.Pack{Organisation: c.org, Bundle: bundle, Version: 1, Rights: []id.Right{}})
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if fault.CodeOf(err) != "stale" {
			t.Errorf("a race ended in %v", err)
		}
	}
	if n := c.count(`select count(*) from bundle_versions where bundle_id = $1`, bundle); won != 1 || n != 2 {
		t.Errorf("%d won, %d versions", won, n)
	}
}
