package database

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"
)

// Clock gives the product's time: what decides entitlement, deadlines and event time
// (ARCHITECTURE 4). Protocol time stays the machine's.
type Clock interface {
	// Now is read once at the start of each transaction.
	Now(ctx context.Context, q sqlx.QueryerContext) (time.Time, error)
	// Last is a reading without the database, for use between transactions.
	Last() time.Time
}

// SystemClock is the machine's clock in UTC, at the microseconds that PostgreSQL keeps.
type SystemClock struct{}

// Now implements Clock.
func (SystemClock) Now(context.Context, sqlx.QueryerContext) (time.Time, error) {
	return systemNow(), nil
}

// Last implements Clock.
func (SystemClock) Last() time.Time { return systemNow() }

func systemNow() time.Time {
	return time.Now().UTC().Truncate(time.Microsecond) //nolint:forbidigo // the one place that reads the machine's clock
}

// ShiftedClock is the demo's clock: the machine's plus an offset kept in the row of demo_clock,
// so that all processes on one database agree. It only ever moves forward.
type ShiftedClock struct{ offset atomic.Int64 }

// Now implements Clock by reading the offset.
func (c *ShiftedClock) Now(ctx context.Context, q sqlx.QueryerContext) (time.Time, error) {
	var seconds int64
	if err := sqlx.GetContext(ctx, q, &seconds, `select coalesce(max(offset_seconds), 0) from demo_clock`); err != nil {
		return time.Time{}, fmt.Errorf("read the demo clock: %w", err)
	}
	c.offset.Store(seconds)
	return c.Last(), nil
}

// Last implements Clock with the offset that was last read.
func (c *ShiftedClock) Last() time.Time {
	return systemNow().Add(time.Duration(c.offset.Load()) * time.Second)
}
