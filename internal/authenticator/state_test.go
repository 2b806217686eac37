package authenticator

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEveryStep_U7 goes over all pairs for each kind; the rows are the table of U7 once more, written
// for reading: a app, d code display, c chip; x all three, t things (d and c), p apps and chips.
func TestEveryStep_U7(t *testing.T) {
	t.Parallel()
	// columns:           ord shi del pen act sus blo los exp rev ret des
	want := map[State]string{
		Ordered:           ".   t   t   .   .   .   .   .   .   t   .   .",
		Shipped:           ".   .   t   .   .   .   .   t   .   t   t   .",
		Delivered:         ".   .   .   t   .   .   .   t   .   t   t   t",
		PendingActivation: ".   .   .   .   x   .   .   x   x   x   t   t",
		Active:            ".   .   .   .   .   x   x   x   x   x   t   t",
		Suspended:         ".   .   .   .   x   .   x   x   x   x   t   t",
		Blocked:           ".   .   .   p   a   .   .   x   .   x   t   t",
		Lost:              ".   .   .   .   .   .   .   .   .   .   .   t",
		Expired:           ".   .   .   x   .   .   .   x   .   x   t   t",
		Revoked:           ".   .   .   .   .   .   .   .   .   .   t   t",
		Returned:          ".   .   .   .   .   .   .   .   .   .   .   t",
		Destroyed:         ".   .   .   .   .   .   .   .   .   .   .   .",
	}
	letter := map[string]string{"": ".", "a": "a", "d": "d", "c": "c", "dc": "t", "ac": "p", "adc": "x"}
	kinds := []struct {
		kind Kind
		sign string
	}{{App, "a"}, {CodeDisplay, "d"}, {Chip, "c"}}
	for _, from := range States() {
		row := make([]string, 0, len(States()))
		for _, to := range States() {
			var of string
			for _, k := range kinds {
				if MayFollow(k.kind, from, to) {
					of += k.sign
				}
			}
			row = append(row, letter[of])
		}
		if diff := cmp.Diff(want[from], strings.Join(row, "   ")); diff != "" {
			t.Errorf("steps from %s (-want +got):\n%s", from, diff)
		}
	}
}

// What others advance never becomes active but by the end of a suspension (U7).
func TestWhoActivates_U7(t *testing.T) {
	t.Parallel()
	for _, kind := range []Kind{App, CodeDisplay, Chip} {
		for _, from := range States() {
			for _, to := range States() {
				want := MayFollow(kind, from, to) && (to != Active || from == Suspended)
				if got := fits(kind, from, to); got != want {
					t.Errorf("%s from %s to %s: %v", kind, from, to, got)
				}
			}
		}
	}
}

func TestWhatIsOverNeverComesBack_U7(t *testing.T) {
	t.Parallel()
	usable := []State{Delivered, PendingActivation, Active, Suspended}
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
		{CodeDisplay, Ordered, []Step{StepRevoke}},
		{CodeDisplay, Delivered, []Step{StepConfirm, StepReportLost, StepRevoke}},
		{CodeDisplay, PendingActivation, []Step{StepConfirm, StepReportLost, StepRevoke}},
		{CodeDisplay, Blocked, []Step{StepReportLost, StepRevoke}},
		{Chip, Delivered, []Step{StepRegister, StepReportLost, StepRevoke}},
		{Chip, PendingActivation, []Step{StepRegister, StepReportLost, StepRevoke}},
		{Chip, Blocked, []Step{StepUnblock, StepReportLost, StepRevoke}},
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
