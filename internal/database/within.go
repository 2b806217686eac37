package database

// WithinSQL begins a statement that lists what is about people: within holds the ids, as text, of
// those in the reach of somebody who has no role in the whole organisation. A person belongs to a
// unit by their own place or by an employment that has not ended, and to all units above it, as in
// authz.Facts. $1 is the organisation, $2 the date, $3 and $4 are the reach's units and production units.
const WithinSQL = `with recursive mine as (
		select u.id from units u where u.organisation_id = $1 and u.id = any($3::uuid[])
		union select u.id from mine a join units u on u.organisation_id = $1 and u.parent_id = a.id),
	within as materialized (select e.id::text as person from employees e
		where e.organisation_id = $1 and (e.production_unit_id = any($4::uuid[]) or e.unit_id in (select id from mine)
			or e.id in (select m.employee_id from employments m where m.organisation_id = $1 and m.ended_at is null
				and (m.ends_on is null or m.ends_on >= $2) and m.unit_id in (select id from mine))))`
