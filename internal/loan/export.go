package loan

import (
	"time"

	"hverv/internal/calendar"
	"hverv/internal/sheet"
)

// headings are the columns; the order is that of line.
//
//nolint:gochecknoglobals // a table
var headings = sheet.Headings{
	"da": {"Låner", "Afdeling", "E-mail", "Telefon", "Serienummer", "Pulje", "Lånt", "Udløber", "Forsinket", "Skranke", "Udlånt af", "Hvorfor"},
	"en": {"Borrower", "Department", "E-mail", "Telephone", "Serial number", "Pool", "Lent", "Ends", "Late", "Desk", "Lent by", "Why"},
}

func (l Loan) line(now time.Time) []string {
	late := ""
	if l.stateAt(now) == Overdue {
		late = "x"
	}
	return []string{
		l.EmployeeName, l.UnitName, l.Email, l.Phone, l.Serial, l.PoolName, stamp(l.LentAt), stamp(l.EndsAt), late, l.DeskName, l.LentByName, l.Why,
	}
}

func stamp(t time.Time) string { return t.In(calendar.Copenhagen()).Format("2006-01-02 15:04") }
