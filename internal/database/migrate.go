package database

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"

	"github.com/lib/pq"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// versionTable is goose's record of what was applied.
const versionTable = "goose_db_version"

// A node that finds another one migrating asks every second, for ten minutes.
const (
	lockEverySecond = 1
	lockTries       = 600
)

// Migrate brings the schema up to the files of fsys, forward only. Nodes that start together take
// turns by a session lock; who comes second finds nothing left to do. A pool with a statement
// time-out or a read deadline would cut long migrations short: give it one without.
func Migrate(ctx context.Context, pool *sql.DB, fsys fs.FS) error {
	turns, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(lockEverySecond, lockTries))
	if err != nil {
		return fmt.Errorf("prepare the migration lock: %w", err)
	}
	provider, err := newProvider(pool, fsys, goose.WithSessionLocker(turns))
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// Pending counts the files of fsys that are not applied. It writes nothing and waits for nobody,
// so that readiness may ask it. Migrations of a newer release than ours do not count.
func Pending(ctx context.Context, pool *sql.DB, fsys fs.FS) (int, error) {
	provider, err := newProvider(pool, fsys)
	if err != nil {
		return 0, err
	}
	applied, err := appliedVersions(ctx, pool)
	if err != nil {
		return 0, fmt.Errorf("list applied migrations: %w", err)
	}
	pending := 0
	for _, source := range provider.ListSources() {
		if !applied[source.Version] {
			pending++
		}
	}
	return pending, nil
}

func newProvider(pool *sql.DB, fsys fs.FS, more ...goose.ProviderOption) (*goose.Provider, error) {
	options := append([]goose.ProviderOption{
		goose.WithTableName(versionTable),
		goose.WithDisableGlobalRegistry(true),
	}, more...)
	provider, err := goose.NewProvider(goose.DialectPostgres, pool, fsys, options...)
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return provider, nil
}

func appliedVersions(ctx context.Context, pool *sql.DB) (map[int64]bool, error) {
	var exists bool
	err := pool.QueryRowContext(ctx, "select to_regclass($1) is not null", versionTable).Scan(&exists)
	if err != nil {
		return nil, fmt.Errorf("look for the table: %w", err)
	}
	if !exists {
		return map[int64]bool{}, nil
	}
	var versions []int64
	err = pool.QueryRowContext(ctx,
		"select coalesce(array_agg(version_id), '{}') from "+versionTable+" where is_applied",
	).Scan(pq.Array(&versions))
	if err != nil {
		return nil, fmt.Errorf("read the table: %w", err)
	}
	applied := map[int64]bool{}
	for _, version := range versions {
		applied[version] = true
	}
	return applied, nil
}
