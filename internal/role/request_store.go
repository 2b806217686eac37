package role

import (
	"context"

	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
)

const requestSelect = `select r.id, r.employee_id, e.given_name, e.family_name, r.role, r.scope_kind,
	coalesce(r.scope_id::text, '') as scope_id, coalesce(u.name, p.name, s.name, '') as scope_name,
	r.reason_sealed, r.state, r.requested_at, r.decided_at, r.decided_by, r.version
	from role_requests r
	join employees e on e.organisation_id = r.organisation_id and e.id = r.employee_id
	left join units u on r.scope_kind = 'unit' and u.organisation_id = r.organisation_id and u.id = r.scope_id
	left join production_units p on r.scope_kind = 'production_unit' and p.organisation_id = r.organisation_id and p.id = r.scope_id
	left join systems s on r.scope_kind = 'system' and s.id = r.scope_id
	where r.organisation_id = $1 `

func findRequest(ctx context.Context, tx *database.Tx, org id.Organisation, request id.RoleRequest) (Request, error) {
	var r Request
	err := tx.Get(ctx, &r, requestSelect+`and r.id = $2`, org, request)
	return r, database.Found(err, "request")
}

func lockRequest(ctx context.Context, tx *database.Tx, org id.Organisation, request id.RoleRequest) (Request, error) {
	var r Request
	err := tx.Get(ctx, &r, requestSelect+`and r.id = $2 for update of r`, org, request)
	return r, database.Found(err, "request")
}

// listRequests gives the newest first. The reach is what the caller may see: all of it, what lies
// within some units, production units and systems, and what is one's own.
func listRequests(ctx context.Context, tx *database.Tx, in ListRequests, reach reach, limit int) ([]Request, error) {
	requests := []Request{}
	err := tx.Select(ctx, &requests, requestSelect+`
			and ($2::text = '' or r.state = $2)
			and ($3::uuid is null or r.id < $3)
			and (not $10::boolean or r.employee_id = $5::uuid)
			and ($4::boolean or r.employee_id = $5::uuid
				or r.scope_kind = 'production_unit' and r.scope_id = any($6::uuid[])
				or r.scope_kind = 'system' and r.scope_id = any($7::uuid[])
				or r.scope_kind = 'unit' and exists (
					with recursive above as (
						select u.id, u.parent_id from units u where u.organisation_id = $1 and u.id = r.scope_id
						union
						select u.id, u.parent_id from above a join units u on u.organisation_id = $1 and u.id = a.parent_id)
					select 1 from above where id = any($8::uuid[])))
		order by r.id desc limit $9`, in.Organisation, string(in.State), in.after,
		reach.all, reach.self, reach.productionUnits, reach.systems, reach.units, limit, in.Mine)
	return requests, err
}

func insertRequest(ctx context.Context, tx *database.Tx, r Request, org id.Organisation) error {
	_, err := tx.Exec(ctx, `insert into role_requests
			(organisation_id, id, employee_id, role, scope_kind, scope_id, reason_sealed, requested_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8)`, org, r.ID, r.Employee, string(r.Role), string(r.ScopeKind),
		orNull(r.ScopeID), r.ReasonSealed, tx.Now)
	if database.Violates(err, "role_requests_open_key") {
		return fault.New(fault.Conflict, "role_request_open", "You have already asked for this role; somebody will decide.")
	}
	return err
}

func settleRequest(ctx context.Context, tx *database.Tx, org id.Organisation, r Request, to State, by id.Employee) error {
	_, err := tx.Exec(ctx, `update role_requests set state = $3, decided_at = $4, decided_by = $5, version = version + 1
		where organisation_id = $1 and id = $2`, org, r.ID, string(to), tx.Now, by)
	return err
}
