package database

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"hverv/internal/fault"
)

// ErrNone says that a Get found no row. Stores turn it into fault.Missing with Found.
var ErrNone = errors.New("no such row")

// Found gives err, or a not_found that names the noun when there was no row.
func Found(err error, noun string) error {
	if errors.Is(err, ErrNone) {
		return fault.Missing(noun)
	}
	return err
}

// Violates says whether err is the breach of the named constraint, so that a store can answer
// with its own fault.
func Violates(err error, constraint string) bool {
	breach, ok := errors.AsType[*pq.Error](err)
	return ok && strings.HasPrefix(string(breach.Code), "23") && breach.Constraint == constraint
}

// Locked says whether err is a row lock that "nowait" did not get.
func Locked(err error) bool { return pq.As(err, pqerror.LockNotAvailable) != nil }

// lost is the breach of a constraint that Table.Raced names.
type lost struct{ cause error }

func (l *lost) Error() string { return "another unit was first: " + l.cause.Error() }
func (l *lost) Unwrap() error { return l.cause }

func lostRace(err error) bool {
	if _, raced := errors.AsType[*lost](err); raced {
		return true
	}
	return pq.As(err, pqerror.TRSerializationFailure, pqerror.TRDeadlockDetected) != nil
}

// classify turns the world's failures into a fault that says "come back"; others pass through.
func classify(ctx context.Context, err error) error {
	if err == nil || fault.Of(err) != nil || !away(err) {
		return err
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return &unavailable{fault: fault.New(fault.Unavailable, "database_unavailable",
		"The service is briefly unavailable. Nothing was changed.").After(2 * time.Second), cause: err}
}

// classifyCommit is for a COMMIT without an answer: it may have happened. It is never retried
// blindly; who holds an idempotency key reads its record, everybody else is told.
func classifyCommit(err error) error {
	if pq.As(err) != nil && !away(err) {
		return err
	}
	return &unavailable{fault: fault.New(fault.Unavailable, "outcome_unknown",
		"The connection broke while your change was stored. Look before you repeat it.").After(2 * time.Second), cause: err}
}

// unavailable keeps the cause for the log beside the fault for the caller.
type unavailable struct {
	fault *fault.Fault
	cause error
}

func (u *unavailable) Error() string   { return u.fault.Error() + ": " + u.cause.Error() }
func (u *unavailable) Unwrap() []error { return []error{u.fault, u.cause} }

// away says whether the database could not be reached, was stopping, or was out of a resource.
func away(err error) bool {
	if breach, ok := errors.AsType[*pq.Error](err); ok {
		class := string(breach.Code[:2])
		return class == "08" || class == "53" || class == "57" || class == "58"
	}
	if _, network := errors.AsType[net.Error](err); network {
		return true
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "connection is already closed")
}
