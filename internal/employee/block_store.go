package employee

import (
	"context"

	"hverv/internal/database"
	"hverv/internal/id"
)

// EffectsOf counts what an employee can do today and will not be able to once stopped. It reads
// tables of the features above, which only count here; nothing follows from the numbers.
func EffectsOf(ctx context.Context, tx *database.Tx, org id.Organisation, employee id.Employee) (Effects, error) {
	var e Effects
	err := tx.Get(ctx, &e, `select
		(select count(*) from sessions where organisation_id = $1 and employee_id = $2 and ended_at is null and expires_at > $3) as sessions,
		(select count(*) from identities where organisation_id = $1 and employee_id = $2 and state = 'active') as identities,
		(select count(*) from authenticators where organisation_id = $1 and employee_id = $2 and state = 'active') as authenticators,
		(select count(*) from role_grants where organisation_id = $1 and employee_id = $2 and revoked_at is null
			and starts_on <= $4 and (ends_on is null or ends_on >= $4)) as roles,
		(select count(*) from assignments where organisation_id = $1 and employee_id = $2 and revoked_at is null
			and starts_on <= $4 and (ends_on is null or ends_on >= $4)) as rights,
		coalesce((select bool_and(g.employee_id = $2) from role_grants g where g.organisation_id = $1
			and g.role = 'organisation_administrator' and g.scope_kind = 'organisation' and g.revoked_at is null
			and g.starts_on <= $4 and g.ends_on is null
			and exists (select 1 from employments m where m.organisation_id = $1 and m.employee_id = g.employee_id
				and m.ended_at is null and m.starts_on <= $4 and (m.ends_on is null or m.ends_on >= $4))
			and not exists (select 1 from block_reasons b where b.organisation_id = $1 and b.employee_id = g.employee_id
				and b.lifted_at is null)), false) as last_administrator`, org, employee, tx.Now, tx.Today)
	return e, err
}

// insertBlock sets a reason; one that stands already stays as it is.
func insertBlock(ctx context.Context, tx *database.Tx, e Employee, b Block) error {
	_, err := tx.Exec(ctx, `insert into block_reasons (organisation_id, id, employee_id, kind, set_at) values ($1, $2, $3, $4, $5)
		on conflict (organisation_id, employee_id, kind) where lifted_at is null do nothing`,
		e.Organisation, b.ID, e.ID, string(b.Kind), b.SetAt)
	return err
}

func liftBlock(ctx context.Context, tx *database.Tx, e Employee, kind BlockKind) (int64, error) {
	return tx.Exec(ctx, `update block_reasons set lifted_at = $4
		where organisation_id = $1 and employee_id = $2 and kind = $3 and lifted_at is null`, e.Organisation, e.ID, string(kind), tx.Now)
}
