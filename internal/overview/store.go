package overview

import (
	"context"
	"time"

	"github.com/lib/pq"

	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
)

// within is what the list may show its reader.
type within struct {
	all                    bool
	units, productionUnits []string
}

// The statement's parameters: $1 organisation, $2 today, $3 now, $4 to $6 where to go on, $7 how many, $8 to $10
// the reader's reach, $11 unit, $12 kind, $13 state, $14 the last instant and $15 the last day of what ends soon,
// $16 whether the reader may know how somebody signs in and $17 what is lacking, $18 words of the name, $19 the longest.

// reaching is who lies within the reader's reach and in the unit that was asked for.
const reaching = `with recursive
	mine as (select u.id from units u where u.organisation_id = $1 and u.id = any($9::uuid[])
		union select u.id from mine a join units u on u.organisation_id = $1 and u.parent_id = a.id),
	asked as (select u.id from units u where u.organisation_id = $1 and u.id = $11::uuid
		union select u.id from asked a join units u on u.organisation_id = $1 and u.parent_id = a.id),`

// A name is looked up by the index of parts first, unless so little was typed that it fits nearly everybody.
const (
	everybody = ` from employees e `
	named     = ` named as materialized (select e.organisation_id, e.id, e.given_name, e.family_name, e.title, e.employee_number, e.protected, e.unit_id, e.production_unit_id,
		e.sort_key, e.search_key from employees e where e.organisation_id = $1 and e.search_key like $19 and e.search_key like all ($18::text[])),`
	fromNamed = ` from named e `
)

const over = `('lost', 'revoked', 'returned', 'destroyed')`

// who are the employees to look at, in their order. What few have is gathered first, once, so that the walk through
// the list passes by everybody else without looking at what they have.
const who = `
	where e.organisation_id = $1 and (e.sort_key, e.id) >= ($4::bytea, $5::uuid) and e.search_key like all ($18::text[]) and $19::text is not null
	and ($8::boolean or e.production_unit_id = any($10::uuid[]) or e.unit_id in (select id from mine)
		or exists (select 1 from employments m where m.organisation_id = $1 and m.employee_id = e.id and m.ended_at is null
			and (m.ends_on is null or m.ends_on >= $2) and m.unit_id in (select id from mine)))
	and ($11::uuid is null or e.unit_id in (select id from asked)
		or exists (select 1 from employments m where m.organisation_id = $1 and m.employee_id = e.id and m.ended_at is null
			and (m.ends_on is null or m.ends_on >= $2) and m.unit_id in (select id from asked)))
	and ($12::text is null and $13::text is null or e.id in (select x.employee_id from authenticators x where x.organisation_id = $1
		and ($12::text is null or x.kind = case $12 when 'audio_reader' then 'code_display' else $12 end)
		and ($13::text is null or x.state = $13 or $13 = 'expired' and x.ends_at <= $3)))
	and ($14::timestamptz is null or e.id in (
		select x.employee_id from authenticators x where x.organisation_id = $1 and x.ends_at > $3 and x.ends_at <= $14
		union all select x.employee_id from identities x where $16 and x.organisation_id = $1 and x.state = 'pending' and x.activate_until between $2 and $15::date))`

// held is a device in the hands of whom its newest authenticator is; what is on loan is the loan's.
const held = `d.state = 'issued' and d.holder_id = e.id and not exists (select 1 from authenticators y
	where y.organisation_id = $1 and y.device_id = a.device_id and (y.created_at, y.id) > (a.created_at, a.id))`

// beside is what stands beside each employee: w until when they are employed ("infinity" without end, null when never)
// and whether today, n the identity in force, a each authenticator. Of who has left only what they still hold is shown.
// "offset 0" keeps the last of them whole for the same reason.
const beside = `
	join lateral (select max(least(coalesce(m.ended_at, 'infinity'),
				coalesce((m.ends_on + 1)::timestamp at time zone 'Europe/Copenhagen', 'infinity'))) as until,
			bool_or(m.ended_at is null and m.starts_on <= $2 and (m.ends_on is null or m.ends_on >= $2)) as running
		from employments m where m.organisation_id = $1 and m.employee_id = e.id) w on true
	left join lateral (select n.id, n.kind, n.state, n.activate_until from identities n
		where n.organisation_id = $1 and n.employee_id = e.id and n.state in ('pending', 'active') limit 1) n on true
	left join lateral (
		select a.id, a.state as kept_state, a.label, a.serial, a.device_id, a.spare, a.deliver_on, a.ends_at, coalesce(a.activated_at, a.created_at) as since,
			coalesce(d.kind, o.kind, a.kind) as kind, l.id as loan_id, l.ends_at <= $3 as late, l.pool_id, o.order_id, o.state as order_state, o.expected_on,
			case when a.state in ('pending_activation', 'active', 'suspended') and a.ends_at <= $3 then 'expired' else a.state end as state,
			case when (` + held + `) is not true then '' when w.until <= $3 then 'left' when d.unfit = 'blocked' then 'blocked'
				when a.state = 'revoked' then 'revoked' when a.state = 'expired' or a.ends_at <= $3 then 'expired' else '' end as return_why
		from identities i
		join authenticators a on a.organisation_id = $1 and a.identity_id = i.id
		left join devices d on d.organisation_id = $1 and d.id = a.device_id
		left join loans l on l.organisation_id = $1 and l.authenticator_id = a.id and l.closed_at is null
		left join order_lines o on o.organisation_id = $1 and o.authenticator_id = a.id
		where i.organisation_id = $1 and i.employee_id = e.id and ($16::boolean or a.kind <> 'app')
			and (a.state not in ` + over + ` and (w.until is null or w.until > $3) or l.id is not null or a.state = $13::text and a.state in ` + over + ` or (` + held + `)) offset 0
	) a on true`

