package authenticator

import "slices"

// State is where an authenticator is in its life (U7).
type State string

// The states of U7.
const (
	Ordered           State = "ordered"
	Shipped           State = "shipped"
	Delivered         State = "delivered"
	PendingActivation State = "pending_activation"
	Active            State = "active"
	Suspended         State = "suspended"
	Blocked           State = "blocked"
	Lost              State = "lost"
	Expired           State = "expired"
	Revoked           State = "revoked"
	Returned          State = "returned"
	Destroyed         State = "destroyed"
)

// States lists all of them, in the order of a life.
func States() []State {
	return []State{
		Ordered, Shipped, Delivered, PendingActivation, Active, Suspended,
		Blocked, Lost, Expired, Revoked, Returned, Destroyed,
	}
}

// follows is the one table of U7: which state may follow which. What is revoked, lost or destroyed
// is still a thing that can be handed in or shredded, but no path leads from there to a usable
// state; the same goes for what was returned: it is issued again as a new authenticator.
//
//nolint:gochecknoglobals // the table of U7
var follows = map[State][]State{
	Ordered:           {Shipped, Delivered, Revoked},
	Shipped:           {Delivered, Lost, Revoked, Returned},
	Delivered:         {PendingActivation, Lost, Revoked, Returned, Destroyed},
	PendingActivation: {Active, Lost, Expired, Revoked, Returned, Destroyed},
	Active:            {Suspended, Blocked, Lost, Expired, Revoked, Returned, Destroyed},
	Suspended:         {Active, Blocked, Lost, Expired, Revoked, Returned, Destroyed},
	Blocked:           {PendingActivation, Active, Lost, Revoked, Returned, Destroyed},
	Expired:           {PendingActivation, Lost, Revoked, Returned, Destroyed},
	Lost:              {Destroyed},
	Revoked:           {Returned, Destroyed},
	Returned:          {Destroyed},
	Destroyed:         {},
}

// refused narrows the table for a kind (U8): a blocked code display is dead, a blocked chip is
// registered again before it counts.
//
//nolint:gochecknoglobals // part of the table of U7
var refused = map[Kind]map[State][]State{
	CodeDisplay: {Blocked: {PendingActivation, Active}},
	Chip:        {Blocked: {Active}},
}

// MayFollow says whether an authenticator of the kind may go from one state to the other.
func MayFollow(kind Kind, from, to State) bool {
	return slices.Contains(follows[from], to) && !slices.Contains(refused[kind][from], to)
}

// Over says that the authenticator will never be usable again; it takes no place among the
// three apps of U4.
func (s State) Over() bool {
	switch s {
	case Lost, Revoked, Returned, Destroyed:
		return true
	default:
		return false
	}
}

// Step is a change of state that somebody asks for by its verb in the API.
type Step string

// The verbs.
const (
	StepConfirm    Step = "confirm"
	StepBlock      Step = "block"
	StepUnblock    Step = "unblock"
	StepReportLost Step = "report_lost"
	StepRevoke     Step = "revoke"
)

// verbs say where a step starts, when not everywhere the table allows, and where it leads.
//
//nolint:gochecknoglobals // a table
var verbs = []struct {
	step Step
	from []State // nil means wherever the table of U7 allows
	to   State
}{
	{StepConfirm, []State{PendingActivation}, Active},
	{StepBlock, nil, Blocked},
	{StepUnblock, []State{Blocked}, Active},
	{StepReportLost, nil, Lost},
	{StepRevoke, nil, Revoked},
}

// After gives the state that the step leads to; ok is false when it is not allowed now.
func (a Authenticator) After(step Step) (to State, ok bool) {
	for _, v := range verbs {
		if v.step == step && (v.from == nil || slices.Contains(v.from, a.State)) {
			return v.to, MayFollow(a.Kind, a.State, v.to)
		}
	}
	return "", false
}

// Steps are the verbs that the state allows now.
func (a Authenticator) Steps() []Step {
	steps := []Step{}
	for _, v := range verbs {
		if _, ok := a.After(v.step); ok {
			steps = append(steps, v.step)
		}
	}
	return steps
}
