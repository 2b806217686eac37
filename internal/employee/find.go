package employee

import (
	"strings"

	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
	"hverv/internal/text"
)

// Whom asks for somebody to hand something to, or to order for (O2, O5).
type Whom struct {
	Organisation id.Organisation
	Query        string
	AfterKey     []byte // the sort key and the id of the last one of the page before
	AfterID      id.Employee
	Limit        int
}

// Candidate is what whoever needs a recipient is told of one: neither contact data nor any number.
type Candidate struct {
	ID             id.Employee
	GivenName      string
	FamilyName     string
	Title          string
	EmployeeNumber string
	UnitName       string
	Status         Status
	Identity       *Fitted // nil: none in force
	Lacks          []string

	sortKey []byte
}

// Fitted is the identity in force, which devices are given to.
type Fitted struct {
	ID            id.Identity   `db:"id"`
	Employee      id.Employee   `db:"employee_id"`
	Kind          string        `db:"kind"`
	State         string        `db:"state"`
	ActivateUntil calendar.Date `db:"activate_until"`
	Working       int           `db:"working"` // authenticators that open something now
}

// what a candidate may lack.
const (
	lacksIdentity      = "identity"
	lacksAuthenticator = "authenticator"
	lacksSpare         = "spare"
)

// least is how much must be known of somebody to be found: nobody lists everybody here.
const least = 2

func (f *Whom) check(today calendar.Date) error {
	var c fault.Check
	text.Field(&c, &f.Query, "q", least, 200)
	words := strings.Fields(text.Fold(f.Query))
	longest := 0
	for _, word := range words {
		longest = max(longest, text.Letters(word))
	}
	c.That(longest >= least, "q", "too_short", "At least 2 letters of a word.")
	c.That(len(words) <= maxWords, "q", "too_many_words", "At most 10 words.")
	c.That(!isNationalID(f.Query, today), "q", "national_id_here", "A national id is not searched for here.")
	return c.Err()
}

// known is the id that was asked for, as by a page that somebody comes to from a name on another; else nobody's.
func (f *Whom) known() id.Employee {
	known, _ := id.Parse[id.Employee](f.Query)
	return known
}

// isNationalID says that what was typed is a whole CPR number, which has no place in an address (E9).
func isNationalID(typed string, today calendar.Date) bool {
	_, err := nationalid.Parse(nationalid.CPR, "", typed, today)
	return err == nil
}

// candidate tells of somebody who was found; a pending identity past its last day has lapsed (U5).
func candidate(l Listed, identity *Fitted, today calendar.Date) Candidate {
	c := Candidate{
		ID: l.ID, GivenName: l.GivenName, FamilyName: l.FamilyName, Title: l.Title, EmployeeNumber: l.EmployeeNumber,
		UnitName: l.UnitName, Status: l.Status, Identity: identity, Lacks: []string{}, sortKey: l.SortKey,
	}
	if identity != nil && identity.State == "pending" && identity.ActivateUntil.Before(today) {
		identity.State = "lapsed"
	}
	switch {
	case identity == nil, identity.State == "lapsed":
		c.Lacks = append(c.Lacks, lacksIdentity)
	case identity.Kind == "private", identity.State == "pending": // itself the authenticator (U1); still to be fitted
	case identity.Working == 0:
		c.Lacks = append(c.Lacks, lacksAuthenticator)
	case identity.Working == 1:
		c.Lacks = append(c.Lacks, lacksSpare) // U3
	}
	return c
}
