// Package proof judges a sign-in: the password and then the code, pass or key of an identity, or a key alone
// (P2). Each try is counted before it is judged (U8; package throttle slows guessing down), each code and
// answer counts once, and what is proven is a Proof, from which package session makes a session. What is
// judged belongs to packages identity and authenticator, below; the pages are package signin's.
package proof

import (
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/id"
)

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
func (p Proof) with(a authenticator.Authenticator) Proof {
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
func levelOf(k authenticator.Kind) authz.Level {
	if k == authenticator.Chip {
		return authz.High
	}
	return authz.Substantial
}
