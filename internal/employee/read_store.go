package employee

import (
	"context"

	"github.com/lib/pq"

	"hverv/internal/audit"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/person"
)

const listed = `e.id, e.given_name, e.family_name, e.email, e.phone, e.title, e.employee_number, e.national_id_kind, e.national_id_masked,
	e.production_unit_id, e.unit_id, e.manager_id, e.protected, e.created_at, e.version, e.sort_key`

// cardSQL is what a card shows beside the employee's own row, and besideSQL where that stands: the
// names of the places, the newest identity, and its authenticators as "kind state" with commas. They
// are looked up by key for the rows of the page alone.
const (
	cardSQL = statusSQL + ` as status, coalesce(u.name, '') as unit_name, coalesce(p.name, '') as production_unit_name,
		coalesce(i.kind, '') as identity_kind, coalesce(i.state, '') as identity_state, coalesce(i.user_name, '') as user_name, i.activate_until,
		coalesce((select string_agg(a.kind || ' ' || a.state, ',' order by a.id)
			from authenticators a where a.organisation_id = $1 and a.identity_id = i.id
			and a.state not in ('revoked', 'returned', 'destroyed')), '') as authenticators`
	besideSQL = `
		left join units u on u.organisation_id = $1 and u.id = e.unit_id
		left join production_units p on p.organisation_id = $1 and p.id = e.production_unit_id
		left join lateral (select n.id, n.kind, n.state, n.user_name, n.activate_until from identities n
			where n.organisation_id = $1 and n.employee_id = e.id order by n.id desc limit 1) i on true`
)

const ordered = ` order by e.sort_key, e.id limit $5`

// plainList is the list that most people ask for, and the shortest for PostgreSQL: $1
// organisation, $2 the date, $3 and $4 where to go on, $5 how many.
const plainList = `with e as materialized (select e.organisation_id, ` + listed + ` from employees e
		where e.organisation_id = $1 and (e.sort_key, e.id) > ($3::bytea, $4::uuid)` + ordered + `)
	select ` + listed + `, ` + cardSQL + ` from e ` + summarySQL + besideSQL + ordered

// reaching is who lies within the caller's reach ($6 everything, $7 units, $8 production units, $9
// self) and within the filters ($10 on).
const reaching = `with recursive
	mine as (select u.id from units u where u.organisation_id = $1 and u.id = any($7::uuid[])
		union select u.id from mine a join units u on u.organisation_id = $1 and u.parent_id = a.id),
	asked as (select u.id from units u where u.organisation_id = $1 and u.id = $10
		union select u.id from asked a join units u on u.organisation_id = $1 and u.parent_id = a.id)`

const matching = `
	where e.organisation_id = $1 and (e.sort_key, e.id) > ($3::bytea, $4::uuid)
	and ($6::boolean or e.id = $9 or e.production_unit_id = any($8::uuid[]) or e.unit_id in (select id from mine)
		or exists (select 1 from employments w where w.organisation_id = $1 and w.employee_id = e.id and w.ended_at is null
			and (w.ends_on is null or w.ends_on >= $2) and w.unit_id in (select id from mine)))
	and ($10::uuid is null or e.unit_id in (select id from asked)
		or exists (select 1 from employments w where w.organisation_id = $1 and w.employee_id = e.id and w.ended_at is null
			and (w.ends_on is null or w.ends_on >= $2) and w.unit_id in (select id from asked)))
	and ($11::uuid is null or e.production_unit_id = $11)
	and ($12::text is null or e.employee_number = $12)
	and ($13::text is null or lower(e.email) = lower($13))
	and ($14::text is null or exists (select 1 from user_names n
		join identities i on i.organisation_id = n.organisation_id and i.id = n.identity_id
		where n.user_name = $14 and n.organisation_id = $1 and i.employee_id = e.id))
	and ($15::text is distinct from 'blocked' or e.id in (select b.employee_id from block_reasons b
		where b.organisation_id = $1 and b.lifted_at is null))
	and ($16::text is null or $16 in ('pending', 'lapsed') and e.id in (select i.employee_id from identities i
			where i.organisation_id = $1 and i.state = 'pending' and (i.activate_until < $2) = ($16 = 'lapsed'))
		or $16 = 'missing' and not exists (select 1 from identities i
			where i.organisation_id = $1 and i.employee_id = e.id and i.state in ('pending', 'active'))
		or $16 = 'lacks_spare' and exists (select 1 from identities i
			where i.organisation_id = $1 and i.employee_id = e.id and i.state = 'active' and i.kind = 'dedicated'
			and 2 > (select count(*) from authenticators a where a.organisation_id = $1 and a.identity_id = i.id
				and a.state = 'active' and (a.ends_at is null or a.ends_at > $17::timestamptz))))
	and ($15::text is null or (select ` + statusSQL + ` from (values (1)) x ` + summarySQL + `) = $15)`

