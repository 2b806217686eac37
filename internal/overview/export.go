package overview

import (
	"time"

	"hverv/internal/calendar"
	"hverv/internal/sheet"
)

// headings are the columns; the order is that of line.
//
//nolint:gochecknoglobals // a table
var headings = sheet.Headings{
	"da": {
		"Efternavn", "Fornavn", "Titel", "Medarbejdernummer", "Afdeling", "Status", "Beskyttet", "Identitet", "Identitetens status", "Aktiveres senest",
		"Mangler", "Identifikationsmiddel", "Navn", "Serienummer", "Tilstand", "Reserve", "Siden", "Udløber", "Lånt til", "Forsinket", "Pulje",
		"Bestilling", "Ventes", "Skal afleveres", "Id",
	},
	"en": {
		"Family name", "Given name", "Title", "Employee number", "Department", "Status", "Protected", "Identity", "State of the identity", "Activate by",
		"Lacks", "Authenticator", "Name", "Serial number", "State", "Spare", "Since", "Ends", "On loan until", "Late", "Pool",
		"Order", "Expected", "Must come back", "Id",
	},
}

func (r *Row) line() []string {
	since, ends, lent := "", r.EndsOn().String(), ""
	if r.Since != nil {
		since = calendar.Today(*r.Since).String()
	}
	if !r.Loan.IsZero() && r.EndsAt != nil {
		ends, lent = "", stamp(*r.EndsAt)
	}
	return []string{
		r.FamilyName, r.GivenName, r.Title, r.EmployeeNumber, r.UnitName, string(r.Status), cross(r.Protected), r.IdentityKind, r.IdentityState, r.ActivateUntil.String(),
		r.Lacks, r.Kind, r.Label, r.Serial, r.State, cross(r.Spare), since, ends, lent, cross(r.Late), r.PoolName,
		r.OrderState, r.DeliverOn.String(), r.Return, r.Employee.String(),
	}
}

func cross(is bool) string {
	if is {
		return "x"
	}
	return ""
}

func stamp(t time.Time) string { return t.In(calendar.Copenhagen()).Format("2006-01-02 15:04") }
