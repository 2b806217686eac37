package stock

import (
	"context"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/id"
)

const importColumns = `organisation_id, id, format, location_id, state, stop_code, stop_line, added, unchanged, refused, started_by, started_at, touched_at`

func insertImport(ctx context.Context, tx *database.Tx, i Import) error {
	_, err := tx.Exec(ctx, `insert into stock_imports (organisation_id, id, format, location_id, state, started_by, started_at, touched_at)
		values ($1, $2, $3, $4, $5, $6, $7, $7)`, i.Organisation, i.ID, i.Format, i.Location, i.State, i.StartedBy, i.StartedAt)
	return err
}

func findImport(ctx context.Context, tx *database.Tx, org id.Organisation, which id.StockImport) (Import, error) {
	var i Import
	err := tx.Get(ctx, &i, `select `+importColumns+` from stock_imports where organisation_id = $1 and id = $2`, org, which)
	return i, database.Found(err, "import")
}

func listImports(ctx context.Context, tx *database.Tx, org id.Organisation, after id.StockImport, limit int) ([]Import, error) {
	all := []Import{}
	err := tx.Select(ctx, &all, `select `+importColumns+` from stock_imports
		where organisation_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`, org, after, limit)
	return all, err
}

func listRows(ctx context.Context, tx *database.Tx, org id.Organisation, of id.StockImport, outcome string, after, limit int) ([]Row, error) {
	all := []Row{}
	err := tx.Select(ctx, &all, `select number, line, serial, outcome, reason from stock_import_rows
		where organisation_id = $1 and import_id = $2 and ($3 = '' or outcome = $3) and number > $4 order by number limit $5`,
		org, of, outcome, after, limit)
	return all, err
}

// addCounts adds to what an import has done; a state that is not running ends it.
func addCounts(ctx context.Context, tx *database.Tx, i Import, more Import) error {
	_, err := tx.Exec(ctx, `update stock_imports set added = added + $3, unchanged = unchanged + $4, refused = refused + $5,
			state = $6, stop_code = $7, stop_line = $8, touched_at = $9
		where organisation_id = $1 and id = $2 and state = 'running'`,
		i.Organisation, i.ID, more.Added, more.Unchanged, more.Refused, more.State, more.StopCode, more.StopLine, tx.Now)
	return err
}

type serialKey struct{ maker, serial string }

// knownSerials reads what the books have under the serial numbers of a batch: one look into the index
// for each. Its plan is made while the table is still empty and must be good when it is full, so it
// leaves no other choice.
func knownSerials(ctx context.Context, tx *database.Tx, org id.Organisation, rows []arrival) ([]Device, error) {
	makers, serials := make([]string, len(rows)), make([]string, len(rows))
	for i, a := range rows {
		makers[i], serials[i] = a.Maker, a.Serial
	}
	found := []Device{}
	err := tx.Select(ctx, &found, `select d.organisation_id, d.id, d.serial, d.maker, d.kind, d.seed_sealed, d.last_step, d.state
		from unnest($2::text[], $3::text[]) as k(maker, serial) cross join lateral (
			select organisation_id, id, serial, maker, kind, seed_sealed, last_step, state from devices
			where organisation_id = $1 and maker = k.maker and serial = k.serial collate "C" limit 1) d`,
		org, pq.Array(makers), pq.Array(serials))
	return found, err
}

//nolint:gochecknoglobals // a table's columns
var (
	deviceTable = &database.Table{Name: "devices", Raced: "devices_serial_key", Columns: []database.Column{
		{Name: "organisation_id", Type: "uuid"},
		{Name: "id", Type: "uuid"},
		{Name: "serial", Type: "text"},
		{Name: "maker", Type: "text"},
		{Name: "model", Type: "text"},
		{Name: "kind", Type: "text"},
		{Name: "method", Type: "text"},
		{Name: "seed_sealed", Type: "bytea"},
		{Name: "drift", Type: "integer"},
		{Name: "expires_at", Type: "timestamptz"},
		{Name: "state", Type: "text"},
		{Name: "location_id", Type: "uuid"},
		{Name: "home_id", Type: "uuid"},
		{Name: "import_id", Type: "uuid"},
		{Name: "created_at", Type: "timestamptz"},
		{Name: "moved_at", Type: "timestamptz"},
	}}
	rowTable = &database.Table{Name: "stock_import_rows", Columns: []database.Column{
		{Name: "organisation_id", Type: "uuid"},
		{Name: "import_id", Type: "uuid"},
		{Name: "number", Type: "integer"},
		{Name: "line", Type: "integer"},
		{Name: "serial", Type: "text"},
		{Name: "outcome", Type: "text"},
		{Name: "reason", Type: "text"},
	}}
)
