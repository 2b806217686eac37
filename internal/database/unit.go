package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/trace"
)

const attempts = 6 // of a unit that lost to a parallel one

// Read runs a read-only unit of work on one snapshot.
func (db *DB) Read(ctx context.Context, do func(*Tx) error) error {
	ctx, span := trace.Child(ctx, "read")
	err := db.retry(ctx, func() error {
		tx, err := db.unit(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
		if err != nil {
			return err
		}
		defer tx.leave(ctx)
		if err := do(tx); err != nil {
			return err
		}
		return tx.commit()
	})
	span.End(failureOf(err))
	return err
}

// Single runs a read-only unit of exactly one statement, which needs no begin and commit around it.
func (db *DB) Single(ctx context.Context, do func(*Tx) error) error {
	return db.retry(ctx, func() error {
		tx, err := db.unit(ctx, nil)
		if err != nil {
			return err
		}
		tx.single = true
		return do(tx)
	})
}

// Change runs a unit of work that commits only with its audit event (G1): state, event, jobs,
// messages and idempotency record together or not at all. The closure may run several times, so
// it touches nothing but tx, its own locals and results that it assigns afresh. An error rolls
// back, except one made by Tx.Refuse.
func (db *DB) Change(ctx context.Context, do func(*Tx) error) error {
	ctx, span := trace.Child(ctx, "change")
	err := db.change(ctx, do, true)
	span.End(failureOf(err))
	return err
}

// Upkeep is a change of technical rows that are no act of anybody: the touch of a session, the
// delivery state of a message, a counter. Its callers are a short list in a test, so that G1
// cannot leak away through it; reason names the caller in that list.
func (db *DB) Upkeep(ctx context.Context, reason string, do func(*Tx) error) error {
	ctx, span := trace.Child(ctx, "upkeep "+reason)
	err := db.change(ctx, do, false)
	span.End(failureOf(err))
	if err != nil {
		if fault.Of(err) != nil {
			return err
		}
		return fmt.Errorf("upkeep %s: %w", reason, err)
	}
	return nil
}

func (db *DB) change(ctx context.Context, do func(*Tx) error, evidence bool) error {
	return db.retry(ctx, func() error {
		tx, err := db.unit(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.leave(ctx)
		err = do(tx)
		var refused *refusal
		if err != nil && !errors.As(err, &refused) {
			return err
		}
		if err := tx.finish(ctx, evidence); err != nil {
			return err
		}
		if refused != nil {
			return refused.fault
		}
		return nil
	})
}

func (db *DB) unit(ctx context.Context, options *sql.TxOptions) (*Tx, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("before the database was asked: %w", err)
	}
	now, err := db.clock.Now(ctx, db.pool)
	if err != nil {
		return nil, classify(ctx, err)
	}
	return &Tx{Now: now, Today: calendar.Today(now), db: db, options: options}, nil
}

// finish writes the tail and commits. What was not asked of the database before travels as one
// statement that is its own transaction.
func (tx *Tx) finish(ctx context.Context, evidence bool) error {
	if evidence && !tx.tail.evidence && (tx.wrote || !tx.tail.empty()) {
		return errors.New("a change without an audit event (G1)")
	}
	if !tx.tail.empty() {
		if err := tx.writeTail(ctx); err != nil {
			return err
		}
	}
	return tx.commit()
}

func (tx *Tx) commit() error {
	if tx.tx != nil {
		if err := tx.tx.Commit(); err != nil {
			return classifyCommit(err)
		}
		tx.tx = nil
	}
	for _, do := range tx.after {
		do()
	}
	return nil
}

// leave rolls back what was not committed and teaches the pool the new texts.
func (tx *Tx) leave(ctx context.Context) {
	if tx.tx != nil {
		if err := tx.tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
			// After a cancelled statement the driver answers "bad connection" here; the server rolls back by itself.
			tx.db.log.DebugContext(ctx, "rollback", slog.Any("error", err))
		}
		tx.tx = nil
	}
	for _, query := range tx.unknown {
		if _, known := tx.db.known(query); known {
			continue
		}
		if _, err := tx.db.learn(ctx, query); err != nil {
			tx.db.log.DebugContext(ctx, "prepare for the pool", slog.Any("error", err))
		}
	}
}

func (db *DB) retry(ctx context.Context, do func() error) error {
	for attempt := 1; ; attempt++ {
		err := do()
		if err == nil || !lostRace(err) || attempt == attempts {
			return classify(ctx, err)
		}
		pause := time.Duration(1+rand.IntN(8<<attempt)) * time.Millisecond //nolint:gosec // a pause needs no secrecy
		select {
		case <-ctx.Done():
			return fmt.Errorf("while waiting to try again: %w", ctx.Err())
		case <-time.After(pause):
		}
	}
}

// refusal is an answer that must be remembered: it commits, then fails.
type refusal struct{ fault *fault.Fault }

func (r *refusal) Error() string { return "refused: " + r.fault.Error() }

// Refuse lets the unit commit what it has recorded - event, counter, notification - and then
// answers with the fault: a wrong code, a wrong caller, a mismatch (law 2).
func (tx *Tx) Refuse(f *fault.Fault) error { return &refusal{fault: f} }
