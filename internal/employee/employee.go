// Package employee owns the people of an organisation as its administrators know them: who they
// are, their national ids, their employments and the reasons why somebody may not act (E). The one
// question "may this employee act now?" is answered here, in SQL (UsableSQL). How somebody signs
// in is authenticator's, what they may do role's and right's.
package employee

import (
	"strings"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
)

// Status says in a word how an employee stands today.
type Status string

// The statuses. They follow from employments and block reasons when read; none is stored.
const (
	WithoutEmployment Status = "without_employment" // none was ever registered
	PendingStart      Status = "pending_start"      // the first day is still to come
	Active            Status = "active"
	Blocked           Status = "blocked" // a block reason stands (E6)
	Ended             Status = "ended"   // all employments have ended (E5)
)

// Employee is one person in one organisation. It holds no national id, only what may be shown.
type Employee struct {
	Places

	Organisation     id.Organisation   `db:"organisation_id"`
	ID               id.Employee       `db:"id"`
	GivenName        string            `db:"given_name"`
	FamilyName       string            `db:"family_name"`
	Email            string            `db:"email"`
	Phone            string            `db:"phone"`
	Title            string            `db:"title"`
	EmployeeNumber   string            `db:"employee_number"`
	BirthDate        calendar.Date     `db:"birth_date"`
	NationalIDKind   nationalid.Kind   `db:"national_id_kind"`
	NationalIDMasked string            `db:"national_id_masked"`
	NationalIDIndex  []byte            `db:"national_id_index" json:"-"`
	ProductionUnit   id.ProductionUnit `db:"production_unit_id"`
	Unit             id.Unit           `db:"unit_id"`
	Manager          id.Employee       `db:"manager_id"`
	Protected        bool              `db:"protected"` // E13
	CreatedAt        time.Time         `db:"created_at"`
	ChangedAt        time.Time         `db:"changed_at"`
	Version          int64             `db:"version"`
	Status           Status            `db:"status"`
	Employments      list[Employment]  `db:"employments"` // all, latest start first
	Blocks           list[Block]       `db:"blocks"`      // those that stand
	Units            list[id.Unit]     `db:"units"`       // where the employee belongs, and all above
	Hints            []string          `db:"-"`           // what to look at twice, right after it was typed
}

// Places are the names of where somebody belongs and of the manager; a protected manager has none (E13).
type Places struct {
	UnitName           string `db:"unit_name"`
	ProductionUnitName string `db:"production_unit_name"`
	ManagerName        string `db:"manager_name"`
}

// Name is the full name.
func (e Employee) Name() string { return e.GivenName + " " + e.FamilyName }

// Facts is what a permission is judged by.
func (e Employee) Facts() authz.Facts {
	return authz.Facts{Units: e.Units, ProductionUnit: e.ProductionUnit, Owner: e.ID}
}

// Because is Facts with the reason that some acts demand.
func (e Employee) Because(reason string) authz.Facts {
	facts := e.Facts()
	facts.Reason = reason
	return facts
}

// Employment is one of the employments that somebody may hold at once (E4).
type Employment struct {
	ID             id.Employment     `json:"id"`
	Category       string            `json:"category"`
	Unit           id.Unit           `json:"unit_id"`            // none means the employee's own
	ProductionUnit id.ProductionUnit `json:"production_unit_id"` // none means the employee's own
	StartsOn       calendar.Date     `json:"starts_on"`
	EndsOn         calendar.Date     `json:"ends_on"`  // the last day; none means no end
	EndedAt        *time.Time        `json:"ended_at"` // set when it was ended before its time (L5)
	Sponsor        string            `json:"sponsor"`  // E8
	Version        int64             `json:"version"`
}

// Current says whether the employment gives access on the date (E5); UsableSQL says the same.
func (m Employment) Current(on calendar.Date) bool {
	return m.EndedAt == nil && calendar.Range{From: m.StartsOn, To: m.EndsOn}.Holds(on)
}

// BlockKind is whose reason it is that an employee may not act (E6).
type BlockKind string

// The block reasons of E6. Each stands and is lifted by itself.
const (
	ByAdministrator  BlockKind = "administrator"
	BySelf           BlockKind = "self"
	LostIdentity     BlockKind = "lost_identity"
	DocumentsMissing BlockKind = "documents_missing"
	RegisterStatus   BlockKind = "register_status"
)

// Block is a reason that stands.
type Block struct {
	ID    id.BlockReason `json:"id"`
	Kind  BlockKind      `json:"kind"`
	SetAt time.Time      `json:"set_at"`
}

// running finds an employment that has not been ended, at the version that the caller saw.
func (e Employee) running(employment id.Employment, version int64) (int, error) {
	for i, m := range e.Employments {
		switch {
		case m.ID != employment:
		case m.EndedAt != nil:
			return 0, fault.New(fault.Conflict, "employment_ended", "The employment was ended. Register a new one instead.")
		case m.Version != version:
			return 0, etag.Stale()
		default:
			return i, nil
		}
	}
	return 0, fault.Missing("employment")
}

// latestFirst is the order in which stored employments are read.
func latestFirst(a, b Employment) int {
	if c := b.StartsOn.Compare(a.StartsOn); c != 0 {
		return c
	}
	return strings.Compare(a.ID.String(), b.ID.String())
}
