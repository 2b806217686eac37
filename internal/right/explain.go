package right

import (
	"slices"
	"time"

	"hverv/internal/calendar"
	"hverv/internal/id"
)

// Reason is the stable code of a condition that a right rests on, as it was found to hold or not.
type Reason string

// Condition is one thing that must hold for somebody to have a right. From and To are the dates of what
// was looked at, where it has any.
type Condition struct {
	Code     Reason
	Holds    bool
	From, To calendar.Date
}

// Route is one assignment that gives the right, or would if all its conditions held.
type Route struct {
	Assignment    id.Assignment
	CaseNumber    string
	Bundle        id.Bundle // none: the right itself was assigned
	BundleName    string
	BundleVersion int
	ScopeKind     ScopeKind
	ScopeValue    string
	Holds         bool // all of its own conditions do
	Conditions    []Condition
}

// Explanation says whether somebody has one right on a day, and what that hangs on (R6). The right is held
// when every one of the Conditions holds and so does one of the Routes.
type Explanation struct {
	On         calendar.Date
	Right      id.Right
	Code, Name string
	Held       bool
	Conditions []Condition
	Routes     []Route
}

// Facts is all that R6 looks at for one employee and one right, whatever its dates are.
type Facts struct {
	Right        Subject
	Organisation Standing
	Employments  []Spell
	Blocks       []Spell // Kind says why
	Holdings     []Spell
	Assignments  []Candidate
}

// Subject is the right that is asked for.
type Subject struct {
	ID            id.Right   `db:"id"`
	Code          string     `db:"code"`
	Name          string     `db:"name"`
	RetiredAt     *time.Time `db:"retired_at"`
	SystemRetired *time.Time `db:"system_retired_at"`
}

// Standing is how an organisation stands.
type Standing struct {
	State       string     `db:"state"`
	CreatedAt   time.Time  `db:"created_at"`
	SuspendedAt *time.Time `db:"suspended_at"`
	ClosedAt    *time.Time `db:"closed_at"`
}

// Spell is a period of days that an act may have cut short. A block has no days, only BegunAt.
type Spell struct {
	Kind    string        `db:"kind"`
	From    calendar.Date `db:"starts_on"`
	To      calendar.Date `db:"ends_on"` // none means no end
	BegunAt *time.Time    `db:"begun_at"`
	EndedAt *time.Time    `db:"ended_at"`
}

// lastDay is the day on which an act ended it, or its own when that had passed already.
func (s Spell) lastDay() calendar.Date {
	ended := calendar.Today(*s.EndedAt)
	if !s.To.IsZero() && s.To.Before(ended) {
		return s.To
	}
	return ended
}

// Candidate is an assignment of the right, or of a bundle that holds it or once did.
type Candidate struct {
	Spell

	ID            id.Assignment `db:"id"`
	CaseNumber    string        `db:"case_number"`
	ScopeKind     ScopeKind     `db:"scope_kind"`
	ScopeValue    string        `db:"scope_value"`
	Bundle        id.Bundle     `db:"bundle_id"`
	BundleName    string        `db:"bundle_name"`
	BundleRetired *time.Time    `db:"bundle_retired_at"`
	BundleVersion int           `db:"bundle_version"` // in force then; 0: none was
	BundleHolds   bool          `db:"bundle_holds"`   // that version has the right in it
}

// moment is the day that is asked for and, when it is past, the instant at which it ended: what was ended
// or made since had not been then.
type moment struct {
	on   calendar.Date
	then *time.Time
}

func momentOf(on, today calendar.Date) moment {
	if !on.Before(today) {
		return moment{on: on}
	}
	then := calendar.EndOfDay(on)
	return moment{on: on, then: &then}
}

// stood says whether what was ended at that instant still stood.
func (m moment) stood(ended *time.Time) bool {
	return ended == nil || m.then != nil && !ended.Before(*m.then)
}

// known says whether what was made at that instant had been made.
func (m moment) known(made *time.Time) bool {
	return made == nil || m.then == nil || made.Before(*m.then)
}

