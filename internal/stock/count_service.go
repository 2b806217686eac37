package stock

import (
	"context"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/page"
)

// Counted is what somebody counted of a kind at a location, against the books.
type Counted struct {
	ID            id.StockCount `db:"id"`
	Location      id.Location   `db:"location_id"`
	Kind          Kind          `db:"kind"`
	Counted       int           `db:"counted"`
	Booked        int           `db:"booked"`
	CountedBy     id.Employee   `db:"counted_by"`
	CountedByName string        `db:"counted_by_name"`
	CountedAt     time.Time     `db:"counted_at"`
}

// TakeStock remembers what was counted at a location and how it differs from the books (O5). It moves
// nothing: what is missing is written off by its serial number.
func (s *Service) TakeStock(ctx context.Context, org id.Organisation, where id.Location, counted map[Kind]int) ([]Counted, error) {
	permit, err := authz.Require(ctx, authz.StockCount, authz.In(org))
	if err != nil {
		return nil, err
	}
	if len(counted) == 0 {
		return nil, fault.New(fault.Invalid, "invalid_input", "Some fields need attention.").On("/counts", "missing", "Count at least one kind.")
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) ([]Counted, error) {
		l, err := lockLocation(ctx, tx, org, where) // two who count at once have their own books each
		if err != nil {
			return nil, err
		}
		facts, err := at(ctx, tx, l, "")
		if err != nil {
			return nil, err
		}
		decision, err := permit.On(facts)
		if err != nil {
			return nil, err
		}
		booked, err := booksAt(ctx, tx, org, where)
		if err != nil {
			return nil, err
		}
		all := []Counted{}
		for _, kind := range Kinds() {
			n, wanted := counted[kind]
			if !wanted {
				continue
			}
			c := Counted{
				ID: id.New[id.StockCount](), Location: where, Kind: kind, Counted: n, Booked: booked[kind],
				CountedBy: permit.Actor().Employee, CountedByName: permit.Actor().Name, CountedAt: tx.Now,
			}
			tx.Append(countTable, org, c.ID, where, string(kind), n, c.Booked, c.CountedBy, tx.Now)
			err := s.audit.Record(ctx, tx, audit.Event{
				Decision: decision, Name: "stock.counted", Subject: audit.On("location", where),
				After: audit.Fields{"name": l.Name, "kind": string(kind), "counted": n, "booked": c.Booked, "difference": n - c.Booked},
			})
			if err != nil {
				return nil, err
			}
			all = append(all, c)
		}
		return all, nil
	})
}

// Counts lists what was counted at a location, the latest first.
func (s *Service) Counts(ctx context.Context, org id.Organisation, where id.Location, after id.StockCount, limit int) (page.Page[Counted], error) {
	permit, err := authz.Require(ctx, authz.StockRead, authz.In(org))
	if err != nil {
		return page.Page[Counted]{}, err
	}
	found := []Counted{}
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		if _, err := judgedAt(ctx, tx, permit, org, where, ""); err != nil {
			return err
		}
		return tx.Select(ctx, &found, `select c.id, c.location_id, c.kind, c.counted, c.booked, c.counted_by, c.counted_at,
				coalesce(e.given_name || ' ' || e.family_name, '') as counted_by_name
			from stock_counts c left join employees e on e.organisation_id = c.organisation_id and e.id = c.counted_by
			where c.organisation_id = $1 and c.location_id = $2 and ($3::uuid is null or c.id < $3) order by c.id desc limit $4`, org, where, after, limit+1)
	})
	return page.Cut(found, limit, func(c Counted) string { return page.Encode(c.ID) }), err
}

//nolint:gochecknoglobals // a table's columns
var countTable = &database.Table{Name: "stock_counts", Columns: []database.Column{
	{Name: "organisation_id", Type: "uuid"},
	{Name: "id", Type: "uuid"},
	{Name: "location_id", Type: "uuid"},
	{Name: "kind", Type: "text"},
	{Name: "counted", Type: "integer"},
	{Name: "booked", Type: "integer"},
	{Name: "counted_by", Type: "uuid"},
	{Name: "counted_at", Type: "timestamptz"},
}}

// booksAt is how many devices of each kind lie at a location.
func booksAt(ctx context.Context, tx *database.Tx, org id.Organisation, where id.Location) (map[Kind]int, error) {
	var rows []struct {
		Kind   Kind `db:"kind"`
		Number int  `db:"number"`
	}
	err := tx.Select(ctx, &rows, `select kind, count(*) as number from devices where organisation_id = $1 and location_id = $2 group by kind`, org, where)
	booked := map[Kind]int{}
	for _, r := range rows {
		booked[r.Kind] = r.Number
	}
	return booked, err
}
