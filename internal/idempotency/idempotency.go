// Package idempotency makes a repeated request safe (law 7): the result of the first one is kept
// in the transaction that made it and given again to whoever repeats it with the same key and
// body. It owns the records; which requests carry a key is the server's to say.
package idempotency

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/seal"
)

const kept = 24 * time.Hour

//nolint:gochecknoglobals // a table's columns
var records = &database.Table{Name: "idempotency_records", Columns: []database.Column{
	{Name: "organisation_id", Type: "uuid"},
	{Name: "principal", Type: "text"},
	{Name: "key_hash", Type: "bytea"},
	{Name: "route", Type: "text"},
	{Name: "digest", Type: "bytea"},
	{Name: "result", Type: "bytea"},
	{Name: "expires_at", Type: "timestamptz"},
}}

// Once runs a change whose result is given again when the request is repeated with its key. The
// result is kept sealed under a key that only the caller's Idempotency-Key opens, since it may
// hand over a secret. Nothing is asked of the database beforehand: a repeated request meets the
// first one's record on its unique key, waits for it if it is still under way, and then answers
// from it. Without a key in the context it is db.Change. R must survive JSON.
func Once[R any](ctx context.Context, db *database.DB, do func(*database.Tx) (R, error)) (R, error) {
	return OnceFor(ctx, db, kept, do)
}

// OnceFor is Once with its own time of keeping, for what a client may repeat after a weekend.
func OnceFor[R any](ctx context.Context, db *database.DB, keep time.Duration, do func(*database.Tx) (R, error)) (R, error) {
	result, err := once(ctx, db, keep, do)
	if !errors.Is(err, errExpired) {
		return result, err
	}
	if err := Sweep(ctx, db); err != nil {
		return result, err
	}
	return once(ctx, db, keep, do)
}

// errExpired says that the key is free again but its old record still stands in the way.
var errExpired = errors.New("the kept result has expired")

func once[R any](ctx context.Context, db *database.DB, kept time.Duration, do func(*database.Tx) (R, error)) (R, error) {
	request := authz.RequestOf(ctx)
	var result R
	err := db.Change(ctx, func(tx *database.Tx) (err error) {
		if result, err = do(tx); err != nil || request.IdempotencyKey == "" {
			return err
		}
		return keep(ctx, tx, request, kept, result)
	})
	if err == nil || request.IdempotencyKey == "" || errors.Is(err, context.Canceled) {
		return result, err
	}
	return replay[R](ctx, db, request, err)
}

func keep(ctx context.Context, tx *database.Tx, request authz.Request, kept time.Duration, result any) error {
	plain, err := json.Marshal(result)
	if err != nil {
		return fmt.Errorf("keep the result: %w", err)
	}
	sealed, err := seal.Under([]byte(request.IdempotencyKey), plain, request.Route)
	if err != nil {
		return fmt.Errorf("seal the result: %w", err)
	}
	org, principal := owner(ctx)
	tx.Append(records, org, principal, keyHash(request), request.Route, request.Digest, sealed, tx.Now.Add(kept))
	return nil
}

type record struct {
	Route   string `db:"route"`
	Digest  []byte `db:"digest"`
	Result  []byte `db:"result"`
	Expired bool   `db:"expired"`
}

// replay looks whether the failure came from repeating a change that had been made. If not, the
// failure is the answer.
func replay[R any](ctx context.Context, db *database.DB, request authz.Request, failure error) (R, error) {
	var none, result R
	var kept record
	org, principal := owner(ctx)
	err := db.Single(ctx, func(tx *database.Tx) error {
		return tx.Get(ctx, &kept, `select route, digest, result, expires_at <= $4 as expired from idempotency_records
			where organisation_id = $1 and principal = $2 and key_hash = $3`, org, principal, keyHash(request), tx.Now)
	})
	if err != nil {
		return none, failure
	}
	if kept.Expired {
		if database.Violates(failure, "idempotency_records_pkey") {
			return none, errExpired
		}
		return none, failure
	}
	if kept.Route != request.Route || !bytes.Equal(kept.Digest, request.Digest) {
		return none, fault.New(fault.Invalid, "idempotency_key_reused",
			"This Idempotency-Key was used for another request.")
	}
	plain, err := seal.OpenUnder([]byte(request.IdempotencyKey), kept.Result, request.Route)
	if err != nil {
		return none, fmt.Errorf("open the kept result: %w", err)
	}
	if err := json.Unmarshal(plain, &result); err != nil {
		return none, fmt.Errorf("read the kept result: %w", err)
	}
	if request.Replayed != nil {
		*request.Replayed = true
	}
	return result, nil
}

// Sweep deletes what has expired; it runs from a schedule, and nothing depends on it but space
// and the re-use of a key after its time.
func Sweep(ctx context.Context, db *database.DB) error {
	return db.Upkeep(ctx, "idempotency.sweep", func(tx *database.Tx) error {
		_, err := tx.Exec(ctx, `delete from idempotency_records where expires_at <= $1`, tx.Now)
		return err
	})
}

func owner(ctx context.Context) (id.Organisation, string) {
	actor, _ := authz.From(ctx)
	if actor.Organisation.IsZero() {
		return id.Installation, actor.Principal()
	}
	return actor.Organisation, actor.Principal()
}

func keyHash(request authz.Request) []byte {
	sum := sha256.Sum256([]byte(request.IdempotencyKey))
	return sum[:]
}
