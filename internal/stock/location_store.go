package stock

import (
	"context"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// within is what a list may show its reader.
type within struct {
	all   bool
	units []string
	self  id.Employee
}

const locationColumns = `l.organisation_id, l.id, l.name, l.unit_id, l.ended_at, l.version`

// mineSQL begins a statement whose reader may see only the locations of some departments and those
// below them. $1 is the organisation, $2 the departments.
const mineSQL = `with recursive mine as (
		select u.id from units u where u.organisation_id = $1 and u.id = any($2::uuid[])
		union select u.id from mine a join units u on u.organisation_id = $1 and u.parent_id = a.id) `

func listLocations(ctx context.Context, tx *database.Tx, org id.Organisation, reach within) ([]Location, error) {
	all := []Location{}
	err := tx.Select(ctx, &all, mineSQL+`select `+locationColumns+` from stock_locations l
		where l.organisation_id = $1 and ($3::boolean or l.unit_id in (select id from mine))
		order by l.ended_at is not null, lower(l.name), l.id limit 1000`, org, pq.Array(reach.units), reach.all)
	return all, err
}

// countDevices counts where each device has its home, at the location or in somebody's hands.
func countDevices(ctx context.Context, tx *database.Tx, org id.Organisation) ([]Count, error) {
	all := []Count{}
	err := tx.Select(ctx, &all, `select home_id, kind, state, count(*) as number from devices
		where organisation_id = $1 group by 1, 2, 3 order by 1, 2, 3`, org)
	return all, err
}

func findLocation(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Location) (Location, error) {
	var l Location
	err := tx.Get(ctx, &l, `select `+locationColumns+` from stock_locations l where l.organisation_id = $1 and l.id = $2`, org, which)
	return l, database.Found(err, "location")
}

func lockLocation(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Location) (Location, error) {
	var l Location
	err := tx.Get(ctx, &l, `select `+locationColumns+` from stock_locations l where l.organisation_id = $1 and l.id = $2 for update`, org, which)
	return l, database.Found(err, "location")
}

// keepLocation reads a location that something is about to be put at.
func keepLocation(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Location) (Location, error) {
	var l Location
	err := tx.Get(ctx, &l, `select `+locationColumns+` from stock_locations l where l.organisation_id = $1 and l.id = $2 for share`, org, which)
	return l, database.Found(err, "location")
}

func insertLocation(ctx context.Context, tx *database.Tx, l Location) error {
	_, err := tx.Exec(ctx, `insert into stock_locations (organisation_id, id, name, unit_id, created_at) values ($1, $2, $3, $4, $5)`,
		l.Organisation, l.ID, l.Name, l.Unit, tx.Now)
	return nameTaken(err)
}

func updateLocation(ctx context.Context, tx *database.Tx, l *Location) error {
	n, err := tx.Exec(ctx, `update stock_locations set name = $4, ended_at = $5, version = version + 1
		where organisation_id = $1 and id = $2 and version = $3`, l.Organisation, l.ID, l.Version, l.Name, l.EndedAt)
	if err == nil && n == 0 {
		return etag.Stale()
	}
	l.Version++
	return nameTaken(err)
}

func nameTaken(err error) error {
	if database.Violates(err, "stock_locations_name_key") {
		return fault.New(fault.Conflict, "location_name_taken", "Another location has this name.").
			On("/name", "location_name_taken", "Taken.")
	}
	return err
}

// locationUsed says whether a device lies there or has its home there.
func locationUsed(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Location) (bool, error) {
	var used bool
	err := tx.Get(ctx, &used, `select exists (select 1 from devices where organisation_id = $1 and home_id = $2
			and state not in ('lost', 'written_off', 'destroyed'))
		or exists (select 1 from custody where organisation_id = $1 and to_location_id = $2 and state = 'offered')`, org, which)
	return used, err
}
