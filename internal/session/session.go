// Package session owns who is signed in by browser: the sessions, the actor that each of them is,
// the choice of organisation (A6), and how sessions end (P5). How somebody proves who they are is
// authenticator's and signin's; access tokens are provider's and end with the session they came from.
package session

import (
	"encoding/json"
	"fmt"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/proof"
)

// How long a session lives unless Deps says otherwise: a clinic signs in once and works for hours (P2).
const (
	standardIdle = 4 * time.Hour
	standardLife = 12 * time.Hour
	touchEvery   = time.Minute
	tokenLength  = 43 // 256 bits as text
)

// Session is one browser's sign-in.
type Session struct {
	ID           id.Session
	Person       id.Person       // none: a dedicated identity
	Organisation id.Organisation // none: none chosen
	Employee     id.Employee
	Identity     id.Identity
	Assurance    authz.Level // of the sign-in; the identity's own may be lower
	AMR          []string
	SignedInAt   time.Time
	SeenAt       time.Time
	IdleUntil    time.Time
	ExpiresAt    time.Time
	UserAgent    string
	Source       string
	ReducedTo    id.Bundle // what bounds the session's powers (U10); none: nothing
	Current      bool      // the one that asks
}

// Begin is a finished proof of who somebody is: a person by private eID, with or without the
// employee she acts as, or an employee by a dedicated identity.
type Begin struct {
	Person       id.Person
	Organisation id.Organisation
	Employee     id.Employee
	Identity     id.Identity
	Assurance    authz.Level
	AMR          []string

	Authenticator id.Authenticator // by which it was proven; none: a private eID
	Until         *time.Time       // the authenticator's end
	ReducedTo     id.Bundle
}

// ByProof is the beginning that a dedicated identity's proof gives.
func ByProof(p proof.Proof) Begin {
	return Begin{
		Person: p.Person, Organisation: p.Organisation, Employee: p.Employee, Identity: p.Identity,
		Assurance: p.Assurance, AMR: p.AMR,
		Authenticator: p.Authenticator, Until: p.Until, ReducedTo: p.ReducedTo,
	}
}

// As adds the employee as whom a person acts.
func (b Begin) As(a identity.Access) Begin {
	b.Organisation, b.Employee, b.Identity = a.Organisation, a.Employee, a.Identity
	return b
}

func (b Begin) actor(session id.Session, now time.Time) authz.Actor {
	return authz.Actor{
		Kind: authz.PersonActor, At: now, Person: b.Person, Session: session,
		Organisation: b.Organisation, Employee: b.Employee, Assurance: b.Assurance, SignedInAt: now, ReducedTo: b.ReducedTo,
	}
}

// Me is the signed-in one, as the server sees her at this instant.
type Me struct {
	Actor         authz.Actor
	Session       Session
	Organisation  identity.Access   // none chosen: zero
	Organisations []identity.Access // those she may act for now (A6)
	Language      string
	IdentityKind  string // private, dedicated, or missing while no organisation is chosen
	Support       Support
	Actions       []authz.Action
}

// Contact is where help is (W2); empty members are unknown.
type Contact struct{ Phone, Email, Hours string }

// Installation is what anybody may know of this one before signing in.
type Installation struct {
	Support    Contact
	PrivateEID bool // people may sign in with their own eID
	Demo       bool
	Version    string
}

// Support is who helps: the organisation first, then the installation (W2).
type Support struct{ Organisation, Installation Contact }

// held is the row by which a token is judged.
type held struct {
	session  Session
	name     string
	usable   bool
	identity authz.Level // "" without an identity
	grants   []authz.Grant
	operator bool
}

// actor makes the actor of a session that is good now. One whose powers are bounded brings no roles:
// who borrowed a device from a pool administers nothing with it (U10).
func (h held) actor(now time.Time) authz.Actor {
	s := h.session
	level := s.Assurance
	if h.identity != "" {
		level = level.Lower(h.identity) // P3
	}
	actor := authz.Actor{
		Kind: authz.PersonActor, At: now, Person: s.Person, Name: h.name, Session: s.ID,
		Organisation: s.Organisation, Employee: s.Employee, Grants: h.grants, Operator: h.operator,
		Assurance: level, SignedInAt: s.SignedInAt, ReducedTo: s.ReducedTo,
	}
	if actor.Reduced() {
		actor.Grants, actor.Operator = nil, false
	}
	return actor
}

// grant is a role grant as the one statement of Actor carries it.
type grant struct {
	ID        id.RoleGrant    `json:"id"`
	Role      authz.Role      `json:"role"`
	ScopeKind authz.ScopeKind `json:"scope_kind"`
	ScopeID   *string         `json:"scope_id"`
	From      calendar.Date   `json:"starts_on"`
	To        *calendar.Date  `json:"ends_on"`
}

func (g grant) toAuthz() authz.Grant {
	granted := authz.Grant{ID: g.ID, Role: g.Role, ScopeKind: g.ScopeKind, From: g.From}
	if g.ScopeID != nil {
		granted.ScopeID = *g.ScopeID
	}
	if g.To != nil {
		granted.To = *g.To
	}
	return granted
}

func (r row) session() Session {
	return Session{
		ID: r.ID, Person: r.Person, Organisation: r.Organisation, Employee: r.Employee, Identity: r.Identity,
		Assurance: authz.Level(r.Assurance), AMR: r.AMR, SignedInAt: r.SignedInAt, SeenAt: r.SeenAt, IdleUntil: r.IdleUntil,
		ExpiresAt: r.ExpiresAt, UserAgent: r.UserAgent, Source: r.Source, ReducedTo: r.ReducedTo,
	}
}

func (r heldRow) held() (held, error) {
	var granted []grant
	if err := json.Unmarshal(r.Grants, &granted); err != nil {
		return held{}, fmt.Errorf("read role grants: %w", err)
	}
	found := held{session: r.session(), name: r.Name, usable: r.Usable, identity: authz.Level(r.Identity), operator: r.Operator}
	for _, g := range granted {
		found.grants = append(found.grants, g.toAuthz())
	}
	return found, nil
}
