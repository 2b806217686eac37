package testkit

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/seal"
)

// Clock is a product clock that a test sets; it implements database.Clock.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock stands still at the given instant, written as RFC 3339.
func NewClock(tb testing.TB, instant string) *Clock {
	tb.Helper()
	now, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		tb.Fatalf("clock: %v", err)
	}
	return &Clock{now: now.UTC()}
}

// Now implements database.Clock.
func (c *Clock) Now(context.Context, sqlx.QueryerContext) (time.Time, error) { return c.Last(), nil }

// Last implements database.Clock.
func (c *Clock) Last() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock forward.
func (c *Clock) Advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

// DB gives the test a fresh, migrated database on the machine's clock.
func DB(tb testing.TB) *database.DB {
	tb.Helper()
	return DBAt(tb, nil)
}

// DBAt is DB on a clock that the test sets.
func DBAt(tb testing.TB, clock database.Clock) *database.DB {
	tb.Helper()
	db, err := database.Open(database.Options{DSN: DSN(tb), Clock: clock, MaxConns: 8})
	if err != nil {
		tb.Fatalf("open the test's database: %v", err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Errorf("close the test's database: %v", err)
		}
	})
	return db
}

// Keys gives fresh keys.
func Keys(tb testing.TB) *seal.Keys {
	tb.Helper()
	keys, err := seal.Generate()
	if err != nil {
		tb.Fatalf("make keys: %v", err)
	}
	return keys
}

// Audit gives a log with keys of its own.
func Audit(tb testing.TB) *audit.Log {
	tb.Helper()
	return audit.New(Keys(tb))
}

// As is the context of somebody acting in a test.
func As(tb testing.TB, actor authz.Actor) context.Context {
	tb.Helper()
	return authz.With(tb.Context(), actor)
}
