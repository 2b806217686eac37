package right

import (
	"time"

	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
	"hverv/internal/text"
)

// ScopeKind is what part of the organisation a right is exercised for (R3).
type ScopeKind string

// The scopes of R3.
const (
	Organisation   ScopeKind = "organisation"
	ProductionUnit ScopeKind = "production_unit"
	SENumber       ScopeKind = "se_number"
	Unit           ScopeKind = "unit"
)

// Scope is for which part of the organisation a right is given. The zero Scope is all of it. The
// value is the id of a unit or production unit, or an SE number.
type Scope struct {
	Kind  ScopeKind
	Value string
}

// complete brings the scope into its stored form and notes what is wrong with it.
func (s Scope) complete(c *fault.Check) Scope {
	if s.Kind == "" {
		s.Kind = Organisation
	}
	var ok bool
	switch s.Kind {
	case Organisation:
		ok = s.Value == ""
	case Unit:
		unit, err := id.Parse[id.Unit](s.Value)
		ok, s.Value = err == nil && !unit.IsZero(), unit.String()
	case ProductionUnit:
		unit, err := id.Parse[id.ProductionUnit](s.Value)
		ok, s.Value = err == nil && !unit.IsZero(), unit.String()
	case SENumber:
		number, err := nationalid.ParseSE(s.Value)
		ok, s.Value = err == nil, number.String()
	default:
		c.That(false, "/scope_kind", "scope_invalid", "A scope is the organisation, a production unit, an SE number or a unit.")
		return s
	}
	c.That(ok, "/scope_value", "scope_invalid", "Name the unit, production unit or SE number; the whole organisation needs none.")
	return s
}

// Give assigns a right or a bundle to an employee (R3). No Scope is the whole organisation, no
// StartsOn is today, no EndsOn is until further notice.
type Give struct {
	Organisation id.Organisation
	Employee     id.Employee
	Right        id.Right  // or
	Bundle       id.Bundle // one of the two
	Scope        Scope
	StartsOn     calendar.Date
	EndsOn       calendar.Date
	Reason       string
	CaseNumber   string
}

func (g Give) complete(today calendar.Date) (Give, error) {
	if g.StartsOn.IsZero() {
		g.StartsOn = today
	}
	var c fault.Check
	c.That(g.Right.IsZero() != g.Bundle.IsZero(), "/right_id", "right_or_bundle", "Name a right or a bundle, not both.")
	g.Scope = g.Scope.complete(&c)
	checkPeriod(&c, g.StartsOn, g.EndsOn, today)
	text.Field(&c, &g.CaseNumber, "/case_number", 0, 50)
	text.Field(&c, &g.Reason, "/reason", 0, 500)
	return g, c.Err()
}

// Assignment is a right or bundle given to an employee.
type Assignment struct {
	ID           id.Assignment `db:"id"`
	Employee     id.Employee   `db:"employee_id"`
	GivenName    string        `db:"given_name"`
	FamilyName   string        `db:"family_name"`
	Right        id.Right      `db:"right_id"`
	System       id.System     `db:"system_id"` // of a single right
	Bundle       id.Bundle     `db:"bundle_id"`
	Name         string        `db:"name"` // of the right or the bundle
	Code         string        `db:"code"` // of a single right
	ScopeKind    ScopeKind     `db:"scope_kind"`
	ScopeValue   string        `db:"scope_value"`
	ScopeName    string        `db:"scope_name"`
	StartsOn     calendar.Date `db:"starts_on"`
	EndsOn       calendar.Date `db:"ends_on"`
	RevokedAt    *time.Time    `db:"revoked_at"`
	CaseNumber   string        `db:"case_number"`
	ReasonSealed []byte        `db:"reason_sealed"`
	Reason       string        `db:"-"`
	CreatedAt    time.Time     `db:"created_at"`
	Version      int64         `db:"version"`
	Actions      []string      `db:"-"`
}

// over says that the assignment gives nothing any more and cannot be changed.
func (a Assignment) over(today calendar.Date) bool {
	return a.RevokedAt != nil || !a.EndsOn.IsZero() && a.EndsOn.Before(today)
}

// Change gives an assignment another last day or case number; nil leaves one as it is, a zero
// EndsOn takes the end away.
type Change struct {
	Organisation id.Organisation
	Assignment   id.Assignment
	EndsOn       *calendar.Date
	CaseNumber   *string
	Version      int64
}

func (a Assignment) change(in Change, today calendar.Date) (Assignment, error) {
	var c fault.Check
	if in.EndsOn != nil {
		a.EndsOn = *in.EndsOn
		checkEnd(&c, a.StartsOn, a.EndsOn, today)
	}
	if in.CaseNumber != nil {
		a.CaseNumber = *in.CaseNumber
		text.Field(&c, &a.CaseNumber, "/case_number", 0, 50)
	}
	return a, c.Err()
}
