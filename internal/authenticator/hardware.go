package authenticator

import (
	"time"

	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/organisation"
	"hverv/internal/totp"
)

// deliveryDays is how many working days a device takes that is ordered (U6).
const deliveryDays = 20

// Equipment is the device itself, once it is known which one somebody gets.
type Equipment struct {
	Device id.Device
	Serial string     // as the device shows it
	Seed   *totp.Seed // a code display's; opened, it is sealed anew for its authenticator
}

// Hardware is a code display or chip that somebody is to get.
type Hardware struct {
	Equipment

	Organisation id.Organisation
	Identity     id.Identity
	Kind         Kind
	State        State // Ordered, or Delivered when it is at hand
	Label        string
	DeliverOn    calendar.Date // expected; none is 20 working days from now
	EndsAt       *time.Time    // a loan's end
	Spare        bool
	ReducedTo    id.Bundle // only on loan

	lent bool // U10
}

func (in *Hardware) check() error {
	label, err := checkLabel(in.Label)
	if err != nil {
		return err
	}
	in.Label = label
	var c fault.Check
	c.That(in.Kind == CodeDisplay || in.Kind == Chip, "/kind", "unknown", "Choose code_display or chip.")
	c.That(in.State == Ordered || in.State == Delivered || in.lent && in.State == Active, "/state", "unknown", "It is ordered or delivered.")
	c.That(in.State == Ordered || in.Kind != CodeDisplay || in.Seed != nil, "/seed", "missing", "A code display works by its seed.")
	if err := c.Err(); err != nil {
		return err
	}
	return in.Equipment.check(in.Kind)
}

func (e Equipment) check(kind Kind) error {
	var c fault.Check
	c.That(len(e.Serial) <= 100, "/serial", "too_long", "A serial number has at most 100 characters.")
	c.That(e.Seed == nil || kind == CodeDisplay, "/seed", "not_wanted", "Only a code display has a seed.")
	if err := c.Err(); err != nil || e.Seed == nil {
		return err
	}
	return e.Seed.Check()
}

// method is how the device will prove itself, as far as that is known.
func (e Equipment) method(kind Kind) Method {
	switch {
	case kind == Chip:
		return WebAuthn
	case e.Seed == nil:
		return ""
	case e.Seed.Counts():
		return HOTP
	default:
		return TOTP
	}
}

// spent is the last counter that the device no longer shows; a time step that is long past.
func (e Equipment) spent() int64 {
	if e.Seed == nil {
		return -1
	}
	return e.Seed.Counter - 1
}

// enabled says whether the organisation uses the kind (U2). Apps it always does.
func enabled(o organisation.Organisation, kind Kind) error {
	if kind == CodeDisplay && !o.CodeDisplays || kind == Chip && !o.Chips {
		return fault.New(fault.Conflict, "authenticator_kind_off",
			"The organisation does not use this kind of authenticator. Its settings say which.")
	}
	return nil
}

// live says whether a code display takes the one place there is (U4): a blocked one is dead, and an
// expired one may be followed by another.
func live(s State) bool { return !s.Over() && s != Blocked && s != Expired }

func hasCodeDisplay() *fault.Fault {
	return fault.New(fault.Conflict, "has_code_display", "The identity has a code display already. Revoke it or report it lost first.")
}

func deviceTaken() *fault.Fault {
	return fault.New(fault.Conflict, "device_taken", "Somebody else has this device. It must be taken back first.")
}
