package right_test

import (
	"testing"

	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/right"
)

func TestManyAreGivenARightAndEachHasItsOwnAnswer_R3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who := make([]id.Employee, 9)
	for i := range who {
		who[i] = c.Employ(c.Org, "Person", "2020-01-01", "")
	}
	who[3] = c.Employ(c.Org, "Gone", "2020-01-01", "2021-01-01")
	who[6] = id.New[id.Employee]()
	bundle := c.basic(c.Org)
	ctx := c.As(c.admin)
	in := right.Give{Organisation: c.Org, Bundle: bundle}
	given, err := c.Rights.GiveMany(ctx, in, who)
	c.Must(err)
	for i, g := range given {
		want := map[int]string{3: "employee_not_employed", 6: "not_found"}[i]
		if got := fault.CodeOf(g.Err); got != want || (want == "") == g.Assignment.IsZero() {
			t.Errorf("employee %d: code %q, want %q (%v)", i, got, want, g.Assignment)
		}
	}
	if len(c.effective(who[0])) == 0 {
		t.Error("the first has no rights")
	}
	again, err := c.Rights.GiveMany(ctx, in, who[:1])
	c.Must(err)
	if got, want := fault.CodeOf(again[0].Err), "already_assigned"; got != want {
		t.Errorf("given twice: code %q, want %q", got, want)
	}
}
