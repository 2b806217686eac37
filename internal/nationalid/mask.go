package nationalid

import "strings"

// Masked is what a screen may show of the number beside a name. Numbers that begin with a date of birth
// show that and hide the rest: colleagues tell two persons of one name apart by it, and it is not what
// opens doors. It is personal data still and never written to a log. All others show their last two
// characters at most, behind a fixed number of stars, so that the length stays unknown too.
func (n Number) Masked() string {
	plain := n.Reveal()
	switch n.kind {
	case CPR, CPRReplacement:
		return plain[:6] + "-****"
	case Foedselsnummer, DNumber:
		return plain[:6] + " *****"
	case Personnummer, Samordningsnummer:
		return plain[:8] + "-****"
	case SwedishReserve, Passport, Foreign:
		return n.country + " " + stars(plain)
	}
	return ""
}

func stars(plain string) string {
	const shown, enough = 2, 6
	tail := ""
	if len(plain) >= enough {
		tail = plain[len(plain)-shown:]
	}
	return strings.Repeat("*", 6) + tail
}
