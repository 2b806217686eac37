package authenticator

import (
	"context"
	"time"

	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/id"
)

// usedAt is when a key last proved its holder; nil when it never did.
func usedAt(ctx context.Context, tx *database.Tx, a Authenticator) (*time.Time, error) {
	var used *time.Time
	err := tx.Get(ctx, &used, `select max(used_at) from credentials where organisation_id = $1 and authenticator_id = $2`, a.Organisation, a.ID)
	return used, err
}

// updateValidity gives an authenticator another end; reminders begin anew.
func updateValidity(ctx context.Context, tx *database.Tx, a Authenticator) error {
	_, err := tx.Exec(ctx, `update authenticators set ends_at = $3, renewed_at = $4, reminders_sent = 0, version = version + 1
		where organisation_id = $1 and id = $2`, a.Organisation, a.ID, a.EndsAt, a.RenewedAt)
	return err
}

// held names somebody's authenticator.
type held struct {
	Organisation  id.Organisation  `db:"organisation_id"`
	Authenticator id.Authenticator `db:"id"`
}

// listRenewals gives the chips that work and of which somebody is to be told, or whose end does not
// follow the organisation's setting any more.
func listRenewals(ctx context.Context, tx *database.Tx, limit int) ([]held, error) {
	list := []held{}
	err := tx.Select(ctx, &list, `select a.organisation_id, a.id from authenticators a
		join identities i on i.organisation_id = a.organisation_id and i.id = a.identity_id and i.state = 'active'
		join organisations o on o.id = a.organisation_id and o.state = 'connected'
		where a.state = 'active' and a.kind = 'chip' and (
			o.chip_months > 0 and a.ends_at is null
			or a.renewed_at is not null and a.ends_at > $1 and (
				o.chip_months = 0 or a.ends_at <= $2 and a.reminders_sent < 1 or a.ends_at <= $3 and a.reminders_sent < 2))
		order by a.organisation_id, a.id limit $4`,
		tx.Now, calendar.EndOfDay(tx.Today.AddDays(firstRenewal)), calendar.EndOfDay(tx.Today.AddDays(secondRenewal)), limit)
	return list, err
}

// updateRenewalTold marks how many reminders have gone out; false when another node was first.
func updateRenewalTold(ctx context.Context, tx *database.Tx, a Authenticator, sent int) (bool, error) {
	n, err := tx.Exec(ctx, `update authenticators set reminders_sent = $3
		where organisation_id = $1 and id = $2 and reminders_sent < $3`, a.Organisation, a.ID, sent)
	return n == 1, err
}
