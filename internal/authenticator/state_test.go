package authenticator

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEveryStep_U7 goes over all pairs; the rows are the table of U7 once more, written for reading.
func TestEveryStep_U7(t *testing.T) {
	t.Parallel()
	// columns:           ord shi del pen act sus blo los exp rev ret des
	want := map[State]string{
		Ordered:           ".   x   x   .   .   .   .   .   .   x   .   .",
		Shipped:           ".   .   x   .   .   .   .   x   .   x   x   .",
		Delivered:         ".   .   .   x   .   .   .   x   .   x   x   x",
		PendingActivation: ".   .   .   .   x   .   .   x   x   x   x   x",
		Active:            ".   .   .   .   .   x   x   x   x   x   x   x",
		Suspended:         ".   .   .   .   x   .   x   x   x   x   x   x",
		Blocked:           ".   .   .   x   x   .   .   x   .   x   x   x",
		Lost:              ".   .   .   .   .   .   .   .   .   .   .   x",
		Expired:           ".   .   .   x   .   .   .   x   .   x   x   x",
		Revoked:           ".   .   .   .   .   .   .   .   .   .   x   x",
		Returned:          ".   .   .   .   .   .   .   .   .   .   .   x",
		Destroyed:         ".   .   .   .   .   .   .   .   .   .   .   .",
	}
	for _, from := range States() {
		var row string
		for i, to := range States() {
			if i > 0 {
				row += "   "
			}
			if MayFollow(App, from, to) {
				row += "x"
			} else {
				row += "."
			}
		}
		if diff := cmp.Diff(want[from], row); diff != "" {
			t.Errorf("steps from %s (-want +got):\n%s", from, diff)
		}
	}
}

func TestWhatIsOverNeverComesBack_U7(t *testing.T) {
	t.Parallel()
	usable := []State{PendingActivation, Active, Suspended}
	for _, kind := range []Kind{App, CodeDisplay, Chip} {
		for _, from := range States() {
			if !from.Over() {
				continue
			}
			for reached := range reach(kind, from) {
				if slices.Contains(usable, reached) {
					t.Errorf("a %s that is %s can become %s", kind, from, reached)
				}
			}
		}
	}
}

func TestBlockedKinds_U8(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind   Kind
		to     State
		wanted bool
	}{
		{App, Active, true},
		{CodeDisplay, Active, false},
		{CodeDisplay, PendingActivation, false},
		{Chip, Active, false},
		{Chip, PendingActivation, true},
	}
	for _, tt := range tests {
		if got := MayFollow(tt.kind, Blocked, tt.to); got != tt.wanted {
			t.Errorf("blocked %s to %s: %v, want %v", tt.kind, tt.to, got, tt.wanted)
		}
	}
}

func TestStepsOfAState(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind  Kind
		state State
		want  []Step
	}{
		{App, PendingActivation, []Step{StepConfirm, StepReportLost, StepRevoke}},
		{App, Active, []Step{StepBlock, StepReportLost, StepRevoke}},
		{App, Blocked, []Step{StepUnblock, StepReportLost, StepRevoke}},
		{CodeDisplay, Blocked, []Step{StepReportLost, StepRevoke}},
		{App, Lost, []Step{}},
		{App, Revoked, []Step{}},
		{App, Destroyed, []Step{}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, Authenticator{Kind: tt.kind, State: tt.state}.Steps()); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", tt.state, tt.kind, diff)
		}
	}
}

func reach(kind Kind, from State) map[State]bool {
	seen, next := map[State]bool{}, []State{from}
	for len(next) > 0 {
		at := next[0]
		next = next[1:]
		for _, to := range States() {
			if MayFollow(kind, at, to) && !seen[to] {
				seen[to] = true
				next = append(next, to)
			}
		}
	}
	return seen
}
