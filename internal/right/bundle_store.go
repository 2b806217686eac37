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
		return nameTaken()
	}
	return err
}

func nameTaken() error {
	return fault.New(fault.Conflict, "bundle_name_taken", "Another bundle has this name.").On("/name", "bundle_name_taken", "Already in use.")
}

func insertBundleVersion(ctx context.Context, tx *database.Tx, org id.Organisation, bundle id.Bundle, number int, rights []id.Right) error {
	_, err := tx.Exec(ctx, `insert into bundle_versions (organisation_id, bundle_id, number, right_ids, made_at)
		values ($1, $2, $3, $4::uuid[], $5)`, org, bundle, number, pq.Array(rightTexts(rights)), tx.Now)
	return err
}

const bundleSelect = `select b.id, b.name, b.basic, v.number, v.right_ids::text[] as right_ids, v.made_at, b.version, b.created_at, b.retired_at
	from bundles b join bundle_versions v on v.organisation_id = b.organisation_id and v.bundle_id = b.id and v.number = b.current_version
	where b.organisation_id = $1 `

func listBundles(ctx context.Context, tx *database.Tx, org id.Organisation, after id.Bundle, limit int) ([]Bundle, error) {
	found := []Bundle{}
	err := tx.Select(ctx, &found, bundleSelect+`and b.retired_at is null and ($2::uuid is null or b.id > $2) order by b.id limit $3`,
		org, after, limit)
	return found, err
}

func findBundle(ctx context.Context, tx *database.Tx, org id.Organisation, bundle id.Bundle) (Bundle, error) {
	var b Bundle
	err := tx.Get(ctx, &b, bundleSelect+`and b.id = $2`, org, bundle)
	return b, database.Found(err, "bundle")
}

// lockBundle locks first and reads then, since a version made meanwhile is in another table.
func lockBundle(ctx context.Context, tx *database.Tx, org id.Organisation, bundle id.Bundle) (Bundle, error) {
	var locked id.Bundle
	err := tx.Get(ctx, &locked, `select id from bundles where organisation_id = $1 and id = $2 for update`, org, bundle)
	if err != nil {
		return Bundle{}, database.Found(err, "bundle")
	}
	return findBundle(ctx, tx, org, bundle)
}

// listVersions gives what the bundle held, latest first.
func listVersions(ctx context.Context, tx *database.Tx, org id.Organisation, bundle id.Bundle, before, limit int) ([]Bundle, error) {
	found := []Bundle{}
	err := tx.Select(ctx, &found, `select b.id, b.name, b.basic, v.number, v.right_ids::text[] as right_ids, v.made_at, b.version, b.created_at, b.retired_at
		from bundles b join bundle_versions v on v.organisation_id = b.organisation_id and v.bundle_id = b.id
		where b.organisation_id = $1 and b.id = $2 and ($3 = 0 or v.number < $3) order by v.number desc limit $4`, org, bundle, before, limit)
	return found, err
}

func updateBundle(ctx context.Context, tx *database.Tx, org id.Organisation, bundle id.Bundle, name string, number int) error {
	_, err := tx.Exec(ctx, `update bundles set name = $3, current_version = $4, version = version + 1
		where organisation_id = $1 and id = $2`, org, bundle, name, number)
	if database.Violates(err, "bundles_organisation_id_name_key") {
		return nameTaken()
	}
	return err
}

func retireBundle(ctx context.Context, tx *database.Tx, org id.Organisation, bundle id.Bundle) error {
	_, err := tx.Exec(ctx, `update bundles set retired_at = $3, version = version + 1 where organisation_id = $1 and id = $2`, org, bundle, tx.Now)
	return err
}

// allHeld says whether the organisation holds, or will hold, each of the rights.
func allHeld(ctx context.Context, tx *database.Tx, org id.Organisation, rights []id.Right) (bool, error) {
	var all bool
	err := tx.Get(ctx, &all, `select not exists (select 1 from unnest($2::uuid[]) as wanted(id) where not exists (
		select 1 from right_holdings h join rights r on r.id = h.right_id join systems s on s.id = r.system_id
		where h.organisation_id = $1 and h.right_id = wanted.id and h.revoked_at is null and (h.ends_on is null or h.ends_on >= $3)
			and r.retired_at is null and s.retired_at is null))`, org, pq.Array(rightTexts(rights)), tx.Today)
	return all, err
}
