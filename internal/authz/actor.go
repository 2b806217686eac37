// Package authz judges: may this actor do this action here? It owns the actor, the list of
// actions and the one policy table. It loads nothing: session fills the actor from the role
// grants, and what is judged on locked rows is handed in as facts. No decision, no audit event;
// no audit event, no change (law 3).
package authz

import (
	"context"
	"slices"
	"time"

	"hverv/internal/calendar"
	"hverv/internal/id"
)

// Role is one of the roles of A2.
type Role string

// The roles (A2). Operator belongs to the installation, all others to one organisation.
const (
	Operator                  Role = "operator"
	OrganisationAdministrator Role = "organisation_administrator"
	UserAdministrator         Role = "user_administrator"
	RightsAdministrator       Role = "rights_administrator"
	UnitManager               Role = "unit_manager"
	Approver                  Role = "approver"
	CaseWorker                Role = "case_worker"
	Authoriser                Role = "authoriser"
	CardOfficer               Role = "card_officer"
	Orderer                   Role = "orderer"
	ServiceDeskAgent          Role = "service_desk_agent"
	Auditor                   Role = "auditor"
	BillingReader             Role = "billing_reader"
)

// ScopeKind is how far a role grant reaches inside its organisation (A3).
type ScopeKind string

// The scopes of A3.
const (
	WholeOrganisation ScopeKind = "organisation"
	OneProductionUnit ScopeKind = "production_unit"
	OneUnit           ScopeKind = "unit"
	OneSystem         ScopeKind = "system"
)

// Grant is a role held for a while in a scope. ScopeID is empty for the whole organisation.
type Grant struct {
	ID        id.RoleGrant  `json:"id"`
	Role      Role          `json:"role"`
	ScopeKind ScopeKind     `json:"scope_kind"`
	ScopeID   string        `json:"scope_id"`
	From      calendar.Date `json:"starts_on"`
	To        calendar.Date `json:"ends_on"` // none means no end
}

func (g Grant) current(on calendar.Date) bool {
	return !on.Before(g.From) && (g.To.IsZero() || !on.After(g.To))
}

// Level is the assurance level of a sign-in (NSIS).
type Level string

// The levels of P3, lowest first.
const (
	Low         Level = "low"
	Substantial Level = "substantial"
	High        Level = "high"
)

// Rank orders the levels; 0 is none of them.
func (l Level) Rank() int { return 1 + slices.Index([]Level{Low, Substantial, High}, l) }

// Lower is the lower of two levels: a sign-in is worth no more than its weakest part (P3).
func (l Level) Lower(other Level) Level {
	if other.Rank() < l.Rank() {
		return other
	}
	return l
}

// Kind tells persons from programs.
type Kind string

// The kinds of actor.
const (
	PersonActor  Kind = "person"
	ClientActor  Kind = "client"
	MachineActor Kind = "machine"
)

// Actor is who asks, as of the instant At when it was loaded. A person has a session, and an
// employee and grants once an organisation is chosen (A6); a client is a relying party or
// integrator with an organisation of its own; a machine is a named part of Hverv.
type Actor struct {
	Kind         Kind
	At           time.Time
	Person       id.Person
	Name         string
	Session      id.Session
	Organisation id.Organisation
	Employee     id.Employee
	Grants       []Grant
	Operator     bool
	Assurance    Level
	SignedInAt   time.Time
	Client       id.Client
	Machine      string
	ReducedTo    id.Bundle // the bundle that bounds this session's powers (U10); none: nothing does
}

// Reduced says that the session's powers are bounded: it holds no roles and does nothing that could
// widen them again.
func (a Actor) Reduced() bool { return !a.ReducedTo.IsZero() }

type contextKey int

const (
	actorKey contextKey = iota
	requestKey
)

// With puts the actor into the context.
func With(ctx context.Context, actor Actor) context.Context {
	return context.WithValue(ctx, actorKey, actor)
}

// From gives the actor of the context; ok is false for an anonymous caller.
func From(ctx context.Context) (Actor, bool) {
	actor, ok := ctx.Value(actorKey).(Actor)
	return actor, ok
}

// AsMachine makes the context that of a named part of Hverv, whose actions are listed in the
// policy. Whoever was acting before is replaced, not added to.
func AsMachine(ctx context.Context, name string, at time.Time) context.Context {
	return With(ctx, Actor{Kind: MachineActor, Machine: name, At: at})
}

// Request is what rides beside the actor: the request's id, the idempotency key with what it is
// bound to, and what throttles and texts need.
type Request struct {
	ID             string
	IdempotencyKey string
	Route          string // method and path template
	Digest         []byte // of the body
	Source         string // the caller's address, for throttles
	UserAgent      string
	Language       string // "da" or "en"
	Replayed       *bool  // set when an idempotent answer was given again
}

// WithRequest puts the request's facts into the context.
func WithRequest(ctx context.Context, r Request) context.Context {
	return context.WithValue(ctx, requestKey, r)
}

// RequestOf gives the request's facts; zero outside a request.
func RequestOf(ctx context.Context) Request {
	r, _ := ctx.Value(requestKey).(Request)
	return r
}

// Principal names the actor for limits and idempotency keys.
func (a Actor) Principal() string {
	switch {
	case a.Kind == ClientActor:
		return "client:" + a.Client.String()
	case a.Kind == MachineActor:
		return "machine:" + a.Machine
	case !a.Employee.IsZero():
		return "employee:" + a.Employee.String()
	case !a.Person.IsZero():
		return "person:" + a.Person.String()
	default:
		return "anonymous"
	}
}
