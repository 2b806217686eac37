package role

import (
	"slices"
	"testing"

	"hverv/internal/fault"
	"hverv/internal/id"
)

func TestWhatIsDecidedStaysDecided(t *testing.T) {
	t.Parallel()
	states := []State{Open, Granted, Rejected, Withdrawn}
	for _, from := range states {
		for _, to := range states {
			err := Request{State: from}.step(to)
			if allowed := from == Open && to != Open; allowed != (err == nil) {
				t.Errorf("%s -> %s: %v", from, to, err)
			}
			if err != nil && fault.CodeOf(err) != "role_request_decided" {
				t.Errorf("%s -> %s: %v", from, to, err)
			}
		}
	}
}

func TestLeavesNobody_A4(t *testing.T) {
	t.Parallel()
	a, b := keeper{Employee: id.New[id.Employee]()}, keeper{Employee: id.New[id.Employee]()}
	for _, test := range []struct {
		keepers, gone []keeper
		want          bool
	}{
		{nil, []keeper{a}, false}, // there was nobody to lose
		{[]keeper{a}, []keeper{a}, true},
		{[]keeper{a, b}, []keeper{a}, false},
		{[]keeper{a, b}, []keeper{a, b}, true},
		{[]keeper{b}, []keeper{a}, false},
	} {
		if got := leavesNobody(test.keepers, func(k keeper) bool { return slices.Contains(test.gone, k) }); got != test.want {
			t.Errorf("%v without %v: %v", test.keepers, test.gone, got)
		}
	}
}
