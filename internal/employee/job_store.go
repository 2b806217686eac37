package employee

import (
	"context"
	"encoding/binary"

	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/nationalid"
)

const resealBatch = 100

type oldSeal struct {
	Organisation id.Organisation `db:"organisation_id"`
	ID           id.Employee     `db:"id"`
	Sealed       []byte          `db:"national_id_sealed"`
}

// resealSome moves one batch to the present keys; the key that sealed stands in front of the ciphertext.
func (s *Service) resealSome(ctx context.Context, keys [2]uint32) (found, moved int64, err error) {
	err = s.db.Upkeep(ctx, "employee.reseal", func(tx *database.Tx) error {
		var rows []oldSeal
		if err := tx.Select(ctx, &rows, `select organisation_id, id, national_id_sealed from employees
			where national_id_sealed is not null and (national_id_index_key <> $1 or substring(national_id_sealed from 2 for 4) <> $2)
			limit $3 for update skip locked`, int64(keys[1]), binary.BigEndian.AppendUint32(nil, keys[0]), resealBatch); err != nil {
			return err
		}
		found, moved = int64(len(rows)), 0
		for _, row := range rows {
			n, err := s.resealOne(ctx, tx, row)
			if err != nil {
				return err
			}
			moved += n
		}
		return nil
	})
	return found, moved, err
}

func (s *Service) resealOne(ctx context.Context, tx *database.Tx, row oldSeal) (int64, error) {
	canonical, err := s.keys.Open(row.Sealed, sealContext(row.Organisation, row.ID))
	if err != nil {
		return 0, err
	}
	number, err := nationalid.FromCanonical(canonical)
	if err != nil {
		return 0, err
	}
	sealed, err := s.seal(row.Organisation, row.ID, number)
	if err != nil {
		return 0, err
	}
	return tx.Exec(ctx, `update employees set national_id_sealed = $3, national_id_index = $4, national_id_index_key = $5
		where organisation_id = $1 and id = $2 and not exists (select 1 from employees other
			where other.organisation_id = $1 and other.national_id_index = $4 and other.id <> $2)`,
		row.Organisation, row.ID, sealed.sealed, sealed.index, sealed.key)
}
