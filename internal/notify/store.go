package notify

import (
	"context"
	"time"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/id"
)

//nolint:gochecknoglobals // a table's columns
var messages = &database.Table{Name: "messages", Columns: []database.Column{
	{Name: "organisation_id", Type: "uuid"},
	{Name: "id", Type: "uuid"},
	{Name: "person", Type: "text"},
	{Name: "template", Type: "text"},
	{Name: "language", Type: "text"},
	{Name: "sealed", Type: "bytea"},
	{Name: "state", Type: "text"},
	{Name: "problem", Type: "text"},
	{Name: "created_at", Type: "timestamptz"},
	{Name: "settled_at", Type: "timestamptz"},
}}

func insert(tx *database.Tx, m Message, mail Mail, sealed []byte) {
	tx.Append(messages, m.Organisation, mail.ID, m.Person, string(m.Template), mail.Language, sealed,
		string(Waiting), "", tx.Now, nil)
}

func insertFailed(tx *database.Tx, m Message, mail Mail, problem string) {
	tx.Append(messages, m.Organisation, mail.ID, m.Person, string(m.Template), mail.Language, nil,
		string(Failed), problem, tx.Now, tx.Now)
}

func list(ctx context.Context, tx *database.Tx, in Find, before id.Message, limit int) ([]Notice, error) {
	rows := []Notice{}
	err := tx.Select(ctx, &rows, `
		select id, person, template, language, state, attempts, problem, created_at, settled_at
		from messages
		where organisation_id = $1
			and ($2 = '' or state = $2)
			and ($3 = '' or person = $3)
			and ($4::uuid is null or id < $4)
		order by id desc limit $5`, in.Organisation, in.State, in.Person, before, limit)
	return rows, err
}

// listWithin is list for somebody who sees a part of the organisation.
func listWithin(ctx context.Context, tx *database.Tx, in Find, units, productionUnits []string, before id.Message, limit int) ([]Notice, error) {
	rows := []Notice{}
	err := tx.Select(ctx, &rows, database.WithinSQL+`
		select id, person, template, language, state, attempts, problem, created_at, settled_at
		from messages
		where organisation_id = $1 and person in (select person from within)
			and ($5 = '' or state = $5)
			and ($6 = '' or person = $6)
			and ($7::uuid is null or id < $7)
		order by id desc limit $8`, in.Organisation, tx.Today, pq.Array(units), pq.Array(productionUnits),
		in.State, in.Person, before, limit)
	return rows, err
}

type waiting struct {
	Sealed    []byte    `db:"sealed"`
	State     State     `db:"state"`
	Attempts  int       `db:"attempts"`
	CreatedAt time.Time `db:"created_at"`
}

func find(ctx context.Context, tx *database.Tx, org id.Organisation, message id.Message) (waiting, error) {
	var w waiting
	err := tx.Get(ctx, &w, `select sealed, state, attempts, created_at from messages
		where organisation_id = $1 and id = $2`, org, message)
	return w, database.Found(err, "message")
}

// settle ends a message's way and wipes what it said.
func settle(ctx context.Context, tx *database.Tx, org id.Organisation, message id.Message, state State, problem string) error {
	_, err := tx.Exec(ctx, `update messages
		set state = $3, problem = $4, attempts = attempts + 1, settled_at = $5, sealed = null
		where organisation_id = $1 and id = $2 and state = 'waiting'`, org, message, string(state), problem, tx.Now)
	return err
}

// tried counts an attempt that may succeed later.
func tried(ctx context.Context, tx *database.Tx, org id.Organisation, message id.Message, problem string) error {
	_, err := tx.Exec(ctx, `update messages set attempts = attempts + 1, problem = $3
		where organisation_id = $1 and id = $2 and state = 'waiting'`, org, message, problem)
	return err
}
