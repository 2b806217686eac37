package right

import (
	"context"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/id"
)

// shiftsSQL finds each right that somebody gains or loses when bundle $2 takes in the rights $4 and gives up $5.
// Assignments that are over by $3 count for nothing, and neither do rights that the organisation does not hold.
const shiftsSQL = `with shifted as (
		select unnest($4::uuid[]) as right_id, true as gained union all select unnest($5::uuid[]), false),
	standing as materialized (
		select a.employee_id, a.scope_kind, a.scope_value, a.right_id, a.bundle_id from assignments a
		where a.organisation_id = $1 and a.revoked_at is null and (a.ends_on is null or a.ends_on >= $3::date)),
	otherwise as (
		select o.employee_id, o.scope_kind, o.scope_value, coalesce(o.right_id, held.right_id) as right_id from standing o
		left join bundles b on b.organisation_id = $1 and b.id = o.bundle_id and b.retired_at is null
		left join bundle_versions v on v.organisation_id = b.organisation_id and v.bundle_id = b.id and v.number = b.current_version
		left join lateral unnest(v.right_ids) as held(right_id) on true
		where o.bundle_id is distinct from $2),
	concerned as materialized (
		select distinct s.right_id, s.gained, a.employee_id from shifted s join standing a on a.bundle_id = $2
		where exists (select 1 from right_holdings h where h.organisation_id = $1 and h.right_id = s.right_id
				and h.revoked_at is null and (h.ends_on is null or h.ends_on >= $3))
			and not exists (select 1 from otherwise t where t.employee_id = a.employee_id and t.right_id = s.right_id
				and t.scope_kind = a.scope_kind and t.scope_value = a.scope_value)) `

func effectsOf(ctx context.Context, tx *database.Tx, org id.Organisation, bundle id.Bundle, gained, lost []string) (e Effects, err error) {
	e.Rights, e.First = []Shift{}, []Affected{}
	args := []any{org, bundle, tx.Today, pq.Array(gained), pq.Array(lost)}
	if err := tx.Select(ctx, &e.Rights, shiftsSQL+`select r.id as right_id, r.code, r.name, s.gained, count(c.employee_id) as employees
		from shifted s join rights r on r.id = s.right_id left join concerned c on c.right_id = s.right_id
		group by r.id, r.code, r.name, s.gained order by s.gained desc, r.code`, args...); err != nil {
		return e, err
	}
	if err := tx.Get(ctx, &e.Employees, shiftsSQL+`select count(distinct employee_id) from concerned`, args...); err != nil {
		return e, err
	}
	err = tx.Select(ctx, &e.First, shiftsSQL+`select e.id as employee_id, e.given_name, e.family_name from employees e
		where e.organisation_id = $1 and e.id in (select employee_id from concerned) order by e.sort_key, e.id limit $6`, append(args, mostAffected)...)
	return e, err
}
