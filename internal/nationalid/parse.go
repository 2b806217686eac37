package nationalid

import (
	"strings"

	"golang.org/x/text/language"

	"hverv/internal/calendar"
	"hverv/internal/fault"
)

// Parse reads what a user typed as a number of the kind. The kind is a hint within its family: a CPR number
// with day + 60 comes out as cpr_replacement whichever of the two was asked for. The country
// matters for passports and foreign numbers; elsewhere it may be empty or must be the right one. today
// settles the century of short Swedish numbers, and a birth after it is refused.
func Parse(kind Kind, country, text string, today calendar.Date) (Number, error) {
	n, err := parse(kind, country, text, today)
	if err != nil {
		return Number{}, err
	}
	if country != "" && n.country != strings.ToUpper(country) {
		return Number{}, invalid("country_invalid", "The country does not go with this kind of number.")
	}
	if born, ok := n.BirthDate(); ok && born.After(today) {
		return Number{}, invalid(codes[kind], "The number says a date of birth that is still to come.")
	}
	return n, nil
}

func parse(kind Kind, country, text string, today calendar.Date) (Number, error) {
	switch kind {
	case CPR, CPRReplacement:
		return ParseCPR(text)
	case Foedselsnummer, DNumber:
		return ParseNorwegian(text)
	case Personnummer, Samordningsnummer, SwedishReserve:
		return ParseSwedish(text, today)
	case Passport:
		return ParsePassport(country, text)
	case Foreign:
		return ParseForeign(country, text)
	}
	return Number{}, invalid("national_id_kind_unknown", "This kind of number is not known.")
}

// codes are stable: the web has a text for each.
//
//nolint:gochecknoglobals // a table
var codes = map[Kind]string{
	CPR:               "cpr_invalid",
	CPRReplacement:    "cpr_invalid",
	Foedselsnummer:    "foedselsnummer_invalid",
	DNumber:           "foedselsnummer_invalid",
	Personnummer:      "personnummer_invalid",
	Samordningsnummer: "personnummer_invalid",
	SwedishReserve:    "personnummer_invalid",
	Passport:          "passport_invalid",
	Foreign:           "foreign_id_invalid",
}

// invalid makes the refusal; no detail ever repeats what was typed.
func invalid(code, detail string) error { return fault.New(fault.Invalid, code, detail) }

// ParsePassport reads the number of any country's passport.
func ParsePassport(country, text string) (Number, error) {
	return lettered(Passport, country, text, 5, 20)
}

// ParseForeign reads another state's identity number, of which only the shape is judged. Danish, Norwegian and
// Swedish numbers have rules of their own and would slip past them, and past E2's "once", by this door.
func ParseForeign(country, text string) (Number, error) {
	switch strings.ToUpper(country) {
	case "DK", "NO", "SE":
		return Number{}, invalid(codes[Foreign], "Danish, Norwegian and Swedish numbers are given as such, not as foreign ones.")
	}
	return lettered(Foreign, country, text, 4, 32)
}

// lettered keeps capital letters and digits; spaces, dots, dashes and slashes are how people group them.
func lettered(kind Kind, country, text string, least, most int) (Number, error) {
	home, ok := state(country)
	if !ok {
		return Number{}, invalid("country_invalid", "The country is a code of two letters, for instance DE.")
	}
	var kept strings.Builder
	for _, r := range text {
		switch {
		case '0' <= r && r <= '9', 'A' <= r && r <= 'Z':
			kept.WriteRune(r)
		case 'a' <= r && r <= 'z':
			kept.WriteRune(r - 'a' + 'A')
		case strings.ContainsRune(" .-/", r):
		default:
			return Number{}, invalid(codes[kind], "The number holds the letters A to Z and digits only.")
		}
	}
	if kept.Len() < least || kept.Len() > most || len(text) > 2*most {
		return Number{}, invalid(codes[kind], "The number is too short or too long.")
	}
	return number(kind, home, kept.String()), nil
}

// state gives the code in capitals when it names a country.
func state(code string) (string, bool) {
	if len(code) != 2 {
		return "", false
	}
	code = strings.ToUpper(code)
	region, err := language.ParseRegion(code)
	if err != nil || region.String() != code || !region.IsCountry() {
		return "", false
	}
	return code, true
}

// onlyDigits says whether text is ASCII digits.
func onlyDigits(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// ungrouped takes the separators out that people write between digits.
func ungrouped(text string) string { return grouping.Replace(text) }

//nolint:gochecknoglobals // a constant in all but syntax
var grouping = strings.NewReplacer(" ", "", "\u00a0", "", "-", "", "\u2013", "", ".", "")

// weighed is the sum of each digit times its weight.
func weighed(digits string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += int(digits[i]-'0') * w
	}
	return sum
}

// two is the value of the two digits at position at.
func two(digits string, at int) int { return int(digits[at]-'0')*10 + int(digits[at+1]-'0') }
