package employee

import (
	"context"

	"hverv/internal/database"
	"hverv/internal/id"
)

// UsableSQL is the one answer to "may this employee act now?" (E5, E6): the organisation is
// connected, an employment is current, no block reason stands. It is a condition over the aliases
// e (employees) and o (organisations) whose first parameters are $1, the instant (timestamptz),
// and $2, its date (date); a statement that embeds it passes tx.Now and tx.Today first.
//
// What was ended or blocked by an act is asked for without the clock: another node's may be
// behind, and an act counts at once (L5). The instant keeps its place for conditions beside this.
const UsableSQL = `($1::timestamptz is not null and o.state = 'connected'
	and exists (select 1 from employments m where m.organisation_id = e.organisation_id and m.employee_id = e.id
		and m.ended_at is null and m.starts_on <= $2::date and (m.ends_on is null or m.ends_on >= $2::date))
	and not exists (select 1 from block_reasons b where b.organisation_id = e.organisation_id and b.employee_id = e.id
		and b.lifted_at is null))`

// LanguageSQL is the language in which the employee of alias e is written to (W1): that of the
// person whose private eID the present identity is, who may have changed it anywhere, else the
// identity's own, else the latest one's. Danish is the installation's, for who has none yet.
const LanguageSQL = `coalesce((select coalesce(p.language, i.language) from identities i left join persons p on p.id = i.person_id
	where i.organisation_id = e.organisation_id and i.employee_id = e.id
	order by (i.state in ('pending', 'active')) desc, i.id desc limit 1), 'da')`

// statusSQL is the status in a word, over the lateral rows m and b of summarySQL.
const statusSQL = `case when not m.present then 'without_employment' when not m.running and not m.coming then 'ended'
	when b.blocked then 'blocked' when m.running then 'active' else 'pending_start' end`

// summarySQL adds to e what statusSQL asks; $2 is the date.
const summarySQL = `cross join lateral (
		select count(*) > 0 as present,
			coalesce(bool_or(m.ended_at is null and m.starts_on <= $2::date and (m.ends_on is null or m.ends_on >= $2::date)), false) as running,
			coalesce(bool_or(m.ended_at is null and m.starts_on > $2::date), false) as coming
		from employments m where m.organisation_id = e.organisation_id and m.employee_id = e.id) m
	cross join lateral (
		select exists (select 1 from block_reasons b where b.organisation_id = e.organisation_id and b.employee_id = e.id
			and b.lifted_at is null) as blocked) b`

const columns = `e.organisation_id, e.id, e.given_name, e.family_name, e.email, e.phone, e.title, e.employee_number, e.birth_date,
	e.national_id_kind, e.national_id_masked, e.national_id_index, e.production_unit_id, e.unit_id, e.manager_id, e.protected,
	e.created_at, e.changed_at, e.version`

const employmentJSON = `jsonb_build_object('id', m.id, 'category', m.category, 'unit_id', m.unit_id, 'production_unit_id', m.production_unit_id,
	'starts_on', m.starts_on, 'ends_on', m.ends_on, 'ended_at', m.ended_at, 'sponsor', m.sponsor, 'version', m.version)`

// placesSQL is the names behind an employee's ids.
const placesSQL = `
	coalesce((select u.name from units u where u.organisation_id = e.organisation_id and u.id = e.unit_id), '') as unit_name,
	coalesce((select p.name from production_units p where p.organisation_id = e.organisation_id and p.id = e.production_unit_id), '') as production_unit_name,
	coalesce((select f.given_name || ' ' || f.family_name from employees f
		where f.organisation_id = e.organisation_id and f.id = e.manager_id and not f.protected), '') as manager_name`

