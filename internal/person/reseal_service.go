package person

import (
	"context"
	"encoding/binary"
	"fmt"

	"hverv/internal/database"
)

const resealBatch = 100

// Reseal seals and indexes anew what was under keys that are no longer the current ones, while
// everything runs (E3, X4), and says how many it did. Until it is done both keys find a person.
func (s *Service) Reseal(ctx context.Context) (int, error) {
	total := 0
	for {
		n, err := s.resealSome(ctx)
		total += n
		if err != nil || n < resealBatch {
			return total, err
		}
	}
}

// resealSome asks for the current keys each time: they may turn meanwhile.
func (s *Service) resealSome(ctx context.Context) (int, error) {
	var done int
	err := s.db.Upkeep(ctx, "person.reseal", func(tx *database.Tx) error {
		rows, err := lockStale(ctx, tx, binary.BigEndian.AppendUint32(nil, s.keys.PrimaryKeyID()), s.keys.IndexKeyID(), resealBatch)
		if err != nil {
			return err
		}
		for _, r := range rows {
			plain, err := s.keys.Open(r.Sealed, sealingContext(r.ID))
			if err != nil {
				return err
			}
			sealed, err := s.keys.Seal(plain, sealingContext(r.ID))
			if err != nil {
				return fmt.Errorf("reseal person %s: %w", r.ID, err)
			}
			if err := updateNationalID(ctx, tx, r.ID, sealed, s.keys.Index(plain, Purpose), s.keys.IndexKeyID()); err != nil {
				return err
			}
		}
		done = len(rows)
		return nil
	})
	return done, err
}
