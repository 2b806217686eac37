package identity

import (
	"context"
	"time"

	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/id"
)

// findLink gives the identity that a one-time link belongs to; ErrNone for an unknown link.
func findLink(ctx context.Context, tx *database.Tx, token id.Token) (Identity, error) {
	var i Identity
	err := tx.Get(ctx, &i, `select `+columns+` from activation_tokens t
		join identities i on i.organisation_id = t.organisation_id and i.id = t.identity_id
		where t.token_hash = $1`, token.Hash())
	return i, err
}

// handover is the code that counts for an identity: the latest one.
type handover struct {
	ID        string    `db:"id"`
	Hash      string    `db:"code_hash"`
	ExpiresAt time.Time `db:"expires_at"`
}

func findHandover(ctx context.Context, tx *database.Tx, i Identity) (handover, error) {
	var h handover
	err := tx.Get(ctx, &h, `select id, code_hash, expires_at from handover_codes
		where organisation_id = $1 and identity_id = $2 and used_at is null and expires_at > $3
		order by created_at desc limit 1`, i.Organisation, i.ID, tx.Now)
	return h, err
}

// useHandover spends a code: of two who bring it at once, one gets true.
func useHandover(ctx context.Context, tx *database.Tx, i Identity, code string) (bool, error) {
	n, err := tx.Exec(ctx, `update handover_codes set used_at = $4
		where organisation_id = $1 and identity_id = $2 and id = $3 and used_at is null and expires_at > $4`,
		i.Organisation, i.ID, code, tx.Now)
	return n == 1, err
}

func voidHandovers(ctx context.Context, tx *database.Tx, i Identity) error {
	_, err := tx.Exec(ctx, `update handover_codes set used_at = $3
		where organisation_id = $1 and identity_id = $2 and used_at is null`, i.Organisation, i.ID, tx.Now)
	return err
}

func insertHandover(ctx context.Context, tx *database.Tx, i Identity, made HandOver, hash string, expires time.Time) error {
	_, err := tx.Exec(ctx, `insert into handover_codes (organisation_id, id, identity_id, code_hash, handed_over_how, expires_at, created_at)
		values ($1, $2, $3, $4, $5, $6, $7)`, i.Organisation, id.New[id.HandOver](), i.ID, hash, made.How, expires, tx.Now)
	return err
}

// due is an activation that is running out.
type due struct {
	Organisation id.Organisation `db:"organisation_id"`
	Identity     id.Identity     `db:"id"`
}

// listDue gives the activations of which somebody is to be told (U5): first and second are the
// dates that a last day must lie within for each reminder, and what has run out comes last. Nobody
// is reminded on the day that the mail itself went out.
func listDue(ctx context.Context, tx *database.Tx, first, second calendar.Date, limit int) ([]due, error) {
	list := []due{}
	err := tx.Select(ctx, &list, `select i.organisation_id, i.id from identities i
		join organisations o on o.id = i.organisation_id and o.state = 'connected'
		where i.state = 'pending' and i.activate_from < $4 and (
			i.activate_until <= $2 and i.reminders_sent < 1
			or i.activate_until <= $3 and i.reminders_sent < 2
			or i.activate_until < $1 and i.reminders_sent < 3)
		order by i.activate_until, i.id limit $5`, tx.Today, first, second, calendar.StartOfDay(tx.Today), limit)
	return list, err
}

// updateReminded marks how many reminders have gone out; false when another node was first.
func updateReminded(ctx context.Context, tx *database.Tx, i Identity, sent int) (bool, error) {
	n, err := tx.Exec(ctx, `update identities set reminders_sent = $3
		where organisation_id = $1 and id = $2 and state = 'pending' and reminders_sent < $3`, i.Organisation, i.ID, sent)
	return n == 1, err
}
