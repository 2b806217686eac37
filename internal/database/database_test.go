package database_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/testkit"
)

var things = &database.Table{Name: "things", Columns: []database.Column{
	{Name: "id", Type: "integer"},
	{Name: "name", Type: "text"},
	{Name: "raw", Type: "bytea"},
	{Name: "tags", Type: "text[]"},
	{Name: "at", Type: "timestamptz"},
}}

var evidence = &database.Table{Name: "proofs", Evidence: true, Columns: []database.Column{{Name: "what", Type: "text"}}}

func open(t *testing.T) *database.DB {
	t.Helper()
	db := testkit.DB(t)
	_, err := db.Pool().ExecContext(t.Context(), `create table things (id integer primary key, name text, raw bytea, tags text[], at timestamptz);
		create table proofs (what text)`)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func count(t *testing.T, db *database.DB, table string) int {
	t.Helper()
	var n int
	if err := db.Pool().GetContext(t.Context(), &n, "select count(*) from "+table); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNoEventNoChange_G1(t *testing.T) {
	t.Parallel()
	db := open(t)
	err := db.Change(t.Context(), func(tx *database.Tx) error {
		_, err := tx.Exec(t.Context(), `insert into things (id) values (1)`)
		return err
	})
	if err == nil || count(t, db, "things") != 0 {
		t.Fatalf("a change without event: %v, %d rows", err, count(t, db, "things"))
	}
	err = db.Change(t.Context(), func(tx *database.Tx) error {
		tx.Append(things, 1, "a", nil, nil, tx.Now)
		return nil
	})
	if err == nil || count(t, db, "things") != 0 {
		t.Fatalf("a tail without event: %v, %d rows", err, count(t, db, "things"))
	}
}

func TestReadingNeedsNoEvent(t *testing.T) {
	t.Parallel()
	db := open(t)
	err := db.Change(t.Context(), func(tx *database.Tx) error {
		var ids []int
		return tx.Select(t.Context(), &ids, `select id from things for update`)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTailKeepsEveryValue(t *testing.T) {
	t.Parallel()
	for _, rows := range []int{1, 3} {
		t.Run(fmt.Sprint(rows), func(t *testing.T) {
			t.Parallel()
			db := open(t)
			err := db.Change(t.Context(), func(tx *database.Tx) error {
				for i := range rows {
					tx.Append(things, i, "Ærø \"x\" {y}", []byte{0, 1, 255}, `{"a b",c}`, tx.Now)
				}
				tx.Append(evidence, "made")
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			var same int
			err = db.Pool().GetContext(t.Context(), &same, `select count(*) from things
				where name = 'Ærø "x" {y}' and raw = '\x0001ff' and tags = array['a b', 'c'] and at is not null`)
			if err != nil || same != rows {
				t.Fatalf("%d of %d rows as written (%v)", same, rows, err)
			}
		})
	}
}

func TestDemandThatFailsUndoesEverything(t *testing.T) {
	t.Parallel()
	db := open(t)
	refusal := fault.New(fault.Forbidden, "forbidden", "No.")
	for _, asked := range []bool{false, true} {
		err := db.Change(t.Context(), func(tx *database.Tx) error {
			if asked {
				if _, err := tx.Exec(t.Context(), `insert into things (id) values (7)`); err != nil {
					return err
				}
			}
			tx.Append(things, 1, "a", nil, nil, tx.Now)
			tx.Append(evidence, "made")
			tx.Demand(`$1 = 2`, refusal, 2)
			tx.Demand(`exists (select 1 from things where id = $1)`, refusal, 99)
			return nil
		})
		if !errors.Is(err, refusal) || count(t, db, "things")+count(t, db, "proofs") != 0 {
			t.Fatalf("asked %v: %v, %d rows", asked, err, count(t, db, "things"))
		}
	}
}

func TestRefusalIsRemembered(t *testing.T) {
	t.Parallel()
	db := open(t)
	err := db.Change(t.Context(), func(tx *database.Tx) error {
		tx.Append(evidence, "wrong code")
		return tx.Refuse(fault.New(fault.Forbidden, "wrong_code", "Wrong code."))
	})
	if fault.CodeOf(err) != "wrong_code" || count(t, db, "proofs") != 1 {
		t.Fatalf("%v, %d events", err, count(t, db, "proofs"))
	}
}

func TestParallelIncrementsAllCount(t *testing.T) {
	t.Parallel()
	db := open(t)
	seed(t, db)
	var wg sync.WaitGroup
	for range 24 {
		wg.Go(func() {
			err := db.Change(t.Context(), func(tx *database.Tx) error {
				if _, err := tx.Exec(t.Context(), `update things set name = (name::integer + 1)::text where id = 1`); err != nil {
					return err
				}
				tx.Append(evidence, "counted")
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var n int
	if err := db.Pool().GetContext(t.Context(), &n, `select name::integer from things where id = 1`); err != nil || n != 24 {
		t.Fatalf("counted %d (%v)", n, err)
	}
}

func seed(t *testing.T, db *database.DB) {
	t.Helper()
	if _, err := db.Pool().ExecContext(t.Context(), `insert into things (id, name) values (1, '0')`); err != nil {
		t.Fatal(err)
	}
}

func TestSinglePromisesOneRead(t *testing.T) {
	t.Parallel()
	db := open(t)
	err := db.Single(t.Context(), func(tx *database.Tx) error {
		var n int
		if err := tx.Get(t.Context(), &n, `select 1`); err != nil {
			return err
		}
		return tx.Get(t.Context(), &n, `select 2`)
	})
	if err == nil {
		t.Fatal("two statements passed for one")
	}
	err = db.Single(t.Context(), func(tx *database.Tx) error {
		_, err := tx.Exec(t.Context(), `insert into things (id) values (1)`)
		return err
	})
	if err == nil || count(t, db, "things") != 0 {
		t.Fatalf("a write in a read: %v", err)
	}
}

func TestClosedPoolIsUnavailable(t *testing.T) {
	t.Parallel()
	db, err := database.Open(database.Options{DSN: "host=127.0.0.1 port=1 user=x dbname=x sslmode=disable"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	err = db.Read(t.Context(), func(tx *database.Tx) error {
		var n int
		return tx.Get(t.Context(), &n, `select 1`)
	})
	if f := fault.Of(err); f == nil || f.Code != "database_unavailable" || f.RetryAfter < time.Second {
		t.Fatalf("got %v, want database_unavailable with a time", err)
	}
}

func TestStatementsAreLearnedWithoutASecondConnection(t *testing.T) {
	t.Parallel()
	db := open(t)
	seed(t, db)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var wg sync.WaitGroup
	for i := range 32 { // four times the pool, each with texts of its own
		wg.Go(func() {
			err := db.Read(ctx, func(tx *database.Tx) error {
				var n int
				if err := tx.Get(ctx, &n, fmt.Sprintf("select %d", i)); err != nil {
					return err
				}
				return tx.Get(ctx, &n, fmt.Sprintf("select %d + 1", i))
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}
