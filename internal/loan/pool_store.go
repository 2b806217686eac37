package loan

import (
	"context"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
)

const poolSelect = `select p.organisation_id, p.id, p.name, p.location_id, o.name as location_name, o.unit_id, coalesce(u.name, '') as unit_name,
		p.bundle_id, b.name as bundle_name, b.retired_at is not null as bundle_retired, p.hours, p.ended_at, p.version,
		(select count(*) from devices d where d.organisation_id = p.organisation_id and d.location_id = p.location_id
			and d.state = 'in_stock' and d.unfit = '' and d.kind <> 'chip') as free,
		(select count(*) from loans l where l.organisation_id = p.organisation_id and l.pool_id = p.id and l.closed_at is null) as out
	from loan_pools p
	join stock_locations o on o.organisation_id = p.organisation_id and o.id = p.location_id
	join bundles b on b.organisation_id = p.organisation_id and b.id = p.bundle_id
	left join units u on u.organisation_id = p.organisation_id and u.id = o.unit_id `

func listPools(ctx context.Context, tx *database.Tx, org id.Organisation, reach within) ([]Pool, error) {
	all := []Pool{}
	err := tx.Select(ctx, &all, `with recursive mine as (
			select u.id from units u where u.organisation_id = $1 and u.id = any($2::uuid[])
			union select u.id from mine m join units u on u.organisation_id = $1 and u.parent_id = m.id) `+poolSelect+`
		where p.organisation_id = $1 and p.ended_at is null and ($3::boolean or o.unit_id in (select id from mine))
		order by lower(p.name), p.id limit 500`, org, pq.Array(reach.units), reach.all)
	return all, err
}

func findPool(ctx context.Context, tx *database.Tx, org id.Organisation, which id.LoanPool) (Pool, error) {
	var p Pool
	err := tx.Get(ctx, &p, poolSelect+`where p.organisation_id = $1 and p.id = $2`, org, which)
	return p, database.Found(err, "loan_pool")
}

// lockPool keeps a pool as it is: what is lent from it is bounded by the bundle that it names now.
func lockPool(ctx context.Context, tx *database.Tx, org id.Organisation, which id.LoanPool) (Pool, error) {
	var locked id.LoanPool // two statements: see employee.Lock
	err := tx.Get(ctx, &locked, `select id from loan_pools where organisation_id = $1 and id = $2 for update`, org, which)
	if err != nil {
		return Pool{}, database.Found(err, "loan_pool")
	}
	return findPool(ctx, tx, org, which)
}

// poolAt is the pool that lies at a location, or none.
func poolAt(ctx context.Context, tx *database.Tx, org id.Organisation, location id.Location) (id.LoanPool, error) {
	var found []id.LoanPool
	err := tx.Select(ctx, &found, `select id from loan_pools where organisation_id = $1 and location_id = $2 and ended_at is null`, org, location)
	if err != nil || len(found) == 0 {
		return id.LoanPool{}, err
	}
	return found[0], nil
}

// placeOf is the department of a location in use.
func placeOf(ctx context.Context, tx *database.Tx, org id.Organisation, location id.Location) (id.Unit, error) {
	var unit id.Unit
	err := tx.Get(ctx, &unit, `select unit_id from stock_locations where organisation_id = $1 and id = $2 and ended_at is null for share`, org, location)
	return unit, database.Found(err, "location")
}

// bundleThere says whether a bundle is in use.
func bundleThere(ctx context.Context, tx *database.Tx, org id.Organisation, bundle id.Bundle) error {
	var found id.Bundle
	err := tx.Get(ctx, &found, `select id from bundles where organisation_id = $1 and id = $2 and retired_at is null for share`, org, bundle)
	return database.Found(err, "bundle")
}

func insertPool(ctx context.Context, tx *database.Tx, p Pool) error {
	_, err := tx.Exec(ctx, `insert into loan_pools (organisation_id, id, name, location_id, bundle_id, hours, created_at)
		values ($1, $2, $3, $4, $5, $6, $7)`, p.Organisation, p.ID, p.Name, p.Location, p.Bundle, p.Hours, tx.Now)
	return located(err)
}

func updatePool(ctx context.Context, tx *database.Tx, p Pool) error {
	n, err := tx.Exec(ctx, `update loan_pools set name = $4, location_id = $5, bundle_id = $6, hours = $7, ended_at = $8, version = version + 1
		where organisation_id = $1 and id = $2 and version = $3`, p.Organisation, p.ID, p.Version, p.Name, p.Location, p.Bundle, p.Hours, p.EndedAt)
	if err == nil && n == 0 {
		return etag.Stale()
	}
	return located(err)
}

func located(err error) error {
	if database.Violates(err, "loan_pools_location_id_key") {
		return fault.New(fault.Conflict, "loan_pool_there", "Another pool lies at this location.").On("/location_id", "loan_pool_there", "Already a pool.")
	}
	return err
}
