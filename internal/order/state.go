package order

import (
	"slices"

	"hverv/internal/fault"
)

// State is where a line of an order is (O4).
type State string

// The states of O4.
const (
	Draft       State = "draft"
	Submitted   State = "submitted"
	Accepted    State = "accepted"
	BackOrdered State = "back_ordered"
	Shipped     State = "shipped"
	Delivered   State = "delivered"
	Cancelled   State = "cancelled"
	Failed      State = "failed"
)

// States lists all of them, in the order of a life.
func States() []State {
	return []State{Draft, Submitted, Accepted, BackOrdered, Shipped, Delivered, Cancelled, Failed}
}

// follows is the one table of O4: what may follow what. A back order may follow itself, with another
// day. What was shipped may still be called back or be lost on its way; nothing follows an end.
//
//nolint:gochecknoglobals // the table of O4
var follows = map[State][]State{
	Draft:       {Submitted, Cancelled},
	Submitted:   {Accepted, BackOrdered, Shipped, Delivered, Cancelled, Failed},
	Accepted:    {BackOrdered, Shipped, Delivered, Cancelled, Failed},
	BackOrdered: {BackOrdered, Accepted, Shipped, Delivered, Cancelled, Failed},
	Shipped:     {Delivered, Cancelled, Failed},
	Delivered:   {},
	Cancelled:   {},
	Failed:      {},
}

// MayFollow says whether a line may go from one state to the other.
func MayFollow(from, to State) bool { return slices.Contains(follows[from], to) }

// Over says that nothing more will come of it.
func (s State) Over() bool { return s == Delivered || s == Cancelled || s == Failed }

// waits says that the thing has not been sent.
func (s State) waits() bool { return s == Submitted || s == Accepted || s == BackOrdered }

// behind orders the open states: an order is where the line is that has come least far.
//
//nolint:gochecknoglobals // a table
var behind = []State{Draft, Submitted, BackOrdered, Accepted, Shipped}

// Summary is the state of an order: while any line is open, that of the one least far; then delivered
// when anything was, failed when anything failed, and cancelled when nothing else happened.
func Summary(lines []State) State {
	for _, each := range [][]State{behind, {Delivered, Failed}} {
		for _, s := range each {
			if slices.Contains(lines, s) {
				return s
			}
		}
	}
	return Cancelled
}

func stepNotAllowed() *fault.Fault {
	return fault.New(fault.Conflict, "order_step_not_allowed", "The order has come too far for this, or not far enough.")
}

// faultIsStep says that an authenticator could not take the step, having ended already.
func faultIsStep(err error) bool { return fault.CodeOf(err) == "step_not_allowed" }
