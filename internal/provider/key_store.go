package provider

import (
	"context"
	"time"

	"hverv/internal/database"
)

// listKeys gives all keys, newest first: also those no longer published, since a hint at sign-out
// may be old.
func listKeys(ctx context.Context, tx *database.Tx) ([]signingKey, error) {
	keys := []signingKey{}
	err := tx.Select(ctx, &keys, `select id, number, sealed, public, signs_from, shown_until, created_at
		from signing_keys order by number desc limit 20`)
	return keys, err
}

//nolint:gochecknoglobals // a table's columns
var signingKeys = &database.Table{Name: "signing_keys", Columns: []database.Column{
	{Name: "id", Type: "text"},
	{Name: "number", Type: "integer"},
	{Name: "sealed", Type: "bytea"},
	{Name: "public", Type: "jsonb"},
	{Name: "signs_from", Type: "timestamptz"},
	{Name: "created_at", Type: "timestamptz"},
}}

func appendKey(tx *database.Tx, k signingKey) {
	tx.Append(signingKeys, k.ID, k.Number, k.Sealed, string(k.Public), k.SignsFrom, tx.Now)
}

// outdateKeys sets the end of publishing for every key before the given number.
func outdateKeys(ctx context.Context, tx *database.Tx, before int, until time.Time) error {
	_, err := tx.Exec(ctx, `update signing_keys set shown_until = $2 where number < $1 and shown_until is null`, before, until)
	return err
}

func resealKey(ctx context.Context, tx *database.Tx, k signingKey, sealed []byte) error {
	_, err := tx.Exec(ctx, `update signing_keys set sealed = $3 where id = $1 and sealed = $2`, k.ID, k.Sealed, sealed)
	return err
}
