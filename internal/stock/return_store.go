package stock

import (
	"context"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
)

// returnColumns and returnTables read a device with its holder: a is the authenticator that it is to
// them, w until when they were or will be employed ("infinity" without end, null when never), r what was said.
const (
	returnColumns = `d.organisation_id, d.id as device_id, d.serial, d.kind, a.id as authenticator_id, e.id as holder_id,
		e.given_name || ' ' || e.family_name as holder_name, case when e.protected then '' else e.email end as email,
		case when e.protected then '' else e.phone end as phone, ` + employee.LanguageSQL + ` as language,
		coalesce(u.name, '') as unit_name, l.name as home_name, r.asked_at, coalesce(r.reminders, 0) as reminders, r.destroyed_at,
		coalesce(r.destroyed_reason, '') as destroyed_reason,
		case when w.until <= $2 then 'left' when d.unfit = 'blocked' then 'blocked' when a.state = 'revoked' then 'revoked' else 'expired' end as why,
		coalesce(least(case when w.until <= $2 then w.until end, case when a.ends_at <= $2 then a.ends_at end, r.asked_at), $2) as since`
	returnTables = ` from devices d
		join employees e on e.organisation_id = d.organisation_id and e.id = d.holder_id
		join stock_locations l on l.organisation_id = d.organisation_id and l.id = d.home_id
		join lateral (select a.id, a.state, a.ends_at from authenticators a where a.organisation_id = d.organisation_id and a.device_id = d.id
			order by a.created_at desc, a.id desc limit 1) a on true
		join lateral (select max(least(coalesce(m.ended_at, 'infinity'),
				coalesce((m.ends_on + 1)::timestamp at time zone 'Europe/Copenhagen', 'infinity'))) as until
			from employments m where m.organisation_id = d.organisation_id and m.employee_id = d.holder_id) w on true
		left join units u on u.organisation_id = e.organisation_id and u.id = e.unit_id
		left join device_returns r on r.organisation_id = d.organisation_id and r.authenticator_id = a.id `
	// wanted is the rule of U16, by the clock alone (law 1).
	wanted = ` d.state = 'issued' and (w.until <= $2 or a.state in ('revoked', 'expired') or a.ends_at <= $2 or d.unfit = 'blocked') `
)

// listReturns lists the devices of an organisation that must come back, by serial number.
func listReturns(ctx context.Context, tx *database.Tx, org id.Organisation, reach within, own bool, after cursor, limit int) ([]Return, error) {
	all := []Return{}
	err := tx.Select(ctx, &all, `with recursive mine as (
			select u.id from units u where u.organisation_id = $1 and u.id = any($3::uuid[])
			union select u.id from mine a join units u on u.organisation_id = $1 and u.parent_id = a.id)
		select `+returnColumns+returnTables+`
		where d.organisation_id = $1 and `+wanted+`
			and ($4::boolean or d.holder_id = $5 or l.unit_id in (select id from mine)) and (not $6 or d.holder_id = $5)
			and ($7::uuid is null or (d.serial, d.id) > ($8 collate "C", $7))
		order by d.serial, d.id limit $9`,
		org, tx.Now, pq.Array(reach.units), reach.all, reach.self, own, after.ID, after.Serial, limit)
	return all, err
}

// findReturn reads what is to come back of one device; nothing is ErrNone.
func findReturn(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Device) (Return, error) {
	var r Return
	err := tx.Get(ctx, &r, `select `+returnColumns+returnTables+` where d.organisation_id = $1 and d.id = $3 and `+wanted, org, tx.Now, which)
	return r, err
}

type askable struct {
	Organisation id.Organisation `db:"organisation_id"`
	Device       id.Device       `db:"device_id"`
}

// listAskable finds devices of whose holders somebody is to be told today, in all organisations that are not closed.
func listAskable(ctx context.Context, tx *database.Tx, limit int) ([]askable, error) {
	found := []askable{}
	err := tx.Select(ctx, &found, `select d.organisation_id, d.id as device_id`+returnTables+`
		join organisations o on o.id = d.organisation_id and o.state <> 'closed'
		where `+wanted+` and r.destroyed_at is null and (r.asked_at is null
			or r.reminders < 1 and (r.asked_at at time zone 'Europe/Copenhagen')::date <= $1
			or r.reminders < 2 and (r.asked_at at time zone 'Europe/Copenhagen')::date <= $3)
		order by d.organisation_id, d.id limit $4`,
		tx.Today.AddDays(-firstReminder), tx.Now, tx.Today.AddDays(-secondReminder), limit)
	return found, err
}

// writeAsked remembers that the holder was told.
func writeAsked(ctx context.Context, tx *database.Tx, r Return, message int) error {
	_, err := tx.Exec(ctx, `insert into device_returns (organisation_id, authenticator_id, asked_at, reminders) values ($1, $2, $3, $4)
		on conflict (organisation_id, authenticator_id) do update set reminders = excluded.reminders`,
		r.Organisation, r.Authenticator, tx.Now, message)
	return err
}

// writeClaim remembers what the holder says.
func writeClaim(ctx context.Context, tx *database.Tx, r Return) error {
	_, err := tx.Exec(ctx, `insert into device_returns (organisation_id, authenticator_id, asked_at, destroyed_at, destroyed_reason) values ($1, $2, $3, $3, $4)
		on conflict (organisation_id, authenticator_id) do update set destroyed_at = excluded.destroyed_at, destroyed_reason = excluded.destroyed_reason`,
		r.Organisation, r.Authenticator, tx.Now, r.DestroyedReason)
	return err
}

// addressOf is where a holder is written to.
func addressOf(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee) (string, error) {
	var email string
	err := tx.Get(ctx, &email, `select email from employees where organisation_id = $1 and id = $2`, org, who)
	return email, database.Found(err, "employee")
}

// Held is a device in somebody's hands.
type Held struct {
	Device id.Device `db:"id"`
	Serial string    `db:"serial"`
	Kind   Kind      `db:"kind"`
}

// HeldIn lists what an employee has in their hands, lent things included: it must come back when they leave (U16).
func HeldIn(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee) ([]Held, error) {
	all := []Held{}
	err := tx.Select(ctx, &all, `select id, serial, kind from devices where organisation_id = $1 and holder_id = $2 order by serial, id`, org, who)
	return all, err
}
