package stock

import (
	"context"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
)

const deviceColumns = `d.organisation_id, d.id, d.serial, d.maker, d.model, d.kind, d.method, d.seed_sealed, d.last_step, d.drift, d.expires_at,
	d.state, d.location_id, d.holder_id, d.home_id, d.unfit, d.created_at, d.moved_at, d.version,
	coalesce(l.name, '') as location_name, coalesce(h.given_name || ' ' || h.family_name, '') as holder_name,
	a.id as authenticator_id, coalesce(a.state, '') as authenticator_state`

// deviceTables joins what is shown with a device: its place, its holder, and the latest authenticator
// that it was.
const deviceTables = ` from devices d
	left join stock_locations l on l.organisation_id = d.organisation_id and l.id = d.location_id
	left join employees h on h.organisation_id = d.organisation_id and h.id = d.holder_id
	left join lateral (select a.id, a.state from authenticators a where a.organisation_id = d.organisation_id and a.device_id = d.id
		order by a.created_at desc, a.id desc limit 1) a on true `

// Filter narrows the list of devices.
type Filter struct {
	State    State
	Kind     Kind
	Location id.Location
	Serial   string // how it begins
	Home     bool   // Location means the home, wherever the device is
}

type cursor struct {
	Serial string
	ID     id.Device
}

func listDevices(ctx context.Context, tx *database.Tx, org id.Organisation, reach within, f Filter, after cursor, limit int) ([]Device, error) {
	all := []Device{}
	err := tx.Select(ctx, &all, mineSQL+`select `+deviceColumns+deviceTables+`
		where d.organisation_id = $1 and ($3::boolean or exists (select 1 from stock_locations o
				where o.organisation_id = $1 and o.id = d.home_id and o.unit_id in (select id from mine)))
			and ($4 = '' or d.state = $4) and ($5 = '' or d.kind = $5)
			and ($6::uuid is null or case when $7 then d.home_id else d.location_id end = $6)
			and ($8 = '' or starts_with(d.serial, $8))
			and ($9::uuid is null or (d.serial, d.id) > ($10 collate "C", $9))
		order by d.serial, d.id limit $11`,
		org, pq.Array(reach.units), reach.all, string(f.State), string(f.Kind), f.Location, f.Home, f.Serial, after.ID, after.Serial, limit)
	return all, err
}

func findDevice(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Device) (Device, error) {
	var d Device
	err := tx.Get(ctx, &d, `select `+deviceColumns+deviceTables+` where d.organisation_id = $1 and d.id = $2`, org, which)
	return d, database.Found(err, "device")
}

// lockDevice reads a device and keeps it until the transaction ends: whatever moves one takes this lock first.
func lockDevice(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Device) (Device, error) {
	var locked id.Device // two statements: see employee.Lock
	err := tx.Get(ctx, &locked, `select id from devices where organisation_id = $1 and id = $2 for update`, org, which)
	if err != nil {
		return Device{}, database.Found(err, "device")
	}
	return findDevice(ctx, tx, org, which)
}

// bySerial finds the device whose number somebody reads from it. Two makers may use the same number.
func bySerial(ctx context.Context, tx *database.Tx, org id.Organisation, serial, maker string) (id.Device, error) {
	var found []id.Device
	err := tx.Select(ctx, &found, `select id from devices where organisation_id = $1 and serial = $2 and ($3 = '' or maker = $3) limit 2`,
		org, serial, maker)
	switch {
	case err != nil:
		return id.Device{}, err
	case len(found) == 0:
		return id.Device{}, fault.New(fault.NotFound, "serial_unknown", "No device of the organisation has this serial number.").
			On("/serial", "serial_unknown", "Unknown.")
	case len(found) > 1:
		return id.Device{}, fault.New(fault.Conflict, "serial_ambiguous", "Two makers use this serial number. Say which one.").
			On("/maker", "missing", "Say which maker.")
	}
	return found[0], nil
}

// updatePlace stores where a device is now.
func updatePlace(ctx context.Context, tx *database.Tx, d *Device) error {
	n, err := tx.Exec(ctx, `update devices set state = $4, location_id = $5, holder_id = $6, home_id = $7, unfit = $8, last_step = $9,
			seed_sealed = $10, moved_at = $11, version = version + 1
		where organisation_id = $1 and id = $2 and version = $3`,
		d.Organisation, d.ID, d.Version, string(d.State), d.Location, d.Holder, d.Home, d.Unfit, d.LastStep, d.SeedSealed, tx.Now)
	if err == nil && n == 0 {
		return etag.Stale()
	}
	d.Version++
	d.MovedAt = tx.Now
	return err
}
