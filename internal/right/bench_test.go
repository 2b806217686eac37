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
	c.sql(`insert into employees (organisation_id, id, given_name, family_name, sort_key, search_key, created_at, changed_at)
		select $1, gen_random_uuid(), 'A', 'B', '', '', $2, $2 from generate_series(1, 20000)`, c.org, c.clock.Last())
	c.sql(`insert into employments (organisation_id, id, employee_id, category, starts_on, created_at)
		select organisation_id, id, id, 'F', '2020-01-01', created_at from employees where organisation_id = $1 and given_name = 'A'`, c.org)
	c.sql(`insert into assignments (organisation_id, id, employee_id, bundle_id, scope_kind, starts_on, created_at)
		select organisation_id, id, id, $2, 'organisation', '2020-01-01', created_at from employees where organisation_id = $1 and given_name = 'A'`,
		c.org, c.basic(c.org))
	c.sql(`insert into assignments (organisation_id, id, employee_id, right_id, scope_kind, starts_on, created_at)
		select organisation_id, gen_random_uuid(), id, $2, 'organisation', '2020-01-01', created_at from employees where organisation_id = $1 and given_name = 'A'`,
		c.org, c.rightByCode(virk))
	c.sql(`update right_holdings set starts_on = '2020-01-01'`)
	c.sql(`analyze`) //nolint:misspell // SQL spells it so
	var people []id.Employee
	c.must(c.db.Pool().SelectContext(b.Context(), &people, `select id from employees where organisation_id = $1 and given_name = 'A' limit 1000`, c.org))
	next := 0
	for b.Loop() {
		next++
		c.must(c.db.Single(b.Context(), func(tx *database.Tx) error {
			found, err := right.EffectiveOf(b.Context(), tx, c.org, people[next%len(people)])
			if err == nil && len(found) != 5 {
				b.Fatalf("%d rights, want 5", len(found))
			}
			return err
		}))
	}
}
