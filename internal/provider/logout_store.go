package provider

import (
	"context"
	"time"

	"hverv/internal/database"
	"hverv/internal/id"
)

const (
	sweepInterval = 10 * time.Minute
	keyInterval   = time.Hour
)

// endedGrant is a grant that ended with its session.
type endedGrant struct {
	ID           id.TokenGrant   `db:"id"`
	Organisation id.Organisation `db:"organisation_id"`
	Employee     id.Employee     `db:"employee_id"`
	Client       id.Client       `db:"client_id"`
}

// endGrants marks the grants of a session, or of an employee, and gives those not marked before.
func endGrants(ctx context.Context, tx *database.Tx, e Ended) ([]endedGrant, error) {
	ended := []endedGrant{}
	err := tx.Select(ctx, &ended, `update token_grants t set revoked_at = $1, revoke_reason = 'ended'
		where t.revoked_at is null and t.ends_at > $1
			and (t.session_id = $2 or $2::uuid is null and t.organisation_id = $3 and t.employee_id = $4)
		returning t.id, t.organisation_id, t.employee_id, t.client_id`, tx.Now, e.Session, e.Organisation, e.Employee)
	return ended, err
}

// listUntold lists the grants whose relying parties are still to be told.
func listUntold(ctx context.Context, tx *database.Tx, e Ended) ([]endedGrant, error) {
	waiting := []endedGrant{}
	err := tx.Select(ctx, &waiting, `select t.id, t.organisation_id, t.employee_id, t.client_id
		from token_grants t join clients c on c.id = t.client_id and c.backchannel_logout_uri <> ''
		where t.redeemed_at is not null and t.told_at is null and t.ends_at > $1
			and (t.session_id = $2 or $2::uuid is null and t.organisation_id = $3 and t.employee_id = $4)`,
		tx.Now, e.Session, e.Organisation, e.Employee)
	return waiting, err
}

// endEveryGrant marks all of an organisation's grants by one statement, however many there are.
func endEveryGrant(ctx context.Context, tx *database.Tx, org id.Organisation) (int64, error) {
	return tx.Exec(ctx, `update token_grants set revoked_at = $1, revoke_reason = 'ended'
		where organisation_id = $2 and revoked_at is null and ends_at > $1`, tx.Now, org)
}

// pageUntold lists a page of an organisation's revoked grants whose relying parties are still to be
// told. Those that somebody was given since, after a resumption, are not among them.
func pageUntold(ctx context.Context, tx *database.Tx, org id.Organisation, after id.TokenGrant, limit int) ([]id.TokenGrant, error) {
	waiting := []id.TokenGrant{}
	err := tx.Select(ctx, &waiting, `select t.id from token_grants t join clients c on c.id = t.client_id and c.backchannel_logout_uri <> ''
		where t.organisation_id = $2 and t.revoked_at is not null and t.redeemed_at is not null and t.told_at is null and t.ends_at > $1
			and ($3::uuid is null or t.id > $3)
		order by t.id limit $4`, tx.Now, org, after, limit)
	return waiting, err
}

// untold is a grant whose relying party is to be told of its end.
type untold struct {
	ID       id.TokenGrant `db:"id"`
	Client   id.Client     `db:"client_id"`
	Employee id.Employee   `db:"employee_id"`
	Session  id.Session    `db:"session_id"`
	Address  string        `db:"backchannel_logout_uri"`
}

// findUntold finds a redeemed grant of a relying party that wants to be told, was not told, and was
// not told of this session by another grant either.
func findUntold(ctx context.Context, tx *database.Tx, grant id.TokenGrant) (untold, error) {
	var g untold
	err := tx.Get(ctx, &g, `select g.id, g.client_id, g.employee_id, g.session_id, c.backchannel_logout_uri
		from token_grants g join clients c on c.id = g.client_id
		where g.id = $1 and g.redeemed_at is not null and c.backchannel_logout_uri <> ''
			and not exists (select 1 from token_grants o where o.session_id = g.session_id and o.client_id = g.client_id and o.told_at >= g.redeemed_at)`,
		grant)
	return g, err
}

func markTold(ctx context.Context, tx *database.Tx, g untold) error {
	_, err := tx.Exec(ctx, `update token_grants set told_at = $2 where id = $1`, g.ID, tx.Now)
	return err
}
