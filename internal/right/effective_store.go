package right

import (
	"context"

	"github.com/lib/pq"

	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
)

// usableThen is employee.UsableSQL as of the instant $5, for a day that is past: what was ended,
// blocked or lifted since had not been then.
const usableThen = `(o.created_at < $5 and (o.suspended_at is null or o.suspended_at >= $5) and (o.closed_at is null or o.closed_at >= $5)
	and exists (select 1 from employments m where m.organisation_id = e.organisation_id and m.employee_id = e.id
		and (m.ended_at is null or m.ended_at >= $5) and m.starts_on <= $2::date and (m.ends_on is null or m.ends_on >= $2::date))
	and not exists (select 1 from block_reasons b where b.organisation_id = e.organisation_id and b.employee_id = e.id
		and b.set_at < $5 and (b.lifted_at is null or b.lifted_at >= $5)))`

// R6 in one statement, made of pieces for two questions. Both take $1 the instant and $2 the day, as
// employee.UsableSQL wants them, $3 organisation and $4 employee. liveSQL is for today and days to
// come, and its conditions are those of the partial indexes; $5 are the systems, null for all, and $6 the bundle
// that bounds a session's powers, null for none: one that was retired leaves nothing (U10). pastSQL has the end of a past day as
// $5, and judges what was revoked or made later as it stood then.
const (
	effectiveHead = `select r.id as right_id, r.code, r.name, r.access, r.sensitivity, r.delegable,
		s.id as system_id, s.code as system_code, s.name as system_name,
		a.scope_kind, a.scope_value, a.id as assignment_id, a.starts_on as assigned_from, a.ends_on as assigned_to, a.case_number,
		case a.scope_kind when 'production_unit' then coalesce(p.p_number, '') when 'se_number' then a.scope_value else '' end as scope_number,
		coalesce(p.name, u.name, '') as scope_name,
		b.id as bundle_id, coalesce(b.name, '') as bundle_name, coalesce(v.number, 0) as bundle_version,
		h.id as holding_id, h.starts_on as held_from, h.ends_on as held_to
	from employees e
	join organisations o on o.id = e.organisation_id
	join assignments a on a.organisation_id = e.organisation_id and a.employee_id = e.id
		and a.starts_on <= $2::date and (a.ends_on is null or a.ends_on >= $2::date) `

	effectiveGiven = `cross join lateral unnest(case when a.right_id is null then v.right_ids else array[a.right_id] end) as given(right_id) `

	effectiveTail = `join right_holdings h on h.organisation_id = a.organisation_id and h.right_id = given.right_id
		and h.starts_on <= $2 and (h.ends_on is null or h.ends_on >= $2)
	left join production_units p on p.organisation_id = a.organisation_id
		and p.id = case when a.scope_kind = 'production_unit' then a.scope_value::uuid end
	left join units u on u.organisation_id = a.organisation_id and u.id = case when a.scope_kind = 'unit' then a.scope_value::uuid end
	where e.organisation_id = $3 and e.id = $4 and `

	liveSQL = effectiveHead + `and a.revoked_at is null
	left join bundles b on b.organisation_id = a.organisation_id and b.id = a.bundle_id and b.retired_at is null
	left join bundle_versions v on v.organisation_id = b.organisation_id and v.bundle_id = b.id and v.number = b.current_version
	` + effectiveGiven + `
	join rights r on r.id = given.right_id and r.retired_at is null and ($5::uuid[] is null or r.system_id = any($5))
		and ($6::uuid is null or r.id in (select unnest(bv.right_ids) from bundles bb
			join bundle_versions bv on bv.organisation_id = bb.organisation_id and bv.bundle_id = bb.id and bv.number = bb.current_version
			where bb.organisation_id = $3 and bb.id = $6 and bb.retired_at is null))
	join systems s on s.id = r.system_id and s.retired_at is null
	` + effectiveTail + `h.revoked_at is null and ` + employee.UsableSQL + ` order by r.code, a.id, h.id`

	pastSQL = effectiveHead + `and (a.revoked_at is null or a.revoked_at >= $5::timestamptz) and a.created_at < $5
	left join bundles b on b.organisation_id = a.organisation_id and b.id = a.bundle_id and (b.retired_at is null or b.retired_at >= $5)
	left join lateral (select w.number, w.right_ids from bundle_versions w
		where w.organisation_id = b.organisation_id and w.bundle_id = b.id and w.made_at < $5
		order by w.number desc limit 1) v on true
	` + effectiveGiven + `
	join rights r on r.id = given.right_id and (r.retired_at is null or r.retired_at >= $5)
	join systems s on s.id = r.system_id and (s.retired_at is null or s.retired_at >= $5)
	` + effectiveTail + `(h.revoked_at is null or h.revoked_at >= $5) and $1::timestamptz is not null and ` + usableThen + ` order by r.code, a.id, h.id`
)

// bounds are what narrows the rights that are asked for.
type bounds struct {
	systems   []id.System // nil for all
	reducedTo id.Bundle   // none: nothing bounds them
}

func effective(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee, on calendar.Date, within bounds) ([]Effective, error) {
	found := []Effective{}
	var err error
	if on.Before(tx.Today) {
		err = tx.Select(ctx, &found, pastSQL, tx.Now, on, org, who, calendar.EndOfDay(on))
	} else {
		err = tx.Select(ctx, &found, liveSQL, tx.Now, on, org, who, pq.Array(systemTexts(within.systems)), within.reducedTo)
	}
	return found, err
}

// systemTexts keeps nil, which is all systems, apart from none.
func systemTexts(systems []id.System) []string {
	if systems == nil {
		return nil
	}
	return each(systems, id.System.String)
}

// usable says whether the employee could act at all on the day.
func usable(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee, on calendar.Date) (can bool, err error) {
	if on.Before(tx.Today) {
		err = tx.Get(ctx, &can, `select $1::timestamptz is not null and `+usableThen+`
			from employees e join organisations o on o.id = e.organisation_id
			where e.organisation_id = $3 and e.id = $4`, tx.Now, on, org, who, calendar.EndOfDay(on))
	} else {
		err = tx.Get(ctx, &can, `select `+employee.UsableSQL+`
			from employees e join organisations o on o.id = e.organisation_id
			where e.organisation_id = $3 and e.id = $4`, tx.Now, on, org, who)
	}
	return can, database.Found(err, "employee")
}
