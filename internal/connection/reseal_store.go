package connection

import (
	"context"
	"encoding/binary"

	"hverv/internal/database"
)

const resealBatch = 50

// stale is a value under a key that is no longer the current one. A ciphertext names its key in the
// four bytes after the first.
type stale struct {
	ID     string `db:"id"`
	Sealed []byte `db:"sealed"`
}

func keyBytes(key uint32) []byte { return binary.BigEndian.AppendUint32(nil, key) }

func staleApprovals(ctx context.Context, tx *database.Tx, sealing, index uint32) ([]stale, error) {
	var rows []stale
	err := tx.Select(ctx, &rows, `select id, national_id_sealed as sealed from connection_approvals
		where national_id_sealed is not null and (national_id_index_key <> $1 or substring(national_id_sealed from 2 for 4) <> $2)
		limit $3 for update skip locked`, int64(index), keyBytes(sealing), resealBatch)
	return rows, err
}

func staleAdministrators(ctx context.Context, tx *database.Tx, sealing, index uint32) ([]stale, error) {
	var rows []stale
	err := tx.Select(ctx, &rows, `select id, national_id_sealed as sealed from connection_administrators
		where national_id_sealed is not null and (national_id_index_key <> $1 or substring(national_id_sealed from 2 for 4) <> $2)
		limit $3 for update skip locked`, int64(index), keyBytes(sealing), resealBatch)
	return rows, err
}

func staleReasons(ctx context.Context, tx *database.Tx, sealing, _ uint32) ([]stale, error) {
	var rows []stale
	err := tx.Select(ctx, &rows, `select id, reason_sealed as sealed from connections
		where reason_sealed is not null and substring(reason_sealed from 2 for 4) <> $1
		limit $2 for update skip locked`, keyBytes(sealing), resealBatch)
	return rows, err
}

// staleDocuments come one at a time: each may be ten megabytes.
func staleDocuments(ctx context.Context, tx *database.Tx, sealing, _ uint32) ([]stale, error) {
	var rows []stale
	err := tx.Select(ctx, &rows, `select id, content_sealed as sealed from connection_documents
		where purged_at is null and substring(content_sealed from 2 for 4) <> $1
		limit 1 for update skip locked`, keyBytes(sealing))
	return rows, err
}

func resealApproval(ctx context.Context, tx *database.Tx, row string, s secret) error {
	_, err := tx.Exec(ctx, `update connection_approvals set national_id_sealed = $2, national_id_index = $3, national_id_index_key = $4 where id = $1`,
		row, s.sealed, s.index, s.key)
	return err
}

func resealAdministrator(ctx context.Context, tx *database.Tx, row string, s secret) error {
	_, err := tx.Exec(ctx, `update connection_administrators set national_id_sealed = $2, national_id_index = $3, national_id_index_key = $4 where id = $1`,
		row, s.sealed, s.index, s.key)
	return err
}

func resealReason(ctx context.Context, tx *database.Tx, row string, s secret) error {
	_, err := tx.Exec(ctx, `update connections set reason_sealed = $2 where id = $1`, row, s.sealed)
	return err
}

func resealDocument(ctx context.Context, tx *database.Tx, row string, s secret) error {
	_, err := tx.Exec(ctx, `update connection_documents set content_sealed = $2 where id = $1`, row, s.sealed)
	return err
}
