package authenticator

import (
	"context"

	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
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
