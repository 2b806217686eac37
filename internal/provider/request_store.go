package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"hverv/internal/database"
	"hverv/internal/id"
)

// parked is an authorization request that was put aside.
type parked struct {
	KeyHash    []byte    `db:"key_hash"`
	Kind       string    `db:"kind"`
	Client     id.Client `db:"client_id"`
	Browser    []byte    `db:"browser_hash"`
	Parameters []byte    `db:"parameters"`
	CreatedAt  time.Time `db:"created_at"`
	ExpiresAt  time.Time `db:"expires_at"`

	request request
	key     id.Token
}

const parkedColumns = `key_hash, kind, client_id, browser_hash, parameters, created_at, expires_at`

//nolint:gochecknoglobals // a table's columns
var requests = &database.Table{Name: "authorization_requests", Columns: []database.Column{
	{Name: "key_hash", Type: "bytea"},
	{Name: "kind", Type: "text"},
	{Name: "client_id", Type: "uuid"},
	{Name: "browser_hash", Type: "bytea"},
	{Name: "parameters", Type: "jsonb"},
	{Name: "created_at", Type: "timestamptz"},
	{Name: "expires_at", Type: "timestamptz"},
}}

func park(tx *database.Tx, kind string, key id.Token, browser []byte, r request, until time.Time) error {
	text, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("write the request: %w", err)
	}
	var shown any
	if browser != nil {
		shown = browser
	}
	tx.Append(requests, key.Hash(), kind, r.Client, shown, string(text), tx.Now, until)
	return nil
}

func findParked(ctx context.Context, tx *database.Tx, kind string, key id.Token, now time.Time) (parked, error) {
	var p parked
	err := tx.Get(ctx, &p, `select `+parkedColumns+` from authorization_requests
		where key_hash = $1 and kind = $2 and expires_at > $3`, key.Hash(), kind, now)
	return p.read(database.Found(err, "request"))
}

// takeParked gives a request to one caller only.
func takeParked(ctx context.Context, tx *database.Tx, kind string, key id.Token, client id.Client, now time.Time) (parked, error) {
	var p parked
	err := tx.Get(ctx, &p, `delete from authorization_requests where key_hash = $1 and kind = $2 and client_id = $3 and expires_at > $4
		returning `+parkedColumns, key.Hash(), kind, client, now)
	return p.read(database.Found(err, "request"))
}

func (p parked) read(err error) (parked, error) {
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal(p.Parameters, &p.request); err != nil {
		return p, fmt.Errorf("read the request: %w", err)
	}
	return p, nil
}
