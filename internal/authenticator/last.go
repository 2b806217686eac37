package authenticator

import (
	"time"

	"hverv/internal/fault"
)

// lastUsable is the one authenticator by which an active dedicated identity still opens anything; ok is
// false when there is none, or another beside it. A private identity has the person's own eID.
func (i Identity) lastUsable(all []Authenticator, now time.Time) (last Authenticator, ok bool) {
	if i.Kind != Dedicated || i.State != IdentityActive {
		return last, false
	}
	usable := 0
	for _, a := range all {
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
