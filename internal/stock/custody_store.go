package stock

import (
	"context"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/id"
)

//nolint:gochecknoglobals // a table's columns
var custodyTable = &database.Table{Name: "custody", Columns: []database.Column{
	{Name: "organisation_id", Type: "uuid"},
	{Name: "id", Type: "uuid"},
	{Name: "device_id", Type: "uuid"},
	{Name: "act", Type: "text"},
	{Name: "state", Type: "text"},
	{Name: "from_location_id", Type: "uuid"},
	{Name: "from_employee_id", Type: "uuid"},
	{Name: "to_location_id", Type: "uuid"},
	{Name: "to_employee_id", Type: "uuid"},
	{Name: "given_by", Type: "uuid"},
	{Name: "given_at", Type: "timestamptz"},
	{Name: "settled_at", Type: "timestamptz"},
}}

const custodyColumns = `c.organisation_id, c.id, c.device_id, d.serial, d.kind, c.act, c.state, c.from_location_id, c.from_employee_id,
	c.to_location_id, c.to_employee_id, c.given_by, c.given_at, c.settled_at,
	coalesce(fl.name, '') as from_location_name, coalesce(tl.name, '') as to_location_name,
	coalesce(fe.given_name || ' ' || fe.family_name, '') as from_employee_name,
	coalesce(te.given_name || ' ' || te.family_name, '') as to_employee_name,
	coalesce(ge.given_name || ' ' || ge.family_name, '') as given_by_name`

const custodyTables = ` from custody c join devices d on d.organisation_id = c.organisation_id and d.id = c.device_id
	left join stock_locations fl on fl.organisation_id = c.organisation_id and fl.id = c.from_location_id
	left join stock_locations tl on tl.organisation_id = c.organisation_id and tl.id = c.to_location_id
	left join employees fe on fe.organisation_id = c.organisation_id and fe.id = c.from_employee_id
	left join employees te on te.organisation_id = c.organisation_id and te.id = c.to_employee_id
	left join employees ge on ge.organisation_id = c.organisation_id and ge.id = c.given_by `

func custodyOf(ctx context.Context, tx *database.Tx, org id.Organisation, device id.Device, after id.Custody, limit int) ([]Custody, error) {
	all := []Custody{}
	err := tx.Select(ctx, &all, `select `+custodyColumns+custodyTables+`
		where c.organisation_id = $1 and c.device_id = $2 and ($3::uuid is null or c.id < $3) order by c.id desc limit $4`, org, device, after, limit)
	return all, err
}

// listCustody lists hand-overs, the newest first: all within reach, else those that are the reader's own.
func listCustody(ctx context.Context, tx *database.Tx, org id.Organisation, reach within, f CustodyFilter, after id.Custody, limit int) ([]Custody, error) {
	all := []Custody{}
	err := tx.Select(ctx, &all, mineSQL+`select `+custodyColumns+custodyTables+`
		where c.organisation_id = $1 and ($3::boolean or c.to_employee_id = $4 or c.given_by = $4
				or exists (select 1 from stock_locations o where o.organisation_id = $1 and o.id = d.home_id and o.unit_id in (select id from mine)))
			and ($5 = '' or c.state = $5) and (not $6 or c.to_employee_id = $4)
			and ($7::uuid is null or c.id < $7)
		order by c.id desc limit $8`, org, pq.Array(reach.units), reach.all, reach.self, f.State, f.Own, after, limit)
	return all, err
}

func findCustody(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Custody) (Custody, error) {
	var c Custody
	err := tx.Get(ctx, &c, `select `+custodyColumns+custodyTables+` where c.organisation_id = $1 and c.id = $2`, org, which)
	return c, database.Found(err, "hand-over")
}

// offerOf is the hand-over of a device that waits for its receiver, or none.
func offerOf(ctx context.Context, tx *database.Tx, d Device) (Custody, error) {
	var c Custody
	err := tx.Get(ctx, &c, `select `+custodyColumns+custodyTables+`
		where c.organisation_id = $1 and c.device_id = $2 and c.state = 'offered'`, d.Organisation, d.ID)
	return c, err
}

func settle(ctx context.Context, tx *database.Tx, c *Custody, state string) error {
	_, err := tx.Exec(ctx, `update custody set state = $3, settled_at = $4 where organisation_id = $1 and id = $2 and state = 'offered'`,
		c.Organisation, c.ID, state, tx.Now)
	c.State, c.SettledAt = state, &tx.Now
	return err
}

// closeOffer withdraws a hand-over that nobody will sign any more.
func closeOffer(ctx context.Context, tx *database.Tx, d Device) error {
	_, err := tx.Exec(ctx, `update custody set state = 'withdrawn', settled_at = $3
		where organisation_id = $1 and device_id = $2 and state = 'offered'`, d.Organisation, d.ID, tx.Now)
	return err
}

// ownerOf is whose authenticator a device is.
func ownerOf(ctx context.Context, tx *database.Tx, d Device) (owner id.Employee, as State, err error) {
	var found struct {
		Owner id.Employee `db:"employee_id"`
		Lent  bool        `db:"on_loan"`
	}
	err = tx.Get(ctx, &found, `select employee_id, on_loan from authenticators where organisation_id = $1 and id = $2`, d.Organisation, d.Authenticator)
	if found.Lent {
		return found.Owner, OnLoan, database.Found(err, "authenticator")
	}
	return found.Owner, Issued, database.Found(err, "authenticator")
}
