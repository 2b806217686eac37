package identity

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"hverv/internal/fault"
)

const (
	passwordMin = 12
	passwordMax = 200 // characters
)

// numberLike finds what could be a national id: ten digits, or six and four.
var numberLike = regexp.MustCompile(`[0-9]{6}[- ]?[0-9]{4}`)

// tidyPassword brings a typed password to the form that is hashed: the same letters may arrive
// composed or not. It refuses what is too short, or what others know: the user name and anything
// that looks like a national id.
func tidyPassword(typed, userName string) (string, error) {
	password := norm.NFC.String(typed)
	length := utf8.RuneCountInString(password)
	var c fault.Check
	c.That(utf8.ValidString(typed), "/password", "unreadable", "The password cannot be read.")
	c.That(length >= passwordMin, "/password", "too_short", "Use at least 12 characters.")
	c.That(length <= passwordMax, "/password", "too_long", "Use at most 200 characters.")
	c.That(userName == "" || !strings.Contains(strings.ToLower(password), strings.ToLower(userName)),
		"/password", "holds_user_name", "The password must not hold the user name.")
	c.That(!numberLike.MatchString(password), "/password", "holds_number",
		"The password must not hold a CPR number or anything that looks like one.")
	c.That(!monotonous(password), "/password", "too_simple", "Use more than a few different characters.")
	return password, c.Err()
}

// monotonous says that fewer than five different characters make the whole of it.
func monotonous(password string) bool {
	seen := map[rune]bool{}
	for _, r := range password {
		seen[r] = true
	}
	return len(seen) < 5
}
