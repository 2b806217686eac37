package right

import (
	"hverv/internal/calendar"
	"hverv/internal/id"
)

// Effective is one right that a person has at an instant by one path. A right that comes by
// several paths, or for several scopes, is there once for each (R6).
type Effective struct {
	Right       id.Right    `db:"right_id"`
	Code        string      `db:"code"`
	Name        string      `db:"name"`
	Access      Access      `db:"access"`
	Sensitivity Sensitivity `db:"sensitivity"`
	Delegable   bool        `db:"delegable"`
	System      id.System   `db:"system_id"`
	SystemCode  string      `db:"system_code"`
	SystemName  string      `db:"system_name"`

	// For what: the id of a unit or production unit, or the SE number; Number is the P-number or
	// SE number by which the outside knows it.
	ScopeKind   ScopeKind `db:"scope_kind"`
	ScopeValue  string    `db:"scope_value"`
	ScopeNumber string    `db:"scope_number"`
	ScopeName   string    `db:"scope_name"`

	// Why: the assignment, the bundle that it is of, and the holding without which it were nothing.
	Assignment    id.Assignment `db:"assignment_id"`
	AssignedFrom  calendar.Date `db:"assigned_from"`
	AssignedTo    calendar.Date `db:"assigned_to"` // none means no end
	CaseNumber    string        `db:"case_number"`
	Bundle        id.Bundle     `db:"bundle_id"` // none: the right itself was assigned
	BundleName    string        `db:"bundle_name"`
	BundleVersion int           `db:"bundle_version"`
	Holding       id.Holding    `db:"holding_id"`
	HeldFrom      calendar.Date `db:"held_from"`
	HeldTo        calendar.Date `db:"held_to"` // none means no end
}

// Until is the last day on which this path gives the right by the dates known now; none means no end.
func (e Effective) Until() calendar.Date {
	if e.HeldTo.IsZero() || !e.AssignedTo.IsZero() && e.AssignedTo.Before(e.HeldTo) {
		return e.AssignedTo
	}
	return e.HeldTo
}
