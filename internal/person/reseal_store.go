package person

import (
	"context"

	"hverv/internal/database"
	"hverv/internal/id"
)

type sealedRow struct {
	ID     id.Person `db:"id"`
	Sealed []byte    `db:"national_id_sealed"`
}

// lockStale gives persons whose number is under another key than these. A ciphertext names its
// key in the four bytes after the first.
func lockStale(ctx context.Context, tx *database.Tx, primary []byte, index uint32, limit int) ([]sealedRow, error) {
	var rows []sealedRow
	err := tx.Select(ctx, &rows, `select id, national_id_sealed
		from persons
		where national_id_sealed is not null
		and (national_id_index_key <> $1 or substring(national_id_sealed from 2 for 4) <> $2)
		limit $3
		for update skip locked`, int64(index), primary, limit)
	return rows, err
}
