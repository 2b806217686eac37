package right

import (
	"context"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/organisation"
)

//nolint:gochecknoglobals // a table's columns
var assignments = &database.Table{Name: "assignments", Columns: []database.Column{
	{Name: "organisation_id", Type: "uuid"},
	{Name: "id", Type: "uuid"},
	{Name: "employee_id", Type: "uuid"},
	{Name: "right_id", Type: "uuid"},
	{Name: "bundle_id", Type: "uuid"},
	{Name: "scope_kind", Type: "text"},
	{Name: "scope_value", Type: "text"},
	{Name: "starts_on", Type: "date"},
	{Name: "ends_on", Type: "date"},
	{Name: "case_number", Type: "text"},
	{Name: "reason_sealed", Type: "bytea"},
	{Name: "created_at", Type: "timestamptz"},
}}

// insertAssignment joins the tail, and so do the conditions.
func insertAssignment(tx *database.Tx, assignment id.Assignment, g Give, reason []byte) {
	tx.Append(assignments, g.Organisation, assignment, g.Employee, g.Right, g.Bundle, string(g.Scope.Kind), g.Scope.Value,
		g.StartsOn, g.EndsOn, g.CaseNumber, orNull(reason), tx.Now)
}

func orNull(raw []byte) any {
	if raw == nil {
		return nil
	}
	return raw
}

// standBy waits for whoever is ending the employee and keeps others from it until the transaction
// ends: an assignment made beside a termination would come back with the person (L5, L7).
func standBy(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee) error {
	var there id.Employee
	err := tx.Get(ctx, &there, `select id from employees where organisation_id = $1 and id = $2 for key share`, org, who)
	return database.Found(err, "employee")
}

// demandAssignable lets the transaction commit only if the assignment to all of these employees
// makes sense in the organisation as it then is; the first broken rule is the answer.
func demandAssignable(tx *database.Tx, g Give, to ...id.Employee) {
	org, who := g.Organisation, pq.Array(to)
	tx.Demand(`exists (select 1 from organisations where id = $1 and state = 'connected')`, organisation.NotConnected(), org)
	tx.Demand(`not exists (select 1 from unnest($2::uuid[]) as w(id) where not exists (
			select 1 from employees where organisation_id = $1 and id = w.id))`, fault.Missing("employee"), org, who)
	tx.Demand(`not exists (select 1 from unnest($2::uuid[]) as w(id) where not exists (
			select 1 from employments where organisation_id = $1 and employee_id = w.id and ended_at is null
				and (ends_on is null or ends_on >= $3)))`,
		fault.New(fault.Conflict, "employee_not_employed", "Somebody who is no longer employed here cannot be given a right."), org, who, tx.Today)
	if !g.Right.IsZero() {
		tx.Demand(`exists (select 1 from right_holdings h join rights r on r.id = h.right_id join systems s on s.id = r.system_id
			where h.organisation_id = $1 and h.right_id = $2 and h.revoked_at is null and (h.ends_on is null or h.ends_on >= $3)
				and r.retired_at is null and s.retired_at is null)`, notHeld(), org, g.Right, tx.Today)
	} else {
		tx.Demand(`exists (select 1 from bundles where organisation_id = $1 and id = $2 and retired_at is null)`,
			fault.New(fault.Invalid, "bundle_unknown", "The organisation has no such bundle in use.").
				On("/bundle_id", "bundle_unknown", "Not known here, or retired."), org, g.Bundle)
	}
	demandScope(tx, org, g.Scope)
	tx.Demand(`not exists (select 1 from assignments where organisation_id = $1 and employee_id = any($2::uuid[])
			and (right_id = $3 or bundle_id = $4) and scope_kind = $5 and scope_value = $6 and revoked_at is null
			and (ends_on is null or ends_on >= $7) and ($8::date is null or starts_on <= $8))`,
		fault.New(fault.Conflict, "already_assigned", "The employee already has this for the same part of the organisation in this period."),
		org, who, g.Right, g.Bundle, string(g.Scope.Kind), g.Scope.Value, g.StartsOn, g.EndsOn)
}

func notHeld() *fault.Fault {
	return fault.New(fault.Invalid, "right_not_held", "The organisation does not hold this right; its owner must give it first.")
}

func demandScope(tx *database.Tx, org id.Organisation, s Scope) {
	unknown := fault.New(fault.Invalid, "scope_unknown", "The organisation has no such unit or production unit in use.").
		On("/scope_value", "scope_unknown", "Not known here, or no longer in use.")
	switch s.Kind {
	case Unit:
		tx.Demand(`exists (select 1 from units where organisation_id = $1 and id = $2 and ended_at is null)`, unknown, org, s.Value)
	case ProductionUnit:
		tx.Demand(`exists (select 1 from production_units where organisation_id = $1 and id = $2 and ended_at is null)`, unknown, org, s.Value)
	default: // all of it, or a number that only its form can be judged of
	}
}

