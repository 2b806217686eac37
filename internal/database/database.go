// Package database is the only door to PostgreSQL. It owns the pool, the three kinds of
// transaction (Read, Change, Upkeep), the retry of serialisation failures, the tail that every
// change writes in one statement, and the guard that no change commits without its audit event
// (G1). What is read and written is the features' business, in their store.go files.
package database

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
)

// Options say which database and how much of it.
type Options struct {
	DSN      string
	MaxConns int          // open and idle alike; 0 means 12
	Clock    Clock        // nil means the machine's own
	Log      *slog.Logger // nil means slog.DiscardHandler

	StatementTimeout time.Duration // 0 means 10 s
}

// DB is a pool with prepared statements. It is safe for concurrent use.
type DB struct {
	pool       *sqlx.DB
	clock      Clock
	log        *slog.Logger
	statements sync.Map // query text -> *statement
	tails      sync.Map // shape of a tail -> its text
}

// Open makes the pool. It does not wait for the database: Ping does.
func Open(o Options) (*DB, error) {
	if o.MaxConns == 0 {
		o.MaxConns = 12
	}
	if o.StatementTimeout == 0 {
		o.StatementTimeout = 10 * time.Second
	}
	if o.Clock == nil {
		o.Clock = SystemClock{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	pool, err := connect(o)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	pool.SetMaxOpenConns(o.MaxConns)
	pool.SetMaxIdleConns(o.MaxConns)
	pool.SetConnMaxIdleTime(10 * time.Minute)
	return &DB{pool: sqlx.NewDb(pool, "postgres"), clock: o.Clock, log: o.Log}, nil
}

// Ping says whether the database answers; the error is a fault of kind unavailable.
func (db *DB) Ping(ctx context.Context) error {
	return classify(ctx, db.pool.PingContext(ctx))
}

// Close ends all connections. One that has ended already is no failure.
func (db *DB) Close() error {
	if err := db.pool.Close(); err != nil && !away(err) {
		return fmt.Errorf("close the database: %w", err)
	}
	return nil
}

// Pool is for migrations and statistics; features use Read and Change.
func (db *DB) Pool() *sqlx.DB { return db.pool }

// Now is the product's clock outside a transaction. Inside one, use Tx.Now.
func (db *DB) Now() time.Time { return db.clock.Last() }
