// Package right owns what people may do in other systems: the systems and their rights, which
// organisations hold them (R1), bundles in versions that never change (R2), assignments to
// employees with scope and dates (R3), and the one answer to what somebody effectively may do at
// an instant, with the path that gives it (R6). What may be done in Hverv itself is role's.
package right

import (
	"regexp"
	"strings"
	"time"

	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/text"
)

// Access is how far a right goes.
type Access string

// The levels of access (R1).
const (
	Read      Access = "read"
	ReadWrite Access = "read_write"
)

// Sensitivity is how careful one must be with a right.
type Sensitivity string

// The sensitivities (R1).
const (
	Ordinary  Sensitivity = "ordinary"
	Sensitive Sensitivity = "sensitive"
)

// System is a relying party that owns rights.
type System struct {
	ID        id.System       `db:"id"`
	Owner     id.Organisation `db:"owner_id"` // none is the installation
	Code      string          `db:"code"`
	Name      string          `db:"name"`
	Version   int64           `db:"version"`
	CreatedAt time.Time       `db:"created_at"`
	RetiredAt *time.Time      `db:"retired_at"`
	Actions   []string        `db:"-"`
}

// Right is something that may be done in a system. Its code is the privilege in tokens.
type Right struct {
	ID          id.Right    `db:"id"`
	System      id.System   `db:"system_id"`
	Code        string      `db:"code"`
	Name        string      `db:"name"`
	Description string      `db:"description"`
	Access      Access      `db:"access"`
	Sensitivity Sensitivity `db:"sensitivity"`
	Delegable   bool        `db:"delegable"`
	Version     int64       `db:"version"`
	CreatedAt   time.Time   `db:"created_at"`
	RetiredAt   *time.Time  `db:"retired_at"`
	Actions     []string    `db:"-"`
}

var (
	systemForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$`)
	// rightForm is a URI without what would need escaping in a token.
	rightForm = regexp.MustCompile(`^[a-z][a-z0-9+.-]*:[A-Za-z0-9._~:/?#@!$()*,;=%-]+$`)
)

func isSystemCode(code string) bool { return len(code) <= 100 && systemForm.MatchString(code) }

// isRightCode bounds the scheme to 21 characters and what follows it to 230.
func isRightCode(code string) bool {
	scheme, rest, _ := strings.Cut(code, ":")
	return len(scheme) <= 21 && len(rest) <= 230 && rightForm.MatchString(code)
}

// namespace is where an organisation's own codes live, so that none can pass for another's or for
// one of the installation's in a token.
type namespace struct{ system, right string }

func namespaceOf(cvr string) namespace {
	if cvr == "" {
		return namespace{}
	}
	return namespace{system: cvr + ".", right: organisationRights + cvr + ":"}
}

const organisationRights = "urn:hverv:cvr:"

func (n namespace) checkSystem(c *fault.Check, code string) {
	c.That(isSystemCode(code), "/code", "code_invalid", "A system's code is made of small letters, digits, dots and dashes.")
	c.That(strings.HasPrefix(code, n.system), "/code", "code_outside_namespace", "The code must begin with "+n.system)
}

func (n namespace) checkRight(c *fault.Check, code string) {
	c.That(isRightCode(code), "/code", "code_invalid", "A right's code is a URI, for instance urn:example:journal:read.")
	if n.right == "" {
		c.That(!strings.HasPrefix(code, organisationRights), "/code", "code_outside_namespace", "This beginning is kept for organisations' own rights.")
		return
	}
	c.That(strings.HasPrefix(code, n.right) && len(code) > len(n.right), "/code", "code_outside_namespace", "The code must begin with "+n.right)
}

func (a Access) check(c *fault.Check) {
	c.That(a == Read || a == ReadWrite, "/access", "access_unknown", "Access is read or read_write.")
}

func (s Sensitivity) check(c *fault.Check) {
	c.That(s == Ordinary || s == Sensitive, "/sensitivity", "sensitivity_unknown", "Sensitivity is ordinary or sensitive.")
}

func checkNames(c *fault.Check, name, description *string) {
	text.Field(c, name, "/name", 1, 200)
	text.Field(c, description, "/description", 0, 500)
}

// checkPeriod judges the dates of something new: nothing begins in the past.
func checkPeriod(c *fault.Check, starts, ends, today calendar.Date) {
	c.That(!starts.Before(today), "/starts_on", "starts_in_past", "It cannot begin before today.")
	checkEnd(c, starts, ends, today)
}

func checkEnd(c *fault.Check, starts, ends, today calendar.Date) {
	c.That(ends.IsZero() || !ends.Before(starts), "/ends_on", "ends_before_start", "The last day lies before the first.")
	c.That(ends.IsZero() || !ends.Before(today), "/ends_on", "ends_in_past", "The last day cannot lie in the past.")
}
