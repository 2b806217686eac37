package person

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
	"hverv/internal/seal"
)

// Deps are what the service stands on.
type Deps struct {
	DB        *database.DB
	Keys      *seal.Keys
	Audit     *audit.Log
	Operators []Login // who runs the installation, by the configuration (A2)
}

// Service knows persons.
type Service struct {
	db        *database.DB
	keys      *seal.Keys
	audit     *audit.Log
	operators []Login
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{db: d.DB, keys: d.Keys, audit: d.Audit, operators: d.Operators}
}

// SignedIn finds the person whom the eID means, or makes her, and refreshes what the eID says of
// her. Somebody who comes by another login with the same national id is the same person. The
// caller records the sign-in itself.
func (s *Service) SignedIn(ctx context.Context, tx *database.Tx, c Claims) (Person, error) {
	if c.Issuer == "" || c.Subject == "" {
		return Person{}, errors.New("an eID without issuer or subject")
	}
	decision, err := authz.Anonymous(ctx, authz.SignIn, tx.Now)
	if err != nil {
		return Person{}, err
	}
	if err := lock(ctx, tx, s.lockOf([]byte(c.Issuer+" "+c.Subject))); err != nil {
		return Person{}, err
	}
	known, err := s.recognise(ctx, tx, decision, c)
	if err != nil {
		return Person{}, err
	}
	if known, err = s.refresh(ctx, tx, decision, known, c); err != nil {
		return Person{}, err
	}
	return known, s.operate(ctx, tx, decision, known.ID, Login{c.Issuer, c.Subject})
}

// recognise goes by the login first, then by the national id, and else makes the person.
func (s *Service) recognise(ctx context.Context, tx *database.Tx, decision authz.Decision, c Claims) (Person, error) {
	known, err := findByLogin(ctx, tx, c.Issuer, c.Subject)
	if err == nil {
		return known, useLogin(ctx, tx, c.Issuer, c.Subject)
	}
	if !errors.Is(err, database.ErrNone) {
		return Person{}, err
	}
	if c.HasNationalID {
		// Two logins of one human may come first at the same instant.
		if err := lock(ctx, tx, s.lockOf(c.NationalID.Canonical())); err != nil {
			return Person{}, err
		}
		known, err = findByNationalID(ctx, tx, s.keys.Indexes(c.NationalID.Canonical(), Purpose))
		if err == nil {
			return known, s.addLogin(ctx, tx, decision, known.ID, c)
		}
		if !errors.Is(err, database.ErrNone) {
			return Person{}, err
		}
	}
	made := Person{ID: id.New[id.Person](), Name: c.Name, Email: c.Email, Language: language(authz.RequestOf(ctx).Language), BirthDate: c.BirthDate, CreatedAt: tx.Now}
	if err := insert(ctx, tx, made); err != nil {
		return Person{}, err
	}
	err = s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "person.created", Subject: audit.On("person", made.ID),
		After: audit.Fields{"name": audit.Personal(made.Name)}, New: true,
	})
	if err != nil {
		return Person{}, err
	}
	return made, insertLogin(ctx, tx, c.Issuer, c.Subject, made.ID)
}

func (s *Service) addLogin(ctx context.Context, tx *database.Tx, decision authz.Decision, person id.Person, c Claims) error {
	if err := insertLogin(ctx, tx, c.Issuer, c.Subject, person); err != nil {
		return err
	}
	return s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "person.login_added", Subject: audit.On("person", person),
		After: audit.Fields{"issuer": c.Issuer},
	})
}

// refresh takes over what the eID says now. An eID that is silent on something takes nothing away.
func (s *Service) refresh(ctx context.Context, tx *database.Tx, decision authz.Decision, known Person, c Claims) (Person, error) {
	before := known
	if c.Name != "" {
		known.Name = c.Name
	}
	if c.Email != "" {
		known.Email = c.Email
	}
	if !c.BirthDate.IsZero() {
		known.BirthDate = c.BirthDate
	}
	renumbered := c.HasNationalID && !hmac.Equal(known.NationalIDIndex, s.keys.Index(c.NationalID.Canonical(), Purpose))
	if renumbered {
		if err := s.number(ctx, tx, &known, c.NationalID); err != nil {
			return Person{}, err
		}
	}
	changed := known.Name != before.Name || known.Email != before.Email || known.BirthDate != before.BirthDate
	if changed {
		if err := update(ctx, tx, known); err != nil {
			return Person{}, err
		}
	}
	if (!changed && !renumbered) || before.CreatedAt.Equal(tx.Now) {
		return known, nil
	}
	return known, s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "person.refreshed", Subject: audit.On("person", known.ID),
		Before: audit.Fields{"name": audit.Personal(before.Name), "email": audit.Personal(before.Email), "birth_date": birth(before.BirthDate)},
		After:  audit.Fields{"name": audit.Personal(known.Name), "email": audit.Personal(known.Email), "birth_date": birth(known.BirthDate), "national_id_changed": renumbered},
	})
}

// number seals and indexes the national id under the keys of today (E3).
func (s *Service) number(ctx context.Context, tx *database.Tx, p *Person, number nationalid.Number) error {
	sealed, err := s.keys.Seal(number.Canonical(), sealingContext(p.ID))
	if err != nil {
		return err
	}
	p.NationalIDIndex = s.keys.Index(number.Canonical(), Purpose)
	return updateNationalID(ctx, tx, p.ID, sealed, p.NationalIDIndex, s.keys.IndexKeyID())
}

// lockOf gives the number by which transactions about one human take turns; it tells nothing
// about her to who sees the locks.
func (s *Service) lockOf(of []byte) int64 {
	mac := hmac.New(sha256.New, s.keys.Derive("person/lock", sha256.Size))
	mac.Write(of)
	return int64(binary.BigEndian.Uint64(mac.Sum(nil))) //nolint:gosec // any 64 bits will do
}

// Find gives a person, or not_found.
func Find(ctx context.Context, tx *database.Tx, person id.Person) (Person, error) {
	found, err := find(ctx, tx, person)
	return found, database.Found(err, "person")
}

// Speak changes the language that a person is written to in (W1).
func Speak(ctx context.Context, tx *database.Tx, person id.Person, wanted string) error {
	return updateLanguage(ctx, tx, person, language(wanted))
}

// Claim takes a user name for an identity. Names are the installation's: sign-in asks the name
// before it knows the organisation. The name must have been judged by the caller.
func Claim(ctx context.Context, tx *database.Tx, userName string, organisation id.Organisation, identity id.Identity) error {
	taken, err := insertUserName(ctx, tx, FoldUserName(userName), organisation, identity)
	if err == nil && !taken {
		return fault.New(fault.Conflict, "user_name_taken", "This user name is taken. Choose another one.").
			On("/user_name", "user_name_taken", "This user name is taken.")
	}
	return err
}

// Release gives up the user names of an identity, so that they may be claimed anew.
func Release(ctx context.Context, tx *database.Tx, organisation id.Organisation, identity id.Identity) error {
	return deleteUserNames(ctx, tx, organisation, identity)
}

// ByUserName gives the identity behind a user name, or not_found. Callers answer unknown and wrong
// alike (U8).
func ByUserName(ctx context.Context, tx *database.Tx, userName string) (id.Organisation, id.Identity, error) {
	organisation, identity, err := findUserName(ctx, tx, FoldUserName(userName))
	return organisation, identity, database.Found(err, "user name")
}

func sealingContext(person id.Person) string { return "persons/national_id/" + person.String() }

func birth(date calendar.Date) audit.Personal { return audit.Personal(date.String()) }
