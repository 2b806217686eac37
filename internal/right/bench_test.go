package right_test

import (
	"testing"

	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/right"
)

// BenchmarkEffective asks what one of 20,000 employees of an organisation may do: by the basic
// bundle and by a right of its own.
func BenchmarkEffective(b *testing.B) {
	c := newClinic(b)
	c.SQL(`insert into employees (organisation_id, id, given_name, family_name, sort_key, search_key, created_at, changed_at)
		select $1, gen_random_uuid(), 'A', 'B', '', '', $2, $2 from generate_series(1, 20000)`, c.Org, c.Clock.Last())
	c.SQL(`insert into employments (organisation_id, id, employee_id, category, starts_on, created_at)
		select organisation_id, id, id, 'F', '2020-01-01', created_at from employees where organisation_id = $1 and given_name = 'A'`, c.Org)
	c.SQL(`insert into assignments (organisation_id, id, employee_id, bundle_id, scope_kind, starts_on, created_at)
		select organisation_id, id, id, $2, 'organisation', '2020-01-01', created_at from employees where organisation_id = $1 and given_name = 'A'`,
		c.Org, c.basic(c.Org))
	c.SQL(`insert into assignments (organisation_id, id, employee_id, right_id, scope_kind, starts_on, created_at)
		select organisation_id, gen_random_uuid(), id, $2, 'organisation', '2020-01-01', created_at from employees where organisation_id = $1 and given_name = 'A'`,
		c.Org, c.rightByCode(virk))
	c.SQL(`update right_holdings set starts_on = '2020-01-01'`)
	c.SQL(`analyze`) //nolint:misspell // SQL spells it so
	var people []id.Employee
	c.Must(c.DB.Pool().SelectContext(b.Context(), &people, `select id from employees where organisation_id = $1 and given_name = 'A' limit 1000`, c.Org))
	next := 0
	for b.Loop() {
		next++
		c.Must(c.DB.Single(b.Context(), func(tx *database.Tx) error {
			found, err := right.EffectiveOf(b.Context(), tx, c.Org, people[next%len(people)])
			if err == nil && len(found) != 5 {
				b.Fatalf("%d rights, want 5", len(found))
			}
			return err
		}))
	}
}