// The status is worked out for the rows of the page alone, unless it is asked for.
const (
	foundSQL = `, found as materialized (select e.organisation_id, ` + listed + ` from employees e` + matching + ordered + `)` + shownSQL
	// A name is looked up by the index of parts first: walking the list in its order instead would
	// read a whole big organisation for a rare name.
	namedSQL = `, named as materialized (select e.organisation_id, ` + listed + ` from employees e
			where e.organisation_id = $1 and e.search_key like $18 and e.search_key like all ($19::text[])),
		found as materialized (select e.organisation_id, ` + listed + ` from named e` + matching + ordered + `)` + shownSQL
	// Activations under way are few among many, and an index knows them; that of names must not be asked.
	waitingSQL = ` from identities i join employees e on e.organisation_id = i.organisation_id and e.id = i.employee_id
			where i.organisation_id = $1 and i.state = 'pending' and (i.activate_until < $2) = ($16 = 'lapsed')
			and (e.search_key || '') like all ($18::text[])`
	waitingList = reaching + `, named as materialized (select e.organisation_id, ` + listed + waitingSQL + `),
		found as materialized (select e.organisation_id, ` + listed + ` from named e` + matching + ordered + `)` + shownSQL
	waitingCount = reaching + `, named as materialized (select e.organisation_id, ` + listed + waitingSQL + `)
		select count(*) from (select 1 from named e` + matching + ` limit $5) x`
	// What fits nearly everybody is better looked for in the list's order, which ends soon.
	walkedSQL = `, found as materialized (select e.organisation_id, ` + listed + ` from employees e` + matching + `
			and e.search_key like $18 and e.search_key like all ($19::text[])` + ordered + `)` + shownSQL
	shownSQL = ` select ` + listed + `, ` + cardSQL + ` from found e ` + summarySQL + besideSQL + ` order by e.sort_key, e.id`

	filteredList  = reaching + foundSQL
	namedList     = reaching + namedSQL
	walkedList    = reaching + walkedSQL
	filteredCount = reaching + ` select count(*) from (select 1 from employees e` + matching + ` limit $5) x`
	namedCount    = reaching + ` select count(*) from (select 1 from employees e` + matching + `
			and e.search_key like $18 and e.search_key like all ($19::text[]) limit $5) x`
)

// NamesOf names the employees behind ids of employees, and behind ids of persons who act or acted as
// one of them here.
func NamesOf(ctx context.Context, tx *database.Tx, org id.Organisation, who []string) (map[string]audit.Named, error) {
	rows := []struct {
		ID        string `db:"id"`
		Name      string `db:"name"`
		Protected bool   `db:"protected"`
	}{}
	err := tx.Select(ctx, &rows, `select e.id::text as id, e.given_name || ' ' || e.family_name as name, e.protected from employees e
			where e.organisation_id = $1 and e.id = any($2::uuid[])
		union all
		select i.person_id::text, e.given_name || ' ' || e.family_name, e.protected from identities i
			join employees e on e.organisation_id = i.organisation_id and e.id = i.employee_id
			where i.organisation_id = $1 and i.person_id = any($2::uuid[])`, org, pq.Array(who))
	names := make(map[string]audit.Named, len(rows))
	for _, r := range rows {
		names[r.ID] = audit.Named{Name: r.Name, Protected: r.Protected}
	}
	return names, err
}