// wholeSQL is an employee with everything that hangs on it, in one statement: $1 organisation,
// $2 the date, $3 the employee.
const wholeSQL = `select ` + columns + `, ` + statusSQL + ` as status,
	(select coalesce(jsonb_agg(` + employmentJSON + ` order by m.starts_on desc, m.id), '[]') from employments m
		where m.organisation_id = e.organisation_id and m.employee_id = e.id) as employments,
	(select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'kind', b.kind, 'set_at', b.set_at) order by b.id), '[]')
		from block_reasons b where b.organisation_id = e.organisation_id and b.employee_id = e.id and b.lifted_at is null) as blocks,
	(with recursive above as (
			select u.id, u.parent_id from units u where u.organisation_id = $1 and (u.id = e.unit_id
				or u.id in (select m.unit_id from employments m where m.organisation_id = $1 and m.employee_id = e.id
					and m.ended_at is null and (m.ends_on is null or m.ends_on >= $2::date)))
			union
			select u.id, u.parent_id from above a join units u on u.organisation_id = $1 and u.id = a.parent_id)
		select coalesce(jsonb_agg(id), '[]') from above) as units,` + placesSQL + `
	from employees e ` + summarySQL + ` where e.organisation_id = $1 and e.id = $3`

// Find reads an employee with employments and block reasons.
func Find(ctx context.Context, tx *database.Tx, org id.Organisation, employee id.Employee) (Employee, error) {
	var e Employee
	err := tx.Get(ctx, &e, wholeSQL, org, tx.Today, employee)
	return e, database.Found(err, "employee")
}

// findPlaces reads the names anew for an employee who was moved.
func findPlaces(ctx context.Context, tx *database.Tx, org id.Organisation, employee id.Employee) (Places, error) {
	var found Places
	err := tx.Get(ctx, &found, `select `+placesSQL+` from employees e where e.organisation_id = $1 and e.id = $2`, org, employee)
	return found, err
}

// Lock is Find, and keeps the employee until the transaction ends: whatever changes an employee,
// its employments or its block reasons takes this lock first.
func Lock(ctx context.Context, tx *database.Tx, org id.Organisation, employee id.Employee) (Employee, error) {
	// Two statements: one that locks and reads would read the children as they were before it waited.
	var locked id.Employee
	err := tx.Get(ctx, &locked, `select id from employees where organisation_id = $1 and id = $2 for update`, org, employee)
	if err != nil {
		return Employee{}, database.Found(err, "employee")
	}
	return Find(ctx, tx, org, employee)
}

// Usable says whether the employee may act now (E5).
func Usable(ctx context.Context, tx *database.Tx, org id.Organisation, employee id.Employee) (bool, error) {
	var usable bool
	err := tx.Get(ctx, &usable, `select `+UsableSQL+` from employees e join organisations o on o.id = e.organisation_id
		where e.organisation_id = $3 and e.id = $4`, tx.Now, tx.Today, org, employee)
	return usable, database.Found(err, "employee")
}

// employees and employments are joined to the tail of a change that only adds.
//
//nolint:gochecknoglobals // tables' columns
var (
	employees = &database.Table{Name: "employees", Columns: []database.Column{
		{Name: "organisation_id", Type: "uuid"},
		{Name: "id", Type: "uuid"},
		{Name: "given_name", Type: "text"},
		{Name: "family_name", Type: "text"},
		{Name: "sort_key", Type: "bytea"},
		{Name: "search_key", Type: "text"},
		{Name: "email", Type: "text"},
		{Name: "phone", Type: "text"},
		{Name: "title", Type: "text"},
		{Name: "employee_number", Type: "text"},
		{Name: "birth_date", Type: "date"},
		{Name: "national_id_sealed", Type: "bytea"},
		{Name: "national_id_index", Type: "bytea"},
		{Name: "national_id_index_key", Type: "bigint"},
		{Name: "national_id_kind", Type: "text"},
		{Name: "national_id_masked", Type: "text"},
		{Name: "production_unit_id", Type: "uuid"},
		{Name: "unit_id", Type: "uuid"},
		{Name: "manager_id", Type: "uuid"},
		{Name: "protected", Type: "boolean"},
		{Name: "created_at", Type: "timestamptz"},
		{Name: "changed_at", Type: "timestamptz"},
	}}
	employments = &database.Table{Name: "employments", Columns: []database.Column{
		{Name: "organisation_id", Type: "uuid"},
		{Name: "id", Type: "uuid"},
		{Name: "employee_id", Type: "uuid"},
		{Name: "category", Type: "text"},
		{Name: "unit_id", Type: "uuid"},
		{Name: "production_unit_id", Type: "uuid"},
		{Name: "starts_on", Type: "date"},
		{Name: "ends_on", Type: "date"},
		{Name: "sponsor", Type: "text"},
		{Name: "created_at", Type: "timestamptz"},
	}}
)
