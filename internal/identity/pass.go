package identity

import (
	"strings"
	"time"

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

// PassLike says whether what was typed can be a pass and no device's code. It is drawn like a hand-over
// code, which is read aloud just as well.
func PassLike(typed string) bool {
	tidy := tidyHandOver(typed)
	return len(tidy) == handOverSize && strings.Trim(tidy, handOverLetters) == ""
}

// passable says whether an identity may have a pass at all.
func (i Identity) passable() error {
	if i.Kind != Dedicated {
		return fault.New(fault.Conflict, "pass_not_for_private",
			"A temporary pass is for a user name with a password. This employee signs in with the own private eID.")
	}
	if i.State != Active || !i.HasPassword {
		return NotActive()
	}
	return nil
}

func passForSelf() *fault.Fault {
	return fault.New(fault.Forbidden, "pass_for_self", "Somebody else must issue a temporary pass for you.")
}

func noPass() *fault.Fault {
	return fault.New(fault.Conflict, "no_pass", "There is no temporary pass that is good now.")
}

// Opener names a pass as what a session was opened with, where else an authenticator stands.
func (p Pass) Opener() id.Authenticator { return id.From[id.Authenticator](p.ID.UUID()) }