// listEmployees reads one page, in Danish order.
func listEmployees(ctx context.Context, tx *database.Tx, f Filter, r reach) ([]Listed, error) {
	found := []Listed{}
	if f.plain() && r.all {
		return found, tx.Select(ctx, &found, plainList, f.Organisation, tx.Today, f.key(), f.last(), f.Limit)
	}
	words, args := f.arguments(tx, r, f.key(), f.last(), f.Limit)
	switch {
	case f.waiting():
		return found, tx.Select(ctx, &found, waitingList, args...)
	case len(words) == 0:
		return found, tx.Select(ctx, &found, filteredList, args...)
	case len(words[0]) < selective:
		return found, tx.Select(ctx, &found, walkedList, args...)
	}
	return found, tx.Select(ctx, &found, namedList, args...)
}

// count counts all pages, up to MaxTotal.
func count(ctx context.Context, tx *database.Tx, f Filter, r reach) (int, error) {
	total := 0
	words, args := f.arguments(tx, r, []byte{}, nobody, MaxTotal)
	switch {
	case f.waiting():
		return total, tx.Get(ctx, &total, waitingCount, args...)
	case len(words) > 0:
		return total, tx.Get(ctx, &total, namedCount, args...)
	}
	return total, tx.Get(ctx, &total, filteredCount, args...)
}

// selective is the length of a pattern, its wildcards counted, from which few names fit it.
const selective = len("% abc%")

// nobody sorts before every id, as the empty key sorts before every key.
const nobody = "00000000-0000-0000-0000-000000000000"

func (f Filter) key() []byte {
	if f.AfterKey == nil {
		return []byte{}
	}
	return f.AfterKey
}

func (f Filter) last() string {
	if f.AfterID.IsZero() {
		return nobody
	}
	return f.AfterID.String()
}

// arguments are those of the filtered statements; words are the patterns of a name among them.
func (f Filter) arguments(tx *database.Tx, r reach, key []byte, last string, limit int) (words []string, args []any) {
	var userName *string
	if f.UserName != nil {
		folded := person.FoldUserName(*f.UserName)
		userName = &folded
	}
	args = []any{
		f.Organisation, tx.Today, key, last, limit, r.all, pq.Array(r.units), pq.Array(r.productionUnits), r.self,
		f.Unit, f.ProductionUnit, f.EmployeeNumber, f.Email, userName, f.Status, f.Activation, tx.Now,
	}
	words = Patterns(f.Query, f.Part)
	if f.waiting() {
		return words, append(args, pq.Array(append([]string{"%"}, words...)))
	}
	if len(words) > 0 {
		args = append(args, words[0], pq.Array(words))
	}
	return words, args
}

// findByNationalID finds who has the number, under any key that is live (E3).
func findByNationalID(ctx context.Context, tx *database.Tx, org id.Organisation, indexes [][]byte) (id.Employee, error) {
	var found id.Employee
	err := tx.Get(ctx, &found, `select id from employees where organisation_id = $1 and national_id_index = any($2::bytea[])`,
		org, pq.Array(indexes))
	return found, database.Found(err, "employee")
}

func findSealed(ctx context.Context, tx *database.Tx, org id.Organisation, employee id.Employee) ([]byte, error) {
	var sealed []byte
	err := tx.Get(ctx, &sealed, `select national_id_sealed from employees where organisation_id = $1 and id = $2`, org, employee)
	return sealed, database.Found(err, "employee")
}
