package authenticator

import (
	"time"

	"hverv/internal/fault"
	"hverv/internal/identity"
)

// lastUsable is the one authenticator by which an active dedicated identity still opens anything; ok is
// false when there is none, or another beside it. A private identity has the person's own eID.
func (h Holder) lastUsable(now time.Time) (last Authenticator, ok bool) {
	if h.Kind != identity.Dedicated || h.State != identity.Active {
		return last, false
	}
	usable := 0
	for _, a := range h.Authenticators {
		if a.Usable(now) {
			last = a
			usable++
		}
	}
	return last, usable == 1
}

// takes says whether reaching the state is somebody's decision to take an authenticator away. What is
// lost, suspended until its owner is checked, or at its end is nobody's choice and never waits for one.
func (s State) takes() bool {
	switch s {
	case Blocked, Revoked, Returned, Destroyed:
		return true
	default:
		return false
	}
}

func lastAuthenticator() *fault.Fault {
	return fault.New(fault.Conflict, "last_authenticator",
		"This is the only authenticator that the employee can sign in with now. Give another one first, or write the reason for taking it away.").
		On("/reason", "last_authenticator", "Write the reason: the employee cannot sign in afterwards.")
}
