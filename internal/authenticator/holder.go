package authenticator

import (
	"time"

	"hverv/internal/calendar"
	"hverv/internal/identity"
)

// Holder is an identity with what it signs in with: what the API shows of both.
type Holder struct {
	identity.Identity

	Authenticators []Authenticator
	Warnings       []string
}

// LacksSpare is U3's warning: a dedicated identity needs two authenticators, of which one is the
// spare. The private eID is itself the authenticator and its spare is not ours to see.
func (h Holder) LacksSpare(now time.Time) bool {
	if h.Kind != identity.Dedicated || h.State != identity.Active {
		return false
	}
	usable := 0
	for _, a := range h.Authenticators {
		if a.Usable(now) {
			usable++
		}
	}
	return usable < 2
}

// late says whether an identity's hardware comes too late for its activation, and when.
func (h Holder) late() (on calendar.Date, ok bool) {
	on, ok = underWay(h.Authenticators)
	return on, ok && h.State == identity.Pending && !h.AtDispatch && on.After(h.ActivateUntil)
}

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
