package authenticator

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
)

// try is what is counted: under which limit, and of whom or what.
type try struct {
	limit limit
	of    string
}

// key hides of whom: user names and addresses do not stand in the table. It outlives a rotation of
// the keys, which must forgive nobody.
func (s *Service) key(t try) []byte {
	mac := hmac.New(sha256.New, s.keys.Derive("authenticator/throttle/"+t.limit.name, sha256.Size))
	mac.Write([]byte(t.of))
	return mac.Sum(nil)
}

// admit counts the tries and commits that, before anything is judged. It refuses when one of them
// must wait or is blocked; a try that is refused is not counted, so that nobody can keep somebody
// else waiting by knocking on. It gives the misses under the first limit, this one included.
func (s *Service) admit(ctx context.Context, tries ...try) (misses int, err error) {
	first := s.key(tries[0])
	ordered := slices.Clone(tries) // one order for all, so that two cannot wait for each other
	slices.SortFunc(ordered, func(a, b try) int { return bytes.Compare(s.key(a), s.key(b)) })
	err = s.db.Upkeep(ctx, "authenticator.count_try", func(tx *database.Tx) error {
		for _, t := range ordered {
			key := s.key(t)
			of, err := lockTally(ctx, tx, key)
			if err != nil {
				return err
			}
			if of.BlockedAt != nil {
				return signInBlocked()
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

// forgive takes back what was counted for tries that succeeded: everything for what the success
// has proven, and the one try for the source, which others share.
func (s *Service) forgive(ctx context.Context, proven, shared try) error {
	return s.db.Upkeep(ctx, "authenticator.forgive", func(tx *database.Tx) error {
		if err := clearTally(ctx, tx, s.key(proven)); err != nil {
			return err
		}
		return takeBackTry(ctx, tx, s.key(shared))
	})
}

// SweepThrottles deletes counts that mean nothing any more.
func (s *Service) SweepThrottles(ctx context.Context) error {
	if _, err := authz.Require(ctx, authz.ExpiryTell, authz.Everywhere()); err != nil {
		return err
	}
	return s.db.Upkeep(ctx, "authenticator.sweep", func(tx *database.Tx) error {
		return deleteOldTallies(ctx, tx)
	})
}

// bySource is the try of the request's address.
func bySource(ctx context.Context) try {
	return try{limitSource, sourceOf(authz.RequestOf(ctx).Source)}
}

func tooMany(wait time.Duration) *fault.Fault {
	return fault.New(fault.Limited, "too_many_requests", "Too many attempts. Wait a little and try again.").
		After(max(wait, time.Second))
}

func signInBlocked() *fault.Fault {
	return fault.New(fault.Forbidden, "sign_in_blocked",
		"Too many wrong codes. Ask an administrator of your organisation to open for you again.")
}
