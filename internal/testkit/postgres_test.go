package testkit_test

import (
	"database/sql"
	"testing"

	"github.com/lib/pq"

	"hverv/internal/testkit"
)

func TestEachTestHasItsOwnDatabase(t *testing.T) {
	t.Parallel()
	for range 20 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			connector, err := pq.NewConnector(testkit.DSN(t))
			if err != nil {
				t.Fatal(err)
			}
			db := sql.OpenDB(connector)
			t.Cleanup(func() { _ = db.Close() })
			if _, err := db.ExecContext(t.Context(), "create table mine (n integer)"); err != nil {
				t.Fatal(err)
			}
			var applied int
			err = db.QueryRowContext(t.Context(), "select count(*) from goose_db_version where version_id > 0").Scan(&applied)
			if err != nil || applied == 0 {
				t.Fatalf("%d migrations applied (%v)", applied, err)
			}
		})
	}
}

func BenchmarkDSN(b *testing.B) {
	testkit.EmptyDSN(b) // the server's start is not what is measured
	for b.Loop() {
		testkit.DSN(b)
	}
}
