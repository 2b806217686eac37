package nationalid

import (
	"regexp"
	"strconv"
	"time"

	"hverv/internal/calendar"
)

const dOffset = 40 // added to the day in a D-number

var norwegianShape = regexp.MustCompile(`^\s*(\d{6})[ \x{00a0}-]?(\d{5})\s*$`)

// ParseNorwegian reads a fødselsnummer or a D-number: eleven digits, a real date, both check digits.
func ParseNorwegian(text string) (Number, error) {
	parts := norwegianShape.FindStringSubmatch(text)
	if parts == nil {
		return Number{}, invalid(codes[Foedselsnummer], "A Norwegian number is eleven digits.")
	}
	digits := parts[1] + parts[2]
	if _, ok := norwegianBirth(digits); !ok {
		return Number{}, invalid(codes[Foedselsnummer], "The first six digits of a Norwegian number are a date of birth.")
	}
	first := weighed(digits, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
	second := weighed(digits, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
	if first%11 != 0 || second%11 != 0 {
		return Number{}, invalid(codes[Foedselsnummer], "The check digits of the Norwegian number are wrong; look for a slip of the finger.")
	}
	if two(digits, 0) > dOffset {
		return number(DNumber, "NO", digits), nil
	}
	return number(Foedselsnummer, "NO", digits), nil
}

func norwegianBirth(digits string) (calendar.Date, bool) {
	day := two(digits, 0)
	if day > dOffset {
		day -= dOffset
	}
	individual, err := strconv.Atoi(digits[6:9])
	if err != nil {
		return calendar.Date{}, false
	}
	year, ok := norwegianYear(individual, two(digits, 4))
	if !ok {
		return calendar.Date{}, false
	}
	return calendar.New(year, time.Month(two(digits, 2)), day)
}

// norwegianYear reads the century from the three individual digits; some pairs were never given out.
func norwegianYear(individual, year int) (int, bool) {
	switch {
	case individual <= 499:
		return 1900 + year, true
	case year <= 39:
		return 2000 + year, true
	case individual <= 749 && year >= 54:
		return 1800 + year, true
	case individual >= 900:
		return 1900 + year, true
	}
	return 0, false
}
