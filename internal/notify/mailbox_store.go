package notify

import (
	"context"
	"time"

	"hverv/internal/database"
	"hverv/internal/id"
)

type mailRow struct {
	ID          id.Message `db:"id"`
	DeliveredAt time.Time  `db:"delivered_at"`
	Sealed      []byte     `db:"sealed"`
}

func keepMail(ctx context.Context, tx *database.Tx, mail id.Message, sealed []byte) error {
	_, err := tx.Exec(ctx, `insert into demo_mails (id, delivered_at, sealed) values ($1, $2, $3)
		on conflict (id) do nothing`, mail, tx.Now, sealed)
	return err
}

func latestMails(ctx context.Context, tx *database.Tx, limit int) ([]mailRow, error) {
	rows := []mailRow{}
	err := tx.Select(ctx, &rows, `select id, delivered_at, sealed from demo_mails order by id desc limit $1`, limit)
	return rows, err
}

func findMail(ctx context.Context, tx *database.Tx, mail id.Message) (mailRow, error) {
	var row mailRow
	err := tx.Get(ctx, &row, `select id, delivered_at, sealed from demo_mails where id = $1`, mail)
	return row, database.Found(err, "mail")
}
