// Package text owns how what people type is taken in: one spelling of each letter (NFC), no
// control characters, e-mail addresses and telephone numbers that can be right, the Danish order
// of names, and the folded form in which names are found. What a field means is the feature's.
package text

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Line gives one line in its one spelling: composed letters, single spaces, none at the ends. It
// is false for what cannot be a line: broken UTF-8, control characters, and the marks that turn
// the direction of writing and so make a name look like another.
func Line(s string) (string, bool) {
	if !utf8.ValidString(s) || strings.ContainsFunc(s, forbidden) {
		return "", false
	}
	return strings.Join(strings.Fields(norm.NFC.String(s)), " "), true
}

func forbidden(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == utf8.RuneError || r == '\u2028' || r == '\u2029'
}

// Letters counts what a reader would count: marks that sit on a letter are part of it.
func Letters(s string) int {
	n := 0
	for _, r := range s {
		if !unicode.Is(unicode.M, r) {
			n++
		}
	}
	return n
}

// maxRunes bounds a line however many marks its letters carry.
const maxRunes = 4

// Within says that the line has least to most letters, and no letter a tower of marks.
func Within(s string, least, most int) bool {
	n := Letters(s)
	return n >= least && n <= most && utf8.RuneCountInString(s) <= maxRunes*most
}

// Lengths are counted beside these, since a count in an expression repeats its letters that often: the
// programs of a few were 2 MB of memory and 15 ms of every start.
var (
	address   = regexp.MustCompile(`^[^\s@"(),:;<>\[\\\]]+@([\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}][\p{L}\p{N}-]*[\p{L}\p{N}]$`)
	telephone = regexp.MustCompile(`^\+?[0-9]([0-9 ()./-]{3,24})$`)
)

// Email says whether s can be an e-mail address. Only sending a message shows whether it is one.
func Email(s string) bool {
	local, domain, _ := strings.Cut(s, "@")
	for label := range strings.SplitSeq(domain, ".") {
		if utf8.RuneCountInString(label) > 63 {
			return false
		}
	}
	return len(s) <= 254 && utf8.RuneCountInString(local) <= 64 && address.MatchString(s) &&
		!strings.HasPrefix(local, ".") && !strings.HasSuffix(local, ".") && !strings.Contains(local, "..")
}

// Phone says whether s can be a telephone number: 5 to 15 digits (E.164) with the usual grouping.
func Phone(s string) bool {
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return telephone.MatchString(s) && digits >= 5 && digits <= 15
}
