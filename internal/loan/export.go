package loan

import (
	"bytes"
	"encoding/csv"
	"time"

	"hverv/internal/calendar"
	"hverv/internal/text"
)

const byteOrderMark = "\ufeff" // without it spreadsheets read UTF-8 as something else

// headings are the columns; the order is that of line.
//
//nolint:gochecknoglobals // a table
var headings = map[string][]string{
	"da": {"Låner", "Afdeling", "E-mail", "Telefon", "Serienummer", "Pulje", "Lånt", "Udløber", "Forsinket", "Skranke", "Udlånt af", "Hvorfor"},
	"en": {"Borrower", "Department", "E-mail", "Telephone", "Serial number", "Pool", "Lent", "Ends", "Late", "Desk", "Lent by", "Why"},
}

// sheet writes loans as a spreadsheet takes them in.
func sheet(language string, all []Loan, now time.Time) (*bytes.Buffer, error) {
	file := bytes.NewBufferString(byteOrderMark)
	rows := csv.NewWriter(file)
	rows.UseCRLF = true
	if language != "en" {
		language, rows.Comma = "da", ';' // what Danish spreadsheets split at
	}
	_ = rows.Write(headings[language]) // Error tells whether it failed
	for i := range all {
		_ = rows.Write(all[i].line(now))
	}
	rows.Flush()
	return file, rows.Error() //nolint:wrapcheck // a buffer in memory
}

func (l Loan) line(now time.Time) []string {
	late := ""
	if l.stateAt(now) == Overdue {
		late = "x"
	}
	cells := []string{
		l.EmployeeName, l.UnitName, l.Email, l.Phone, l.Serial, l.PoolName, stamp(l.LentAt), stamp(l.EndsAt), late, l.DeskName, l.LentByName, l.Why,
	}
	for i, cell := range cells {
		cells[i] = text.Harmless(cell)
	}
	return cells
}

func stamp(t time.Time) string { return t.In(calendar.Copenhagen()).Format("2006-01-02 15:04") }
