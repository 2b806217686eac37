package notify

import (
	"net/mail"
	"regexp"
	"strings"
	"unicode"

	"hverv/internal/fault"
	"hverv/internal/nationalid"
)

// Ids and one-time tokens are runs of letters and digits in which a number may stand by chance.
var (
	random = regexp.MustCompile(`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Za-z0-9_-]{43}`)
	run    = regexp.MustCompile(`[0-9]+(?:[ .\-–\x{00a0}][0-9]+)*`)
	group  = regexp.MustCompile(`[0-9]+`)
)

const cprLength = 10

// checkText refuses a text with digits that parse as a CPR number, however they are grouped. It is
// the caller's fault: only what somebody typed can hold one.
func checkText(text string) error {
	for _, digits := range run.FindAllString(random.ReplaceAllString(text, " "), -1) {
		groups := group.FindAllString(digits, -1)
		for first := range groups {
			if startsWithCPR(groups[first:]) {
				return fault.New(fault.Invalid, "national_id_in_text",
					"This text is sent by e-mail, so it must not hold a CPR number.")
			}
		}
	}
	return nil
}

func startsWithCPR(groups []string) bool {
	var joined strings.Builder
	for _, digits := range groups {
		joined.WriteString(digits)
		if joined.Len() >= cprLength {
			break
		}
	}
	if joined.Len() != cprLength {
		return false
	}
	_, err := nationalid.ParseCPR(joined.String())
	return err == nil
}

// oneLine keeps what somebody typed from breaking out of the subject into another header.
func oneLine(subject string) string {
	return strings.Join(strings.FieldsFunc(subject, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }), " ")
}

// usable takes one bare address and nothing that could add a header or another recipient.
func usable(to string) bool {
	parsed, err := mail.ParseAddress(to)
	return err == nil && parsed.Name == "" && parsed.Address == to && !strings.ContainsFunc(to, unicode.IsControl)
}
