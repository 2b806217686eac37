package lifecycle

import (
	"context"

	"github.com/lib/pq"

	"hverv/internal/database"
)

// What the statements of the outlook share: $1 organisation, $2 today, $3 the last day, $4 and $5
// where to go on, $6 how many, $7 to $9 the caller's reach, $10 the language.
const (
	outlookFrom = `with recursive mine as (select u.id from units u where u.organisation_id = $1 and u.id = any($8::uuid[])
			union select u.id from mine a join units u on u.organisation_id = $1 and u.parent_id = a.id),
		coming as (`
	outlookReach = `)
		select c.kind, c.on_day, c.id, c.employee_id, e.given_name || ' ' || e.family_name as name, c.detail from coming c
		join employees e on e.organisation_id = $1 and e.id = c.employee_id
		where $2::date <= $3::date and $10::text is not null and (c.on_day, c.id) > ($4::date, $5::uuid)
		and ($7::boolean or e.production_unit_id = any($9::uuid[]) or e.unit_id in (select id from mine)
			or exists (select 1 from employments w where w.organisation_id = $1 and w.employee_id = e.id and w.ended_at is null
				and (w.ends_on is null or w.ends_on >= $2) and w.unit_id in (select id from mine)))
		order by c.on_day, c.id limit $6`

	activationsEnd = outlookFrom + `select 'activation' as kind, i.activate_until as on_day, i.id, i.employee_id, i.kind as detail from identities i
		where i.organisation_id = $1 and i.state = 'pending' and i.activate_until between $2 and $3` + outlookReach
	chipsEnd = outlookFrom + `select 'chip' as kind, ((a.ends_at - interval '1 second') at time zone 'Europe/Copenhagen')::date as on_day, a.id, a.employee_id,
			a.serial as detail from authenticators a
		where a.organisation_id = $1 and a.state = 'active' and a.renewed_at is not null
		and ((a.ends_at - interval '1 second') at time zone 'Europe/Copenhagen')::date between $2 and $3` + outlookReach
	employmentsEnd = outlookFrom + `select 'employment' as kind, m.ends_on as on_day, m.id, m.employee_id,
			case when $10 = 'en' then k.name_en else k.name_da end as detail from employments m
		join employment_categories k on k.organisation_id = m.organisation_id and k.code = m.category
		where m.organisation_id = $1 and m.ended_at is null and m.ends_on between $2 and $3` + outlookReach
	rolesEnd = outlookFrom + `select 'role' as kind, g.ends_on as on_day, g.id, g.employee_id, g.role as detail from role_grants g
		where g.organisation_id = $1 and g.revoked_at is null and g.ends_on between $2 and $3` + outlookReach
	assignmentsEnd = outlookFrom + `select 'assignment' as kind, a.ends_on as on_day, a.id, a.employee_id, coalesce(b.name, r.name) as detail from assignments a
		left join bundles b on b.organisation_id = a.organisation_id and b.id = a.bundle_id
		left join rights r on r.id = a.right_id
		where a.organisation_id = $1 and a.revoked_at is null and a.ends_on between $2 and $3` + outlookReach
	requestsWait = outlookFrom + `select 'role_request' as kind, (q.requested_at at time zone 'Europe/Copenhagen')::date as on_day, q.id, q.employee_id,
			q.role as detail from role_requests q
		where q.organisation_id = $1 and q.state = 'open'` + outlookReach
	loansDue = outlookFrom + `select 'loan' as kind, (l.ends_at at time zone 'Europe/Copenhagen')::date as on_day, l.id, l.employee_id, d.serial as detail from loans l
		join devices d on d.organisation_id = l.organisation_id and d.id = l.device_id
		where l.organisation_id = $1 and l.closed_at is null and (l.ends_at at time zone 'Europe/Copenhagen')::date <= $3` + outlookReach
	deliveriesCome = outlookFrom + `select 'delivery' as kind, l.expected_on as on_day, l.id, l.employee_id, l.kind as detail from order_lines l
		where l.organisation_id = $1 and l.state in ('submitted', 'accepted', 'back_ordered', 'shipped') and l.expected_on between $2 and $3` + outlookReach
	appointmentsCome = outlookFrom + `select 'appointment' as kind, (a.starts_at at time zone 'Europe/Copenhagen')::date as on_day, a.id, a.employee_id,
			to_char(a.starts_at at time zone 'Europe/Copenhagen', case when $10 = 'en' then 'HH24:MI' else 'HH24.MI' end) || ', ' || o.name as detail
		from appointments a join offices o on o.organisation_id = a.organisation_id and o.id = a.office_id
		where a.organisation_id = $1 and a.state = 'booked' and (a.starts_at at time zone 'Europe/Copenhagen')::date between $2 and $3` + outlookReach
)

// listComing reads one kind's part of a page; the pages of all kinds are merged from theirs.
func listComing(ctx context.Context, tx *database.Tx, rows string, in Ahead, reach within, language string) ([]Coming, error) {
	found := []Coming{}
	after := in.AfterOn.String()
	if in.AfterOn.IsZero() {
		after = "-infinity"
	}
	err := tx.Select(ctx, &found, rows, in.Organisation, tx.Today, tx.Today.AddDays(in.Days), after, in.AfterID, in.Limit+1,
		reach.all, pq.Array(reach.units), pq.Array(reach.productionUnits), language)
	return found, err
}
