package employee

import (
	"fmt"
	"strings"

	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
	"hverv/internal/text"
)

// Create is a new employee (E1). The national id comes typed by a user (Typed) or already read
// (NationalID), from a flow that holds one.
type Create struct {
	Organisation   id.Organisation
	GivenName      string
	FamilyName     string
	Email          string
	Phone          string
	Title          string
	EmployeeNumber string
	BirthDate      calendar.Date // needed where there is no national id
	NationalID     nationalid.Number
	Typed          *TypedID
	ProductionUnit id.ProductionUnit
	Unit           id.Unit
	Manager        id.Employee
	Protected      bool
	Employments    []Employ
}

// Employ is one employment to be registered (E4).
type Employ struct {
	Category       string
	Unit           id.Unit
	ProductionUnit id.ProductionUnit
	StartsOn       calendar.Date // none means today
	EndsOn         calendar.Date // none means the category's default
	Sponsor        string
}

// TypedID is a national id as a user typed it. It is never printed.
type TypedID struct {
	Kind    nationalid.Kind
	Country string
	Text    string
}

// Format writes a fixed word for every verb, so that no log or message holds the number.
func (TypedID) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[national id]")) }

// read gives the number, its complaint addressed to the member it was typed into.
func (t TypedID) read(today calendar.Date) (nationalid.Number, error) {
	n, err := nationalid.Parse(t.Kind, t.Country, t.Text, today)
	if f := fault.Of(err); f != nil {
		var c fault.Check
		c.That(false, "/national_id/value", f.Code, f.Detail)
		return n, c.Err()
	}
	return n, err
}

// prepare brings the input into its stored form and says everything that is wrong with it.
func (in *Create) prepare(today calendar.Date) error {
	if in.Typed != nil {
		n, err := in.Typed.read(today)
		if err != nil {
			return err
		}
		in.NationalID, in.Typed = n, nil
	}
	var c fault.Check
	c.That(!in.NationalID.IsZero() || !in.BirthDate.IsZero(), "/birth_date", "missing",
		"Without a national id the date of birth is needed.")
	born(&c, &in.BirthDate, in.NationalID, today)
	e := Employee{
		GivenName: in.GivenName, FamilyName: in.FamilyName, Title: in.Title, EmployeeNumber: in.EmployeeNumber, Email: in.Email, Phone: in.Phone,
	}
	checkTexts(&c, &e)
	in.GivenName, in.FamilyName, in.Title, in.EmployeeNumber, in.Email, in.Phone = e.GivenName, e.FamilyName, e.Title, e.EmployeeNumber, e.Email, e.Phone
	for i := range in.Employments {
		in.Employments[i].prepare(&c, fmt.Sprintf("/employments/%d", i), today)
	}
	return c.Err()
}

func (m *Employ) prepare(c *fault.Check, at string, today calendar.Date) {
	if m.StartsOn.IsZero() {
		m.StartsOn = today
	}
	held := m.employment()
	checkEmployment(c, &held, at)
	m.Sponsor = held.Sponsor
}

// checkEmployment says what is wrong with an employment, whoever registers it.
func checkEmployment(c *fault.Check, m *Employment, at string) {
	text.Field(c, &m.Sponsor, at+"/sponsor", 0, 200)
	c.That(m.EndsOn.IsZero() || !m.EndsOn.Before(m.StartsOn), at+"/ends_on", "before_start", "The last day lies before the first.")
	c.That(m.StartsOn.Year() >= 1900 && m.StartsOn.Year() < 2200, at+"/starts_on", "date_unlikely", "That first day cannot be right.")
}

func (m *Employ) employment() Employment {
	return Employment{
		Category: m.Category, Unit: m.Unit, ProductionUnit: m.ProductionUnit,
		StartsOn: m.StartsOn, EndsOn: m.EndsOn, Sponsor: m.Sponsor, Version: 1,
	}
}

// complete fills in what the category says (E4, E8).
func (m *Employ) complete(category Category) error {
	if m.EndsOn.IsZero() && category.DefaultDays != nil {
		m.EndsOn = m.StartsOn.AddDays(*category.DefaultDays - 1)
	}
	return category.sponsored(m.Sponsor)
}

func contact(c *fault.Check, email, phone *string) {
	text.Field(c, email, "/email", 0, 254)
	text.Field(c, phone, "/phone", 0, 30)
	c.That(*email == "" || text.Email(*email), "/email", "email_invalid", "This cannot be an e-mail address.")
	c.That(*phone == "" || text.Phone(*phone), "/phone", "phone_invalid", "This cannot be a telephone number.")
}

// born takes the date of birth from the number where it says one for certain.
func born(c *fault.Check, date *calendar.Date, number nationalid.Number, today calendar.Date) {
	c.That(!date.After(today), "/birth_date", "date_unlikely", "Nobody is born in the future.")
	c.That(date.IsZero() || date.Year() >= 1850, "/birth_date", "date_unlikely", "Nobody is that old.")
	said, ok := number.BirthDate()
	if !ok {
		return
	}
	switch number.Kind() {
	case nationalid.CPR, nationalid.Foedselsnummer, nationalid.Personnummer:
		c.That(date.IsZero() || *date == said, "/birth_date", "birth_date_mismatch", "The national id says another date of birth.")
	default: // a number that was given for want of another may hold an estimate
	}
	if date.IsZero() {
		*date = said
	}
}

// hints are what may be a slip of the finger in a number that is taken all the same: CPR numbers
// without the old check digit are given out since 2007 (E2).
func hints(number nationalid.Number) []string {
	if number.Kind() == nationalid.CPR && !number.Mod11() {
		return []string{"national_id_check_digit"}
	}
	return nil
}

// searchKey is the folded name with a space in front of each word, so that a pattern that begins
// with a space finds the beginnings of words.
func searchKey(given, family string) string {
	return " " + strings.Join(strings.Fields(text.Fold(given+" "+family)), " ")
}

// statusOf is the status in a word; statusSQL says the same of stored rows.
func statusOf(held []Employment, blocks []Block, today calendar.Date) Status {
	running, coming := false, false
	for _, m := range held {
		running = running || m.Current(today)
		coming = coming || m.EndedAt == nil && m.StartsOn.After(today)
	}
	switch {
	case len(held) == 0:
		return WithoutEmployment
	case !running && !coming:
		return Ended
	case len(blocks) > 0:
		return Blocked
	case running:
		return Active
	}
	return PendingStart
}
