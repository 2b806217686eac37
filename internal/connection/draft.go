package connection

import (
	"fmt"
	"strconv"
	"strings"

	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
	"hverv/internal/text"
)

// TypedCPR is a CPR number as a user typed it; it is never printed.
type TypedCPR string

// Format writes a fixed word for every verb.
func (TypedCPR) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[national id]")) }

// Change is a step of a draft (C6). What is nil stays as it is.
//
//nolint:recvcheck // check tidies in place; the event only reads
type Change struct {
	Connection      id.Connection
	Version         int64
	ApplicantRole   *string
	ContactEmail    *string
	Language        *string
	CVR             *string
	TermsHash       *string // accepts the terms that were shown
	Representatives *[]Name
	Administrators  *[]Appoint

	cvr nationalid.CVR
}

// Name names a representative. With the ID of one who is named already, an empty CPR keeps the
// number that was given: it is never sent back to be repeated.
type Name struct {
	ID        id.Approval
	Name      string
	Email     string
	BirthDate calendar.Date
	CPR       TypedCPR

	number nationalid.Number
}

// Appoint names a first administrator; ID and CPR as in Name.
type Appoint struct {
	ID         id.Appointee
	GivenName  string
	FamilyName string
	Email      string
	CPR        TypedCPR

	number nationalid.Number
}

// check brings the input into its stored form and says everything that is wrong with it. A draft
// may be incomplete, not wrong.
func (in *Change) check(today calendar.Date) error {
	var c fault.Check
	if in.ApplicantRole != nil {
		role := ApplicantRole(*in.ApplicantRole)
		c.That(role == AsApplicant || role == AsRepresentative, "/applicant_role", "unknown", "Choose representative or applicant.")
	}
	if in.ContactEmail != nil {
		email(&c, in.ContactEmail, "/contact_email")
	}
	if in.Language != nil {
		c.That(*in.Language == "da" || *in.Language == "en", "/language", "unknown", "Choose da or en.")
	}
	if in.CVR != nil && *in.CVR != "" {
		cvr, err := nationalid.ParseCVR(*in.CVR)
		wrong(&c, err, "/cvr")
		in.cvr = cvr
	}
	in.checkPeople(&c, today)
	return c.Err()
}

func (in *Change) checkPeople(c *fault.Check, today calendar.Date) {
	if in.Representatives != nil {
		list := *in.Representatives
		c.That(len(list) <= maxRepresentatives, "/representatives", "too_many", "Name ten representatives at most.")
		for i := range list {
			list[i].check(c, at("/representatives", i, ""), today)
			for _, other := range list[:i] {
				c.That(list[i].number.IsZero() || !list[i].number.Equal(other.number), at("/representatives", i, "cpr"), "named_twice", "Each person is named once.")
			}
		}
	}
	if in.Administrators != nil {
		list := *in.Administrators
		c.That(len(list) <= maxAdministrators, "/administrators", "too_many", "Name ten administrators at most; they can appoint more.")
		for i := range list {
			list[i].check(c, at("/administrators", i, ""), today)
			for _, other := range list[:i] {
				c.That(list[i].number.IsZero() || !list[i].number.Equal(other.number), at("/administrators", i, "cpr"), "named_twice", "Each person is named once.")
			}
		}
	}
}

func (n *Name) check(c *fault.Check, pointer string, today calendar.Date) {
	text.Field(c, &n.Name, pointer+"name", 1, 200)
	email(c, &n.Email, pointer+"email")
	n.number = number(c, n.CPR, pointer+"cpr", today)
	c.That(!n.BirthDate.After(today) && (n.BirthDate.IsZero() || n.BirthDate.Year() >= 1850), pointer+"birth_date", "date_unlikely", "That date of birth cannot be right.")
}

func (a *Appoint) check(c *fault.Check, pointer string, today calendar.Date) {
	text.Field(c, &a.GivenName, pointer+"given_name", 1, 200)
	text.Field(c, &a.FamilyName, pointer+"family_name", 1, 200)
	email(c, &a.Email, pointer+"email")
	a.number = number(c, a.CPR, pointer+"cpr", today)
}

func number(c *fault.Check, typed TypedCPR, pointer string, today calendar.Date) nationalid.Number {
	if typed == "" {
		return nationalid.Number{}
	}
	n, err := nationalid.Parse(nationalid.CPR, "DK", string(typed), today)
	wrong(c, err, pointer)
	return n
}

func email(c *fault.Check, field *string, pointer string) {
	text.Field(c, field, pointer, 0, 254)
	c.That(*field == "" || text.Email(*field), pointer, "email_invalid", "This cannot be an e-mail address.")
}

// wrong notes a parser's refusal at its member.
func wrong(c *fault.Check, err error, pointer string) {
	if err == nil {
		return
	}
	if f := fault.Of(err); f != nil {
		c.That(false, pointer, f.Code, f.Detail)
		return
	}
	c.That(false, pointer, "unreadable", "This cannot be read.")
}

// at is the JSON pointer of a member of a list's element; of all members when name is empty.
func at(list string, i int, name string) string { return list + "/" + strconv.Itoa(i) + "/" + name }

// reason takes in words of several lines as one.
func reason(c *fault.Check, field *string, least int) {
	*field = strings.Join(strings.Fields(*field), " ")
	text.Field(c, field, "/reason", least, 1000)
}

// sameName compares names as people write them: letter case, accents and spaces aside (C4).
func sameName(a, b string) bool { return text.Fold(a) != "" && text.Fold(a) == text.Fold(b) }
