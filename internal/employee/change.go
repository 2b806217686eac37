package employee

import (
	"hverv/internal/audit"
	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
	"hverv/internal/text"
)

// Change changes an employee; nil leaves a member as it is, none and "" take it away.
type Change struct {
	Organisation   id.Organisation
	ID             id.Employee
	Version        int64
	GivenName      *string
	FamilyName     *string
	Email          *string
	Phone          *string
	Title          *string
	EmployeeNumber *string
	BirthDate      *calendar.Date
	NationalID     *TypedID // an empty text takes the number away
	ProductionUnit *id.ProductionUnit
	Unit           *id.Unit
	Manager        *id.Employee
	Protected      *bool
}

// apply gives the employee with the change in it, and the new number where there is one.
func (in Change) apply(e Employee, today calendar.Date) (Employee, *nationalid.Number, error) {
	number, err := in.number(today)
	if err != nil {
		return e, nil, err
	}
	put(&e.GivenName, in.GivenName)
	put(&e.FamilyName, in.FamilyName)
	put(&e.Email, in.Email)
	put(&e.Phone, in.Phone)
	put(&e.Title, in.Title)
	put(&e.EmployeeNumber, in.EmployeeNumber)
	put(&e.BirthDate, in.BirthDate)
	put(&e.ProductionUnit, in.ProductionUnit)
	put(&e.Unit, in.Unit)
	put(&e.Manager, in.Manager)
	put(&e.Protected, in.Protected)
	var c fault.Check
	if number != nil {
		e.NationalIDKind, e.NationalIDMasked, e.Hints = number.Kind(), number.Masked(), hints(*number)
		if in.BirthDate == nil && !number.IsZero() {
			if said, ok := number.BirthDate(); ok {
				e.BirthDate = said // a corrected number corrects the date that came from the old one
			}
		}
		born(&c, &e.BirthDate, *number, today)
	} else {
		born(&c, &e.BirthDate, nationalid.Number{}, today)
	}
	c.That(e.NationalIDKind != "" || !e.BirthDate.IsZero(), "/birth_date", "missing", "Without a national id the date of birth is needed.")
	c.That(e.Manager.IsZero() || e.Manager != e.ID, "/manager_id", "own_manager", "Nobody is their own manager.")
	checkTexts(&c, &e)
	return e, number, c.Err()
}

// moves says whether the employee comes to belong somewhere else.
func (in Change) moves() bool { return in.Unit != nil || in.ProductionUnit != nil || in.Manager != nil }

func (in Change) number(today calendar.Date) (*nationalid.Number, error) {
	if in.NationalID == nil {
		return nil, nil //nolint:nilnil // no number was sent
	}
	if in.NationalID.Text == "" {
		return &nationalid.Number{}, nil
	}
	n, err := in.NationalID.read(today)
	return &n, err
}

// checkTexts takes in the texts of an employee.
func checkTexts(c *fault.Check, e *Employee) {
	text.Field(c, &e.GivenName, "/given_name", 1, 200)
	text.Field(c, &e.FamilyName, "/family_name", 1, 200)
	text.Field(c, &e.Title, "/title", 0, 200)
	text.Field(c, &e.EmployeeNumber, "/employee_number", 0, 50)
	contact(c, &e.Email, &e.Phone)
}

// differences are the members that changed, as the log keeps them.
func differences(before, after Employee, renumbered bool) (from, to audit.Fields) {
	from, to = audit.Fields{}, audit.Fields{}
	old := before.fields()
	for name, value := range after.fields() {
		if name != "categories" && old[name] != value {
			from[name], to[name] = old[name], value
		}
	}
	if renumbered { // that it changed, not from what to what
		to["national_id"] = "changed"
	}
	return from, to
}

// ChangeEmployment changes one employment; nil leaves a member as it is, none takes it away.
type ChangeEmployment struct {
	Organisation   id.Organisation
	Employee       id.Employee
	ID             id.Employment
	Version        int64
	Category       *string
	Unit           *id.Unit
	ProductionUnit *id.ProductionUnit
	StartsOn       *calendar.Date
	EndsOn         *calendar.Date
	Sponsor        *string
}

func (in ChangeEmployment) apply(m Employment) (Employment, error) {
	put(&m.Category, in.Category)
	put(&m.Unit, in.Unit)
	put(&m.ProductionUnit, in.ProductionUnit)
	put(&m.StartsOn, in.StartsOn)
	put(&m.EndsOn, in.EndsOn)
	put(&m.Sponsor, in.Sponsor)
	var c fault.Check
	checkEmployment(&c, &m, "")
	return m, c.Err()
}

// fields is what the log keeps of an employment.
func (m Employment) fields() audit.Fields {
	return audit.Fields{
		"employment_id": m.ID.String(), "category": m.Category, "unit_id": m.Unit.String(), "production_unit_id": m.ProductionUnit.String(),
		"starts_on": m.StartsOn.String(), "ends_on": m.EndsOn.String(), "sponsor": m.Sponsor, "ended": m.EndedAt != nil,
	}
}

// EndEmployment ends one employment: on a last day, or at once where none is given.
type EndEmployment struct {
	Organisation id.Organisation
	Employee     id.Employee
	ID           id.Employment
	Version      int64
	EndsOn       calendar.Date
	Reason       string
}

func put[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}
