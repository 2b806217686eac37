// Package printing owns the letters that wait for a printer (U15): who takes which one, whether it came
// out, and that what stood in it is gone then. How a letter looks is package letter's, what it says
// the features'.
package printing

import (
	"slices"
	"time"

	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/letter"
)

// Kind is a sort of letter.
type Kind string

// The kinds.
const (
	HandOverCode Kind = "hand_over_code" // U5
	Appointment  Kind = "appointment"    // U13
)

// State is how far a letter has come.
type State string

// The states. Expired is none that is stored: it follows from the clock (law 1).
const (
	Waiting  State = "waiting"
	Printing State = "printing" // somebody has it at a printer
	Printed  State = "printed"
	Void     State = "void" // another took its place before it was printed
	Expired  State = "expired"
)

// States lists them.
func States() []State { return []State{Waiting, Printing, Printed, Void, Expired} }

// Days are how long a letter waits for a printer, and how long a code by letter is good for: the post
// takes up to a week.
const Days = 14

// Letter is one that is to be printed, or was. It holds nothing of what stands in it.
type Letter struct {
	Organisation id.Organisation `db:"organisation_id"`
	ID           id.Letter       `db:"id"`
	Kind         Kind            `db:"kind"`
	Employee     id.Employee     `db:"employee_id"`
	EmployeeName string          `db:"employee_name"`
	State        State           `db:"state"`
	ClaimedBy    id.Employee     `db:"claimed_by"`
	ClaimedName  string          `db:"claimed_name"`
	ClaimedAt    *time.Time      `db:"claimed_at"`
	Prints       int             `db:"prints"`
	QueuedBy     id.Employee     `db:"queued_by"`
	QueuedAt     time.Time       `db:"queued_at"`
	ExpiresAt    time.Time       `db:"expires_at"`
	SettledAt    *time.Time      `db:"settled_at"`
	Version      int64           `db:"version"`

	Sealed  []byte   `db:"content_sealed" json:"-"`
	Actions []string `db:"-"`
}

// StateAt is the state as the clock has it.
func (l Letter) StateAt(now time.Time) State {
	if (l.State == Waiting || l.State == Printing) && !now.Before(l.ExpiresAt) {
		return Expired
	}
	return l.State
}

// Sheet is a letter on paper.
type Sheet struct {
	Letter Letter
	PDF    []byte
}

// New is a letter to be queued.
type New struct {
	Organisation id.Organisation
	Kind         Kind
	Employee     id.Employee
	Content      letter.Letter
}

// steps is the one table of what may follow what, and which verb does it.
//
//nolint:gochecknoglobals // a table
var steps = map[State]map[string]State{
	Waiting:  {"print": Printing, "void": Void},
	Printing: {"confirm": Printed, "fail": Waiting, "void": Void},
	Printed:  {},
	Void:     {},
	Expired:  {},
}

// take does a step, or says in words why not.
func (l Letter) take(step string, now time.Time) (Letter, error) {
	next, ok := steps[l.StateAt(now)][step]
	switch {
	case ok:
		l.State = next
		return l, nil
	case step == "print" && l.StateAt(now) == Printing:
		return l, fault.New(fault.Conflict, "letter_claimed", "Somebody is printing this letter already. If it does not come out, say so first.")
	case l.StateAt(now) == Waiting:
		return l, fault.New(fault.Conflict, "letter_not_printing", "The letter has not been sent to a printer.")
	default:
		return l, fault.New(fault.Gone, "letter_over", "The letter has been printed, replaced or waited for too long. Make a new one.")
	}
}

// allowed are the steps that a clerk may take.
func (l Letter) allowed(now time.Time) []string {
	list := []string{}
	for _, step := range []string{"print", "confirm", "fail"} {
		if _, ok := steps[l.StateAt(now)][step]; ok {
			list = append(list, step)
		}
	}
	return list
}

func known(state string) bool { return slices.Contains(States(), State(state)) }
