package database_test

import (
	"database/sql"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lib/pq"
	"golang.org/x/sync/errgroup"

	"hverv/internal/database"
	"hverv/internal/testkit"
	"hverv/migrations"
)

func openPool(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	connector, err := pq.NewConnector(dsn)
	if err != nil {
		t.Fatal(err)
	}
	pool := sql.OpenDB(connector)
	t.Cleanup(func() { _ = pool.Close() })
	return pool
}

func mustPend(t *testing.T, pool *sql.DB, fsys fs.FS, want int) {
	t.Helper()
	got, err := database.Pending(t.Context(), pool, fsys)
	if err != nil || got != want {
		t.Fatalf("pending: %d (%v), want %d", got, err, want)
	}
}

func TestAllMigrationsApplyToAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	pool := openPool(t, testkit.EmptyDSN(t))
	files, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	mustPend(t, pool, migrations.FS, len(files))
	if err := database.Migrate(t.Context(), pool, migrations.FS); err != nil {
		t.Fatal(err)
	}
	mustPend(t, pool, migrations.FS, 0)
	if err := database.Migrate(t.Context(), pool, migrations.FS); err != nil {
		t.Fatalf("the second time: %v", err)
	}
}

func TestTheTestDatabaseIsMigrated(t *testing.T) {
	t.Parallel()
	mustPend(t, openPool(t, testkit.DSN(t)), migrations.FS, 0)
}

func TestMigrationsOnlyGoForward(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		text, err := fs.ReadFile(migrations.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "+goose Down") {
			t.Errorf("%s has a way back: undo is a new migration (STYLE 1.4)", name)
		}
	}
	if !slices.IsSorted(files) {
		t.Error("the files are not in the order of their stamps")
	}
}

// Several nodes of a new release start at once: each file is applied once.
func TestNodesTakeTurnsToMigrate(t *testing.T) {
	t.Parallel()
	dsn := testkit.EmptyDSN(t)
	files := fstest.MapFS{
		"1_first.sql":  {Data: []byte("-- +goose Up\ncreate table turns (n integer);\n")},
		"2_second.sql": {Data: []byte("-- +goose Up\ninsert into turns values (1);\n")},
	}
	var nodes errgroup.Group
	for range 4 {
		pool := openPool(t, dsn)
		nodes.Go(func() error { return database.Migrate(t.Context(), pool, files) })
	}
	if err := nodes.Wait(); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := openPool(t, dsn).QueryRowContext(t.Context(), "select count(*) from turns").Scan(&n); err != nil || n != 1 {
		t.Fatalf("the second file ran %d times (%v)", n, err)
	}
}

func TestFailedMigrationLeavesNothing(t *testing.T) {
	t.Parallel()
	pool := openPool(t, testkit.EmptyDSN(t))
	files := fstest.MapFS{"1_bad.sql": {Data: []byte("-- +goose Up\ncreate table half (n integer);\nselect 1/0;\n")}}
	if err := database.Migrate(t.Context(), pool, files); err == nil {
		t.Fatal("a failing migration passed")
	}
	mustPend(t, pool, files, 1)
	var left sql.NullString
	if err := pool.QueryRowContext(t.Context(), "select to_regclass('half')").Scan(&left); err != nil || left.Valid {
		t.Fatal(fmt.Errorf("half a migration stays: %v, %w", left, err))
	}
}
