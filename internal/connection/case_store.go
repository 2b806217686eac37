package connection

import (
	"context"
	"time"

	"hverv/internal/database"
	"hverv/internal/id"
)

func cases(ctx context.Context, tx *database.Tx, after id.Connection, limit int) ([]row, error) {
	rows := []row{}
	err := tx.Select(ctx, &rows, selectSQL+`where c.state = 'manual_case' and ($1::uuid is null or c.id > $1)
		order by c.id limit $2`, after, limit)
	return rows, err
}

func insertDocument(ctx context.Context, tx *database.Tx, connection id.Connection, d Document, hash, sealed []byte) error {
	_, err := tx.Exec(ctx, `insert into connection_documents (id, connection_id, kind, media_type, size, hash, content_sealed, uploaded_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8)`, d.ID, connection, d.Kind, d.MediaType, d.Size, hash, sealed, d.UploadedAt)
	return err
}

type content struct {
	MediaType string `db:"media_type"`
	Sealed    []byte `db:"content_sealed"`
}

func findDocument(ctx context.Context, tx *database.Tx, connection id.Connection, document id.Document) (content, error) {
	var c content
	err := tx.Get(ctx, &c, `select media_type, content_sealed from connection_documents where connection_id = $1 and id = $2`, connection, document)
	return c, database.Found(err, "document")
}

// due finds requests whose reminder or expiry nobody was told of yet, and keeps them (C6).
func due(ctx context.Context, tx *database.Tx, first, second time.Time, limit int) ([]id.Connection, error) {
	found := []id.Connection{}
	err := tx.Select(ctx, &found, `select id from connections
		where state in ('draft', 'awaiting_approval') and told < 3
			and (told < 1 and waits_since <= $1 or told < 2 and waits_since <= $2 or expires_on < $3)
		order by waits_since limit $4 for update skip locked`, first, second, tx.Today, limit)
	return found, err
}

func setTold(ctx context.Context, tx *database.Tx, connection id.Connection, told int) error {
	_, err := tx.Exec(ctx, `update connections set told = $2 where id = $1`, connection, told)
	return err
}
