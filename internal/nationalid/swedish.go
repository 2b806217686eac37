package nationalid

import (
	"regexp"
	"strings"
	"time"

	"hverv/internal/calendar"
)

const coordinationOffset = 60 // added to the day in a samordningsnummer

var (
	swedishShort = regexp.MustCompile(`^(\d{6})([-+]?)(\d{4})$`)
	swedishLong  = regexp.MustCompile(`^(\d{8})([-+]?)(\d{4})$`)
	// The regions disagree: Stockholm writes 99 and ten digits, the others and the national form a date or
	// running number of eight digits and four characters with a letter among them.
	reserveShape = regexp.MustCompile(`^(99\d{6}-?\d{4}|\d{8}-?[0-9A-Z]{4})$`)
)

// ParseSwedish reads a personnummer or samordningsnummer of ten or twelve digits, or a region's reserve number.
// In the short form the century hangs on the day it is read: + means that the person turned or turns
// a hundred this year or earlier. The number is kept with twelve, so it means the same for ever.
func ParseSwedish(text string, today calendar.Date) (Number, error) {
	text = strings.ToUpper(strings.TrimSpace(strings.NewReplacer(" ", "", "\u00a0", "", "\u2013", "-").Replace(text)))
	if m := swedishShort.FindStringSubmatch(text); m != nil {
		return swedish(century(m[1], m[2], today) + m[1] + m[3])
	}
	if m := swedishLong.FindStringSubmatch(text); m != nil && m[2] == "+" {
		if m[1][:2] != century(m[1][2:], "+", today) {
			return Number{}, invalid(codes[Personnummer], "The plus sign does not go with the year.")
		}
		text = m[1] + m[3]
	}
	return swedish(text)
}

// century is the first two digits of the latest year with these last two that is not to come, or of
// the hundred before after a plus.
func century(short, sign string, today calendar.Date) string {
	hundreds := today.Year() / 100
	if two(short, 0) > today.Year()%100 {
		hundreds--
	}
	if sign == "+" {
		hundreds--
	}
	hundreds = max(hundreds, 0)
	return string([]byte{byte('0' + hundreds/10%10), byte('0' + hundreds%10)})
}

// swedish judges the long form.
func swedish(text string) (Number, error) {
	plain := strings.Replace(text, "-", "", 1)
	if reserveShape.MatchString(text) && (strings.HasPrefix(plain, "99") || !onlyDigits(plain)) {
		return number(SwedishReserve, "SE", plain), nil
	}
	if !swedishLong.MatchString(text) {
		return Number{}, invalid(codes[Personnummer], "A Swedish number is ten or twelve digits, or a region's reserve number.")
	}
	if !luhn(plain[2:]) {
		return Number{}, invalid(codes[Personnummer], "The check digit of the Swedish number is wrong; look for a slip of the finger.")
	}
	if _, ok := swedishBirth(plain); ok && two(plain, 6) < coordinationOffset {
		return number(Personnummer, "SE", plain), nil
	}
	if coordinated(plain) {
		return number(Samordningsnummer, "SE", plain), nil
	}
	return Number{}, invalid(codes[Personnummer], "A Swedish number begins with a date of birth: year, month, day.")
}

// coordinated says whether the date part is a samordningsnummer's: a real date with day + 60, where an unknown
// day is 60 and an unknown month 00.
func coordinated(plain string) bool {
	month, day := two(plain, 4), two(plain, 6)-coordinationOffset
	if day < 0 || day > 31 || month > 12 || plain[:2] < "18" {
		return false
	}
	if day == 0 || month == 0 {
		return true
	}
	_, ok := swedishBirth(plain)
	return ok
}

func swedishBirth(plain string) (calendar.Date, bool) {
	day := two(plain, 6)
	if day > coordinationOffset {
		day -= coordinationOffset
	}
	year := two(plain, 0)*100 + two(plain, 2)
	if year < 1800 {
		return calendar.Date{}, false
	}
	return calendar.New(year, time.Month(two(plain, 4)), day)
}

// luhn checks ten digits by the rule of payment cards.
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		v := int(digits[i] - '0')
		if (len(digits)-i)%2 == 0 {
			v *= 2
		}
		sum += v/10 + v%10
	}
	return sum%10 == 0
}
