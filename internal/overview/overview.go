// Package overview owns the one list of persons and what they sign in with (W3): authenticators, loans, what
// is on its way, what runs out and what must come back. It only reads, by one statement of its own over the
// tables of employee, identity, authenticator, stock, loan and order; whatever is done about a row is done there.
package overview

import (
	"slices"
	"strings"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
	"hverv/internal/text"
)

// Row is an employee with one authenticator, or with none. Everything that time decides is judged at the
// instant of the reading (law 1). It holds neither contact data nor any number of a person's.
type Row struct {
	Employee       id.Employee     `db:"employee_id"`
	GivenName      string          `db:"given_name"`
	FamilyName     string          `db:"family_name"`
	Title          string          `db:"title"`
	EmployeeNumber string          `db:"employee_number"`
	Protected      bool            `db:"protected"` // E13
	UnitName       string          `db:"unit_name"`
	Status         employee.Status `db:"status"`

	IdentityKind  string        `db:"identity_kind"`  // of the one in force; "": none, or not the reader's to know
	IdentityState string        `db:"identity_state"` // pending, lapsed or active
	ActivateUntil calendar.Date `db:"activate_until"` // while it is pending or lapsed (U5)
	Lacks         string        `db:"lacks"`          // identity, authenticator or spare (U3); "": nothing, or not the reader's to know

	Authenticator id.Authenticator `db:"authenticator_id"` // none: the employee has none
	Kind          string           `db:"kind"`             // app, code_display, audio_reader or chip
	State         string           `db:"state"`            // of U7; expired as soon as its end has come
	Label         string           `db:"label"`
	Serial        string           `db:"serial"`
	Device        id.Device        `db:"device_id"`
	Spare         bool             `db:"spare"`
	Since         *time.Time       `db:"since"`   // of its first use, else of its order or hand-over
	EndsAt        *time.Time       `db:"ends_at"` // the first instant at which it opens nothing; nil: no end
	DeliverOn     calendar.Date    `db:"deliver_on"`
	Order         id.Order         `db:"order_id"`
	OrderState    string           `db:"order_state"` // "": not ordered here
	Loan          id.Loan          `db:"loan_id"`     // open; it ends at EndsAt (U10)
	Late          bool             `db:"late"`        // the loan's end has come and it is not back
	PoolName      string           `db:"pool_name"`
	Return        string           `db:"return_why"` // why it must come back (U16): left, revoked, expired or blocked

	SortKey []byte `db:"sort_key"`
	Told    told   `db:"-"`
}

// EndsOn is the last day on which the authenticator works; none without an end.
func (r *Row) EndsOn() calendar.Date {
	if r.EndsAt == nil {
		return calendar.Date{}
	}
	return calendar.Today(r.EndsAt.Add(-time.Nanosecond))
}

// Concern is what somebody looks for.
type Concern string

// The concerns. Some narrow to rows, and what is lacking to employees, of whom all rows are shown.
const (
	OnLoan      Concern = "on_loan"      // U10
	Late        Concern = "late"         // U10
	UnderWay    Concern = "under_way"    // ordered or shipped (O3)
	ToReturn    Concern = "to_return"    // U16
	None        Concern = "none"         // no authenticator that the reader may know of
	LacksUsable Concern = "lacks_usable" // no identity, or nothing that opens it now; who is still activating does not lack it
	LacksSpare  Concern = "lacks_spare"  // fewer than the two of U3
)

// Filter narrows the overview; what is empty asks for nothing.
type Filter struct {
	Organisation id.Organisation
	Query        string // beginnings of words of the name; every word must be found
	Unit         id.Unit
	Kind         string
	State        string // one that is over (lost, revoked, returned, destroyed) is shown only when it is asked for
	Concern      Concern
	EndsWithin   *int // days from today in which an authenticator ends or an activation runs out; 0 is today

	After Row // where to go on: the sort key, the employee and the authenticator
	Limit int
}

const maxDays = 365

func (f *Filter) check(today calendar.Date) error {
	var c fault.Check
	text.Field(&c, &f.Query, "q", 0, 200)
	c.That(len(strings.Fields(f.Query)) <= 10, "q", "too_many_words", "At most 10 words.")
	_, err := nationalid.Parse(nationalid.CPR, "", f.Query, today)
	c.That(err != nil, "q", "national_id_here", "A national id is not searched for here.") // E9
	c.That(f.EndsWithin == nil || *f.EndsWithin >= 0 && *f.EndsWithin <= maxDays, "ends_within", "out_of_range", "From 0 to 365 days.")
	return c.Err()
}

// told is what the reader may know of how somebody signs in.
type told struct {
	SignIn bool // the identity, its activation, and apps: what identity.read tells
	Lacks  bool // what is lacking: what identity.read or employee.find tells
}

// refused is the right that a filter needs and the reader lacks, or "".
func (t told) refused(f *Filter) authz.Action {
	switch {
	case !t.SignIn && f.Kind == "app":
		return authz.IdentityRead
	case !t.Lacks && (f.Concern == LacksUsable || f.Concern == LacksSpare):
		return authz.IdentityRead
	default:
		return ""
	}
}

// covers says whether one reach holds all of another, which is how a right over a list's readers is judged:
// the list is one statement for all of them.
func covers(held, list authz.Reach) bool {
	within := func(held, wanted []string) bool {
		return !slices.ContainsFunc(wanted, func(w string) bool { return !slices.Contains(held, w) })
	}
	return held.All || !list.All && within(held.Units, list.Units) && within(held.ProductionUnits, list.ProductionUnits)
}