// rows are those asked for of the ones beside each other.
const rows = `
	where ((e.sort_key, e.id) > ($4::bytea, $5::uuid) or a.id > $6::uuid)
	and (a.id is not null or w.until is null or w.until > $3)
	and ($12::text is null or a.kind = $12) and ($13::text is null or a.state = $13)
	and ($14::timestamptz is null or a.ends_at > $3 and a.ends_at <= $14 and a.kept_state not in ` + over + `
		or $16 and n.state = 'pending' and n.activate_until between $2 and $15 and (w.until is null or w.until > $3))`

// concerns narrow to what somebody looks for: the employees to look at, gathered once, and their rows.
//
//nolint:gochecknoglobals // a table
var concerns = map[Concern]struct{ who, rows string }{
	"": {},
	OnLoan: {
		` and e.id in (select l.employee_id from loans l where l.organisation_id = $1 and l.closed_at is null)`,
		` and a.loan_id is not null`,
	},
	Late: {
		` and e.id in (select l.employee_id from loans l where l.organisation_id = $1 and l.closed_at is null and l.ends_at <= $3)`,
		` and a.late`,
	},
	UnderWay: {
		` and e.id in (select x.employee_id from authenticators x where x.organisation_id = $1 and x.state in ('ordered', 'shipped'))`,
		` and a.state in ('ordered', 'shipped')`,
	},
	ToReturn: {
		` and e.id in (select d.holder_id from devices d where d.organisation_id = $1 and d.state = 'issued' and (d.unfit = 'blocked'
			or d.holder_id not in (select m.employee_id from employments m where m.organisation_id = $1 and m.ended_at is null and (m.ends_on is null or m.ends_on >= $2))
			or d.id in (select x.device_id from authenticators x where x.organisation_id = $1 and x.device_id is not null
				and (x.state in ('revoked', 'expired') or x.ends_at <= $3))))`,
		` and a.return_why <> ''`,
	},
	None: {
		` and e.id not in (select x.employee_id from authenticators x where x.organisation_id = $1 and x.state not in ` + over + ` and ($16 or x.kind <> 'app'))`,
		` and a.id is null`,
	},
	LacksUsable: {
		` and e.id not in (select x.employee_id from identities x where x.organisation_id = $1
			and (x.state = 'pending' and x.activate_until >= $2 or x.state = 'active' and (x.kind = 'private' or x.id in (select y.identity_id
				from authenticators y where y.organisation_id = $1 and y.state = 'active' and (y.ends_at is null or y.ends_at > $3)))))`,
		` and (w.until is null or w.until > $3)`,
	},
	LacksSpare: {
		` and e.id in (select x.employee_id from identities x
			left join authenticators y on y.organisation_id = $1 and y.identity_id = x.id and y.state = 'active' and (y.ends_at is null or y.ends_at > $3)
			where x.organisation_id = $1 and x.state = 'active' and x.kind = 'dedicated' group by x.employee_id having count(y.id) < 2)`,
		` and (w.until is null or w.until > $3)`,
	},
}

