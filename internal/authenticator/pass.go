package authenticator

import (
	"context"
	"strings"
	"time"

	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// Pass is a code that bridges until somebody has a device again (U9). It is known, like the password, and
// not held, so that a sign-in by it proves little.
type Pass struct {
	Organisation id.Organisation `db:"organisation_id"`
	ID           id.Pass         `db:"id"`
	Identity     id.Identity     `db:"identity_id"`
	Hash         string          `db:"code_hash" json:"-"`
	IssuedAt     time.Time       `db:"issued_at"`
	ExpiresAt    time.Time       `db:"expires_at"`
	UsedAt       *time.Time      `db:"used_at"`
}

// IssuedPass is a pass with its code, which is shown once.
type IssuedPass struct {
	Code string
	Pass Pass
}

// IssuePass asks for a pass.
type IssuePass struct {
	Organisation id.Organisation
	Identity     id.Identity
	Reason       string
}

// passLike says whether what was typed can be a pass and no device's code. It is drawn like a hand-over
// code, which is read aloud just as well.
func passLike(tidy string) bool {
	return len(tidy) == handOverSize && strings.Trim(tidy, handOverLetters) == ""
}

// passable says whether an identity may have a pass at all.
func (i Identity) passable() error {
	if i.Kind != Dedicated {
		return fault.New(fault.Conflict, "pass_not_for_private",
			"A temporary pass is for a user name with a password. This employee signs in with the own private eID.")
	}
	if i.State != IdentityActive || !i.HasPassword {
		return identityNotActive()
	}
	return nil
}

// opener is a pass as what a session was opened with, so that whoever ends such sessions ends those too.
func (p Pass) opener(of id.Employee) Authenticator {
	return Authenticator{
		Organisation: p.Organisation, ID: id.From[id.Authenticator](p.ID.UUID()), Identity: p.Identity, Employee: of,
		Kind: App, State: Revoked, EndsAt: &p.ExpiresAt, OnLoan: true, // no session of it goes on
	}
}

// weak says that somebody acts on own things after a sign-in that proves less than what they would add
// to sign in with: else a pass for some hours would make itself lasting (P3).
func weak(a authz.Actor, whose id.Employee) bool {
	return a.Employee == whose && a.Assurance == authz.Low
}

func weakHere(ctx context.Context, whose id.Employee) bool {
	actor, _ := authz.From(ctx)
	return weak(actor, whose)
}

func strongEnough(d authz.Decision, whose id.Employee) error {
	if !weak(d.Actor(), whose) {
		return nil
	}
	return fault.New(fault.Forbidden, "sign_in_too_weak",
		"Your sign-in proves too little to add something to sign in with. Use the link from your administrator together with a hand-over code.")
}

func passForSelf() *fault.Fault {
	return fault.New(fault.Forbidden, "pass_for_self", "Somebody else must issue a temporary pass for you.")
}

func noPass() *fault.Fault {
	return fault.New(fault.Conflict, "no_pass", "There is no temporary pass that is good now.")
}
