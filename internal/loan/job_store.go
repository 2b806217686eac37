package loan

import (
	"context"

	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
)

// dueSQL is how many reminders of a loan should have gone out at the instant $1: before its end by
// twelve hours, or by a third of a short one, then at its end, and after one, three and seven days.
const dueSQL = `(case when l.ends_at + interval '7 days' <= $1 then 5 when l.ends_at + interval '3 days' <= $1 then 4
	when l.ends_at + interval '1 day' <= $1 then 3 when l.ends_at <= $1 then 2
	when l.ends_at - least(interval '12 hours', (l.ends_at - l.lent_at) / 3) <= $1 then 1 else 0 end)`

func listDue(ctx context.Context, tx *database.Tx, limit int) ([]due, error) {
	list := []due{}
	err := tx.Select(ctx, &list, `select l.organisation_id, l.id, `+dueSQL+` as due from loans l
		where l.closed_at is null and l.reminders_sent < `+dueSQL+` order by l.organisation_id, l.id limit $2`, tx.Now, limit)
	return list, err
}

// updateReminded notes a reminder; false means that it went out already, or need not any more.
func updateReminded(ctx context.Context, tx *database.Tx, d due) (bool, error) {
	n, err := tx.Exec(ctx, `update loans set reminders_sent = $3
		where organisation_id = $1 and id = $2 and reminders_sent < $3 and closed_at is null`, d.Organisation, d.ID, d.Due)
	return n == 1, err
}

// keeper is somebody at the desk.
type keeper struct {
	Employee id.Employee `db:"id"`
	Name     string      `db:"name"`
	Email    string      `db:"email"`
	Language string      `db:"language"`
}

// listKeepers gives who is told of a loan: who lent it, as long as they keep a desk, else others who do.
func listKeepers(ctx context.Context, tx *database.Tx, l Loan) ([]keeper, error) {
	list := []keeper{}
	err := tx.Select(ctx, &list, `select e.id, e.given_name || ' ' || e.family_name as name, e.email, `+employee.LanguageSQL+` as language
		from employees e
		where e.organisation_id = $1 and e.email <> '' and exists (select 1 from role_grants g
			where g.organisation_id = e.organisation_id and g.employee_id = e.id and g.revoked_at is null
			and (g.role = 'card_officer' and g.scope_kind = 'organisation' or g.role in ('card_officer', 'unit_manager') and e.id = $3)
			and g.starts_on <= $2 and (g.ends_on is null or g.ends_on >= $2))
		order by e.id = $3 desc, e.id limit 2`, l.Organisation, tx.Today, l.LentBy)
	return list, err
}
