package role

import (
	"slices"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// State is where a request for a role stands.
type State string

// The states of a request.
const (
	Open      State = "open"
	Granted   State = "granted"
	Rejected  State = "rejected"
	Withdrawn State = "withdrawn"
)

// follows is the one table of which state may follow which: what is decided stays decided.
//
//nolint:gochecknoglobals // a table
var follows = map[State][]State{Open: {Granted, Rejected, Withdrawn}}

// Ask is a person's request for a role, with the reason why (A3).
type Ask struct {
	Organisation id.Organisation
	Role         authz.Role
	Scope        Scope
	Reason       string
}

func (a Ask) complete() (Ask, error) {
	a.Scope = a.Scope.orWhole()
	var c fault.Check
	checkRole(&c, a.Role)
	a.Scope.check(&c)
	return a, c.Err()
}

// Decide grants or rejects a request. The dates are those of the role that it becomes.
type Decide struct {
	Organisation id.Organisation
	Request      id.RoleRequest
	StartsOn     calendar.Date
	EndsOn       calendar.Date
	Reason       string // needed to reject
	Version      int64
}

// Request is somebody's wish for a role.
type Request struct {
	ID           id.RoleRequest  `db:"id"`
	Employee     id.Employee     `db:"employee_id"`
	GivenName    string          `db:"given_name"`
	FamilyName   string          `db:"family_name"`
	Role         authz.Role      `db:"role"`
	ScopeKind    authz.ScopeKind `db:"scope_kind"`
	ScopeID      string          `db:"scope_id"`
	ScopeName    string          `db:"scope_name"`
	ReasonSealed []byte          `db:"reason_sealed"`
	Reason       string          `db:"-"`
	State        State           `db:"state"`
	RequestedAt  time.Time       `db:"requested_at"`
	DecidedAt    *time.Time      `db:"decided_at"`
	DecidedBy    id.Employee     `db:"decided_by"`
	Version      int64           `db:"version"`
	Actions      []string        `db:"-"`
}

func (r Request) scope() Scope { return Scope{Kind: r.ScopeKind, ID: r.ScopeID} }

// step moves the request, or says why not.
func (r Request) step(to State) error {
	if slices.Contains(follows[r.State], to) {
		return nil
	}
	return fault.New(fault.Conflict, "role_request_decided", "This request has already been decided or withdrawn.")
}
