package person_test

import (
	"bytes"
	"context"
	"sync"
	"testing"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
	"hverv/internal/person"
	"hverv/internal/seal"
	"hverv/internal/testkit"
)

type world struct {
	db      *database.DB
	keys    *seal.Keys
	persons *person.Service
}

func begin(t *testing.T, operators ...person.Login) world {
	t.Helper()
	db, keys := testkit.DB(t), testkit.Keys(t)
	return world{db, keys, person.New(person.Deps{DB: db, Keys: keys, Audit: audit.New(keys), Operators: operators})}
}

func karen(t *testing.T) person.Claims {
	t.Helper()
	number, err := nationalid.ParseCPR("7204711234")
	if err != nil {
		t.Fatal(err)
	}
	return person.Claims{
		Issuer: "https://eid.example", Subject: "karen", Name: "Karen Østergård",
		BirthDate: calendar.Must("1971-04-12"), NationalID: number, HasNationalID: true,
	}
}

// signIn does what the sign-in does: the person, and an event of the sign-in.
func (w world) signIn(ctx context.Context, t *testing.T, c person.Claims) person.Person {
	t.Helper()
	var found person.Person
	err := w.db.Change(ctx, func(tx *database.Tx) (err error) {
		if found, err = w.persons.SignedIn(ctx, tx, c); err != nil {
			return err
		}
		return w.record(ctx, tx, found.ID)
	})
	if err != nil {
		t.Error(err)
	}
	return found
}

func (w world) record(ctx context.Context, tx *database.Tx, on id.Person) error {
	decision, err := authz.Anonymous(ctx, authz.SignIn, tx.Now)
	if err != nil {
		return err
	}
	return audit.New(w.keys).Record(ctx, tx, audit.Event{Decision: decision, Name: "session.started", Subject: audit.On("person", on)})
}

func (w world) read(ctx context.Context, t *testing.T, do func(*database.Tx) error) {
	t.Helper()
	if err := w.db.Read(ctx, do); err != nil {
		t.Fatal(err)
	}
}

func TestFirstSignInsAtOnceMakeOnePerson_U1(t *testing.T) {
	t.Parallel()
	w := begin(t)
	found := make([]person.Person, 8)
	var all sync.WaitGroup
	for i := range found {
		c := karen(t)
		if i%2 == 1 {
			c.Subject = "karen-by-another-login"
		}
		all.Go(func() { found[i] = w.signIn(t.Context(), t, c) })
	}
	all.Wait()
	for _, p := range found {
		if p.ID != found[0].ID {
			t.Fatalf("two persons: %v and %v", p.ID, found[0].ID)
		}
	}
}

func TestNationalIDIsSealedAndComparable_E3(t *testing.T) {
	t.Parallel()
	w := begin(t)
	c := karen(t)
	made := w.signIn(t.Context(), t, c)
	w.read(t.Context(), t, func(tx *database.Tx) error {
		found, err := person.Find(t.Context(), tx, made.ID)
		if err != nil {
			return err
		}
		if !bytes.Equal(found.NationalIDIndex, w.keys.Index(c.NationalID.Canonical(), person.Purpose)) {
			t.Error("the index does not compare with an employee's")
		}
		if found.Name != c.Name || found.BirthDate != c.BirthDate {
			t.Errorf("found %+v", found)
		}
		var sealed []byte
		err = tx.Get(t.Context(), &sealed, `select national_id_sealed from persons where id = $1`, made.ID)
		if err != nil {
			return err
		}
		opened, err := w.keys.Open(sealed, "persons/national_id/"+made.ID.String())
		if err != nil || !bytes.Equal(opened, c.NationalID.Canonical()) {
			t.Errorf("the sealed number does not open (%v)", err)
		}
		return nil
	})
}

func TestTurnedKeysFindAndReseal_E3_X4(t *testing.T) {
	t.Parallel()
	w := begin(t)
	c := karen(t)
	made := w.signIn(t.Context(), t, c)
	for _, part := range []seal.Part{seal.Sealing, seal.Indexing} {
		if _, err := w.keys.Rotate(part); err != nil {
			t.Fatal(err)
		}
	}
	c.Subject = "karen-by-another-login"
	if again := w.signIn(t.Context(), t, c); again.ID != made.ID {
		t.Fatal("not found under the new key") // and by that sign-in under the new keys already
	}
	if _, err := w.keys.Rotate(seal.Indexing); err != nil {
		t.Fatal(err)
	}
	if n, err := w.persons.Reseal(t.Context()); err != nil || n != 1 {
		t.Fatalf("resealed %d (%v)", n, err)
	}
	if n, err := w.persons.Reseal(t.Context()); err != nil || n != 0 {
		t.Fatalf("resealed %d once more (%v)", n, err)
	}
	w.read(t.Context(), t, func(tx *database.Tx) error {
		found, err := person.Find(t.Context(), tx, made.ID)
		if err != nil || !bytes.Equal(found.NationalIDIndex, w.keys.Index(c.NationalID.Canonical(), person.Purpose)) {
			t.Errorf("not under the current index key (%v)", err)
		}
		return nil
	})
}

