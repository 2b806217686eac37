// Package organisation owns the connected organisations: who they are, their settings, their
// production units and departments, and whether they are connected, suspended or closed (C7, C9).
// How an organisation comes to be connected is connection's; the people in it are employee's.
package organisation

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"

	"github.com/lib/pq"

	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
)

// State says whether the organisation's people may do anything at all (E5).
type State string

// The states of C9. Closed is final: the same company connects anew.
const (
	Connected State = "connected"
	Suspended State = "suspended"
	Closed    State = "closed"
)

// Step is an act on the state.
type Step string

// The steps of C9.
const (
	Suspend Step = "suspend"
	Resume  Step = "resume"
	Close   Step = "close"
)

// steps is the one table of what may follow what.
//
//nolint:gochecknoglobals // a table
var steps = map[State]map[Step]State{
	Connected: {Suspend: Suspended, Close: Closed},
	Suspended: {Resume: Connected, Close: Closed},
	Closed:    {},
}

// After gives the state after a step, or the refusal.
func (s State) After(step Step) (State, error) {
	next, ok := steps[s][step]
	if !ok {
		return "", fault.New(fault.Conflict, "organisation_state",
			"The organisation is "+string(s)+"; it cannot "+string(step)+".")
	}
	return next, nil
}

// Address is where an organisation or production unit is found.
type Address struct { //nolint:recvcheck // Scan must change it, Value is asked of copies
	Street     string `json:"street"`
	PostalCode string `json:"postal_code"`
	City       string `json:"city"`
	Country    string `json:"country"` // two letters; empty means Denmark
}

// Value stores the address as JSON.
func (a Address) Value() (driver.Value, error) {
	text, err := json.Marshal(a)
	return string(text), err
}

// Scan reads the address.
func (a *Address) Scan(src any) error {
	text, ok := src.([]byte)
	if !ok {
		return fmt.Errorf("scan address: cannot read %T", src)
	}
	if err := json.Unmarshal(text, a); err != nil {
		return fmt.Errorf("scan address: %w", err)
	}
	return nil
}

// Start says when the days of an activation begin that waits for hardware (U6).
type Start string

// The starts of U6.
const (
	AtCreation Start = "creation"
	AtDispatch Start = "dispatch"
)

// Organisation is a connected organisation with its settings.
type Organisation struct {
	ID                  id.Organisation `db:"id"`
	CVR                 nationalid.CVR  `db:"cvr"`
	Name                string          `db:"name"`
	Form                string          `db:"form"`
	Address             Address         `db:"address"`
	State               State           `db:"state"`
	PrivateIdentities   bool            `db:"private_identities"`   // U1
	DedicatedIdentities bool            `db:"dedicated_identities"` // U1
	CodeDisplays        bool            `db:"code_displays"`        // U2
	ChipModels          pq.StringArray  `db:"chip_models"`          // AAGUIDs; none allows any
	ChipAttestation     bool            `db:"chip_attestation"`     // U2: a chip must prove its make and model
	ChipMonths          int             `db:"chip_months"`          // U12: how long one is good; 0 has no end
	PassHours           int             `db:"pass_hours"`           // U9
	Chips               bool            `db:"chips"`                // U2
	ActivationDays      int             `db:"activation_days"`      // U5
	ActivationStarts    Start           `db:"activation_starts"`    // U6
	LoanHours           int             `db:"loan_hours"`           // U10: a personal loan's most
	CPRLegalBasis       string          `db:"cpr_legal_basis"`      // H4
	SupportPhone        string          `db:"support_phone"`        // W2
	SupportEmail        string          `db:"support_email"`        // W2
	SupportHours        string          `db:"support_hours"`        // W2
	TasksDone           pq.StringArray  `db:"tasks_done"`           // C7
	RightsVersion       int64           `db:"rights_version"`
	Version             int64           `db:"version"`
	CreatedAt           time.Time       `db:"created_at"`
	SuspendedAt         *time.Time      `db:"suspended_at"`
	ClosedAt            *time.Time      `db:"closed_at"`
}

// stamped says since when the state holds.
func (o Organisation) stamped(now time.Time) Organisation {
	switch o.State {
	case Connected:
		o.SuspendedAt = nil
	case Suspended:
		o.SuspendedAt = &now
	case Closed:
		o.ClosedAt = &now
	}
	return o
}

// Open is nil while the organisation is connected: nothing may be added to one that is not.
func (o Organisation) Open() error {
	if o.State == Connected {
		return nil
	}
	return NotConnected()
}

// NotConnected is the refusal of a change in an organisation that is suspended or closed.
func NotConnected() *fault.Fault {
	return fault.New(fault.Conflict, "organisation_not_connected", "The organisation is not connected at present.")
}

// Connect is what an approved connection hands over (C7).
type Connect struct {
	CVR             nationalid.CVR
	Name            string
	Form            string
	Address         Address
	ProductionUnits []ConnectUnit
}

// ConnectUnit is a production unit as the company register knows it.
type ConnectUnit struct {
	Number  nationalid.PNumber
	Name    string
	Address Address
}