// Explain judges the facts of one right on a day, seen from today. It says held exactly when EffectiveOn
// lists the right.
func Explain(f Facts, on, today calendar.Date) Explanation {
	m := momentOf(on, today)
	e := Explanation{On: on, Right: f.Right.ID, Code: f.Right.Code, Name: f.Right.Name, Routes: []Route{}}
	e.Conditions = append([]Condition{m.connected(f.Organisation), m.employed(f.Employments)}, m.blocks(f.Blocks)...)
	e.Conditions = append(e.Conditions, m.use(f.Right.SystemRetired, SystemInUse, SystemRetired), m.use(f.Right.RetiredAt, RightInUse, RightRetired), m.held(f.Holdings))
	for _, a := range f.Assignments {
		if m.known(a.BegunAt) {
			e.Routes = append(e.Routes, m.route(a))
		}
	}
	if len(e.Routes) == 0 {
		e.Conditions = append(e.Conditions, Condition{Code: NotAssigned})
	}
	e.Held = all(e.Conditions) && slices.ContainsFunc(e.Routes, func(r Route) bool { return r.Holds })
	return e
}

func all(conditions []Condition) bool {
	return !slices.ContainsFunc(conditions, func(c Condition) bool { return !c.Holds })
}

func (m moment) connected(o Standing) Condition {
	live := m.then == nil
	switch {
	case !m.known(&o.CreatedAt):
		return Condition{Code: OrganisationNotYet}
	case live && o.State == "closed" || !live && !m.stood(o.ClosedAt):
		return Condition{Code: OrganisationClosed}
	case live && o.State != "connected" || !live && !m.stood(o.SuspendedAt):
		return Condition{Code: OrganisationSuspended}
	}
	return Condition{Code: OrganisationConnected, Holds: true}
}

func (m moment) employed(spells []Spell) Condition {
	return m.spell(spells, codes{Employed, NoEmployment, EmploymentToCome, EmploymentOver, EmploymentEnded})
}

func (m moment) held(spells []Spell) Condition {
	return m.spell(spells, codes{RightHeld, RightNotHeld, HoldingToCome, HoldingOver, HoldingRevoked})
}

func (m moment) blocks(spells []Spell) []Condition {
	var standing []Condition
	for _, b := range spells {
		if m.known(b.BegunAt) && m.stood(b.EndedAt) {
			standing = append(standing, Condition{Code: Reason("blocked_" + b.Kind)})
		}
	}
	if standing == nil {
		return []Condition{{Code: NotBlocked, Holds: true}}
	}
	return standing
}

func (m moment) use(retired *time.Time, used, gone Reason) Condition {
	if m.stood(retired) {
		return Condition{Code: used, Holds: true}
	}
	return Condition{Code: gone}
}

func (m moment) route(a Candidate) Route {
	r := Route{
		Assignment: a.ID, CaseNumber: a.CaseNumber, Bundle: a.Bundle, BundleName: a.BundleName, BundleVersion: a.BundleVersion,
		ScopeKind: a.ScopeKind, ScopeValue: a.ScopeValue,
	}
	r.Conditions = []Condition{m.spell([]Spell{a.Spell}, codes{Assigned, NotAssigned, AssignmentToCome, AssignmentOver, AssignmentRevoked})}
	if !a.Bundle.IsZero() {
		holds := Condition{Code: BundleLacksRight}
		if a.BundleHolds {
			holds = Condition{Code: BundleHoldsRight, Holds: true}
		}
		r.Conditions = append(r.Conditions, m.use(a.BundleRetired, BundleInUse, BundleRetired), holds)
	}
	r.Holds = all(r.Conditions)
	return r
}

// codes are what may be found of something with dates.
type codes struct{ current, none, toCome, over, ended Reason }

// spell finds the one that is current, else the one that comes nearest to it: to come, then run out, then
// ended by an act.
func (m moment) spell(spells []Spell, c codes) Condition {
	best, rank := Condition{Code: c.none}, 0
	for _, s := range spells {
		found, worth := Condition{Code: c.ended, From: s.From, To: s.To}, 1
		switch {
		case !m.stood(s.EndedAt):
			found.To = s.lastDay()
		case m.on.Before(s.From):
			found.Code, worth = c.toCome, 3
		case !s.To.IsZero() && m.on.After(s.To):
			found.Code, worth = c.over, 2
		default:
			found.Code, found.Holds, worth = c.current, true, 4
		}
		if worth > rank {
			best, rank = found, worth
		}
	}
	return best
}
