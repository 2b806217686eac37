package right

import (
	"context"
	"time"

	"hverv/internal/database"
	"hverv/internal/id"
)

// factsOf reads what R6 looks at for one employee and one right. The right must be one that the organisation
// can know of: the installation's, its own, or one that it holds or held.
func factsOf(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee, right id.Right, then *time.Time) (f Facts, err error) {
	if err := tx.Get(ctx, &f.Right, `select r.id, r.code, r.name, r.retired_at, s.retired_at as system_retired_at
		from rights r join systems s on s.id = r.system_id where r.id = $2 and (s.owner_id is null or s.owner_id = $1
			or exists (select 1 from right_holdings h where h.organisation_id = $1 and h.right_id = r.id))`, org, right); err != nil {
		return f, database.Found(err, "right")
	}
	if err := tx.Get(ctx, &f.Organisation, `select state, created_at, suspended_at, closed_at from organisations where id = $1`, org); err != nil {
		return f, database.Found(err, "organisation")
	}
	if err := tx.Select(ctx, &f.Employments, `select '' as kind, starts_on, ends_on, ended_at from employments
		where organisation_id = $1 and employee_id = $2 order by starts_on, id`, org, who); err != nil {
		return f, err
	}
	if err := tx.Select(ctx, &f.Blocks, `select kind, set_at as begun_at, lifted_at as ended_at from block_reasons
		where organisation_id = $1 and employee_id = $2 order by kind, id`, org, who); err != nil {
		return f, err
	}
	if err := tx.Select(ctx, &f.Holdings, `select '' as kind, starts_on, ends_on, revoked_at as ended_at from right_holdings
		where organisation_id = $1 and right_id = $2 order by starts_on, id`, org, right); err != nil {
		return f, err
	}
	// $4 is the end of a day that is past: which version a bundle had then, and which it has now.
	err = tx.Select(ctx, &f.Assignments, `select a.id, a.case_number, a.scope_kind, a.scope_value, '' as kind, a.starts_on, a.ends_on,
			a.created_at as begun_at, a.revoked_at as ended_at, b.id as bundle_id, coalesce(b.name, '') as bundle_name, b.retired_at as bundle_retired_at,
			coalesce(v.number, 0) as bundle_version, coalesce(v.holds, false) as bundle_holds
		from assignments a
		left join bundles b on b.organisation_id = a.organisation_id and b.id = a.bundle_id
		left join lateral (select w.number, $3::uuid = any(w.right_ids) as holds from bundle_versions w
			where w.organisation_id = b.organisation_id and w.bundle_id = b.id
				and case when $4::timestamptz is null then w.number = b.current_version else w.made_at < $4 end
			order by w.number desc limit 1) v on true
		where a.organisation_id = $1 and a.employee_id = $2 and (a.right_id = $3 or exists (select 1 from bundle_versions w
			where w.organisation_id = a.organisation_id and w.bundle_id = a.bundle_id and $3 = any(w.right_ids)))
		order by a.id`, org, who, right, then)
	return f, err
}
