package nationalid

import (
	"regexp"
	"time"

	"hverv/internal/calendar"
)

const replacementOffset = 60 // added to the day in a replacement number

// One separator at most, where people write it; a number full of dots and dashes is something else.
var cprShape = regexp.MustCompile(`^\s*(\d{6})[ \x{00a0}\x{2013}-]?(\d{4})\s*$`)

// ParseCPR reads a CPR number with or without dash: ten digits, a date that exists in the century that the
// seventh digit says (E2). The modulus is not asked: numbers without it are given out since 2007.
func ParseCPR(text string) (Number, error) {
	parts := cprShape.FindStringSubmatch(text)
	if parts == nil {
		return Number{}, invalid(codes[CPR], "A CPR number is ten digits: date of birth and four more.")
	}
	digits := parts[1] + parts[2]
	if _, ok := cprBirth(digits); !ok {
		return Number{}, invalid(codes[CPR], "The first six digits of a CPR number are a date of birth: day, month, year.")
	}
	if two(digits, 0) > replacementOffset {
		return number(CPRReplacement, "DK", digits), nil
	}
	return number(CPR, "DK", digits), nil
}

func cprBirth(digits string) (calendar.Date, bool) {
	day := two(digits, 0)
	if day > replacementOffset {
		day -= replacementOffset
	}
	year := cprYear(digits[6], two(digits, 4))
	return calendar.New(year, time.Month(two(digits, 2)), day)
}

// cprYear is the century rule of E2: the seventh digit and the two of the year settle it together.
func cprYear(seventh byte, year int) int {
	switch {
	case seventh <= '3':
		return 1900 + year
	case seventh == '4' || seventh == '9':
		if year <= 36 {
			return 2000 + year
		}
		return 1900 + year
	case year <= 57:
		return 2000 + year
	}
	return 1800 + year
}

// Mod11 says whether a CPR number passes the old check. A hint for the one who types, never a reason to
// refuse; replacement numbers and all other kinds have no such check and always pass.
func (n Number) Mod11() bool {
	return n.kind != CPR || weighed(n.Reveal(), 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0
}
