package right

import (
	"context"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
)

func insertBundle(ctx context.Context, tx *database.Tx, org id.Organisation, bundle id.Bundle, name string, isBasic bool) error {
	_, err := tx.Exec(ctx, `insert into bundles (organisation_id, id, name, basic, created_at) values ($1, $2, $3, $4, $5)`,
		org, bundle, name, isBasic, tx.Now)
	if database.Violates(err, "bundles_organisation_id_name_key") {
		return fault.New(fault.Conflict, "bundle_name_taken", "Another bundle has this name.").On("/name", "bundle_name_taken", "Already in use.")
	}
	return err
}

func insertBundleVersion(ctx context.Context, tx *database.Tx, org id.Organisation, bundle id.Bundle, number int, rights []id.Right) error {
	_, err := tx.Exec(ctx, `insert into bundle_versions (organisation_id, bundle_id, number, right_ids, made_at)
		values ($1, $2, $3, $4::uuid[], $5)`, org, bundle, number, pq.Array(rightTexts(rights)), tx.Now)
	return err
}
