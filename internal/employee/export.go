package employee

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"

	"hverv/internal/text"
)

// sheet writes employees as a spreadsheet takes them in. It is an io.Reader that fetches a page
// when what it holds has been read, so that a large organisation is never in memory at once.
type sheet struct {
	buffer bytes.Buffer
	rows   *csv.Writer
	next   func() (found []Listed, more bool, err error)
	done   bool
}

// headings are the columns; the order is that of line.
//
//nolint:gochecknoglobals // a table
var headings = map[string][]string{
	"da": {
		"Efternavn", "Fornavn", "Titel", "E-mail", "Telefon", "Medarbejdernummer", "Afdeling", "P-enhed", "Status", "Beskyttet", "Identitet",
		"Identitetens status", "Brugernavn", "Aktiveres senest", "Identifikationsmidler", "Id",
	},
	"en": {
		"Family name", "Given name", "Title", "E-mail", "Telephone", "Employee number", "Department", "Production unit", "Status", "Protected", "Identity",
		"State of the identity", "User name", "Activate by", "Authenticators", "Id",
	},
}

const byteOrderMark = "\ufeff" // without it spreadsheets read UTF-8 as something else

func newSheet(language string, next func() ([]Listed, bool, error)) (*sheet, error) {
	s := &sheet{next: next}
	s.buffer.WriteString(byteOrderMark)
	s.rows = csv.NewWriter(&s.buffer)
	s.rows.UseCRLF = true
	if language != "en" {
		language, s.rows.Comma = "da", ';' // what Danish spreadsheets split at
	}
	_ = s.rows.Write(headings[language]) // fetch tells whether it failed
	return s, s.fetch()
}

// fetch writes the next page into the buffer.
func (s *sheet) fetch() error {
	found, more, err := s.next()
	if err != nil {
		return err
	}
	for i := range found {
		_ = s.rows.Write(line(&found[i]))
	}
	s.rows.Flush()
	s.done = !more
	return s.rows.Error() //nolint:wrapcheck // a buffer in memory
}

// Read implements io.Reader.
func (s *sheet) Read(p []byte) (int, error) {
	for s.buffer.Len() == 0 {
		if s.done {
			return 0, io.EOF
		}
		if err := s.fetch(); err != nil {
			return 0, err
		}
	}
	return s.buffer.Read(p) //nolint:wrapcheck // a buffer in memory
}

func line(e *Listed) []string {
	held := make([]string, len(e.SignIn.Authenticators))
	for i, a := range e.SignIn.Authenticators {
		held[i] = a.Kind + " " + a.State
	}
	protected := ""
	if e.Protected {
		protected = "x"
	}
	cells := []string{
		e.FamilyName, e.GivenName, e.Title, e.Email, e.Phone, e.EmployeeNumber, e.UnitName, e.ProductionUnitName, string(e.Status), protected,
		e.SignIn.Kind, e.SignIn.State, e.SignIn.UserName, e.SignIn.ActivateUntil.String(), strings.Join(held, ", "), e.ID.String(),
	}
	for i, cell := range cells {
		cells[i] = text.Harmless(cell)
	}
	return cells
}
