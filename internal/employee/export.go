package employee

import (
	"io"
	"strings"

	"hverv/internal/sheet"
)

// headings are the columns; the order is that of line.
//
//nolint:gochecknoglobals // a table
var headings = sheet.Headings{
	"da": {
		"Efternavn", "Fornavn", "Titel", "E-mail", "Telefon", "Medarbejdernummer", "Afdeling", "P-enhed", "Status", "Beskyttet", "Identitet",
		"Identitetens status", "Brugernavn", "Aktiveres senest", "Identifikationsmidler", "Id",
	},
	"en": {
		"Family name", "Given name", "Title", "E-mail", "Telephone", "Employee number", "Department", "Production unit", "Status", "Protected", "Identity",
		"State of the identity", "User name", "Activate by", "Authenticators", "Id",
	},
}

// newSheet writes employees as a spreadsheet takes them in.
func newSheet(language string, next func() ([]Listed, bool, error)) (io.Reader, error) {
	return sheet.New(language, headings, func() ([][]string, bool, error) {
		found, more, err := next()
		lines := make([][]string, len(found))
		for i := range found {
			lines[i] = line(&found[i])
		}
		return lines, more, err
	})
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
	return []string{
		e.FamilyName, e.GivenName, e.Title, e.Email, e.Phone, e.EmployeeNumber, e.UnitName, e.ProductionUnitName, string(e.Status), protected,
		e.SignIn.Kind, e.SignIn.State, e.SignIn.UserName, e.SignIn.ActivateUntil.String(), strings.Join(held, ", "), e.ID.String(),
	}
}
