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

// refused narrows the table for a kind: a blocked code display is dead, a blocked chip is registered
// again before it counts (U8), and an app is no thing that anybody sends or takes back.
//
//nolint:gochecknoglobals // part of the table of U7
var refused = map[Kind]map[State][]State{
	App: {
		Ordered: States(), Shipped: States(), Delivered: States(), PendingActivation: things, Active: things, Suspended: things,
		Blocked: things, Lost: things, Expired: things, Revoked: things, Returned: things,
	},
	CodeDisplay: {Blocked: {PendingActivation, Active}},
	Chip:        {Blocked: {Active}},
}

// things are the states that only a thing one can hold gets into at its end.
//
//nolint:gochecknoglobals // part of the table of U7
var things = []State{Returned, Destroyed}

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
	StepRegister   Step = "register" // a chip by its holder
	StepBlock      Step = "block"
	StepUnblock    Step = "unblock"
	StepReportLost Step = "report_lost"
	StepRevoke     Step = "revoke"
	StepRenew      Step = "renew" // a chip, which stays where it is or is registered anew (U12)
)

// verbs say where a step starts, when not everywhere the table allows, for which kinds, and where
// it leads: the first line that the table of U7 allows. A code display comes to its holder delivered
// and passes through pending activation as it is confirmed; a blocked chip is registered again (U8).
//
//nolint:gochecknoglobals // a table
var verbs = []struct {
	step  Step
	from  []State // nil means wherever the table of U7 allows
	kinds []Kind  // nil means all
	to    State
}{
	{StepConfirm, []State{PendingActivation}, []Kind{App, CodeDisplay}, Active},
	{StepConfirm, []State{Delivered}, []Kind{CodeDisplay}, PendingActivation},
	{StepRegister, []State{PendingActivation}, []Kind{Chip}, Active},
	{StepRegister, []State{Delivered}, []Kind{Chip}, PendingActivation},
	{StepBlock, nil, nil, Blocked},
	{StepUnblock, []State{Blocked}, nil, Active},
	{StepUnblock, []State{Blocked}, []Kind{Chip}, PendingActivation},
	{StepReportLost, nil, nil, Lost},
	{StepRevoke, nil, nil, Revoked},
}

// After gives the state that the step leads to; ok is false when it is not allowed now.
func (a Authenticator) After(step Step) (to State, ok bool) {
	for _, v := range verbs {
		if v.step == step && (v.from == nil || slices.Contains(v.from, a.State)) &&
			(v.kinds == nil || slices.Contains(v.kinds, a.Kind)) && MayFollow(a.Kind, a.State, v.to) {
			return v.to, true
		}
	}
	return "", false
}

// Steps are the verbs that the state allows now.
func (a Authenticator) Steps() []Step {
	steps := []Step{}
	for _, v := range verbs {
		if _, ok := a.After(v.step); ok && !slices.Contains(steps, v.step) {
			steps = append(steps, v.step)
		}
	}
	return steps
}

// fits says whether somebody else's act may bring an authenticator from one state to the other. What
// makes it count is its holder's doing, or its unblocking, and has operations of its own.
func fits(kind Kind, from, to State) bool {
	return MayFollow(kind, from, to) && (to != Active || from == Suspended)
}
