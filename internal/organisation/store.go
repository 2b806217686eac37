package organisation

import (
	"context"

	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
)

const columns = `id, cvr, name, form, address, state, private_identities, dedicated_identities, code_displays, chips, chip_models,
	chip_attestation, chip_months, pass_hours,
	activation_days, activation_starts, loan_hours, cpr_legal_basis, support_phone, support_email, support_hours, tasks_done, rights_version, version,
	created_at, suspended_at, closed_at`

// Find reads an organisation.
func Find(ctx context.Context, tx *database.Tx, org id.Organisation) (Organisation, error) {
	var o Organisation
	err := tx.Get(ctx, &o, `select `+columns+` from organisations where id = $1`, org)
	return o, database.Found(err, "organisation")
}

// Lock reads an organisation and keeps it until the transaction ends: for what must happen one at
// a time in an organisation, as the last administrator's guard must (A4).
func Lock(ctx context.Context, tx *database.Tx, org id.Organisation) (Organisation, error) {
	var o Organisation
	err := tx.Get(ctx, &o, `select `+columns+` from organisations where id = $1 for update`, org)
	return o, database.Found(err, "organisation")
}

// RaiseRights tells caches of effective rights that something changed for the whole organisation.
func RaiseRights(ctx context.Context, tx *database.Tx, org id.Organisation) error {
	_, err := tx.Exec(ctx, `update organisations set rights_version = rights_version + 1 where id = $1`, org)
	return err
}

// UnitPath gives the unit and the units above it, lowest first; none for no unit.
func UnitPath(ctx context.Context, tx *database.Tx, org id.Organisation, unit id.Unit) ([]id.Unit, error) {
	if unit.IsZero() {
		return nil, nil
	}
	var path []id.Unit
	err := tx.Select(ctx, &path, `with recursive path as (
			select id, parent_id, 1 as height from units where organisation_id = $1 and id = $2
			union all
			select u.id, u.parent_id, p.height + 1 from path p
			join units u on u.organisation_id = $1 and u.id = p.parent_id
			where p.height < $3)
		select id from path order by height`, org, unit, maxDepth)
	if err == nil && len(path) == 0 {
		return nil, fault.Missing("unit")
	}
	return path, err
}

func insert(ctx context.Context, tx *database.Tx, org id.Organisation, in Connect) (Organisation, error) {
	var o Organisation
	err := tx.Get(ctx, &o, `insert into organisations (id, cvr, name, form, address, created_at)
		values ($1, $2, $3, $4, $5, $6) returning `+columns, org, in.CVR.String(), in.Name, in.Form, in.Address, tx.Now)
	if database.Violates(err, "organisations_cvr_key") {
		return Organisation{}, fault.New(fault.Conflict, "cvr_taken", "An organisation with this CVR number is already connected.")
	}
	return o, err
}
