package role

import (
	"context"

	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
)

//nolint:gochecknoglobals // a table's columns
var grants = &database.Table{Name: "role_grants", Columns: []database.Column{
	{Name: "organisation_id", Type: "uuid"},
	{Name: "id", Type: "uuid"},
	{Name: "employee_id", Type: "uuid"},
	{Name: "role", Type: "text"},
	{Name: "scope_kind", Type: "text"},
	{Name: "scope_id", Type: "uuid"},
	{Name: "starts_on", Type: "date"},
	{Name: "ends_on", Type: "date"},
	{Name: "created_at", Type: "timestamptz"},
}}

// insert joins the tail, so that the first administrator and the role travel in one statement.
func insert(tx *database.Tx, grant id.RoleGrant, g Grant) {
	tx.Append(grants, g.Organisation, grant, g.Employee, string(g.Role), string(g.Scope.Kind), orNull(g.Scope.ID),
		g.StartsOn, g.EndsOn, tx.Now)
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// heldSelect needs $1 now and $2 today, as employee.UsableSQL does.
const heldSelect = `select g.id, g.employee_id, e.given_name, e.family_name, e.sort_key, g.role, g.scope_kind,
	coalesce(g.scope_id::text, '') as scope_id, coalesce(u.name, p.name, s.name, '') as scope_name,
	g.starts_on, g.ends_on, g.revoked_at, g.created_at, g.version,
	g.revoked_at is null and g.starts_on <= $2 and (g.ends_on is null or g.ends_on >= $2) and ` + employee.UsableSQL + ` as current
	from role_grants g
	join employees e on e.organisation_id = g.organisation_id and e.id = g.employee_id
	join organisations o on o.id = g.organisation_id
	left join units u on g.scope_kind = 'unit' and u.organisation_id = g.organisation_id and u.id = g.scope_id
	left join production_units p on g.scope_kind = 'production_unit' and p.organisation_id = g.organisation_id and p.id = g.scope_id
	left join systems s on g.scope_kind = 'system' and s.id = g.scope_id
	where g.organisation_id = $3 `

// list gives the roles in force or to come, or those that are over, in the order of their holders' names.
func list(ctx context.Context, tx *database.Tx, org id.Organisation, in List, limit int) ([]Held, error) {
	held := []Held{}
	err := tx.Select(ctx, &held, heldSelect+`and (g.revoked_at is null and (g.ends_on is null or g.ends_on >= $2)) <> $8
			and ($4::uuid is null or g.employee_id = $4)
			and ($5::bytea is null or (e.sort_key, g.id) > ($5, $6::uuid))
		order by e.sort_key, g.id limit $7`, tx.Now, tx.Today, org, in.Employee, in.afterKey, in.afterID, limit, in.Over)
	return held, err
}

func find(ctx context.Context, tx *database.Tx, org id.Organisation, grant id.RoleGrant) (Held, error) {
	var h Held
	err := tx.Get(ctx, &h, heldSelect+`and g.id = $4`, tx.Now, tx.Today, org, grant)
	return h, database.Found(err, "role")
}

// lock is find for a change.
func lock(ctx context.Context, tx *database.Tx, org id.Organisation, grant id.RoleGrant) (Held, error) {
	var h Held
	err := tx.Get(ctx, &h, heldSelect+`and g.id = $4 for update of g`, tx.Now, tx.Today, org, grant)
	return h, database.Found(err, "role")
}

func revoke(ctx context.Context, tx *database.Tx, org id.Organisation, grant id.RoleGrant) error {
	_, err := tx.Exec(ctx, `update role_grants set revoked_at = $3, version = version + 1
		where organisation_id = $1 and id = $2 and revoked_at is null`, org, grant, tx.Now)
	return err
}

// revokeAll ends what an employee holds or would come to hold.
func revokeAll(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee) ([]id.RoleGrant, error) {
	revoked := []id.RoleGrant{}
	err := tx.Select(ctx, &revoked, `update role_grants set revoked_at = $3, version = version + 1
		where organisation_id = $1 and employee_id = $2 and revoked_at is null and (ends_on is null or ends_on >= $4)
		returning id`, org, who, tx.Now, tx.Today)
	return revoked, err
}

func redate(ctx context.Context, tx *database.Tx, org id.Organisation, h Held) error {
	_, err := tx.Exec(ctx, `update role_grants set starts_on = $3, ends_on = $4, version = version + 1
		where organisation_id = $1 and id = $2`, org, h.ID, h.StartsOn, h.EndsOn)
	return err
}

// keepersOf gives the grants that keep the organisation administrable (A4).
func keepersOf(ctx context.Context, tx *database.Tx, org id.Organisation) ([]keeper, error) {
	keepers := []keeper{}
	err := tx.Select(ctx, &keepers, `select g.id as grant_id, g.employee_id from role_grants g
		where g.organisation_id = $1 and g.role = 'organisation_administrator' and g.scope_kind = 'organisation'
			and g.revoked_at is null and g.starts_on <= $2 and g.ends_on is null
			and exists (select 1 from employments m where m.organisation_id = g.organisation_id and m.employee_id = g.employee_id
				and m.starts_on <= $2 and m.ends_on is null and m.ended_at is null)
			and not exists (select 1 from block_reasons b where b.organisation_id = g.organisation_id
				and b.employee_id = g.employee_id and b.lifted_at is null)`, org, tx.Today)
	return keepers, err
}

// administrators counts the people who are organisation administrators today and can act (A1).
func administrators(ctx context.Context, tx *database.Tx, org id.Organisation) (int, error) {
	var n int
	err := tx.Get(ctx, &n, `select count(distinct g.employee_id) from role_grants g
		join employees e on e.organisation_id = g.organisation_id and e.id = g.employee_id
		join organisations o on o.id = g.organisation_id
		where g.organisation_id = $3 and g.role = 'organisation_administrator' and g.scope_kind = 'organisation'
			and g.revoked_at is null and g.starts_on <= $2 and (g.ends_on is null or g.ends_on >= $2)
			and `+employee.UsableSQL, tx.Now, tx.Today, org)
	return n, err
}

// holds says whether the employee already holds this role here at some time of the period.
func holds(ctx context.Context, tx *database.Tx, g Grant) (bool, error) {
	var held bool
	err := tx.Get(ctx, &held, `select exists (select 1 from role_grants
		where organisation_id = $1 and employee_id = $2 and role = $3 and scope_kind = $4
			and scope_id is not distinct from $5::uuid and revoked_at is null
			and (ends_on is null or ends_on >= $6) and ($7::date is null or starts_on <= $7))`,
		g.Organisation, g.Employee, string(g.Role), string(g.Scope.Kind), orNull(g.Scope.ID), g.StartsOn, g.EndsOn)
	return held, err
}

// placeExists says whether the organisation has what the scope names. A system may be limited to when it is the installation's or the organisation's
// own, or when the organisation holds one of its rights.
func placeExists(ctx context.Context, tx *database.Tx, org id.Organisation, s Scope) (bool, error) {
	var known bool
	err := tx.Get(ctx, &known, `select case $2
			when 'organisation' then true
			when 'unit' then exists (select 1 from units where organisation_id = $1 and id = $3::uuid and ended_at is null)
			when 'production_unit' then exists (select 1 from production_units
				where organisation_id = $1 and id = $3::uuid and ended_at is null)
			when 'system' then exists (select 1 from systems s where s.id = $3::uuid and s.retired_at is null
				and (s.owner_id is null or s.owner_id = $1 or exists (select 1 from right_holdings h
					join rights r on r.id = h.right_id
					where h.organisation_id = $1 and h.revoked_at is null and r.system_id = s.id)))
			else false end`, org, string(s.Kind), orNull(s.ID))
	return known, err
}

// contact is somebody who is told of a change (A7).
type contact struct {
	Employee     id.Employee `db:"id"`
	Name         string      `db:"name"`
	Email        string      `db:"email"`
	Language     string      `db:"language"`
	Organisation string      `db:"organisation"`
}

// contacts gives the organisation administrators who can act today, and the employee concerned.
func contacts(ctx context.Context, tx *database.Tx, org id.Organisation, concerned id.Employee) ([]contact, error) {
	found := []contact{}
	err := tx.Select(ctx, &found, `select e.id, e.given_name || ' ' || e.family_name as name, e.email, o.name as organisation,
			`+employee.LanguageSQL+` as language
		from employees e join organisations o on o.id = e.organisation_id
		where e.organisation_id = $3 and (e.id = $4 or exists (select 1 from role_grants g
			where g.organisation_id = e.organisation_id and g.employee_id = e.id and g.role = 'organisation_administrator'
				and g.revoked_at is null and g.starts_on <= $2 and (g.ends_on is null or g.ends_on >= $2))
			and `+employee.UsableSQL+`)
		order by e.id`, tx.Now, tx.Today, org, concerned)
	return found, err
}
