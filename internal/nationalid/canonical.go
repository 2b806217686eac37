package nationalid

import (
	"errors"
	"strings"
)

// families are the namespaces of equality: within one, equal text is the same person. A replacement number
// is a CPR number on the wire (E2: one CPR once per organisation), and the Norwegian and the Swedish
// numbers share one register each; a passport and a foreign number are told apart.
//
//nolint:gochecknoglobals // a table
var families = map[Kind]string{
	CPR:               "cpr",
	CPRReplacement:    "cpr",
	Foedselsnummer:    "no",
	DNumber:           "no",
	Personnummer:      "se",
	Samordningsnummer: "se",
	SwedishReserve:    "se_reserve",
	Passport:          "passport",
	Foreign:           "foreign",
}

const separator = "|" // in no family, country or number

var errStored = errors.New("nationalid: the stored number does not follow its own rules")

// Canonical is what is sealed and what the keyed index is made of: family, country and text, so that
// equal digits of different kinds stay different. It holds the plain number: it goes to seal and nowhere else.
func (n Number) Canonical() []byte {
	return []byte(families[n.kind] + separator + n.country + separator + n.Reveal())
}

// FromCanonical reads back what Canonical wrote, after opening the seal. An error is corruption or a
// wrong key, never the user's fault.
func FromCanonical(canonical []byte) (Number, error) {
	parts := strings.Split(string(canonical), separator)
	if len(parts) != 3 {
		return Number{}, errStored
	}
	for kind, family := range families {
		if family != parts[0] {
			continue
		}
		if n, err := Restore(kind, parts[1], parts[2]); err == nil {
			return n, nil
		}
	}
	return Number{}, errStored
}

// Restore makes a number from what was stored: its kind, its country and the text that Reveal gave.
func Restore(kind Kind, country, plain string) (Number, error) {
	n, err := read(kind, country, plain)
	if err != nil || n.kind != kind || n.country != country || n.Reveal() != plain {
		return Number{}, errStored
	}
	return n, nil
}

// read applies a kind's rules to text that needs no clock to be understood.
func read(kind Kind, country, plain string) (Number, error) {
	switch kind {
	case CPR, CPRReplacement:
		return ParseCPR(plain)
	case Foedselsnummer, DNumber:
		return ParseNorwegian(plain)
	case Personnummer, Samordningsnummer, SwedishReserve:
		return swedish(plain)
	case Passport:
		return ParsePassport(country, plain)
	case Foreign:
		return ParseForeign(country, plain)
	}
	return Number{}, errStored
}