func TestLaterSignInRefreshes_E12(t *testing.T) {
	t.Parallel()
	w := begin(t)
	c := karen(t)
	first := w.signIn(t.Context(), t, c)
	c.Name, c.HasNationalID = "Karen Østergård Lund", false
	second := w.signIn(t.Context(), t, c)
	if second.ID != first.ID || second.Name != c.Name || second.NationalIDIndex == nil {
		t.Fatalf("second sign-in gave %+v", second)
	}
}

func TestSomebodyWithoutNumberIsKnownByLoginAlone_E1(t *testing.T) {
	t.Parallel()
	w := begin(t)
	c := person.Claims{Issuer: "https://eid.example", Subject: "maria", Name: "Maria Kowalska"}
	first := w.signIn(t.Context(), t, c)
	again := w.signIn(t.Context(), t, c)
	c.Subject = "another-maria"
	other := w.signIn(t.Context(), t, c)
	if first.ID != again.ID || first.ID == other.ID {
		t.Fatalf("persons %v, %v and %v", first.ID, again.ID, other.ID)
	}
}

func TestOperatorsAreWhomTheConfigurationNames_A2(t *testing.T) {
	t.Parallel()
	c := karen(t)
	w := begin(t, person.Login{Issuer: c.Issuer, Subject: c.Subject})
	made := w.signIn(t.Context(), t, c)
	is := func() (is bool) {
		w.read(t.Context(), t, func(tx *database.Tx) (err error) {
			is, err = person.IsOperator(t.Context(), tx, made.ID)
			return err
		})
		return is
	}
	if !is() {
		t.Fatal("named, signed in, and no operator")
	}
	if err := w.persons.AlignOperators(t.Context()); err != nil || !is() {
		t.Fatalf("aligning took a named operator off (%v)", err)
	}
	without := person.New(person.Deps{DB: w.db, Keys: w.keys, Audit: audit.New(w.keys)})
	if err := without.AlignOperators(t.Context()); err != nil || is() {
		t.Fatalf("still an operator, though no longer named (%v)", err)
	}
	w.signIn(t.Context(), t, c)
	if !is() {
		t.Fatal("named again, and no operator")
	}
}

func TestUserNamesAreOnePerInstallation_P2(t *testing.T) {
	t.Parallel()
	w := begin(t)
	organisation, identity := w.identity(t)
	claim := func(name string) error {
		return w.db.Change(t.Context(), func(tx *database.Tx) error {
			if err := person.Claim(t.Context(), tx, name, organisation, identity); err != nil {
				return err
			}
			return w.record(t.Context(), tx, id.Person{})
		})
	}
	if err := claim("Aase.Ørum"); err != nil {
		t.Fatal(err)
	}
	if got, want := fault.CodeOf(claim("AASE.ørum ")), "user_name_taken"; got != want {
		t.Fatalf("code %q, want %q", got, want)
	}
	w.read(t.Context(), t, func(tx *database.Tx) error {
		org, found, err := person.ByUserName(t.Context(), tx, "aase.ØRUM")
		if err != nil || org != organisation || found != identity {
			t.Errorf("found %v, %v (%v)", org, found, err)
		}
		_, _, err = person.ByUserName(t.Context(), tx, "nobody")
		if got, want := fault.KindOf(err), fault.NotFound; got != want {
			t.Errorf("kind %q, want %q", got, want)
		}
		return nil
	})
}

func TestUserNamesFold(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"  Karen": "karen", "A\u030Ase": "åse", "ＫＡＲＥＮ": "karen", "ØRUM": "ørum",
	} {
		if got := person.FoldUserName(typed); got != want {
			t.Errorf("%q folds to %q, want %q", typed, got, want)
		}
	}
}

// identity makes the rows that a user name needs below it.
func (w world) identity(t *testing.T) (id.Organisation, id.Identity) {
	t.Helper()
	organisation, employee, identity := id.New[id.Organisation](), id.New[id.Employee](), id.New[id.Identity]()
	err := w.db.Change(t.Context(), func(tx *database.Tx) error {
		for _, step := range []struct {
			text string
			args []any
		}{
			{`insert into organisations (id, cvr, name, form, address, created_at) values ($1, '90000001', 'Klinikken', 'ApS', '{}', $2)`, []any{organisation, tx.Now}},
			{`insert into employees (organisation_id, id, given_name, family_name, sort_key, search_key, created_at, changed_at) values ($1, $2, 'Åse', 'Ørum', '', '', $3, $3)`, []any{organisation, employee, tx.Now}},
			{`insert into identities (organisation_id, id, employee_id, kind, activate_from, activate_until, created_at) values ($1, $2, $3, 'dedicated', $4, $5, $4)`, []any{organisation, identity, employee, tx.Now, tx.Today}},
		} {
			if _, err := tx.Exec(t.Context(), step.text, step.args...); err != nil {
				return err
			}
		}
		return w.record(t.Context(), tx, id.Person{})
	})
	if err != nil {
		t.Fatal(err)
	}
	return organisation, identity
}
