package stock

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/job"
	"hverv/internal/totp"
)

// Jobs registers what runs by itself.
func (s *Service) Jobs(r *job.Runner) {
	r.Every("stock.reseal", 10*time.Minute, s.reseal)
	r.Every("stock.returns", 10*time.Minute, func(ctx context.Context) error {
		return s.AskBack(authz.AsMachine(ctx, "reminder", s.db.Now()))
	})
}

const resealSize = 500

// reseal brings the seeds under the present key after a rotation (X4), batch by batch, while
// everything runs: until its turn comes a seed opens under its old key.
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
	err = s.db.Upkeep(ctx, "stock.reseal", func(tx *database.Tx) error {
		var stale []Device
		err := tx.Select(ctx, &stale, `select organisation_id, id, seed_sealed from devices
			where seed_sealed is not null and substring(seed_sealed from 2 for 4) <> $1
			order by organisation_id, id limit $2 for update`, binary.BigEndian.AppendUint32(nil, key), resealSize)
		if err != nil {
			return err
		}
		for _, d := range stale {
			if err := s.resealOne(ctx, tx, d); err != nil {
				return err
			}
		}
		found = len(stale)
		return nil
	})
	return found, err
}

func (s *Service) resealOne(ctx context.Context, tx *database.Tx, d Device) error {
	plain, err := s.keys.Open(d.SeedSealed, sealContext(d.Organisation, d.ID))
	if err != nil {
		return err
	}
	var of totp.Seed
	if err := json.Unmarshal(plain, &of); err != nil {
		return fmt.Errorf("read the seed of %s: %w", d.ID, err)
	}
	sealed, err := s.sealSeed(d.Organisation, d.ID, of)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update devices set seed_sealed = $3 where organisation_id = $1 and id = $2`, d.Organisation, d.ID, sealed)
	return err
}
