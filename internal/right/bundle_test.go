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
	who := c.Employ(c.Org, "Åse", "2026-01-01", "")
	made, err := c.Rights.MakeBundle(c.As(c.admin), right.Pack{Organisation: c.Org, Name: new("Lægesekretær"), Rights: []id.Right{c.rightByCode(virk)}})
	c.Must(err)
	_, err = c.Rights.Give(c.As(c.admin), right.Give{Organisation: c.Org, Employee: who, Bundle: made.ID})
	c.Must(err)
	changed, err := c.Rights.ChangeBundle(c.As(c.admin), right.Pack{
		Organisation: c.Org, Bundle: made.ID, Version: 1, Rights: []id.Right{c.rightByCode(basicCodes[0]), c.rightByCode(basicCodes[1])},
	})
	if err != nil || changed.Number != 2 || changed.Name != "Lægesekretær" {
		t.Errorf("changed %+v, %v", changed, err)
	}
	if diff := cmp.Diff(basicCodes[:2], c.effective(who)); diff != "" {
		t.Error(diff)
	}
	versions, err := c.Rights.BundleVersions(c.As(c.admin), c.Org, made.ID, right.Paging{})
	if err != nil || len(versions.Data) != 2 || versions.Data[1].Number != 1 || versions.Data[1].RightIDs[0] != c.rightByCode(virk).String() {
		t.Errorf("versions %+v, %v", versions, err)
	}
	for _, query := range []string{`update bundle_versions set number = 7`, `delete from bundle_versions`} {
		if _, err := c.DB.Pool().ExecContext(t.Context(), query); err == nil {
			t.Errorf("%s was let through", query)
		}
	}
	renamed, err := c.Rights.ChangeBundle(c.As(c.admin), right.Pack{Organisation: c.Org, Bundle: made.ID, Version: 2, Name: new("Sekretær")})
	if err != nil || renamed.Number != 2 || renamed.Name != "Sekretær" {
		t.Errorf("renamed %+v, %v", renamed, err)
	}
	_, err = c.Rights.RetireBundle(c.As(c.admin), c.Org, made.ID, 3)
	c.Must(err)
	if got := c.effective(who); len(got) != 0 {
		t.Errorf("by a retired bundle: %v", got)
	}
	_, err = c.Rights.MakeBundle(c.As(c.admin), right.Pack{Organisation: c.Org, Name: new("Sekretær")})
	if err != nil {
		t.Errorf("the name of a retired one: %v", err)
	}
}

func TestBundleIsRefused_R2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	basic := c.basic(c.Org)
	for name, test := range map[string]struct {
		in   right.Pack
		code string
	}{
		"no name":        {right.Pack{}, "invalid_input"},
		"name taken":     {right.Pack{Name: new("Basispakke")}, "bundle_name_taken"},
		"unknown right":  {right.Pack{Name: new("X"), Rights: []id.Right{id.New[id.Right]()}}, "right_not_held"},
		"right repeated": {right.Pack{Name: new("X"), Rights: []id.Right{c.rightByCode(virk), c.rightByCode(virk)}}, "invalid_input"},
	} {
		test.in.Organisation = c.Org
		if _, err := c.Rights.MakeBundle(c.As(c.admin), test.in); fault.CodeOf(err) != test.code {
			t.Errorf("%s: %v, want %s", name, err, test.code)
		}
	}
	if _, err := c.Rights.RetireBundle(c.As(c.admin), c.Org, basic, 1); fault.CodeOf(err) != "bundle_basic" {
		t.Errorf("the basic bundle: %v", err)
	}
	if _, err := c.Rights.ChangeBundle(c.As(c.admin), right.Pack{Organisation: c.Org, Bundle: c.basic(c.Stranger), Version: 1}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a stranger's: %v", err)
	}
	if _, err := c.Rights.Bundle(c.As(c.admin), c.Org, c.basic(c.Stranger)); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a stranger's: %v", err)
	}
}

// Two people who change a bundle from the same version: one is told.
func TestParallelChangesOfABundle(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	bundle, ctx := c.basic(c.Org), c.As(c.admin)
	errs := make([]error, 6)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = c.Rights.ChangeBundle(ctx, right.Pack{Organisation: c.Org, Bundle: bundle, Version: 1, Rights: []id.Right{}})
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
	if n := c.Count(`select count(*) from bundle_versions where bundle_id = $1`, bundle); won != 1 || n != 2 {
		t.Errorf("%d won, %d versions", won, n)
	}
}
