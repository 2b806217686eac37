package proof

import (
	"context"

	"hverv/internal/authenticator"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
	"hverv/internal/passkey"
)

// signingIn is what the password step must know.
type signingIn struct {
	Organisation id.Organisation `db:"organisation_id"`
	Employee     id.Employee     `db:"employee_id"`
	Identity     id.Identity     `db:"id"`
	Assurance    string          `db:"assurance"`
	Hash         string          `db:"password_hash"`
	Usable       bool            `db:"usable"`
	Codes        bool            `db:"codes"`
	Pass         bool            `db:"pass"`
	Keys         bool            `db:"keys"`
}

const signingInSQL = `select i.organisation_id, i.employee_id, i.id, i.assurance, coalesce(i.password_hash, '') as password_hash,
	(i.state = 'active' and ` + employee.UsableSQL + `) as usable,
	exists (select 1 from authenticators a where a.organisation_id = i.organisation_id and a.identity_id = i.id
		and a.state = 'active' and a.secret_sealed is not null) as codes,
	exists (select 1 from authenticators a where a.organisation_id = i.organisation_id and a.identity_id = i.id
		and a.state = 'active' and a.method = 'webauthn') as keys,
	exists (select 1 from temporary_passes p where p.organisation_id = i.organisation_id and p.identity_id = i.id
		and p.ended_at is null and p.expires_at > $1) as pass
	from identities i
	join employees e on e.organisation_id = i.organisation_id and e.id = i.employee_id
	join organisations o on o.id = i.organisation_id `

// findSigningIn finds whom a user name means.
func findSigningIn(ctx context.Context, tx *database.Tx, folded string) (signingIn, error) {
	var found signingIn
	err := tx.Get(ctx, &found, signingInSQL+`join user_names n on n.organisation_id = i.organisation_id and n.identity_id = i.id
		where n.user_name = $3`, tx.Now, tx.Today, folded)
	return found, err
}

// againSigningIn looks at the same identity once more when the code arrives.
func againSigningIn(ctx context.Context, tx *database.Tx, org id.Organisation, identity id.Identity) (signingIn, error) {
	var found signingIn
	err := tx.Get(ctx, &found, signingInSQL+`where i.organisation_id = $3 and i.id = $4`, tx.Now, tx.Today, org, identity)
	return found, err
}

// updateStep spends the code of a time step or counter: of two who bring the same code at once, one gets
// true (U8).
func updateStep(ctx context.Context, tx *database.Tx, a authenticator.Authenticator, step int64, drift int) (bool, error) {
	n, err := tx.Exec(ctx, `update authenticators set last_step = $3, drift = $4, out_of_step = null
		where organisation_id = $1 and id = $2 and state = 'active' and last_step < $3`, a.Organisation, a.ID, step, drift)
	return n == 1, err
}

// updateOutOfStep remembers the far counter whose code was seen last.
func updateOutOfStep(ctx context.Context, tx *database.Tx, a authenticator.Authenticator, counter int64) error {
	_, err := tx.Exec(ctx, `update authenticators set out_of_step = $3
		where organisation_id = $1 and id = $2`, a.Organisation, a.ID, counter)
	return err
}

func clearOutOfStep(ctx context.Context, tx *database.Tx, org id.Organisation, identity id.Identity) error {
	_, err := tx.Exec(ctx, `update authenticators set out_of_step = null
		where organisation_id = $1 and identity_id = $2 and out_of_step is not null`, org, identity)
	return err
}

// updateUsed notes the counter of a proof; false when another proof by the same key came first.
func updateUsed(ctx context.Context, tx *database.Tx, of authenticator.Credential, used passkey.Credential) (bool, error) {
	n, err := tx.Exec(ctx, `update credentials set sign_count = $4, backed_up = $5, used_at = $6
		where organisation_id = $1 and authenticator_id = $2 and sign_count = $3`,
		of.Organisation, of.Authenticator, of.SignCount, int64(used.SignCount), used.BackedUp, tx.Now)
	return n == 1, err
}
