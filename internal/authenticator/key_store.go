package authenticator

import (
	"context"
	"time"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/passkey"
)

func insertCeremony(ctx context.Context, tx *database.Tx, c Ceremony) error {
	_, err := tx.Exec(ctx, `insert into ceremonies (id, kind, organisation_id, identity_id, authenticator_id, label, state, expires_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		c.ID, c.Kind, c.Organisation, c.Identity, c.Authenticator, c.Label, c.State, c.ExpiresAt)
	return err
}

// TakeCeremony ends a ceremony: of two who bring its answer, one gets it and the other ErrNone.
func TakeCeremony(ctx context.Context, tx *database.Tx, which id.Ceremony, kind string) (Ceremony, error) {
	var c Ceremony
	err := tx.Get(ctx, &c, `delete from ceremonies where id = $1 and kind = $2
		returning id, kind, organisation_id, identity_id, authenticator_id, label, state, expires_at`, which, kind)
	return c, err
}

func deleteCeremonies(ctx context.Context, tx *database.Tx, before time.Time) error {
	_, err := tx.Exec(ctx, `delete from ceremonies where expires_at < $1`, before)
	return err
}

const credentialColumns = `c.organisation_id, c.authenticator_id, c.credential_id, c.public_key, c.aaguid, c.sign_count, c.transports,
	c.backup_eligible, c.backed_up, c.attestation, c.assurance`

// FindCredential gives a key by its id; ErrNone when nobody has it now.
func FindCredential(ctx context.Context, tx *database.Tx, key []byte) (Credential, error) {
	var c Credential
	err := tx.Get(ctx, &c, `select `+credentialColumns+` from credential_ids k
		join credentials c on c.organisation_id = k.organisation_id and c.authenticator_id = k.authenticator_id
			and c.credential_id = k.credential_id
		where k.credential_id = $1`, key)
	return c, err
}

// Credentials gives the keys of an identity's authenticators in a state.
func Credentials(ctx context.Context, tx *database.Tx, org id.Organisation, of id.Identity, in ...State) ([]Credential, error) {
	states := make([]string, len(in))
	for n, state := range in {
		states[n] = string(state)
	}
	list := []Credential{}
	err := tx.Select(ctx, &list, `select `+credentialColumns+` from credentials c
		join authenticators a on a.organisation_id = c.organisation_id and a.id = c.authenticator_id
		where a.organisation_id = $1 and a.identity_id = $2 and a.state = any($3) order by a.created_at, a.id`,
		org, of, pq.Array(states))
	return list, err
}

// knownKey says whether somebody has registered a key, now or before.
func knownKey(ctx context.Context, tx *database.Tx, key []byte) (known bool, err error) {
	err = tx.Get(ctx, &known, `select exists (select 1 from credential_ids where credential_id = $1)`, key)
	return known, err
}

// insertCredential keeps a key for an authenticator, in the place of one that it had before.
func insertCredential(ctx context.Context, tx *database.Tx, a Authenticator, key passkey.Credential, level string) error {
	_, err := tx.Exec(ctx, `insert into credential_ids (credential_id, organisation_id, authenticator_id) values ($1, $2, $3)`,
		key.ID, a.Organisation, a.ID)
	if database.Violates(err, "credential_ids_pkey") {
		return keyRefused(keyTaken) // somebody else brought it a moment ago
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into credentials (organisation_id, authenticator_id, credential_id, public_key, aaguid, sign_count,
			transports, backup_eligible, backed_up, attestation, assurance, registered_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		on conflict (organisation_id, authenticator_id) do update set credential_id = excluded.credential_id,
			public_key = excluded.public_key, aaguid = excluded.aaguid, sign_count = excluded.sign_count,
			transports = excluded.transports, backup_eligible = excluded.backup_eligible, backed_up = excluded.backed_up,
			attestation = excluded.attestation, assurance = excluded.assurance, registered_at = excluded.registered_at,
			used_at = null`,
		a.Organisation, a.ID, key.ID, key.PublicKey, key.Model[:], int64(key.SignCount), pq.StringArray(key.Transports),
		key.BackupEligible, key.BackedUp, key.Attestation, level, tx.Now)
	return err
}

// updateKeyed gives the app that waited for its first code a key instead.
func updateKeyed(ctx context.Context, tx *database.Tx, a Authenticator) error {
	_, err := tx.Exec(ctx, `update authenticators set method = 'webauthn', secret_sealed = null, label = $3, version = version + 1
		where organisation_id = $1 and id = $2`, a.Organisation, a.ID, a.Label)
	return err
}
