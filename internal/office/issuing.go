package office

import (
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// When says for whom department, title and function must be complete before anything is issued (U13).
type When string

// The choices. High is the default: who gets the highest level is somebody in the organisation's books.
const (
	Never  When = "never"
	High   When = "high"
	Always When = "always"
)

// Issuing is how an organisation issues.
type Issuing struct {
	Organisation id.Organisation `db:"organisation_id"`
	Complete     When            `db:"complete"`
	Terms        string          `db:"terms"` // of receipts; empty: those of Hverv
	Version      int64           `db:"version"`
}

func (i Issuing) demands(high bool) bool { return i.Complete == Always || i.Complete == High && high }

// complete says what is missing in an employee's record; the function is what somebody is employed as.
func complete(e employee.Employee) error {
	f := fault.New(fault.Invalid, "employee_incomplete", "Department, title and function must be registered first. They are filled in on the employee's page.")
	if e.Unit.IsZero() {
		f = f.On("/unit_id", "missing", "No department.")
	}
	if e.Title == "" {
		f = f.On("/title", "missing", "No title.")
	}
	if e.Status == employee.WithoutEmployment || e.Status == employee.Ended {
		f = f.On("/employments", "missing", "No employment.")
	}
	if len(f.Fields) == 0 {
		return nil
	}
	return f
}
