// Package authenticator owns what an identity signs in with: apps, code displays, chips and passkeys, the
// one table of their states (U7), their places (U4), and their first use, with which an identity that
// waited becomes active (U5). The identity itself and what its holder knows are package identity's,
// below; a sign-in is judged by package proof, above. A kind of authenticator has its own files:
// app.go, display.go, key.go; what the stock and the orders hand to somebody comes through hardware.go.
package authenticator

import (
	"time"

	"hverv/internal/calendar"
	"hverv/internal/id"
)

// Kind is a sort of authenticator (U2).
type Kind string

// The kinds of U2.
const (
	App         Kind = "app"
	CodeDisplay Kind = "code_display"
	Chip        Kind = "chip"
)

// Method is how an authenticator proves itself; none as long as that is not known.
type Method string

// The methods. A code display shows one of the first two, an app only the first.
const (
	TOTP     Method = "totp"
	HOTP     Method = "hotp"
	WebAuthn Method = "webauthn"
)

// maxApps is U4's limit for one identity.
const maxApps = 3

// Authenticator is a thing that an identity signs in with.
type Authenticator struct {
	Organisation id.Organisation  `db:"organisation_id"`
	ID           id.Authenticator `db:"id"`
	Identity     id.Identity      `db:"identity_id"`
	Employee     id.Employee      `db:"employee_id"`
	Kind         Kind             `db:"kind"`
	State        State            `db:"state"`
	Method       Method           `db:"method"`
	Label        string           `db:"label"`
	Device       id.Device        `db:"device_id"` // of the stock, when it is one of its devices
	Serial       string           `db:"serial"`
	DeliverOn    calendar.Date    `db:"deliver_on"` // U6: when it is expected; none when it was not ordered
	Spare        bool             `db:"spare"`
	EndsAt       *time.Time       `db:"ends_at"`
	OnLoan       bool             `db:"on_loan"`    // U10
	ReducedTo    id.Bundle        `db:"reduced_to"` // what bounds the powers of who signs in with it; none: nothing
	RenewedAt    *time.Time       `db:"renewed_at"` // U12: since when a chip's months count; none: its end is no matter of renewal
	CreatedAt    time.Time        `db:"created_at"`
	ActivatedAt  *time.Time       `db:"activated_at"`
	Version      int64            `db:"version"`
	SecretSealed []byte           `db:"secret_sealed" json:"-"`
	LastStep     int64            `db:"last_step" json:"-"`
	OutOfStep    *int64           `db:"out_of_step" json:"-"`
	Drift        int              `db:"drift" json:"-"`
	Slot         int              `db:"slot" json:"-"`

	Last     bool     `db:"-"` // the only usable one of an active dedicated identity; known in an identity alone
	Actions  []string `db:"-"` // the steps allowed now, to who asked
	Warnings []string `db:"-"` // of who provides it: delivery_after_deadline (U6)
}

// Usable says whether it opens the door at that instant; the end is compared here, no worker
// needs to have run (law 1).
func (a Authenticator) Usable(now time.Time) bool {
	return a.State == Active && (a.EndsAt == nil || now.Before(*a.EndsAt))
}
