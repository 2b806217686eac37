// Package person owns what belongs to a human across organisations: the eID logins by which
// somebody is known, the installation's user names, and who operates the installation (A2). What
// somebody is in one organisation is an employee; what somebody may do is authz's to judge.
package person

import (
	"strings"
	"time"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"hverv/internal/calendar"
	"hverv/internal/id"
	"hverv/internal/nationalid"
)

// Purpose is the blind index of national ids. It is the same for persons and employees, so that
// the two can be compared without opening either (U5).
const Purpose = "national_id"

// Person is a human as the private eID knows her.
type Person struct {
	ID              id.Person
	Name            string
	Email           string
	Language        string
	BirthDate       calendar.Date // none: the eID did not say
	NationalIDIndex []byte        // nil: the eID gives none
	CreatedAt       time.Time
}

// Claims are what the eID said at a sign-in, checked and mapped by who asked it.
type Claims struct {
	Issuer        string
	Subject       string
	Name          string
	Email         string
	BirthDate     calendar.Date
	NationalID    nationalid.Number
	HasNationalID bool
}

// Login is how an issuer names a person.
type Login struct{ Issuer, Subject string }

// FoldUserName is the one form in which user names are compared: people type capitals, wide
// letters and composed or decomposed "å" as their device pleases.
func FoldUserName(typed string) string {
	return norm.NFKC.String(cases.Fold().String(norm.NFKC.String(strings.TrimSpace(typed))))
}

// language keeps to those that persons are written to in.
func language(wanted string) string {
	if wanted == "en" {
		return wanted
	}
	return "da"
}
