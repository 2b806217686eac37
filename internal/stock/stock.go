// Package stock owns the devices that employees sign in with before and after somebody has them: where
// each lies or who holds it (O5), who handed it to whom (O6), how the makers' files come in, and what
// becomes of one that is found, returned or destroyed (U11, U16). What a device is to its holder while
// it works is package authenticator's; the two move together in one transaction.
package stock

import (
	"slices"
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// Kind is a sort of device (U2).
type Kind string

// The kinds. An audio reader is a code display for people who cannot read one.
const (
	CodeDisplay Kind = "code_display"
	AudioReader Kind = "audio_reader"
	Chip        Kind = "chip"
)

// Kinds lists them.
func Kinds() []Kind { return []Kind{CodeDisplay, AudioReader, Chip} }

// Authenticator is what the device is to its holder.
func (k Kind) Authenticator() authenticator.Kind {
	if k == Chip {
		return authenticator.Chip
	}
	return authenticator.CodeDisplay
}

// State is where a device is in its life.
type State string

// The states. With the first two and with found and returned it lies at a location; issued and on
// loan, somebody holds it; the last three are nowhere.
const (
	InStock    State = "in_stock"
	Offered    State = "offered" // to another keeper, who has not signed yet
	Issued     State = "issued"
	OnLoan     State = "on_loan"
	Found      State = "found"
	Returned   State = "returned"
	Lost       State = "lost"
	WrittenOff State = "written_off"
	Destroyed  State = "destroyed"
)

// States lists all of them.
func States() []State {
	return []State{InStock, Offered, Issued, OnLoan, Found, Returned, Lost, WrittenOff, Destroyed}
}

// follows is the one table of what may follow what. Nothing leads back from destroyed, and nothing
// but the shredder from lost or written off once it turns up.
//
//nolint:gochecknoglobals // a table
var follows = map[State][]State{
	InStock:    {InStock, Offered, Issued, OnLoan, WrittenOff, Destroyed},
	Offered:    {InStock},
	Issued:     {Found, Returned, Lost, WrittenOff, Destroyed},
	OnLoan:     {Found, Returned, Lost, WrittenOff, Destroyed},
	Found:      {Issued, OnLoan, Returned, Lost, Destroyed},
	Returned:   {Returned, InStock, WrittenOff, Destroyed},
	Lost:       {Found, Destroyed},
	WrittenOff: {Found, Destroyed},
	Destroyed:  {},
}

// AtLocation says that the device lies at a location.
func (s State) AtLocation() bool {
	return slices.Contains([]State{InStock, Offered, Found, Returned}, s)
}

// Held says that somebody has the device.
func (s State) Held() bool { return s == Issued || s == OnLoan }

// Device is one thing with a serial number.
type Device struct {
	Organisation id.Organisation `db:"organisation_id"`
	ID           id.Device       `db:"id"`
	Serial       string          `db:"serial"`
	Maker        string          `db:"maker"`
	Model        string          `db:"model"`
	Kind         Kind            `db:"kind"`
	Method       string          `db:"method"`
	SeedSealed   []byte          `db:"seed_sealed" json:"-"`
	LastStep     int64           `db:"last_step" json:"-"`
	Drift        int             `db:"drift" json:"-"`
	ExpiresAt    *time.Time      `db:"expires_at"`
	State        State           `db:"state"`
	Location     id.Location     `db:"location_id"`
	Holder       id.Employee     `db:"holder_id"`
	Home         id.Location     `db:"home_id"`
	Unfit        string          `db:"unfit"`
	CreatedAt    time.Time       `db:"created_at"`
	MovedAt      time.Time       `db:"moved_at"`
	Version      int64           `db:"version"`

	LocationName  string           `db:"location_name"`
	HolderName    string           `db:"holder_name"`
	Authenticator id.Authenticator `db:"authenticator_id"`    // the latest one that it was or is
	Works         string           `db:"authenticator_state"` // that one's state
	Actions       []string         `db:"-"`
}

// why a device is unfit for anybody.
const (
	unfitLost       = "lost"
	unfitBlocked    = "blocked" // a blocked code display is dead (U8)
	unfitWrittenOff = "written_off"
)

// to brings the device to a state and its place, by the table.
func (d *Device) to(s State, place id.Location, holder id.Employee) error {
	if d.State == Destroyed {
		return fault.New(fault.Conflict, "device_destroyed", "The device is registered as destroyed. It cannot be used again.")
	}
	usable := d.Unfit == "" || s != InStock && s != Offered && s != OnLoan
	if !slices.Contains(follows[d.State], s) || !usable {
		return notAllowed()
	}
	d.State, d.Location, d.Holder = s, id.Location{}, id.Employee{}
	switch {
	case s.Held():
		d.Holder = holder
	case s.AtLocation():
		d.Location, d.Home = place, place
	case s == Destroyed:
		d.SeedSealed = nil
	}
	return nil
}

// live says whether the device is still somebody's authenticator, in use or to be used.
func (d *Device) live() bool {
	return !d.Authenticator.IsZero() && !authenticator.State(d.Works).Over()
}

// Location is where devices lie.
type Location struct {
	Organisation id.Organisation `db:"organisation_id"`
	ID           id.Location     `db:"id"`
	Name         string          `db:"name"`
	Unit         id.Unit         `db:"unit_id"`
	EndedAt      *time.Time      `db:"ended_at"` // nil while in use
	Version      int64           `db:"version"`

	Counts []Count `db:"-"`
}

// Count is how many devices of a kind are in a state there, or have their home there.
type Count struct {
	Location id.Location `db:"home_id"`
	Kind     Kind        `db:"kind"`
	State    State       `db:"state"`
	Number   int         `db:"number"`
}

func notAllowed() *fault.Fault {
	return fault.New(fault.Conflict, "device_step_not_allowed", "This cannot be done with the device where it is now.")
}

func notAvailable() *fault.Fault {
	return fault.New(fault.Conflict, "device_not_available", "The device is not in stock any more: somebody else was first, or it is not fit for use.")
}

func locationEnded() *fault.Fault {
	return fault.New(fault.Conflict, "location_ended", "The location has been taken out of use.").On("/location_id", "location_ended", "Taken out of use.")
}
