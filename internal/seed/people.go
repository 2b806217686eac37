package seed

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"hverv/internal/calendar"
	"hverv/internal/employee"
	"hverv/internal/nationalid"
	"hverv/internal/organisation"
	"hverv/internal/text"
)

//nolint:gochecknoglobals // tables of made-up names
var (
	given = strings.Fields(`Agnes Alma Anders Anna Asger Astrid Aya Bent Birgit Bo Camilla Carl Dagny Ditte Ebbe Ejnar Else Emil
		Esben Eva Freja Frida Gerda Gorm Hanne Hassan Helga Ib Ida Inger Jens Johanne Jørgen Kaj Karen Kirsten Knud Lars Lise
		Mads Maja Malik Mette Mikkel Nanna Niels Nour Oda Ole Palle Pia Rasmus Rikke Sigrid Søren Tanja Thea Tove Ulla Vagn Viggo
		Yasmin Zahra Ægidius Østen Åge Åse`)
	family = strings.Fields(`Aagaard Andersen Bach Berg Bisgaard Bjerre Brandt Bruun Dahl Dam Eriksen Frandsen Friis Frost Gade
		Hald Hansen Holm Højgaard Iversen Jensen Juhl Kjær Klausen Koch Krogh Lange Larsen Lund Lynge Madsen Mikkelsen Mortensen
		Munk Møller Nielsen Nissen Nygaard Olsen Overgaard Petersen Poulsen Quist Rask Ravn Riis Schmidt Skov Sommer Sørensen Thomsen
		Toft Ulrik Vang Vestergaard Villadsen Winther Yde Æbelø Østergaard Ågård`)
	trades = strings.Fields(`Bageri Bogtrykkeri Dyreklinik Ejendomme Fysioterapi Gartneri Klinik Lægehus Maskinværksted Revision Rederi
		Rengøring Skole Snedkeri Tandlæge Tømrer Vognmand Vuggestue`)
	towns = strings.Fields(`Aabenraa Billund Dragør Ebeltoft Faaborg Grenaa Hobro Ikast Jelling Kolding Lemvig Middelfart Nykøbing
		Odder Præstø Ribe Skive Thisted Ulfborg Vejle Ølgod Ærøskøbing`)
	titles = []string{"", "Assistent", "Bogholder", "Kontorleder", "Læge", "Pædagog", "Sygeplejerske", "Tekniker", "Vikar"}
)

// randomly gives the same numbers for the same seed, organisation and person.
func randomly(seed uint64, organisation, n int) *rand.Rand {
	return rand.New(rand.NewPCG(seed, uint64(organisation)<<32|uint64(n))) //nolint:gosec // made-up people, not secrets; counts are positive
}

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

// company is the organisation with that number.
func company(seed uint64, i int) organisation.Connect {
	r := randomly(seed, i, -1)
	town := pick(r, towns)
	return organisation.Connect{
		CVR: cvr(seed, i), Name: fmt.Sprintf("%s %s %d", town, pick(r, trades), i+1), Form: "ApS",
		Address: organisation.Address{Street: fmt.Sprintf("Prøvevej %d", 1+r.IntN(99)), PostalCode: "9999", City: town, Country: "DK"},
	}
}

// cvr is the i-th test number of a seed: it begins with 9 and passes the check. Some 30 in 33
// candidates have a check digit.
func cvr(seed uint64, i int) nationalid.CVR {
	const numbers = 900_000                                                  // candidates without their check digit: 9000000 to 9899999
	for n := (seed*9973 + uint64(i)*31) % numbers; ; n = (n + 1) % numbers { //nolint:gosec // counts are positive
		for digit := range 10 {
			if number, err := nationalid.ParseCVR(fmt.Sprintf("%07d%d", 9_000_000+n, digit)); err == nil {
				return number
			}
		}
	}
}

// someone is the n-th employee of an organisation. Who is going to sign in has no mail address, so
// that the activation link comes as an answer instead.
func someone(seed uint64, organisation, n int, signsIn bool) employee.Create {
	r := randomly(seed, organisation, n)
	first, last := pick(r, given), pick(r, family)
	name := strings.NewReplacer("æ", "ae", "ø", "oe", "å", "aa").Replace(text.Fold(first + "." + last))
	email := fmt.Sprintf("%s.%d@klinik%d.example", name, n, organisation+1)
	if signsIn {
		email = ""
	}
	return employee.Create{
		GivenName: first, FamilyName: last, Email: email,
		Phone: fmt.Sprintf("+45 %08d", 20_000_000+r.IntN(10_000_000)), Title: pick(r, titles),
		EmployeeNumber: fmt.Sprintf("M%06d", n+1),
		Typed:          &employee.TypedID{Kind: nationalid.CPR, Text: CPR(number(organisation, n))},
		Employments: []employee.Employ{{
			Category: "F", StartsOn: calendar.Must("2015-01-01").AddDays(r.IntN(3_000)),
		}},
	}
}

// number keeps the people of different organisations apart.
func number(organisation, n int) int {
	if organisation == 0 {
		return n
	}
	return 10_000_000 + organisation*small + n
}

// CPR is the n-th of 80 million replacement numbers: a date of birth with 60 added to its day, and a
// serial. Those that the seed uses come first.
func CPR(n int) string {
	const days = 20_000
	year, month, day := time.Date(1940, 1, 1+n%days, 0, 0, 0, 0, time.UTC).Date()
	return fmt.Sprintf("%02d%02d%02d%04d", day+60, month, year%100, 1+n/days) // serials below 4000 are of the 20th century
}
