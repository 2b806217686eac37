package connection

import (
	"context"

	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/id"
)

// overBefore says that the request c was over before the date $1, by an act or by running out.
const overBefore = `((c.ended_at at time zone 'Europe/Copenhagen')::date < $1
	or c.ended_at is null and c.state in ('draft', 'awaiting_approval') and c.expires_on < $1)`

func outlived(ctx context.Context, tx *database.Tx, before calendar.Date, limit int) ([]id.Connection, error) {
	found := []id.Connection{}
	err := tx.Select(ctx, &found, `select distinct d.connection_id from connection_documents d join connections c on c.id = d.connection_id
		where d.purged_at is null and `+overBefore+` limit $2`, before, limit)
	return found, err
}

// outlives asks the same of one request, which the caller has locked.
func outlives(ctx context.Context, tx *database.Tx, connection id.Connection, before calendar.Date) (bool, error) {
	var still bool
	err := tx.Get(ctx, &still, `select exists (select 1 from connection_documents d join connections c on c.id = d.connection_id
		where d.connection_id = $2 and d.purged_at is null and `+overBefore+`)`, before, connection)
	return still, err
}

// purge deletes the content of a request's documents and gives their ids.
func purge(ctx context.Context, tx *database.Tx, connection id.Connection) ([]string, error) {
	gone := []string{}
	err := tx.Select(ctx, &gone, `update connection_documents set content_sealed = null, purged_at = $2
		where connection_id = $1 and purged_at is null returning id`, connection, tx.Now)
	return gone, err
}
