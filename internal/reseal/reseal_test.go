package reseal_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/reseal"
	"hverv/internal/seal"
	"hverv/internal/testkit"
)

// column is any with a key of two parts; the batch is smaller than what there is.
func column() reseal.Column {
	return reseal.Column{Table: "personal_keys", Name: "wrapped", Key: []string{"organisation_id", "person"}, Under: "test/place", Batch: 3}
}

const values = 10

// fill seals ten values.
func fill(t *testing.T, db *database.DB, keys *seal.Keys) {
	t.Helper()
	org := id.New[id.Organisation]()
	for n := range values {
		person := fmt.Sprintf("person-%d", n)
		sealed, err := keys.Seal([]byte(person), "test/place/"+org.String()+"/"+person)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Pool().ExecContext(t.Context(), `insert into personal_keys (organisation_id, person, wrapped) values ($1, $2, $3)`, org, person, sealed); err != nil {
			t.Fatal(err)
		}
	}
}

// stale counts values under an older key, and fails when one does not open as what it was.
func stale(t *testing.T, db *database.DB, keys *seal.Keys) (n int) {
	t.Helper()
	var rows []struct {
		Organisation string `db:"organisation_id"`
		Person       string `db:"person"`
		Sealed       []byte `db:"wrapped"`
	}
	if err := db.Pool().SelectContext(t.Context(), &rows, `select organisation_id, person, wrapped from personal_keys`); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if plain, err := keys.Open(r.Sealed, "test/place/"+r.Organisation+"/"+r.Person); err != nil || string(plain) != r.Person {
			t.Errorf("%s opens as %q, %v", r.Person, plain, err)
		}
		if keys.NeedsReseal(r.Sealed) {
			n++
		}
	}
	return n
}

func TestValuesMoveToThePresentKey_X4(t *testing.T) {
	t.Parallel()
	db, keys := testkit.DB(t), testkit.Keys(t)
	fill(t, db, keys)
	s := reseal.New(db, keys, column())
	if moved, err := s.Run(t.Context()); err != nil || moved != 0 {
		t.Errorf("before a rotation %d moved, %v", moved, err)
	}
	for range 2 { // what was found clean under one key is not under the next
		if _, err := keys.Rotate(seal.Sealing); err != nil {
			t.Fatal(err)
		}
		if n := stale(t, db, keys); n != values {
			t.Fatalf("%d stale, want %d", n, values)
		}
		if moved, err := s.Run(t.Context()); err != nil || moved != values {
			t.Errorf("%d moved, %v", moved, err)
		}
		if n := stale(t, db, keys); n != 0 {
			t.Errorf("%d left behind", n)
		}
	}
}

// Two nodes begin at once; each value moves once.
func TestTwoNodesShareTheWork_X4(t *testing.T) {
	t.Parallel()
	db, keys := testkit.DB(t), testkit.Keys(t)
	fill(t, db, keys)
	if _, err := keys.Rotate(seal.Sealing); err != nil {
		t.Fatal(err)
	}
	var nodes sync.WaitGroup
	var mu sync.Mutex
	total := 0
	for range 2 {
		nodes.Go(func() {
			moved, err := reseal.New(db, keys, column()).Run(t.Context())
			if err != nil {
				t.Errorf("a node: %v", err)
			}
			mu.Lock()
			defer mu.Unlock()
			total += moved
		})
	}
	nodes.Wait()
	if n := stale(t, db, keys); n != 0 || total != values {
		t.Errorf("%d left behind, %d moved", n, total)
	}
}

// A value that was sealed for another row is not sealed again as this one's.
func TestAForeignValueIsAnError_X4(t *testing.T) {
	t.Parallel()
	db, keys := testkit.DB(t), testkit.Keys(t)
	fill(t, db, keys)
	if _, err := db.Pool().ExecContext(t.Context(), `update personal_keys set person = 'somebody else' where person = 'person-4'`); err != nil {
		t.Fatal(err)
	}
	if _, err := keys.Rotate(seal.Sealing); err != nil {
		t.Fatal(err)
	}
	if _, err := reseal.New(db, keys, column()).Run(t.Context()); err == nil || !strings.Contains(err.Error(), "personal_keys.wrapped") {
		t.Errorf("got %v, want an error that names the column", err)
	}
}
