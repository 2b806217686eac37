package stock

import (
	"time"

	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/text"
)

// Return is a device that its holder must give back or destroy (U16): their employment has ended, or
// what it was to them is over. Devices on loan are their desk's to ask for.
type Return struct {
	Organisation    id.Organisation  `db:"organisation_id"`
	Device          id.Device        `db:"device_id"`
	Serial          string           `db:"serial"`
	Kind            Kind             `db:"kind"`
	Authenticator   id.Authenticator `db:"authenticator_id"`
	Holder          id.Employee      `db:"holder_id"`
	HolderName      string           `db:"holder_name"`
	Email           string           `db:"email"` // "" for a protected holder, too
	Phone           string           `db:"phone"`
	Language        string           `db:"language"`
	UnitName        string           `db:"unit_name"`
	HomeName        string           `db:"home_name"`
	Why             string           `db:"why"`
	Since           time.Time        `db:"since"`
	AskedAt         *time.Time       `db:"asked_at"` // nil: not told yet
	Reminders       int              `db:"reminders"`
	DestroyedAt     *time.Time       `db:"destroyed_at"` // nil: the holder has not said so
	DestroyedReason string           `db:"destroyed_reason"`

	Actions []string `db:"-"`
}

// the days after the first message when the holder is reminded (U16).
const (
	firstReminder  = 7
	secondReminder = 21
)

// next says whether the holder is to be told today, and as which message: 0 for the first one. Who
// says that the device is destroyed is asked no more.
func (r *Return) next(today calendar.Date) (message int, due bool) {
	if r.DestroyedAt != nil {
		return 0, false
	}
	if r.AskedAt == nil {
		return 0, true
	}
	asked := calendar.Today(*r.AskedAt)
	switch {
	case r.Reminders < 2 && !today.Before(asked.AddDays(secondReminder)):
		return 2, true // also when the first reminder was never sent: one message is enough for both
	case r.Reminders < 1 && !today.Before(asked.AddDays(firstReminder)):
		return 1, true
	}
	return 0, false
}

// Claim is what a holder says of a device that they have destroyed.
type Claim struct {
	Organisation id.Organisation
	Device       id.Device
	Reason       string
}

func (in *Claim) check() error {
	var c fault.Check
	text.Field(&c, &in.Reason, "/reason", 1, 1000)
	return c.Err()
}

func notWanted() *fault.Fault {
	return fault.New(fault.Conflict, "return_not_wanted", "Nobody asks for this device back.")
}
