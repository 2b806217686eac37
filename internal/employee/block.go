package employee

import (
	"slices"

	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/text"
)

// PutBlock stops an employee for a reason (E6).
type PutBlock struct {
	Organisation id.Organisation
	Employee     id.Employee
	Kind         BlockKind
	Reason       string
	DryRun       bool // only say what would stop
}

// LiftBlock takes one reason away; others go on standing.
type LiftBlock struct {
	Organisation id.Organisation
	Employee     id.Employee
	Version      int64
	Kind         BlockKind
	Reason       string
}

// Effects is what stops working when an employee may no longer act.
type Effects struct {
	Sessions          int  `db:"sessions"`           // open ones, which are refused from now on
	Identities        int  `db:"identities"`         // that can no longer sign in
	Authenticators    int  `db:"authenticators"`     // that are of no use meanwhile
	Roles             int  `db:"roles"`              // as an administrator, held today
	Rights            int  `db:"rights"`             // rights and bundles assigned today
	LastAdministrator bool `db:"last_administrator"` // the organisation is then without one (A4)
}

// Stopped is the answer to a block: what it stopped, or would stop.
type Stopped struct {
	Employee Employee
	Effects  Effects
	Stored   bool
}

// byHand are the reasons that an administrator may set; the others have causes of their own.
//
//nolint:gochecknoglobals // a table
var byHand = []BlockKind{ByAdministrator, DocumentsMissing, RegisterStatus}

func (in *PutBlock) prepare() error {
	var c fault.Check
	c.That(slices.Contains(byHand, in.Kind), "/kind", "unknown", "This reason is not set by hand.")
	text.Field(&c, &in.Reason, "/reason", 0, 1000)
	return c.Err()
}
