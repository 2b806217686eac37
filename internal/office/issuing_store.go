package office

import (
	"context"

	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/id"
)

func findIssuing(ctx context.Context, tx *database.Tx, org id.Organisation) (Issuing, error) {
	var found []Issuing
	err := tx.Select(ctx, &found, `select organisation_id, complete, terms, version from issuing_settings where organisation_id = $1`, org)
	if err != nil || len(found) == 1 {
		return append(found, Issuing{})[0], err
	}
	return Issuing{Organisation: org, Complete: High}, nil
}

func saveIssuing(ctx context.Context, tx *database.Tx, i Issuing) error {
	n, err := tx.Exec(ctx, `insert into issuing_settings (organisation_id, complete, terms) values ($1, $2, $3)
		on conflict (organisation_id) do update set complete = $2, terms = $3, version = issuing_settings.version + 1
		where issuing_settings.version = $4`, i.Organisation, string(i.Complete), i.Terms, i.Version)
	if err == nil && n == 0 {
		return etag.Stale()
	}
	return err
}

// isHigh says whether the identity that an employee has now is of the highest level.
func isHigh(ctx context.Context, tx *database.Tx, org id.Organisation, of id.Employee) (high bool, err error) {
	err = tx.Get(ctx, &high, `select exists (select 1 from identities where organisation_id = $1 and employee_id = $2
		and state in ('pending', 'active') and assurance = 'high')`, org, of)
	return high, err
}
