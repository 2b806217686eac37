package authenticator

import (
	"hverv/internal/fault"
)

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
