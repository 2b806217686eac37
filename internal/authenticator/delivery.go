package authenticator

import (
	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/identity"
)

// lateDelivery warns that hardware is expected only after the days of an activation that has nothing
// else to go by (U6). The choices are an app, which the employee may always add, or that the days
// begin at dispatch.
const lateDelivery = "delivery_after_deadline"

// underWay gives when the first device of an activation is expected that waits for hardware alone: no
// app is begun and no device at hand.
func underWay(all []Authenticator) (on calendar.Date, ok bool) {
	for _, a := range all {
		switch {
		case a.State.Over():
		case a.State != Ordered && a.State != Shipped:
			return on, false
		case !ok || a.DeliverOn.Before(on):
			on, ok = a.DeliverOn, true
		}
	}
	return on, ok
}

// late says whether an identity's hardware comes too late for its activation, and when.
func (h Holder) late() (on calendar.Date, ok bool) {
	on, ok = underWay(h.Authenticators)
	return on, ok && h.State == identity.Pending && !h.AtDispatch && on.After(h.ActivateUntil)
}

func nothingOrdered() *fault.Fault {
	return fault.New(fault.Conflict, "nothing_ordered", "No code display or chip is on its way that the activation must wait for.")
}