// found is one page, and shown what is looked up for its rows alone.
const (
	found = ` found as materialized (select e.id as employee_id, e.given_name, e.family_name, e.title, e.employee_number, e.protected, e.unit_id, e.sort_key,
		w.until, w.running, n.id as identity_id, n.kind as identity_kind, n.state as identity_state, n.activate_until,
		a.id as authenticator_id, a.kind, a.state, a.label, a.serial, a.device_id, a.spare, a.since, a.ends_at, coalesce(a.expected_on, a.deliver_on) as deliver_on,
		a.order_id, a.order_state, a.loan_id, a.late, a.pool_id, a.return_why
		from (select e.id, e.given_name, e.family_name, e.title, e.employee_number, e.protected, e.unit_id, e.sort_key `
	// A limit that nothing reaches keeps PostgreSQL from taking the walk apart and tells it that the first few matter. Without
	// it the loans of 10,000 employees took 20 times as long, everybody's first page 5 times: it looked at all of them first.
	walked  = ` order by e.sort_key, e.id limit 2147483647) e `
	ordered = ` order by e.sort_key, e.id, a.id limit $7)`
	shown   = `
	select f.employee_id, f.given_name, f.family_name, f.title, f.employee_number, f.protected, f.sort_key, coalesce(u.name, '') as unit_name,
		case when f.until is null then 'without_employment' when f.until <= $3 then 'ended'
			when exists (select 1 from block_reasons b where b.organisation_id = $1 and b.employee_id = f.employee_id and b.lifted_at is null) then 'blocked'
			when f.running then 'active' else 'pending_start' end as status,
		case when $16 then coalesce(f.identity_kind, '') else '' end as identity_kind,
		case when not $16 or f.identity_state is null then '' when f.identity_state = 'pending' and f.activate_until < $2 then 'lapsed' else f.identity_state end as identity_state,
		case when $16 and f.identity_state = 'pending' then f.activate_until end as activate_until,
		case when not $17::boolean or f.until <= $3 then ''
			when f.identity_id is null or f.identity_state = 'pending' and f.activate_until < $2 then 'identity'
			when f.identity_state = 'pending' or f.identity_kind = 'private' then ''
			else coalesce((array['authenticator', 'spare'])[1 + (select count(*) from authenticators x where x.organisation_id = $1 and x.identity_id = f.identity_id
				and x.state = 'active' and (x.ends_at is null or x.ends_at > $3))], '') end as lacks,
		f.authenticator_id, coalesce(f.kind, '') as kind, coalesce(f.state, '') as state, coalesce(f.label, '') as label, coalesce(f.serial, '') as serial,
		f.device_id, coalesce(f.spare, false) as spare, f.since, f.ends_at, case when f.state in ('ordered', 'shipped') then f.deliver_on end as deliver_on,
		case when f.state in ('ordered', 'shipped') then f.order_id end as order_id,
		case when f.state in ('ordered', 'shipped') then coalesce(f.order_state, '') else '' end as order_state,
		f.loan_id, coalesce(f.late, false) as late, coalesce(p.name, '') as pool_name, coalesce(f.return_why, '') as return_why
	from found f
	left join units u on u.organisation_id = $1 and u.id = f.unit_id
	left join loan_pools p on p.organisation_id = $1 and p.id = f.pool_id
	order by f.sort_key, f.employee_id, f.authenticator_id`
)

// selective is the length of a pattern, its wildcards counted, from which few names fit it.
const selective = len("% abc%")

// nobody sorts before every id, as the empty key sorts before every key.
const nobody = "00000000-0000-0000-0000-000000000000"

// listRows reads one page, in Danish order.
func listRows(ctx context.Context, tx *database.Tx, f Filter, r within, t told) ([]Row, error) {
	words := append([]string{}, employee.Patterns(f.Query, false)...) // none is an empty array: nothing is like all of null
	from, first := found+everybody, ""
	if len(words) > 0 && len(words[0]) >= selective {
		from, first = found+fromNamed, named
	}
	all := []Row{}
	concern := concerns[f.Concern]
	err := tx.Select(ctx, &all, reaching+first+from+who+concern.who+walked+beside+rows+concern.rows+ordered+shown, f.arguments(tx, r, t, words)...)
	return all, err
}

func (f *Filter) arguments(tx *database.Tx, r within, t told, words []string) []any {
	key, who, what, longest := f.After.SortKey, nobody, nobody, ""
	if len(words) > 0 {
		longest = words[0]
	}
	if key == nil {
		key = []byte{}
	}
	if !f.After.Employee.IsZero() {
		who = f.After.Employee.String()
	}
	if !f.After.Authenticator.IsZero() {
		what = f.After.Authenticator.String()
	}
	var until *time.Time
	var last *calendar.Date
	if f.EndsWithin != nil {
		last = new(tx.Today.AddDays(*f.EndsWithin))
		until = new(calendar.EndOfDay(*last))
	}
	return []any{
		f.Organisation, tx.Today, tx.Now, key, who, what, f.Limit, r.all, pq.Array(r.units), pq.Array(r.productionUnits),
		f.Unit, orNull(f.Kind), orNull(f.State), until, last, t.SignIn, t.Lacks, pq.Array(words), longest,
	}
}

func orNull(chosen string) *string {
	if chosen == "" {
		return nil
	}
	return &chosen
}
