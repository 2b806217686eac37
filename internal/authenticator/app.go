package authenticator

import (
	"slices"

	"hverv/internal/fault"
)

// Enrolment is what an authenticator app is told once: the secret as text and as a QR code. Without
// a secret it is an app that an administrator has added and the employee is to enrol.
type Enrolment struct {
	Authenticator Authenticator
	Secret        string
	URI           string
	QR            []byte // PNG
	Link          string // of the employee's enrolment, when there is no e-mail address to send it to
}

// apps counts those that take a place (U4), and finds the one that waits to be confirmed.
func apps(all []Authenticator) (taken int, waiting *Authenticator) {
	for n, a := range all {
		if a.Kind != App || a.State.Over() {
			continue
		}
		taken++
		if a.State == PendingActivation {
			waiting = &all[n]
		}
	}
	return taken, waiting
}

// freeSlot is the first place that no app takes.
func freeSlot(all []Authenticator) int {
	slot := 1
	for slices.ContainsFunc(all, func(a Authenticator) bool { return a.Kind == App && !a.State.Over() && a.Slot == slot }) {
		slot++
	}
	return slot
}

func activeOf(all []Authenticator) (active int) {
	for _, a := range all {
		if a.State == Active {
			active++
		}
	}
	return active
}

func tooManyApps() *fault.Fault {
	return fault.New(fault.Conflict, "too_many_apps", "An identity has at most three apps. Revoke one first.")
}

func codeWrong() *fault.Fault {
	return fault.New(fault.Invalid, "code_wrong", "The code is not right. Wait for the next one, and check the clock of the phone if it is an app.").
		On("/code", "code_wrong", "The code is not right.")
}

func noApps() *fault.Fault {
	return fault.New(fault.Conflict, "identity_has_no_apps", "A private identity signs in with the person's own eID and has no app here.")
}
