// Package identity owns who an employee signs in as: the private or dedicated identity (U1), its
// activation within its days (U5), and what its holder knows, which is the user name, the password, a
// hand-over code and a temporary pass (U9). It does not know the things that one holds: package
// authenticator stands above, shows both together, and is told when an identity ends (OnEnd). Nor
// does it judge a sign-in, which is package proof's.
package identity

import (
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/text"
)

// Kind is private or dedicated (U1).
type Kind string

// The kinds of U1.
const (
	Private   Kind = "private"
	Dedicated Kind = "dedicated"
)

// State is where an identity is in its life. Pending past its last day is shown as lapsed.
type State string

// The states of an identity. Lapsed is never stored: it is judged by the clock (U5).
const (
	Pending   State = "pending"
	Active    State = "active"
	Withdrawn State = "withdrawn"
	Revoked   State = "revoked"
	Lapsed    State = "lapsed"
)

// Identity is how one employee signs in.
type Identity struct {
	Organisation  id.Organisation `db:"organisation_id"`
	ID            id.Identity     `db:"id"`
	Employee      id.Employee     `db:"employee_id"`
	Kind          Kind            `db:"kind"`
	State         State           `db:"state"`
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

	Pass    *Pass    `db:"-"` // that is good now (U9); only in a list
	Actions []string `db:"-"` // the steps allowed now, to who asked
}

// StateOn is the state on a date: an activation that was not finished on its last day has lapsed.
func (i Identity) StateOn(today calendar.Date) State {
	if i.State == Pending && today.After(i.ActivateUntil) {
		return Lapsed
	}
	return i.State
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

// NotActive refuses what only an active identity may have.
func NotActive() *fault.Fault {
	return fault.New(fault.Conflict, "identity_not_active", "The identity is not active. Activate it first.")
}

func notPending() *fault.Fault {
	return fault.New(fault.Conflict, "identity_not_pending", "The identity is not waiting for activation.")
}

// CheckReason tidies a reason that somebody wrote: at most 500 letters on one line.
func CheckReason(reason string) (string, error) {
	tidy, ok := text.Line(reason)
	var c fault.Check
	c.That(ok && text.Within(tidy, 0, 500), "/reason", "malformed", "Use at most 500 letters on one line.")
	return tidy, c.Err()
}
