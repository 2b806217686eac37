package authenticator

import (
	"time"

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
