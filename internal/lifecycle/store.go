package lifecycle

import (
	"context"

	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
)

// listEnds names what an employee has now or will have. It reads tables of the features below, to
// show them; what really ends is theirs to say.
func listEnds(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee, language string) ([]End, error) {
	ends := []End{}
	err := tx.Select(ctx, &ends, `
		select 'employment' as kind, m.id::text as id, case when $4 = 'en' then c.name_en else c.name_da end as name, m.category as detail, m.ends_on
		from employments m join employment_categories c on c.organisation_id = m.organisation_id and c.code = m.category
		where m.organisation_id = $1 and m.employee_id = $2 and m.ended_at is null and (m.ends_on is null or m.ends_on >= $3)
		union all
		select 'role', g.id::text, g.role, g.scope_kind, g.ends_on from role_grants g
		where g.organisation_id = $1 and g.employee_id = $2 and g.revoked_at is null and (g.ends_on is null or g.ends_on >= $3)
		union all
		select 'right', a.id::text, r.name, a.scope_kind, a.ends_on from assignments a join rights r on r.id = a.right_id
		where a.organisation_id = $1 and a.employee_id = $2 and a.revoked_at is null and (a.ends_on is null or a.ends_on >= $3)
		union all
		select 'bundle', a.id::text, b.name, a.scope_kind, a.ends_on from assignments a
			join bundles b on b.organisation_id = a.organisation_id and b.id = a.bundle_id
		where a.organisation_id = $1 and a.employee_id = $2 and a.revoked_at is null and (a.ends_on is null or a.ends_on >= $3)
		union all
		select 'identity', i.id::text, i.kind, coalesce(i.user_name, ''), null from identities i
		where i.organisation_id = $1 and i.employee_id = $2 and i.state in ('pending', 'active')
		union all
		select 'authenticator', a.id::text, a.kind, a.label, null from authenticators a
		where a.organisation_id = $1 and a.employee_id = $2 and a.state not in ('lost', 'expired', 'revoked', 'returned', 'destroyed')
		union all
		select 'session', s.id::text, s.user_agent, '', null from sessions s
		where s.organisation_id = $1 and s.employee_id = $2 and s.ended_at is null and s.expires_at > $5 and s.idle_until > $5
		union all
		select 'appointment', a.id::text, o.name, to_char(a.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), null from appointments a
			join offices o on o.organisation_id = a.organisation_id and o.id = a.office_id
		where a.organisation_id = $1 and a.employee_id = $2 and a.state = 'booked' and a.starts_at > $5`,
		org, who, tx.Today, language, tx.Now)
	return ends, err
}

// administrators gives those who let people in and out, and can act today or could until this very
// change, save the one who leaves.
func administrators(ctx context.Context, tx *database.Tx, org id.Organisation, leaver id.Employee) ([]Contact, error) {
	found := []Contact{}
	err := tx.Select(ctx, &found, `
		select e.id::text as person, e.given_name || ' ' || e.family_name as name, e.email,
			`+employee.LanguageSQL+` as language
		from employees e
		where e.organisation_id = $1 and ($2::uuid is null or e.id <> $2)
			and exists (select 1 from role_grants g where g.organisation_id = e.organisation_id and g.employee_id = e.id
				and g.role in ('organisation_administrator', 'user_administrator') and g.scope_kind = 'organisation'
				and g.revoked_at is null and g.starts_on <= $3 and (g.ends_on is null or g.ends_on >= $3))
			and exists (select 1 from employments m where m.organisation_id = e.organisation_id and m.employee_id = e.id
				and (m.ended_at is null or m.ended_at = $4) and m.starts_on <= $3 and (m.ends_on is null or m.ends_on >= $3))
			and not exists (select 1 from block_reasons b where b.organisation_id = e.organisation_id and b.employee_id = e.id
				and b.lifted_at is null)
		order by e.id`, org, leaver, tx.Today, tx.Now)
	return found, err
}

func languageOf(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee) (string, error) {
	var language string
	err := tx.Get(ctx, &language, `select `+employee.LanguageSQL+` from employees e where e.organisation_id = $1 and e.id = $2`, org, who)
	return language, err
}

// departed says whether somebody has told of it. The employee is locked, so nobody does meanwhile.
func departed(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee, last calendar.Date) (bool, error) {
	var told bool
	err := tx.Get(ctx, &told, `select exists (select 1 from departures
		where organisation_id = $1 and employee_id = $2 and last_day >= $3)`, org, who, last)
	return told, err
}

func insertDeparture(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee, last calendar.Date) error {
	_, err := tx.Exec(ctx, `insert into departures (organisation_id, employee_id, last_day, told_at) values ($1, $2, $3, $4)
		on conflict do nothing`, org, who, last, tx.Now)
	return err
}

// undoDeparture forgets that somebody was told of an end today, so that the next one is told too.
func undoDeparture(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee) error {
	_, err := tx.Exec(ctx, `delete from departures where organisation_id = $1 and employee_id = $2 and last_day >= $3`, org, who, tx.Today)
	return err
}

type leaver struct {
	Organisation id.Organisation `db:"organisation_id"`
	Employee     id.Employee     `db:"employee_id"`
}

// latestDeparture is where the search for new ones begins.
func latestDeparture(ctx context.Context, tx *database.Tx) (calendar.Date, error) {
	var day calendar.Date
	err := tx.Get(ctx, &day, `select coalesce((max(told_at) at time zone 'Europe/Copenhagen')::date, '1970-01-01') from departures`)
	return day, err
}

// listLeavers finds employees whose last employment ended since the day and of whom nobody was
// told. Employments that had ended when they were written down, as those of an import, are history.
func listLeavers(ctx context.Context, tx *database.Tx, since calendar.Date, limit int) ([]leaver, error) {
	found := []leaver{}
	err := tx.Select(ctx, &found, `
		with ended as (
			select organisation_id, employee_id from employments
			where ended_at is null and ends_on >= $2 and ends_on < $1 and created_at < (ends_on + 1)::timestamp at time zone 'Europe/Copenhagen'
			union
			select organisation_id, employee_id from employments
			where ended_at >= $2::timestamp at time zone 'Europe/Copenhagen')
		select d.organisation_id, d.employee_id from ended d
		where exists (select 1 from organisations o where o.id = d.organisation_id and o.state <> 'closed')
			and not exists (select 1 from employments m where m.organisation_id = d.organisation_id and m.employee_id = d.employee_id
				and m.ended_at is null and (m.ends_on is null or m.ends_on >= $1))
			and not exists (select 1 from departures t where t.organisation_id = d.organisation_id and t.employee_id = d.employee_id
				and t.last_day >= (select max(least(coalesce(m.ends_on, 'infinity'), coalesce((m.ended_at at time zone 'Europe/Copenhagen')::date, 'infinity')))
					from employments m where m.organisation_id = d.organisation_id and m.employee_id = d.employee_id))
		order by d.organisation_id, d.employee_id limit $3`, tx.Today, since, limit)
	return found, err
}
