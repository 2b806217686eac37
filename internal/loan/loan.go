// Package loan owns devices that are lent for hours (U10): the personal loan of a card officer's desk,
// the pools for outside opening hours whose loans bound what may be done with them, and the list of
// what is late. What opens a door is package authenticator's, where a device lies package stock's; a
// loan moves the two together in one transaction. That a loan is over is judged when it is read (law 1).
package loan

import (
	"slices"
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/stock"
	"hverv/internal/text"
)

// State is where a loan is at an instant. Only the last three are stored.
type State string

// The states.
const (
	Running   State = "running"
	Overdue   State = "overdue" // its time is over and the device has not come back
	Returned  State = "returned"
	Lost      State = "lost"
	Destroyed State = "destroyed"
)

// documents are what a borrower may show; known in person is for a keeper who works with them.
//
//nolint:gochecknoglobals // a table
var documents = []string{"passport", "driving_licence", "residence_card", "staff_card", "known_in_person"}

// Loan is a device in somebody's hands for a while.
type Loan struct {
	Organisation  id.Organisation  `db:"organisation_id"`
	ID            id.Loan          `db:"id"`
	Pool          id.LoanPool      `db:"pool_id"` // none: personal
	PoolName      string           `db:"pool_name"`
	Bundle        id.Bundle        `db:"reduced_to"` // what bounds the powers; none: nothing does
	BundleName    string           `db:"bundle_name"`
	Employee      id.Employee      `db:"employee_id"`
	EmployeeName  string           `db:"employee_name"`
	Email         string           `db:"email"` // the last known, also of who has left
	Phone         string           `db:"phone"`
	Unit          id.Unit          `db:"unit_id"`
	UnitName      string           `db:"unit_name"`
	Authenticator id.Authenticator `db:"authenticator_id"`
	Works         string           `db:"authenticator_state"`
	Own           id.Authenticator `db:"own_id"` // the own code display that rests meanwhile
	Device        id.Device        `db:"device_id"`
	Serial        string           `db:"serial"`
	Kind          stock.Kind       `db:"kind"`
	Desk          id.Location      `db:"home_id"`
	DeskName      string           `db:"desk_name"`
	DeskUnit      id.Unit          `db:"desk_unit_id"`
	Why           string           `db:"why"`
	Document      string           `db:"document"`
	LentBy        id.Employee      `db:"lent_by"`
	LentByName    string           `db:"lent_by_name"`
	LentAt        time.Time        `db:"lent_at"`
	EndsAt        time.Time        `db:"ends_at"`
	ExtendedAt    *time.Time       `db:"extended_at"` // nil: not extended
	ClosedAt      *time.Time       `db:"closed_at"`   // nil: not back
	Outcome       State            `db:"outcome"`
	Version       int64            `db:"version"`
	OrgName       string           `db:"organisation_name"` // the name that mails say
	Language      string           `db:"language"`          // of the mails to the borrower

	State   State    `db:"-"` // at the instant of reading
	Actions []string `db:"-"`
}

// stateAt judges a loan by the clock.
func (l Loan) stateAt(now time.Time) State {
	switch {
	case l.ClosedAt != nil:
		return l.Outcome
	case now.Before(l.EndsAt):
		return Running
	default:
		return Overdue
	}
}

// works says whether somebody can sign in with the device now.
func (l Loan) works() bool { return l.State == Running && l.Works == string(authenticator.Active) }

// Lend is a device that somebody hands over the counter.
type Lend struct {
	Organisation id.Organisation
	Pool         id.LoanPool // none: a personal loan
	Serial       string
	Maker        string // only when two makers use the number
	Employee     id.Employee
	UserName     string // when the employee is not named by id
	Hours        int    // 0: as many as may be
	Why          string
	Document     string
}

func (in *Lend) check() error {
	var c fault.Check
	text.Field(&c, &in.Serial, "/serial", 1, 100)
	text.Field(&c, &in.Maker, "/maker", 0, 100)
	text.Field(&c, &in.UserName, "/user_name", 0, 64)
	text.Field(&c, &in.Why, "/why", 1, 500)
	c.That(in.Employee.IsZero() != (in.UserName == ""), "/employee_id", "missing", "Say who borrows it: by id or by user name.")
	c.That(slices.Contains(documents, in.Document), "/document", "unknown", "Say which document was shown.")
	return c.Err()
}

// until is when a loan of so many hours ends. They are hours that pass, also when the clocks are put
// forward or back.
func until(from time.Time, hours, most int, deviceEnds *time.Time) (time.Time, error) {
	if hours == 0 {
		hours = most
	}
	if hours < 1 || hours > most {
		return time.Time{}, fault.New(fault.Invalid, "invalid_input", "Some fields need attention.").
			On("/hours", "out_of_range", "A loan lasts at least one hour, and no longer than the organisation or the pool allows.")
	}
	ends := from.Add(time.Duration(hours) * time.Hour)
	if deviceEnds != nil && deviceEnds.Before(ends) {
		ends = *deviceEnds
	}
	return ends, nil
}

// Own says what has become of the own code display when a loan comes back.
type Own string

// The own display works again unless it is lost.
const (
	OwnResumes Own = "resume"
	OwnLost    Own = "lost"
)

func (o Own) check() error {
	if o == OwnResumes || o == OwnLost {
		return nil
	}
	return fault.New(fault.Invalid, "invalid_input", "Some fields need attention.").On("/own_display", "unknown", "resume or lost.")
}

func loanOpen() *fault.Fault {
	return fault.New(fault.Conflict, "loan_open", "The employee has a device on loan already. It must come back first.")
}

func loanClosed() *fault.Fault {
	return fault.New(fault.Conflict, "loan_closed", "The loan is over already.")
}
