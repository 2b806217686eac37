// Package nationalid owns the numbers by which states know people (E2, E3) and the public numbers of
// companies. A person's number never leaves its type by accident: every way of printing, logging or
// encoding it gives a fixed word or an error, and Reveal is the only door to the text. Sealing,
// the keyed index and the permission to reveal belong to seal and to the features.
package nationalid

import (
	"crypto/subtle"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"

	"hverv/internal/calendar"
)

// Kind says whose rules a number follows. Stored as text; the set grows.
type Kind string

// The kinds that are known.
const (
	CPR               Kind = "cpr"
	CPRReplacement    Kind = "cpr_replacement" // erstatningsnummer: day + 60
	Foedselsnummer    Kind = "foedselsnummer"
	DNumber           Kind = "d_number" // Norwegian, day + 40
	Personnummer      Kind = "personnummer"
	Samordningsnummer Kind = "samordningsnummer" // Swedish, day + 60
	SwedishReserve    Kind = "swedish_reserve"   // given by a region
	Passport          Kind = "passport"
	Foreign           Kind = "foreign" // the identity number of any other state
)

// redacted is all that printing shows: not even a part, since logs are read by many.
const redacted = "[national id]"

var errLeak = errors.New("nationalid: a national id is not written out; use Reveal, Masked or Canonical on purpose")

// Number is one person's number. The zero value is "none".
//
// The text hides in a closure: fmt and other reflecting printers, which reach unexported fields without
// asking for methods, find an address only. It also makes == refuse to compile, so that Equal is used.
type Number struct {
	kind    Kind
	country string
	text    func() string
}

func number(kind Kind, country, plain string) Number {
	return Number{kind: kind, country: country, text: func() string { return plain }}
}

// IsZero says that there is no number.
func (n Number) IsZero() bool { return n.text == nil }

// Kind says whose rules the number follows.
func (n Number) Kind() Kind { return n.kind }

// Country is the ISO 3166 code of the state that gave it.
func (n Number) Country() string { return n.country }

// Reveal is the number in plain text, without separators: the only way to it. The caller has asked
// for the permission and written down the reason (E3).
func (n Number) Reveal() string {
	if n.IsZero() {
		return ""
	}
	return n.text()
}

// BirthDate is the date of birth that the number says, if it says one. A reserve number's date may be
// an estimate and a samordningsnummer's may be unknown: those say none.
func (n Number) BirthDate() (calendar.Date, bool) {
	rule, dated := births[n.kind]
	if !dated {
		return calendar.Date{}, false
	}
	return rule(n.Reveal())
}

//nolint:gochecknoglobals // a table
var births = map[Kind]func(string) (calendar.Date, bool){
	CPR:               cprBirth,
	CPRReplacement:    cprBirth,
	Foedselsnummer:    norwegianBirth,
	DNumber:           norwegianBirth,
	Personnummer:      swedishBirth,
	Samordningsnummer: swedishBirth,
}

// Equal compares number, family and country in constant time; the typed kind follows from them.
func (n Number) Equal(other Number) bool {
	return subtle.ConstantTimeCompare(n.Canonical(), other.Canonical()) == 1
}

// String is a fixed word.
func (n Number) String() string { return redacted }

// GoString is a fixed word.
func (n Number) GoString() string { return redacted }

// Format writes the fixed word for every verb, %x and %d too.
func (n Number) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(redacted)) }

// LogValue is a fixed word.
func (n Number) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON refuses: a national id never gets into an answer, event or job by accident (law 5).
func (n Number) MarshalJSON() ([]byte, error) { return nil, errLeak }

// MarshalText refuses, for XML, map keys and form encoders.
func (n Number) MarshalText() ([]byte, error) { return nil, errLeak }

// MarshalBinary refuses, for gob.
func (n Number) MarshalBinary() ([]byte, error) { return nil, errLeak }

// Value refuses: the database sees sealed bytes and the keyed index only (E3).
func (n Number) Value() (driver.Value, error) { return nil, errLeak }
