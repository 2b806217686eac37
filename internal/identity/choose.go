package identity

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/organisation"
	"hverv/internal/person"
)

// Choose gives an employee an identity of a kind (U1). The caller has made or locked the employee.
type Choose struct {
	Employee employee.Employee
	Kind     Kind
	UserName string // dedicated only; empty takes a suggestion from the name
	Language string // of the mails; empty is Danish
	SetUp    bool   // C7: a first administrator's link, which is good for longer
}

var userNameForm = regexp.MustCompile(`^[\p{Ll}0-9][\p{Ll}0-9._-]*$`)

// isUserName says whether a folded name is one: 3 to 64 characters.
func isUserName(folded string) bool {
	n := utf8.RuneCountInString(folded)
	return n >= 3 && n <= 64 && userNameForm.MatchString(folded)
}

func (in *Choose) check() error {
	var c fault.Check
	c.That(in.Kind == Private || in.Kind == Dedicated, "/kind", "unknown", "Choose private or dedicated.")
	c.That(in.Language == "" || in.Language == "da" || in.Language == "en", "/language", "unknown", "Choose da or en.")
	if in.Language == "" {
		in.Language = "da"
	}
	if in.UserName == "" {
		return c.Err()
	}
	c.That(in.Kind == Dedicated, "/user_name", "not_wanted", "A private identity has no user name.")
	in.UserName = person.FoldUserName(in.UserName)
	c.That(isUserName(in.UserName), "/user_name", "malformed",
		"Use 3 to 64 letters, digits, dots, hyphens and underscores.")
	c.That(!numberLike.MatchString(in.UserName), "/user_name", "holds_number",
		"A user name must not look like a CPR number: others see it.")
	return c.Err()
}

// offered says whether the organisation lets its employees have the kind (U1).
func offered(o organisation.Organisation, kind Kind) error {
	if kind == Private && o.PrivateIdentities || kind == Dedicated && o.DedicatedIdentities {
		return nil
	}
	return fault.New(fault.Conflict, "identity_kind_off", "The organisation does not use this kind of identity. Its settings say which.")
}

// begin is a new identity in its first days (U5): the day of creation and as many after it as the
// organisation allows, the last one to its end.
func (in *Choose) begin(o organisation.Organisation, now time.Time) Identity {
	return Identity{
		Organisation: in.Employee.Organisation, ID: id.New[id.Identity](), Employee: in.Employee.ID, Kind: in.Kind,
		State: Pending, UserName: in.UserName, Assurance: authz.Substantial, ActivateFrom: now, ActivateUntil: in.lastDay(o, calendar.Today(now)),
		Language: in.Language, CreatedAt: now, Version: 1,
	}
}

const setUpDays = 60 // C7

func (in *Choose) lastDay(o organisation.Organisation, today calendar.Date) calendar.Date {
	if in.SetUp {
		return today.AddDays(setUpDays)
	}
	return lastDay(o, today)
}

func lastDay(o organisation.Organisation, today calendar.Date) calendar.Date {
	return today.AddDays(o.ActivationDays)
}

// suggestion makes the beginning of a user name from a name: letters that every keyboard has, as
// Danes write them without their own.
func suggestion(given, family string) string {
	begin := plain(firstWord(given)) + "." + plain(lastWord(family))
	begin = strings.Trim(begin, ".")
	if len(begin) > 40 {
		begin = strings.TrimRight(begin[:40], ".-")
	}
	if len(begin) < 3 {
		begin = strings.TrimRight("bruger."+begin, ".")
	}
	return begin
}

func plain(name string) string {
	var b strings.Builder
	spelled := strings.NewReplacer("æ", "ae", "ø", "oe", "å", "aa", "ß", "ss", "ö", "oe", "ä", "ae", "ü", "ue", "đ", "d", "ð", "d", "þ", "th", "ł", "l").
		Replace(strings.ToLower(norm.NFC.String(name)))
	for _, r := range norm.NFD.String(spelled) {
		if r == '-' || r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			b.WriteRune(r)
		}
	}
	return strings.Trim(b.String(), "-")
}

func firstWord(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return ""
	}
	return words[0]
}

func lastWord(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

// free is the first of begin, begin2, begin3 ... that nobody has.
func free(begin string, taken []string) string {
	name := begin
	for n := 2; slices.Contains(taken, name); n++ {
		name = begin + strconv.Itoa(n)
	}
	return name
}
