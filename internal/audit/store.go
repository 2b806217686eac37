package audit

import (
	"context"
	"time"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/id"
)

func findKey(ctx context.Context, tx *database.Tx, org id.Organisation, person string) ([]byte, error) {
	var wrapped []byte
	err := tx.Get(ctx, &wrapped, `select wrapped from personal_keys where organisation_id = $1 and person = $2`, org, person)
	return wrapped, err
}

func destroyKey(ctx context.Context, tx *database.Tx, org id.Organisation, person string) error {
	_, err := tx.Exec(ctx, `delete from personal_keys where organisation_id = $1 and person = $2`, org, person)
	return err
}

type wrappedKey struct {
	Person  string `db:"person"`
	Wrapped []byte `db:"wrapped"`
}

func listKeys(ctx context.Context, tx *database.Tx, org id.Organisation, persons []string) ([]wrappedKey, error) {
	rows := []wrappedKey{}
	err := tx.Select(ctx, &rows, `select person, wrapped from personal_keys
		where organisation_id = $1 and person = any($2)`, org, pq.Array(persons))
	return rows, err
}

// row repeats beside the body what lists are searched by.
type row struct {
	ID      id.Event  `db:"id"`
	At      time.Time `db:"at"`
	Name    string    `db:"name"`
	Outcome string    `db:"outcome"`
	Person  string    `db:"person"`
	Body    []byte    `db:"body"`
}

// list gives an organisation's events, the latest first.
func list(ctx context.Context, tx *database.Tx, f Filter, before id.Event, limit int) ([]row, error) {
	rows := []row{}
	err := tx.Select(ctx, &rows, `
		select id, at, name, outcome, person, body from audit_events
		where organisation_id = $1
			and ($2 = '' or subject_id = $2)
			and ($3 = '' or name = $3 or starts_with(name, $3 || '.'))
			and ($4 = '' or outcome = $4)
			and ($5::timestamptz is null or at >= $5)
			and ($6::timestamptz is null or at < $6)
			and ($7::uuid is null or id < $7)
		order by id desc limit $8`,
		f.Organisation, f.Subject, f.Name, f.Outcome, instant(f.From), instant(f.To), before, limit)
	return rows, err
}

// listOf gives the events about some persons and those done by some actors, the latest first. It
// stands apart from list so that each half walks an index of its own.
func listOf(ctx context.Context, tx *database.Tx, f Filter, before id.Event, limit int) ([]row, error) {
	rows := []row{}
	err := tx.Select(ctx, &rows, `
		with about as (
			select id, at, name, outcome, person, body, actor_id, subject_id from audit_events
			where organisation_id = $1 and person = any($9) and ($7::uuid is null or id < $7)),
		done as (
			select id, at, name, outcome, person, body, actor_id, subject_id from audit_events
			where organisation_id = $1 and actor_id = any($10) and ($7::uuid is null or id < $7)),
		either as (
			select id, at, name, outcome, person, body, actor_id, subject_id from about
			union select id, at, name, outcome, person, body, actor_id, subject_id from done)
		select id, at, name, outcome, person, body from either
		where ($2 = '' or subject_id = $2)
			and ($3 = '' or name = $3 or starts_with(name, $3 || '.'))
			and ($4 = '' or outcome = $4)
			and ($5::timestamptz is null or at >= $5)
			and ($6::timestamptz is null or at < $6)
			and ($11 = '' or actor_id = $11)
		order by id desc limit $8`,
		f.Organisation, f.Subject, f.Name, f.Outcome, instant(f.From), instant(f.To), before, limit,
		pq.Array(f.About), pq.Array(f.By), f.Actor)
	return rows, err
}

// listWithin is both of the former for somebody who sees a part of the organisation: each person of
// that part is asked for by index, so that a small unit in a large log costs little.
func listWithin(ctx context.Context, tx *database.Tx, f Filter, before id.Event, limit int) ([]row, error) {
	rows := []row{}
	err := tx.Select(ctx, &rows, database.WithinSQL+`
		select v.id, v.at, v.name, v.outcome, v.person, v.body from within w cross join lateral (
			select a.id, a.at, a.name, a.outcome, a.person, a.body from audit_events a
			where a.organisation_id = $1 and a.person = w.person
				and ($5 = '' or a.subject_id = $5)
				and ($6 = '' or a.name = $6 or starts_with(a.name, $6 || '.'))
				and ($7 = '' or a.outcome = $7)
				and ($8::timestamptz is null or a.at >= $8)
				and ($9::timestamptz is null or a.at < $9)
				and ($10::uuid is null or a.id < $10)
				and (cardinality($12::text[]) = 0 and cardinality($13::text[]) = 0 or a.person = any($12) or a.actor_id = any($13))
				and ($14 = '' or a.actor_id = $14)
			order by a.id desc limit $11) v
		order by v.id desc limit $11`,
		f.Organisation, tx.Today, pq.Array(f.Within.Units), pq.Array(f.Within.ProductionUnits),
		f.Subject, f.Name, f.Outcome, instant(f.From), instant(f.To), before, limit,
		pq.Array(some(f.About)), pq.Array(some(f.By)), f.Actor)
	return rows, err
}

// some makes "none" an empty array, which null is not.
func some(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// isWithin says whether a person lies in the reach.
func isWithin(ctx context.Context, tx *database.Tx, org id.Organisation, units, productionUnits []string, person string) (bool, error) {
	var within bool
	err := tx.Get(ctx, &within, database.WithinSQL+` select exists (select 1 from within where person = $5)`,
		org, tx.Today, pq.Array(units), pq.Array(productionUnits), person)
	return within, err
}

// watched is an employee into whose log somebody looks.
type watched struct {
	ProductionUnit id.ProductionUnit `db:"production_unit_id"`
	Above          pq.StringArray    `db:"units"`
	Recent         bool              `db:"recent"` // this reader's look was remembered within the hour
	Units          []id.Unit         `db:"-"`
}

func findWatched(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee, reader string) (watched, error) {
	var w watched
	err := tx.Get(ctx, &w, `
		with recursive above as (
			select u.id, u.parent_id from units u join employees e on e.organisation_id = $1 and e.id = $2
			where u.organisation_id = $1 and (u.id = e.unit_id or u.id in (select m.unit_id from employments m
				where m.organisation_id = $1 and m.employee_id = $2 and m.ended_at is null and (m.ends_on is null or m.ends_on >= $3)))
			union
			select u.id, u.parent_id from above a join units u on u.organisation_id = $1 and u.id = a.parent_id)
		select e.production_unit_id, array(select id::text from above) as units,
			exists (select 1 from audit_events v where v.organisation_id = $1 and v.person = $2::text and v.actor_id = $4
				and v.name = 'event.read' and v.at > $5) as recent
		from employees e where e.organisation_id = $1 and e.id = $2::uuid`, org, who, tx.Today, reader, tx.Now.Add(-time.Hour))
	for _, text := range w.Above {
		unit, failed := id.Parse[id.Unit](text)
		if failed != nil {
			return w, failed
		}
		w.Units = append(w.Units, unit)
	}
	return w, err
}

// instant makes "none" null.
func instant(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

func hasEvents(ctx context.Context, tx *database.Tx, org id.Organisation, person string) (bool, error) {
	var known bool
	err := tx.Get(ctx, &known, `select exists (select 1 from audit_events where organisation_id = $1 and person = $2)`, org, person)
	return known, err
}
