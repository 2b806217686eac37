// Package lifecycle ends what somebody has when they leave (L4, L5): the immediate termination with
// its preview, and what follows by itself when the last employment has run out. It owns the order
// of the steps and whom to tell; each step is the feature's whose rows it ends. That an end counts
// at its instant is no work of this package: dates and ends are judged where they are read (law 1).
package lifecycle

import (
	"time"

	"hverv/internal/calendar"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/stock"
	"hverv/internal/text"
)

// Terminate ends everything that an employee has, at once (L5).
type Terminate struct {
	Organisation id.Organisation
	Employee     id.Employee
	Reason       string
	Comment      string
	DryRun       bool // only say what would end
}

func (in *Terminate) prepare() error {
	var c fault.Check
	text.Field(&c, &in.Reason, "/reason", 0, 1000)
	text.Field(&c, &in.Comment, "/comment", 0, 2000)
	return c.Err()
}

// Termination is the answer: what ended, or would end.
type Termination struct {
	Employee employee.Employee
	Ends     []End
	Returns  []stock.Held // what must come back (U16)
	// LastAdministrator says that the organisation is then without an administrator (A4, C8).
	LastAdministrator bool
	// PrivateIdentity says that the employee signed in with an eID of their own, which stays theirs (L4).
	PrivateIdentity bool
	Stored          bool
}

// End is one thing that ends.
type End struct {
	Kind   string        `db:"kind"` // employment, role, right, bundle, identity, authenticator, session
	ID     string        `db:"id"`
	Name   string        `db:"name"` // as the administrator knows it
	Detail string        `db:"detail"`
	EndsOn calendar.Date `db:"ends_on"` // when it would have ended by itself; none means never
}

func privateAmong(ends []End) bool {
	for _, e := range ends {
		if e.Kind == "identity" && e.Name == "private" {
			return true
		}
	}
	return false
}

// lastDay is the last day on which any employment gave access, once all have ended; ok is false
// while one still does or will.
func lastDay(employments []employee.Employment, today calendar.Date) (last calendar.Date, ok bool) {
	for _, m := range employments {
		end := m.EndsOn
		if m.EndedAt != nil {
			if on := calendar.Today(*m.EndedAt); end.IsZero() || on.Before(end) {
				end = on
			}
		} else if end.IsZero() || !end.Before(today) {
			return calendar.Date{}, false
		}
		if last.Before(end) {
			last = end
		}
	}
	return last, !last.IsZero()
}

// Contact is somebody who is told.
type Contact struct {
	Person   string // the employee's or person's id
	Name     string
	Email    string
	Language string
}

const (
	lookBack = 35 // days before the latest departure in which an end may have been told of late
	batch    = 200
	rounds   = 50 // batches in one go
	interval = time.Minute
)
