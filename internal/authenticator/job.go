package authenticator

import (
	"context"
	"encoding/binary"
	"time"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/job"
)

// Jobs registers what runs by itself. Nothing ends here: what has an end is judged when it is read (law 1).
func (s *Service) Jobs(r *job.Runner) {
	r.Every("authenticator.renewals", time.Hour, func(ctx context.Context) error {
		return s.SweepRenewals(authz.AsMachine(ctx, "reminder", s.db.Now()))
	})
	r.Every("authenticator.ceremonies", time.Hour, s.sweepCeremonies)
	r.Every("authenticator.reseal", 10*time.Minute, s.reseal)
}

const sweepSize = 100

// reseal brings the secrets under the present key after a rotation (X4), batch by batch, while
// everything runs: until its turn comes a secret opens under its old key.
func (s *Service) reseal(ctx context.Context) error {
	for {
		key := s.keys.PrimaryKeyID() // each time: it may turn meanwhile
		if s.resealed.Load() == key {
			return nil
		}
		found, err := s.resealSome(ctx, key)
		if err != nil {
			return err
		}
		if found == 0 {
			s.resealed.Store(key)
		}
	}
}

func (s *Service) resealSome(ctx context.Context, key uint32) (found int, err error) {
	err = s.db.Upkeep(ctx, "authenticator.reseal", func(tx *database.Tx) error {
		stale, err := lockStale(ctx, tx, binary.BigEndian.AppendUint32(nil, key), sweepSize)
		if err != nil {
			return err
		}
		for _, a := range stale {
			of, err := s.SeedOf(a)
			if err != nil {
				return err
			}
			if a.SecretSealed, err = s.sealSeed(a, of); err != nil {
				return err
			}
			if err := updateSealed(ctx, tx, a); err != nil {
				return err
			}
		}
		found = len(stale)
		return nil
	})
	return found, err
}
