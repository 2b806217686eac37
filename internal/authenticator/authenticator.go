// Package authenticator owns how an employee signs in: the identity kind (U1), the authenticators
// with the one table of their states (U7), activation within its days (U5), and the judging of
// passwords and codes. Package throttle slows guessing down (U8), package totp computes codes. It
// does not own sessions, nor the private eID itself: session and signin take its proof from here. A
// kind of authenticator has its own files: app.go, display.go; what the stock and the orders hand
// to somebody comes through hardware.go.
package authenticator

import (
	"time"

	"hverv/internal/authz"
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

// IdentityKind is private or dedicated (U1).
type IdentityKind string

// The kinds of U1.
const (
	Private   IdentityKind = "private"
	Dedicated IdentityKind = "dedicated"
)

// IdentityState is where an identity is in its life. Pending past its last day is shown as lapsed.
type IdentityState string

// The states of an identity. Lapsed is never stored: it is judged by the clock (U5).
const (
	IdentityPending   IdentityState = "pending"
	IdentityActive    IdentityState = "active"
	IdentityWithdrawn IdentityState = "withdrawn"
	IdentityRevoked   IdentityState = "revoked"
	IdentityLapsed    IdentityState = "lapsed"
)

// Identity is how one employee signs in.
type Identity struct {
	Organisation  id.Organisation `db:"organisation_id"`
	ID            id.Identity     `db:"id"`
	Employee      id.Employee     `db:"employee_id"`
	Kind          IdentityKind    `db:"kind"`
	State         IdentityState   `db:"state"`
	Person        id.Person       `db:"person_id"`
	UserName      string          `db:"user_name"`
	ActivateFrom  time.Time       `db:"activate_from"`
	ActivateUntil calendar.Date   `db:"activate_until"`
	AtDispatch    bool            `db:"starts_at_dispatch"` // U6
	ActivatedAt   *time.Time      `db:"activated_at"`
	Assurance     authz.Level     `db:"assurance"`
	ConsentAt     *time.Time      `db:"consent_at"`
	Language      string          `db:"language"`
	HasPassword   bool            `db:"has_password"`
	CreatedAt     time.Time       `db:"created_at"`
	Version       int64           `db:"version"`

	Authenticators []Authenticator `db:"-"`
	Pass           *Pass           `db:"-"` // that is good now (U9); only in a list
	Warnings       []string        `db:"-"`
	Actions        []string        `db:"-"`
}

// StateOn is the state on a date: an activation that was not finished on its last day has lapsed.
func (i Identity) StateOn(today calendar.Date) IdentityState {
	if i.State == IdentityPending && today.After(i.ActivateUntil) {
		return IdentityLapsed
	}
	return i.State
}

// LacksSpare is U3's warning: a dedicated identity needs two authenticators, of which one is the
// spare. The private eID is itself the authenticator and its spare is not ours to see.
func (i Identity) LacksSpare(now time.Time) bool {
	if i.Kind != Dedicated || i.State != IdentityActive {
		return false
	}
	usable := 0
	for _, a := range i.Authenticators {
		if a.Usable(now) {
			usable++
		}
	}
	return usable < 2
}

// Access is an identity through which a person may act now.
type Access struct {
	Organisation     id.Organisation `db:"organisation_id"`
	OrganisationName string          `db:"organisation_name"`
	CVR              string          `db:"cvr"`
	Employee         id.Employee     `db:"employee_id"`
	Identity         id.Identity     `db:"identity_id"`
	Assurance        authz.Level     `db:"assurance"` // of the identity; the eID's own level may be lower
}

// Proof is a finished sign-in with a dedicated identity. Person is none: the identity belongs to
// the employee alone.
type Proof struct {
	Organisation id.Organisation
	Employee     id.Employee
	Identity     id.Identity
	Person       id.Person
	Assurance    authz.Level
	AMR          []string // RFC 8176

	Authenticator id.Authenticator // by which it was proven
	Until         *time.Time       // its end, which no session opened with it outlives (U10, U12)
	ReducedTo     id.Bundle        // what bounds the session's powers; none: nothing
}

// with notes by which authenticator the sign-in was proven.
func (p Proof) with(a Authenticator) Proof {
	p.Authenticator, p.Until, p.ReducedTo = a.ID, a.EndsAt, a.ReducedTo
	return p
}

// Challenge stands between the password and the code. It survives JSON, so that signin can seal it
// into a cookie; it proves nothing by itself to whoever cannot unseal it.
type Challenge struct {
	Organisation id.Organisation `json:"o"`
	Employee     id.Employee     `json:"e"`
	Identity     id.Identity     `json:"i"`
	ExpiresAt    time.Time       `json:"x"`
	Password     []byte          `json:"p"` // digest of the stored hash: a changed password ends it
	Codes        bool            `json:"k"` // something shows codes for it
	Pass         bool            `json:"t"` // a temporary pass is good for it
	Keys         bool            `json:"y"` // a chip or passkey is registered for it
}

const challengeLife = 5 * time.Minute

// goodAt says whether a code or key may still follow the password.
func (c Challenge) goodAt(now time.Time) bool { return !c.Identity.IsZero() && now.Before(c.ExpiresAt) }

// levelOf is what a kind of authenticator can prove at most (P3).
func (k Kind) levelOf() authz.Level {
	if k == Chip {
		return authz.High
	}
	return authz.Substantial
}
