package organisation

import (
	"context"

	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/id"
)

// administeredSQL counts the administrators who may act now; whether the organisation itself is
// connected is left out, since it would hide the warning while it is suspended. $2 is the date.
const administeredSQL = `(select count(distinct g.employee_id) from role_grants g where g.organisation_id = o.id
		and g.role = 'organisation_administrator' and g.scope_kind = 'organisation' and g.revoked_at is null
		and g.starts_on <= $2::date and (g.ends_on is null or g.ends_on >= $2::date)
		and exists (select 1 from employments m where m.organisation_id = g.organisation_id and m.employee_id = g.employee_id
			and m.ended_at is null and m.starts_on <= $2::date and (m.ends_on is null or m.ends_on >= $2::date))
		and not exists (select 1 from block_reasons b where b.organisation_id = g.organisation_id and b.employee_id = g.employee_id
			and b.lifted_at is null)) as administrators`

func find(ctx context.Context, tx *database.Tx, org id.Organisation) (Resource, error) {
	var r Resource
	err := tx.Get(ctx, &r, `select `+columns+`, `+administeredSQL+`,
		exists (select 1 from employees e where e.organisation_id = o.id and not exists (select 1 from role_grants g
			where g.organisation_id = o.id and g.employee_id = e.id and g.role = 'organisation_administrator')) as staffed
		from organisations o where id = $1`, org, tx.Today)
	return r, database.Found(err, "organisation")
}

// update stores settings and state, if nobody was faster.
func update(ctx context.Context, tx *database.Tx, o Organisation) error {
	n, err := tx.Exec(ctx, `update organisations set private_identities = $3, dedicated_identities = $4, code_displays = $5, chips = $6,
		activation_days = $7, cpr_legal_basis = $8, support_phone = $9, support_email = $10, support_hours = $11, tasks_done = $12,
		state = $13, suspended_at = $14, closed_at = $15, activation_starts = $16, chip_models = $17,
		chip_attestation = $18, chip_months = $19, pass_hours = $20, loan_hours = $21, version = version + 1 where id = $1 and version = $2`,
		o.ID, o.Version, o.PrivateIdentities, o.DedicatedIdentities, o.CodeDisplays, o.Chips, o.ActivationDays, o.CPRLegalBasis,
		o.SupportPhone, o.SupportEmail, o.SupportHours, o.TasksDone, string(o.State), o.SuspendedAt, o.ClosedAt, string(o.ActivationStarts), o.ChipModels,
		o.ChipAttestation, o.ChipMonths, o.PassHours, o.LoanHours)
	if err == nil && n == 0 {
		return etag.Stale()
	}
	return err
}

// Filter narrows the operator's list of organisations.
type Filter struct {
	CVR   *string
	State *string
	After id.Organisation // the last one of the page before
	Limit int
}

// Listed is an organisation as the operator sees it: nothing about its people but whether somebody
// administers it (C8).
type Listed struct {
	Organisation

	Administrators int `db:"administrators"`
}

func list(ctx context.Context, tx *database.Tx, f Filter, today calendar.Date) ([]Listed, error) {
	found := []Listed{}
	err := tx.Select(ctx, &found, `select `+columns+`, `+administeredSQL+` from organisations o
		where ($1::uuid is null or id > $1) and ($3::text is null or cvr = $3) and ($4::text is null or state = $4)
		order by id limit $5`, f.After, today, f.CVR, f.State, f.Limit)
	return found, err
}