const assignmentSelect = `select a.id, a.employee_id, e.given_name, e.family_name, a.right_id, r.system_id, a.bundle_id,
	coalesce(r.name, b.name) as name, coalesce(r.code, '') as code, a.scope_kind, a.scope_value, coalesce(p.name, u.name, '') as scope_name,
	a.starts_on, a.ends_on, a.revoked_at, a.case_number, a.reason_sealed, a.created_at, a.version
	from assignments a
	join employees e on e.organisation_id = a.organisation_id and e.id = a.employee_id
	left join rights r on r.id = a.right_id
	left join bundles b on b.organisation_id = a.organisation_id and b.id = a.bundle_id
	left join production_units p on p.organisation_id = a.organisation_id
		and p.id = case when a.scope_kind = 'production_unit' then a.scope_value::uuid end
	left join units u on u.organisation_id = a.organisation_id and u.id = case when a.scope_kind = 'unit' then a.scope_value::uuid end
	where a.organisation_id = $1 `

func findAssignment(ctx context.Context, tx *database.Tx, org id.Organisation, assignment id.Assignment) (Assignment, error) {
	var a Assignment
	err := tx.Get(ctx, &a, assignmentSelect+`and a.id = $2`, org, assignment)
	return a, database.Found(err, "assignment")
}

func lockAssignment(ctx context.Context, tx *database.Tx, org id.Organisation, assignment id.Assignment) (Assignment, error) {
	var a Assignment
	err := tx.Get(ctx, &a, assignmentSelect+`and a.id = $2 for update of a`, org, assignment)
	return a, database.Found(err, "assignment")
}

// listAssignments gives the newest first. The reach is what the caller may see: all of it, people
// in some units or production units, rights of some systems, and what is one's own.
func listAssignments(ctx context.Context, tx *database.Tx, in ListAssignments, r reach, limit int) ([]Assignment, error) {
	found := []Assignment{}
	err := tx.Select(ctx, &found, assignmentSelect+`
			and ($2::uuid is null or a.employee_id = $2)
			and ($3::uuid is null or a.right_id = $3)
			and ($4::uuid is null or a.bundle_id = $4)
			and ($5::boolean or a.revoked_at is null and (a.ends_on is null or a.ends_on >= $6::date))
			and ($7::uuid is null or a.id < $7)
			and ($8::boolean or a.employee_id = $9::uuid or e.production_unit_id = any($10::uuid[]) or r.system_id = any($11::uuid[])
				or exists (
					with recursive above as (
						select u.id, u.parent_id from units u where u.organisation_id = $1 and (u.id = e.unit_id
							or u.id in (select m.unit_id from employments m where m.organisation_id = $1 and m.employee_id = e.id
								and m.ended_at is null and (m.ends_on is null or m.ends_on >= $6)))
						union
						select u.id, u.parent_id from above x join units u on u.organisation_id = $1 and u.id = x.parent_id)
					select 1 from above where id = any($12::uuid[])))
		order by a.id desc limit $13`, in.Organisation, in.Employee, in.Right, in.Bundle, in.Ended, tx.Today, in.after,
		r.all, r.self, r.productionUnits, r.systems, r.units, limit)
	return found, err
}

func endAssignment(ctx context.Context, tx *database.Tx, org id.Organisation, assignment id.Assignment) error {
	_, err := tx.Exec(ctx, `update assignments set revoked_at = $3, version = version + 1
		where organisation_id = $1 and id = $2`, org, assignment, tx.Now)
	return err
}

func changeAssignment(ctx context.Context, tx *database.Tx, org id.Organisation, a Assignment) error {
	_, err := tx.Exec(ctx, `update assignments set ends_on = $3, case_number = $4, version = version + 1
		where organisation_id = $1 and id = $2`, org, a.ID, a.EndsOn, a.CaseNumber)
	return err
}

// endAllAssignments ends what an employee has or would come to have.
func endAllAssignments(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee) ([]id.Assignment, error) {
	ended := []id.Assignment{}
	err := tx.Select(ctx, &ended, `update assignments set revoked_at = $3, version = version + 1
		where organisation_id = $1 and employee_id = $2 and revoked_at is null and (ends_on is null or ends_on >= $4)
		returning id`, org, who, tx.Now, tx.Today)
	return ended, err
}

// systemOf gives the system of a right, for who administers one system's rights.
func systemOf(ctx context.Context, tx *database.Tx, right id.Right) (id.System, error) {
	var system id.System
	err := tx.Get(ctx, &system, `select system_id from rights where id = $1`, right)
	return system, database.Found(err, "right")
}
