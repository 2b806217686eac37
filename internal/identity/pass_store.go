package identity

import (
	"context"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/id"
)

const passColumns = `p.organisation_id, p.id, p.identity_id, p.code_hash, p.issued_at, p.expires_at, p.used_at`

// findPass gives the pass that is good now; ErrNone when there is none.
func findPass(ctx context.Context, tx *database.Tx, org id.Organisation, of id.Identity) (Pass, error) {
	var p Pass
	err := tx.Get(ctx, &p, `select `+passColumns+` from temporary_passes p
		where p.organisation_id = $1 and p.identity_id = $2 and p.ended_at is null and p.expires_at > $3`, org, of, tx.Now)
	return p, err
}

func listPasses(ctx context.Context, tx *database.Tx, org id.Organisation, of []string) ([]Pass, error) {
	list := []Pass{}
	err := tx.Select(ctx, &list, `select `+passColumns+` from temporary_passes p
		where p.organisation_id = $1 and p.identity_id = any($2::uuid[]) and p.ended_at is null and p.expires_at > $3`, org, pq.Array(of), tx.Now)
	return list, err
}

func insertPass(ctx context.Context, tx *database.Tx, p Pass, by id.Employee) error {
	_, err := tx.Exec(ctx, `insert into temporary_passes (organisation_id, id, identity_id, code_hash, issued_by, issued_at, expires_at)
		values ($1, $2, $3, $4, $5, $6, $7)`, p.Organisation, p.ID, p.Identity, p.Hash, by, p.IssuedAt, p.ExpiresAt)
	return err
}

// endPasses ends what has not been ended, and gives it: also what is over by the clock, to make way.
func endPasses(ctx context.Context, tx *database.Tx, i Identity) ([]Pass, error) {
	ended := []Pass{}
	err := tx.Select(ctx, &ended, `update temporary_passes p set ended_at = $3
		where p.organisation_id = $1 and p.identity_id = $2 and p.ended_at is null returning `+passColumns, i.Organisation, i.ID, tx.Now)
	return ended, err
}

// UsePass notes a use; false when the pass is not good any more.
func UsePass(ctx context.Context, tx *database.Tx, p Pass) (bool, error) {
	n, err := tx.Exec(ctx, `update temporary_passes set used_at = $3
		where organisation_id = $1 and id = $2 and ended_at is null and expires_at > $3`, p.Organisation, p.ID, tx.Now)
	return n == 1, err
}
