package printing

import (
	"context"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/id"
)

// within is what a list may show its reader.
type within struct {
	all                    bool
	units, productionUnits []string
}

const columns = `l.organisation_id, l.id, l.kind, l.employee_id, l.state, l.claimed_by, l.claimed_at, l.prints, l.queued_by, l.queued_at,
	l.expires_at, l.settled_at, l.version, l.content_sealed`

const names = `e.given_name || ' ' || e.family_name as employee_name, coalesce(c.given_name || ' ' || c.family_name, '') as claimed_name`

const tables = ` from letters l
	join employees e on e.organisation_id = l.organisation_id and e.id = l.employee_id
	left join employees c on c.organisation_id = l.organisation_id and c.id = l.claimed_by `

// list gives what is still to be printed, or the letters of one state; $7 is the clock, which alone
// knows the expired ones.
func list(ctx context.Context, tx *database.Tx, org id.Organisation, reach within, state string, after id.Letter, limit int) ([]Letter, error) {
	found := []Letter{}
	err := tx.Select(ctx, &found, `with recursive mine as (
			select u.id from units u where u.organisation_id = $1 and u.id = any($2::uuid[])
			union select u.id from mine a join units u on u.organisation_id = $1 and u.parent_id = a.id)
		select `+columns+`, `+names+tables+`
		where l.organisation_id = $1 and ($3::boolean or e.unit_id in (select id from mine) or e.production_unit_id = any($8::uuid[]))
		and ($4::uuid is null or l.id > $4)
		and case when $5 = '' then l.state in ('waiting', 'printing') and l.expires_at > $7
			when $5 = 'expired' then l.state in ('waiting', 'printing') and l.expires_at <= $7
			else l.state = $5 and (l.state not in ('waiting', 'printing') or l.expires_at > $7) end
		order by l.id limit $6`,
		org, pq.Array(reach.units), reach.all, after, state, limit, tx.Now, pq.Array(reach.productionUnits))
	return found, err
}

func lock(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Letter) (Letter, error) {
	var l Letter
	err := tx.Get(ctx, &l, `select `+columns+`, `+names+tables+` where l.organisation_id = $1 and l.id = $2 for update of l`, org, which)
	return l, database.Found(err, "letter")
}

func insert(ctx context.Context, tx *database.Tx, l Letter) error {
	_, err := tx.Exec(ctx, `insert into letters (organisation_id, id, kind, employee_id, state, content_sealed, queued_by, queued_at, expires_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		l.Organisation, l.ID, string(l.Kind), l.Employee, string(l.State), l.Sealed, l.QueuedBy, l.QueuedAt, l.ExpiresAt)
	return err
}

func update(ctx context.Context, tx *database.Tx, l *Letter) error {
	n, err := tx.Exec(ctx, `update letters set state = $4, content_sealed = $5, claimed_by = $6, claimed_at = $7, prints = $8, settled_at = $9,
		version = version + 1 where organisation_id = $1 and id = $2 and version = $3`,
		l.Organisation, l.ID, l.Version, string(l.State), l.Sealed, l.ClaimedBy, l.ClaimedAt, l.Prints, l.SettledAt)
	if err == nil && n == 0 {
		return etag.Stale()
	}
	l.Version++
	return err
}

func voidOpen(ctx context.Context, tx *database.Tx, org id.Organisation, of id.Employee, kind Kind) error {
	_, err := tx.Exec(ctx, `update letters set state = 'void', content_sealed = null, claimed_by = null, claimed_at = null, settled_at = $4,
		version = version + 1
		where organisation_id = $1 and employee_id = $2 and kind = $3 and state in ('waiting', 'printing')`, org, of, string(kind), tx.Now)
	return err
}

func wipe(ctx context.Context, tx *database.Tx) error {
	_, err := tx.Exec(ctx, `update letters set content_sealed = null where expires_at <= $1 and content_sealed is not null`, tx.Now)
	return err
}
