package throttle

import (
	"context"

	"hverv/internal/database"
)

// lockTally reads and locks a tally, and makes it when this is the first try. Two first tries meet
// on the primary key, and the second waits.
func lockTally(ctx context.Context, tx *database.Tx, key []byte) (tally, error) {
	var t tally
	err := tx.Get(ctx, &t, `insert into throttles (key, misses, last_at, held_until)
		values ($1, 0, $2, $2)
		on conflict (key) do update set misses = throttles.misses
		returning misses, last_at, held_until, blocked_at, forget_at`, key, tx.Now)
	return t, err
}

func updateTally(ctx context.Context, tx *database.Tx, key []byte, t tally) error {
	_, err := tx.Exec(ctx, `update throttles set misses = $2, last_at = $3, held_until = $4, forget_at = $5
		where key = $1`, key, t.Misses, t.LastAt, t.HeldUntil, t.ForgetAt)
	return err
}

func clearTally(ctx context.Context, tx *database.Tx, key []byte) error {
	_, err := tx.Exec(ctx, `delete from throttles where key = $1`, key)
	return err
}

// takeBackTry uncounts one try that succeeded, and leaves the others' misses standing.
func takeBackTry(ctx context.Context, tx *database.Tx, key []byte) error {
	_, err := tx.Exec(ctx, `update throttles set misses = greatest(misses - 1, 0) where key = $1`, key)
	return err
}

func blockTally(ctx context.Context, tx *database.Tx, key []byte) error {
	_, err := tx.Exec(ctx, `update throttles set blocked_at = $2 where key = $1 and blocked_at is null`, key, tx.Now)
	return err
}

func deleteOldTallies(ctx context.Context, tx *database.Tx) error {
	_, err := tx.Exec(ctx, `delete from throttles where forget_at < $1`, tx.Now)
	return err
}
