package organisation

import (
	"context"

	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
)

const productionUnitColumns = `id, p_number, name, address, ended_at, version`

func insertProductionUnit(ctx context.Context, tx *database.Tx, org id.Organisation, in ConnectUnit) (ProductionUnit, error) {
	var p ProductionUnit
	err := tx.Get(ctx, &p, `insert into production_units (organisation_id, id, p_number, name, address)
		values ($1, $2, $3, $4, $5) returning `+productionUnitColumns,
		org, id.New[id.ProductionUnit](), in.Number.String(), in.Name, in.Address)
	if database.Violates(err, "production_units_organisation_id_p_number_key") {
		return ProductionUnit{}, fault.New(fault.Conflict, "p_number_taken", "The organisation already has this P-number.").
			On("/p_number", "p_number_taken", "Already registered.")
	}
	return p, err
}

func findProductionUnit(ctx context.Context, tx *database.Tx, org id.Organisation, unit id.ProductionUnit) (ProductionUnit, error) {
	var p ProductionUnit
	err := tx.Get(ctx, &p, `select `+productionUnitColumns+` from production_units
		where organisation_id = $1 and id = $2 for update`, org, unit)
	return p, database.Found(err, "production unit")
}

func listProductionUnits(ctx context.Context, tx *database.Tx, org id.Organisation, after id.ProductionUnit, limit int) ([]ProductionUnit, error) {
	found := []ProductionUnit{}
	err := tx.Select(ctx, &found, `select `+productionUnitColumns+` from production_units
		where organisation_id = $1 and ($2::uuid is null or id > $2) order by id limit $3`, org, after, limit)
	return found, err
}

func updateProductionUnit(ctx context.Context, tx *database.Tx, org id.Organisation, p *ProductionUnit) error {
	n, err := tx.Exec(ctx, `update production_units set name = $4, address = $5, ended_at = $6, version = version + 1
		where organisation_id = $1 and id = $2 and version = $3`, org, p.ID, p.Version, p.Name, p.Address, p.EndedAt)
	if err == nil && n == 0 {
		return etag.Stale()
	}
	p.Version++
	return err
}

const unitColumns = `id, parent_id, production_unit_id, name, ended_at, version`

func insertUnit(ctx context.Context, tx *database.Tx, org id.Organisation, u Unit) error {
	_, err := tx.Exec(ctx, `insert into units (organisation_id, id, parent_id, production_unit_id, name) values ($1, $2, $3, $4, $5)`,
		org, u.ID, u.Parent, u.ProductionUnit, u.Name)
	return err
}

func findUnit(ctx context.Context, tx *database.Tx, org id.Organisation, unit id.Unit) (Unit, error) {
	var u Unit
	err := tx.Get(ctx, &u, `select `+unitColumns+` from units where organisation_id = $1 and id = $2 for update`, org, unit)
	return u, database.Found(err, "unit")
}

func listUnits(ctx context.Context, tx *database.Tx, org id.Organisation, after id.Unit, limit int) ([]Unit, error) {
	found := []Unit{}
	err := tx.Select(ctx, &found, `select `+unitColumns+` from units
		where organisation_id = $1 and ($2::uuid is null or id > $2) order by id limit $3`, org, after, limit)
	return found, err
}

func updateUnit(ctx context.Context, tx *database.Tx, org id.Organisation, u *Unit) error {
	n, err := tx.Exec(ctx, `update units set parent_id = $4, production_unit_id = $5, name = $6, ended_at = $7, version = version + 1
		where organisation_id = $1 and id = $2 and version = $3`, org, u.ID, u.Version, u.Parent, u.ProductionUnit, u.Name, u.EndedAt)
	if err == nil && n == 0 {
		return etag.Stale()
	}
	u.Version++
	return err
}

// unitHeight counts the levels of the tree that hangs on a unit, itself included.
func unitHeight(ctx context.Context, tx *database.Tx, org id.Organisation, unit id.Unit) (int, error) {
	var height int
	err := tx.Get(ctx, &height, `with recursive below as (
			select id, 1 as level from units where organisation_id = $1 and id = $2
			union all
			select u.id, b.level + 1 from below b join units u on u.organisation_id = $1 and u.parent_id = b.id
			where b.level <= $3)
		select coalesce(max(level), 1) from below`, org, unit, maxDepth)
	return height, err
}

// unitUsed says whether departments or employees belong to the unit still.
func unitUsed(ctx context.Context, tx *database.Tx, org id.Organisation, unit id.Unit) (bool, error) {
	var used bool
	err := tx.Get(ctx, &used, `select exists (select 1 from units where organisation_id = $1 and parent_id = $2 and ended_at is null)
		or exists (select 1 from employments m join employees e on e.organisation_id = $1 and e.id = m.employee_id
			where m.organisation_id = $1 and m.ended_at is null and (m.ends_on is null or m.ends_on >= $3)
			and coalesce(m.unit_id, e.unit_id) = $2)`, org, unit, tx.Today)
	return used, err
}

// productionUnitUsed is unitUsed for a production unit.
func productionUnitUsed(ctx context.Context, tx *database.Tx, org id.Organisation, unit id.ProductionUnit) (bool, error) {
	var used bool
	err := tx.Get(ctx, &used, `select exists (select 1 from units where organisation_id = $1 and production_unit_id = $2 and ended_at is null)
		or exists (select 1 from employments m join employees e on e.organisation_id = $1 and e.id = m.employee_id
			where m.organisation_id = $1 and m.ended_at is null and (m.ends_on is null or m.ends_on >= $3)
			and coalesce(m.production_unit_id, e.production_unit_id) = $2)`, org, unit, tx.Today)
	return used, err
}

// demandInUse makes a change hold only while what the unit points to is in use.
func demandInUse(tx *database.Tx, org id.Organisation, parent id.Unit, production id.ProductionUnit) {
	tx.Demand(`exists (select 1 from organisations where id = $1 and state = 'connected')`, NotConnected(), org)
	if !parent.IsZero() {
		tx.Demand(`exists (select 1 from units where organisation_id = $1 and id = $2 and ended_at is null)`,
			fault.New(fault.Invalid, "unit_unknown", "There is no such department in use.").
				On("/parent_id", "unit_unknown", "No such department in use."), org, parent)
	}
	if !production.IsZero() {
		tx.Demand(`exists (select 1 from production_units where organisation_id = $1 and id = $2 and ended_at is null)`,
			fault.New(fault.Invalid, "production_unit_unknown", "There is no such production unit in use.").
				On("/production_unit_id", "production_unit_unknown", "No such production unit in use."), org, production)
	}
}
