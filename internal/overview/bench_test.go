package overview_test

import (
	"testing"

	"hverv/internal/id"
	"hverv/internal/overview"
	"hverv/internal/stock"
)

// populate fills the region with n employees as a large one has them: everybody has an app, nine in ten a code
// display of the stock, one in fifty a chip with an end, one in two hundred something on loan, on its way,
// blocked, or to give back; one in a hundred has nothing.
func (r *region) populate(n int) {
	r.T.Helper()
	r.SQL(`create temporary table made as select g as n, gen_random_uuid() as employee, gen_random_uuid() as identity, gen_random_uuid() as app,
		gen_random_uuid() as shown, gen_random_uuid() as device, gen_random_uuid() as chip, gen_random_uuid() as lent, gen_random_uuid() as lent_device from generate_series(1, $1::integer) g`, n)
	for _, statement := range []string{
		`insert into employees (organisation_id, id, given_name, family_name, sort_key, search_key, created_at, changed_at)
			select $1, employee, 'Nr', n::text, decode(md5(n::text), 'hex'), ' nr ' || md5(n::text), $2, $2 from made`,
		`insert into employments (organisation_id, id, employee_id, category, starts_on, ends_on, created_at)
			select $1, gen_random_uuid(), employee, 'F', '2020-01-01', case when n % 200 = 1 then date '2026-11-01' end, $2 from made`,
		`insert into identities (organisation_id, id, employee_id, kind, state, activate_from, activate_until, created_at)
			select $1, identity, employee, 'dedicated', case when n % 50 = 7 then 'pending' else 'active' end, $2, '2026-12-10', $2 from made where n % 100 <> 0`,
		`insert into authenticators (organisation_id, id, identity_id, employee_id, kind, state, created_at)
			select $1, app, identity, employee, 'app', 'active', $2 from made where n % 100 <> 0`,
		`insert into devices (organisation_id, id, serial, kind, method, seed_sealed, state, holder_id, home_id, created_at, moved_at)
			select $1, device, 'D' || n, 'code_display', 'hotp', '\x00', 'issued', employee, $3, $2, $2 from made where n % 10 <> 0`,
		`insert into authenticators (organisation_id, id, identity_id, employee_id, kind, state, serial, device_id, created_at)
			select $1, shown, identity, employee, 'code_display', case when n % 200 = 3 then 'revoked' when n % 200 = 5 then 'blocked' when n % 200 = 9 then 'suspended' else 'active' end,
				'D' || n, device, $2 from made where n % 10 <> 0`,
		`insert into authenticators (organisation_id, id, identity_id, employee_id, kind, state, ends_at, renewed_at, created_at)
			select $1, chip, identity, employee, 'chip', case when n % 200 = 11 then 'shipped' else 'active' end, case when n % 200 <> 11 then $2 + n * interval '1 hour' end,
				case when n % 200 <> 11 then $2 end, $2 from made where n % 50 = 11`,
		`insert into devices (organisation_id, id, serial, kind, method, seed_sealed, state, holder_id, home_id, created_at, moved_at)
			select $1, lent_device, 'B' || n, 'code_display', 'hotp', '\x00', 'on_loan', employee, $3, $2, $2 from made where n % 200 = 9`,
		`insert into authenticators (organisation_id, id, identity_id, employee_id, kind, state, serial, device_id, on_loan, ends_at, created_at)
			select $1, lent, identity, employee, 'code_display', 'active', 'B' || n, lent_device, true, $2 + interval '1 hour', $2 from made where n % 200 = 9`,
		`insert into loans (organisation_id, id, employee_id, authenticator_id, device_id, why, document, lent_by, lent_at, ends_at)
			select $1, gen_random_uuid(), employee, lent, lent_device, 'Glemt', 'staff_card', $3, $2, $2 + interval '1 hour' from made where n % 200 = 9`,
	} {
		r.SQL(`with given as (select $1::uuid, $2::timestamptz, $3::uuid) `+statement, r.Org, r.DB.Now(), r.safe)
	}
	r.SQL(`analyze`) //nolint:misspell // SQL spells it so
}

// BenchmarkOverview reads the first page of a region with 10,000 employees.
func BenchmarkOverview(b *testing.B) {
	r := newRegion(b)
	r.populate(10_000)
	unit := r.Unit(r.Org, "Stue", id.Unit{})
	r.SQL(`update employees set unit_id = $2 where organisation_id = $1 and sort_key < '\x01' and family_name <> 'Åsted'`, r.Org, unit)
	ctx := r.As(r.admin)
	for name, f := range map[string]overview.Filter{
		"all": {}, "unit": {Unit: unit}, "name": {Query: "nr 1f0"}, "short name": {Query: "nr"}, "chips": {Kind: "chip"}, "displays": {Kind: "code_display"}, "active": {State: "active"},
		"blocked": {State: "blocked"}, "lost": {State: "lost"}, "30 days": {EndsWithin: new(30)}, "on loan": {Concern: overview.OnLoan}, "ended": {State: "expired"},
		"under way": {Concern: overview.UnderWay}, "to return": {Concern: overview.ToReturn}, "none": {Concern: overview.None},
		"lacks usable": {Concern: overview.LacksUsable}, "lacks spare": {Concern: overview.LacksSpare},
	} {
		f.Organisation, f.Limit = r.Org, 50
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if found, err := r.service.List(ctx, f); err != nil || len(found.Data) == 0 && f.State != "lost" && f.State != "expired" {
					b.Fatal(len(found.Data), err)
				}
			}
		})
	}
	b.Run("returns of stock", func(b *testing.B) {
		officer := r.As(r.officer)
		for b.Loop() {
			if _, err := r.stock.Returns(officer, r.Org, false, stock.Device{}, 50); err != nil {
				b.Fatal(err)
			}
		}
	})
}
