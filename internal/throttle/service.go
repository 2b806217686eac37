package throttle

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"slices"
	"time"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/seal"
)

// Guard counts tries in the database. It is a value without a state of its own.
type Guard struct {
	DB   *database.DB
	Keys *seal.Keys
}

// Try is what is counted: under which limit, and of whom or what.
type Try struct {
	limit Limit
	of    string
}

// Of is a try under the limit, of whom or what the text names.
func (l Limit) Of(text string) Try { return Try{l, text} }

// BySource is the try of the request's address.
func BySource(ctx context.Context) Try { return Source.Of(SourceOf(ctx)) }

// SourceOf is the request's address as it is counted.
func SourceOf(ctx context.Context) string { return sourceOf(authz.RequestOf(ctx).Source) }

// key hides of whom: user names and addresses do not stand in the table. It outlives a rotation of
// the keys, which must forgive nobody.
func (g Guard) key(t Try) []byte {
	mac := hmac.New(sha256.New, g.Keys.Derive("authenticator/throttle/"+t.limit.name, sha256.Size))
	mac.Write([]byte(t.of))
	return mac.Sum(nil)
}

// Admit counts the tries and commits that, before anything is judged. It refuses when one of them
// must wait or is blocked; a try that is refused is not counted, so that nobody can keep somebody
// else waiting by knocking on. It gives the misses under the first limit, this one included.
func (g Guard) Admit(ctx context.Context, tries ...Try) (misses int, err error) {
	first := g.key(tries[0])
	ordered := slices.Clone(tries) // one order for all, so that two cannot wait for each other
	slices.SortFunc(ordered, func(a, b Try) int { return bytes.Compare(g.key(a), g.key(b)) })
	err = g.DB.Upkeep(ctx, "throttle.count_try", func(tx *database.Tx) error {
		for _, t := range ordered {
			key := g.key(t)
			of, err := lockTally(ctx, tx, key)
			if err != nil {
				return err
			}
			if of.BlockedAt != nil {
				return Blocked()
			}
			if wait := of.wait(tx.Now); wait > 0 {
				return tooMany(wait)
			}
			of = t.limit.counted(of, tx.Now)
			if err := updateTally(ctx, tx, key, of); err != nil {
				return err
			}
			if bytes.Equal(key, first) {
				misses = of.Misses
			}
		}
		return nil
	})
	return misses, err
}

// Forgive takes back what was counted for tries that succeeded: everything for what the success
// has proven, and the one try for the source, which others share.
func (g Guard) Forgive(ctx context.Context, proven, shared Try) error {
	return g.DB.Upkeep(ctx, "throttle.forgive", func(tx *database.Tx) error {
		if err := g.Clear(ctx, tx, proven); err != nil {
			return err
		}
		return takeBackTry(ctx, tx, g.key(shared))
	})
}

// TakeBack uncounts the one try of a source whose success proved nothing else that is counted.
func (g Guard) TakeBack(ctx context.Context, shared Try) error {
	return g.DB.Upkeep(ctx, "throttle.forgive", func(tx *database.Tx) error {
		return takeBackTry(ctx, tx, g.key(shared))
	})
}

// Clear forgets all misses of a try, in the transaction of what proves or lifts it.
func (g Guard) Clear(ctx context.Context, tx *database.Tx, t Try) error {
	return clearTally(ctx, tx, g.key(t))
}

// Block refuses every further try until somebody clears it.
func (g Guard) Block(ctx context.Context, tx *database.Tx, t Try) error {
	return blockTally(ctx, tx, g.key(t))
}

// Sweep deletes counts that mean nothing any more.
func (g Guard) Sweep(ctx context.Context) error {
	return g.DB.Upkeep(ctx, "throttle.sweep", func(tx *database.Tx) error {
		return deleteOldTallies(ctx, tx)
	})
}

func tooMany(wait time.Duration) *fault.Fault {
	return fault.New(fault.Limited, "too_many_requests", "Too many attempts. Wait a little and try again.").
		After(max(wait, time.Second))
}

// Blocked is the answer to who has missed too often.
func Blocked() *fault.Fault {
	return fault.New(fault.Forbidden, "sign_in_blocked",
		"Too many wrong codes. Ask an administrator of your organisation to open for you again.")
}
