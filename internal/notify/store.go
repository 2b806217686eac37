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

// listed reads messages, each with the name of the employee whose it is. A message to somebody else names another kind of id.
const listed = `select m.id, m.person, m.template, m.language, m.state, m.attempts, m.problem, m.created_at, m.settled_at,
		coalesce(e.given_name || ' ' || e.family_name, '') as person_name
	from messages m
	left join employees e on e.organisation_id = m.organisation_id
		and e.id = case when m.person ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then m.person::uuid end`

func list(ctx context.Context, tx *database.Tx, in Find, before id.Message, limit int) ([]Notice, error) {
	rows := []Notice{}
	err := tx.Select(ctx, &rows, `
		`+listed+`
		where m.organisation_id = $1
			and ($2 = '' or m.state = $2)
			and ($3 = '' or m.person = $3)
			and ($4::uuid is null or m.id < $4)
		order by m.id desc limit $5`, in.Organisation, in.State, in.Person, before, limit)
	return rows, err
}

// listWithin is list for somebody who sees a part of the organisation.
func listWithin(ctx context.Context, tx *database.Tx, in Find, units, productionUnits []string, before id.Message, limit int) ([]Notice, error) {
	rows := []Notice{}
	err := tx.Select(ctx, &rows, database.WithinSQL+`
		`+listed+`
		where m.organisation_id = $1 and m.person in (select person from within)
			and ($5 = '' or m.state = $5)
			and ($6 = '' or m.person = $6)
			and ($7::uuid is null or m.id < $7)
		order by m.id desc limit $8`, in.Organisation, tx.Today, pq.Array(units), pq.Array(productionUnits),
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
