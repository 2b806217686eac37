package identity

import (
	"crypto/hmac"
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"hverv/internal/calendar"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/organisation"
	"hverv/internal/printing"
)

// HandOver is a code that somebody gives to the employee by another way than the link (U5, U15).
// It is shown once, to who hands it over.
type HandOver struct {
	Code      string // empty when it stands in a letter: then nobody here sees it
	How       string
	ExpiresAt time.Time
	Letter    id.Letter // none when the code goes another way
}

// NewHandOver asks for a code.
type NewHandOver struct {
	Organisation id.Organisation
	Identity     id.Identity
	How          string
	Address      *organisation.Address // of a letter; nil is the place of work
}

func (in *NewHandOver) check() error {
	var c fault.Check
	c.That(slices.Contains(handOverWays, in.How), "/how", "unknown", "Say how the code is handed over: in_person, telephone, letter or sms.")
	c.That(in.Address == nil || in.How == byLetter, "/address", "not_wanted", "Only a letter has an address.")
	if err := c.Err(); err != nil || in.Address == nil {
		return err
	}
	return printing.CheckAddress(in.Address, "/address")
}

const byLetter = "letter"

const (
	handOverDays = 7 // a code is for now: lost ones are made anew
)

// handOverWays are how a code may travel: never by e-mail (U15).
//
//nolint:gochecknoglobals // a table
var handOverWays = []string{"in_person", "telephone", byLetter, "sms"}

// handOverLetters are those that are neither mistaken for each other on paper nor on the telephone.
const handOverLetters = "ABCDEFHJKLMNPRTUVWXY34679"

const handOverSize = 10 // 46 bits: slowly hashed, and ten misses make the code worthless

// newHandOverCode draws a code, grouped for reading aloud.
func newHandOverCode() string {
	var code strings.Builder
	raw := make([]byte, 1)
	for code.Len() < handOverSize {
		rand.Read(raw)                                                   // never fails since Go 1.24
		if int(raw[0]) < 256/len(handOverLetters)*len(handOverLetters) { // every letter alike
			code.WriteByte(handOverLetters[int(raw[0])%len(handOverLetters)])
		}
	}
	return code.String()[:5] + "-" + code.String()[5:]
}

// tidyHandOver is the code as it is hashed, however it was typed.
func tidyHandOver(typed string) string {
	typed = strings.ToUpper(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -\u2010\u2011\u2013\u00a0.", r) {
			return -1
		}
		return r
	}, typed))
	if len(typed) > 64 {
		return ""
	}
	return typed
}

// openTo says whether an activation may go on: in its days, in a connected organisation, of an
// employee who may come to work. Dates are judged here, whatever worker has run (law 1).
func (p Place) openTo(today calendar.Date) error {
	if p.Identity.State == Revoked || p.Identity.State == Withdrawn {
		return activationFailed()
	}
	if err := p.Org.Open(); err != nil {
		return err
	}
	if p.Employee.Status == employee.Ended || p.Employee.Status == employee.Blocked {
		return activationFailed()
	}
	if today.After(p.Identity.ActivateUntil) {
		return fault.New(fault.Gone, "activation_expired",
			"The time for activation has run out. Ask an administrator of your organisation to start it anew.")
	}
	return nil
}

// likeness is how a signed-in person compares with the employee on record.
type likeness int

const (
	unknownPerson likeness = iota // nothing to compare: a hand-over code is demanded too (E1)
	samePerson
	otherPerson
)

// compare goes by the national id alone; a birth date can only contradict, since many share one.
func compare(indexes [][]byte, onRecord []byte, born, recordedBirth calendar.Date) likeness {
	if len(onRecord) > 0 && len(indexes) > 0 {
		found := false
		for _, index := range indexes {
			found = hmac.Equal(index, onRecord) || found // every one, in constant time
		}
		if found {
			return samePerson
		}
		return otherPerson
	}
	if !born.IsZero() && !recordedBirth.IsZero() && born != recordedBirth {
		return otherPerson
	}
	return unknownPerson
}

// The means by which somebody proves whose activation it is, as events tell them.
const (
	byCode = "hand_over"
	byEID  = "eid"
)

// Opened is an activation that its holder may go on with.
type Opened struct {
	Ticket string // none of a private identity, which is active already
	Until  time.Time
	Place  Place
}

// Invitation is what a link shows before anybody has proven anything.
type Invitation struct {
	Organisation  organisation.Organisation
	Kind          Kind
	State         State
	ActivateUntil calendar.Date
	NeedsCode     bool // the eID alone does not suffice
}

func activationFailed() *fault.Fault {
	return fault.New(fault.Forbidden, "activation_failed",
		"The link or the code is not right. Check both, or ask an administrator of your organisation for new ones.")
}

// reminderDue counts the reminders that should have gone out by today; 0 when none is due. When
// nobody ran for days, the earlier one is skipped, not sent together with the later.
func reminderDue(i Identity, today calendar.Date) int {
	left := today.DaysUntil(i.ActivateUntil)
	switch {
	case left < 0:
		return lapseTold
	case left <= secondReminder:
		return 2
	case left <= firstReminder:
		return 1
	default:
		return 0
	}
}
