package authenticator

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
	ticketLife   = 30 * time.Minute
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
func (p place) openTo(today calendar.Date) error {
	if p.identity.State == IdentityRevoked || p.identity.State == IdentityWithdrawn {
		return activationFailed()
	}
	if err := p.org.Open(); err != nil {
		return err
	}
	if p.employee.Status == employee.Ended || p.employee.Status == employee.Blocked {
		return activationFailed()
	}
	if today.After(p.identity.ActivateUntil) {
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

// ticket is what the right hand-over code, or the right eID, opens: half an hour in which a
// dedicated identity chooses its password and enrols its app. It travels sealed.
type ticket struct {
	Organisation id.Organisation `json:"o"`
	Identity     id.Identity     `json:"i"`
	From         time.Time       `json:"f"` // which activation: a restart ends the ticket
	Until        time.Time       `json:"u"`
	Means        string          `json:"m"` // how its holder proved who they are
	Person       id.Person       `json:"p"` // whose eID it was, if any
}

func (t ticket) fits(i Identity, now time.Time) bool {
	return now.Before(t.Until) && t.From.Equal(i.ActivateFrom) &&
		(i.State == IdentityPending || i.State == IdentityActive)
}

// The means by which somebody proves whose activation it is, as events tell them.
const (
	byCode = "hand_over"
	byEID  = "eid"
)

// Opened is an activation that its holder may go on with.
type Opened struct {
	Ticket   string
	Until    time.Time
	Identity Identity
}

// Invitation is what a link shows before anybody has proven anything.
type Invitation struct {
	Organisation  organisation.Organisation
	Kind          IdentityKind
	State         IdentityState
	ActivateUntil calendar.Date
	NeedsCode     bool // the eID alone does not suffice
}

func activationFailed() *fault.Fault {
	return fault.New(fault.Forbidden, "activation_failed",
		"The link or the code is not right. Check both, or ask an administrator of your organisation for new ones.")
}

func ticketExpired() *fault.Fault {
	return fault.New(fault.Gone, "ticket_expired", "Too much time has passed. Open the link from your e-mail again.")
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
