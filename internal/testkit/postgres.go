// Package testkit gives tests what they stand on: real PostgreSQL, a clock, a world built through
// the services. Only tests import it.
package testkit

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/lib/pq"

	"hverv/internal/embeddedpg"
)

// server is the one PostgreSQL of this test process. Test binaries have nobody who could own it
// for all packages' tests, so it is the process's own, made at first use.
var server = sync.OnceValues(startServer) //nolint:gochecknoglobals // see above

// postgres is a running cluster that makes databases.
type postgres struct {
	cluster *embeddedpg.Cluster
	admin   *sql.DB
	run     run
	count   atomic.Int64
}

// DSN gives a database of its own to the test, with all migrations applied, and drops it when the
// test is over. lib/pq understands it.
func DSN(tb testing.TB) string {
	tb.Helper()
	return makeDatabase(tb, template)
}

// EmptyDSN is DSN without the migrations.
func EmptyDSN(tb testing.TB) string {
	tb.Helper()
	return makeDatabase(tb, "template1")
}

func makeDatabase(tb testing.TB, from string) string {
	tb.Helper()
	pg, err := server()
	if err != nil {
		tb.Fatalf("start PostgreSQL for tests: %v", err)
	}
	// Copying files is the quicker way here: nothing is flushed, and no log is written.
	name := fmt.Sprintf("t_%d", pg.count.Add(1))
	// The database's life is the test's, not that of one of its contexts.
	ctx := context.Background()
	if _, err := pg.admin.ExecContext(ctx, "create database "+name+" template "+from+" strategy file_copy"); err != nil {
		tb.Fatalf("make a database: %v", err)
	}
	tb.Cleanup(func() {
		if _, err := pg.admin.ExecContext(ctx, "drop database "+name+" with (force)"); err != nil {
			tb.Errorf("drop the test's database: %v", err)
		}
	})
	return pg.cluster.DSN(name)
}

// startServer runs a cluster of this process's own, on a copy of the ready-made one. Nothing stops
// it: the kernel ends it with the process, also when a test panics or runs out of time, and the
// next process clears its folder away.
func startServer() (*postgres, error) {
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	run, err := prepareRun(ctx)
	if err != nil {
		return nil, err
	}
	cluster, err := embeddedpg.Start(ctx, options(run.dir))
	if err != nil {
		return nil, err
	}
	admin, err := open(cluster.DSN("postgres"))
	if err != nil {
		return nil, err
	}
	admin.SetMaxOpenConns(adminConnections)
	return &postgres{cluster: cluster, admin: admin, run: run}, nil
}

// adminConnections bounds the databases being made at once; the rest of the 200 are the tests'.
const adminConnections = 4

func open(dsn string) (*sql.DB, error) {
	connector, err := pq.NewConnector(dsn)
	if err != nil {
		return nil, fmt.Errorf("address the test database: %w", err)
	}
	return sql.OpenDB(connector), nil
}

// URL gives DSN in the form of a postgres:// address, as HVERV_DATABASE_URL wants it.
func URL(tb testing.TB) string {
	tb.Helper()
	cfg, err := pq.NewConfig(DSN(tb))
	if err != nil {
		tb.Fatalf("read the test database's address: %v", err)
	}
	query := url.Values{"host": {cfg.Host}, "port": {strconv.Itoa(int(cfg.Port))}, "sslmode": {"disable"}}
	return (&url.URL{Scheme: "postgres", User: url.User(cfg.User), Path: "/" + cfg.Database, RawQuery: query.Encode()}).String()
}
