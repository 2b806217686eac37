package employee

import (
	"slices"
	"strings"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
	"hverv/internal/text"
)

// Filter narrows a list of employees; nil and none ask for nothing.
type Filter struct {
	Organisation   id.Organisation
	Query          string // beginnings of words of the name; every word must be found
	Part           bool   // Query may also stand inside words
	Status         *string
	Unit           id.Unit // or one below it
	ProductionUnit id.ProductionUnit
	EmployeeNumber *string
	Email          *string
	UserName       *string
	Activation     *string // pending, lapsed or missing (U5), or lacks_spare (U3)
	AfterKey       []byte  // the sort key and the id of the last one of the page before
	AfterID        id.Employee
	Limit          int
	Total          bool // count too, up to MaxTotal
}

// MaxTotal is where counting ends (ARCHITECTURE 3).
const MaxTotal = 10_000

// takeIn takes in what was typed.
func takeIn(f *Filter) error {
	var c fault.Check
	text.Field(&c, &f.Query, "q", 0, 200)
	for pointer, field := range map[string]*string{"employee_number": f.EmployeeNumber, "email": f.Email, "user_name": f.UserName} {
		if field != nil {
			text.Field(&c, field, pointer, 1, 254)
		}
	}
	c.That(len(strings.Fields(f.Query)) <= maxWords, "q", "too_many_words", "At most 10 words.")
	return c.Err()
}

const maxWords = 10

// plain says that nothing is asked but the next page of everybody.
func (f Filter) plain() bool {
	return f.Query == "" && f.Status == nil && f.Activation == nil && f.Unit.IsZero() && f.ProductionUnit.IsZero() &&
		f.EmployeeNumber == nil && f.Email == nil && f.UserName == nil
}

// waiting says that activations under way are asked for.
func (f Filter) waiting() bool {
	return f.Activation != nil && (*f.Activation == "pending" || *f.Activation == "lapsed")
}

// Listed is an employee in a list (E9).
type Listed struct {
	ID             id.Employee       `db:"id"`
	GivenName      string            `db:"given_name"`
	FamilyName     string            `db:"family_name"`
	Email          string            `db:"email"`
	Phone          string            `db:"phone"`
	Title          string            `db:"title"`
	EmployeeNumber string            `db:"employee_number"`
	IDKind         nationalid.Kind   `db:"national_id_kind"`
	IDMasked       string            `db:"national_id_masked"`
	ProductionUnit id.ProductionUnit `db:"production_unit_id"`
	Unit           id.Unit           `db:"unit_id"`
	Manager        id.Employee       `db:"manager_id"`
	Protected      bool              `db:"protected"`
	Status         Status            `db:"status"`
	CreatedAt      time.Time         `db:"created_at"`
	Version        int64             `db:"version"`
	SortKey        []byte            `db:"sort_key"`

	UnitName           string        `db:"unit_name"`
	ProductionUnitName string        `db:"production_unit_name"`
	IdentityKind       string        `db:"identity_kind"` // of the newest identity; "": none yet
	IdentityState      string        `db:"identity_state"`
	UserName           string        `db:"user_name"`
	ActivateUntil      calendar.Date `db:"activate_until"`
	Authenticators     string        `db:"authenticators"` // "kind state", separated by commas
	SignIn             SignIn        `db:"-"`
}

// SignIn is how somebody in a list signs in.
type SignIn struct {
	Told           bool   // whether the reader may know
	Kind           string // private, dedicated, or missing
	State          string // pending, lapsed, active, withdrawn or revoked; "" when it is missing
	UserName       string
	ActivateUntil  calendar.Date // while it is pending or lapsed
	Authenticators []Held
}

// Held is an authenticator that somebody has.
type Held struct{ Kind, State string }

// signIn reads the columns of the newest identity on a day; a pending one past its last day has lapsed (U5).
func (l *Listed) signIn(today calendar.Date) SignIn {
	in := SignIn{Told: true, Kind: l.IdentityKind, State: l.IdentityState, UserName: l.UserName, Authenticators: []Held{}}
	switch {
	case in.Kind == "":
		in.Kind = "missing"
	case in.State == "pending":
		in.ActivateUntil = l.ActivateUntil
		if l.ActivateUntil.Before(today) {
			in.State = "lapsed"
		}
	}
	for one := range strings.SplitSeq(l.Authenticators, ",") {
		if kind, state, found := strings.Cut(one, " "); found {
			in.Authenticators = append(in.Authenticators, Held{kind, state})
		}
	}
	return in
}

// tells says whether who may read the identities of one reach may read those of a list's.
func tells(identities, list authz.Reach) bool {
	within := func(held, wanted []string) bool {
		return !slices.ContainsFunc(wanted, func(w string) bool { return !slices.Contains(held, w) })
	}
	return identities.All || !list.All && within(identities.Units, list.Units) && within(identities.ProductionUnits, list.ProductionUnits)
}

// reach is authz.Reach as the store takes it.
type reach struct {
	all             bool
	units           []string
	productionUnits []string
	self            id.Employee
}

func reachOf(r authz.Reach) reach {
	return reach{all: r.All, units: r.Units, productionUnits: r.ProductionUnits, self: r.Self}
}

// Patterns turns what was typed into patterns over search_key, in which a space stands before each
// word. The longest comes first: it narrows most. No word at all gives none.
func Patterns(query string, part bool) []string {
	var found []string
	for word := range strings.FieldsSeq(text.Fold(query)) {
		pattern := "% " + quoted(word) + "%"
		if part {
			pattern = "%" + quoted(word) + "%"
		}
		if len(found) > 0 && len(pattern) > len(found[0]) {
			found = append([]string{pattern}, found...)
			continue
		}
		found = append(found, pattern)
	}
	return found
}

// quoted takes the meaning from the letters that "like" reads as wildcards.
func quoted(word string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(word)
}
