package client

import (
	"context"
	"time"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/id"
)

const columns = `id, owner_id, name, authentication, grant_types, redirect_uris, post_logout_uris, backchannel_logout_uri, scopes,
	audiences, token_format, session_minutes, fresh_sign_in, minimum_assurance, national_id, right_ids, system_ids, all_systems, jwks, outside_issuer,
	outside_subject, secret_hash, former_secret_hash, former_secret_until, created_at, retired_at, version`

const ownerConnected = `(owner_id is null or exists (select 1 from organisations o where o.id = owner_id and o.state = 'connected'))`

//nolint:gochecknoglobals // a table's columns
var table = &database.Table{Name: "clients", Columns: []database.Column{
	{Name: "id", Type: "uuid"},
	{Name: "owner_id", Type: "uuid"},
	{Name: "name", Type: "text"},
	{Name: "authentication", Type: "text"},
	{Name: "grant_types", Type: "text[]"},
	{Name: "redirect_uris", Type: "text[]"},
	{Name: "post_logout_uris", Type: "text[]"},
	{Name: "backchannel_logout_uri", Type: "text"},
	{Name: "scopes", Type: "text[]"},
	{Name: "audiences", Type: "text[]"},
	{Name: "token_format", Type: "text"},
	{Name: "session_minutes", Type: "integer"},
	{Name: "fresh_sign_in", Type: "boolean"},
	{Name: "minimum_assurance", Type: "text"},
	{Name: "right_ids", Type: "uuid[]"},
	{Name: "system_ids", Type: "uuid[]"},
	{Name: "jwks", Type: "jsonb"},
	{Name: "outside_issuer", Type: "text"},
	{Name: "outside_subject", Type: "text"},
	{Name: "secret_hash", Type: "bytea"},
	{Name: "created_at", Type: "timestamptz"},
}}

func add(tx *database.Tx, c Client) {
	var jwks, secret any
	if c.JWKS != nil {
		jwks = string(c.JWKS)
	}
	if c.SecretHash != nil {
		secret = c.SecretHash
	}
	tx.Append(table, c.ID, c.Owner, c.Name, c.Authentication, c.GrantTypes, c.RedirectURIs, c.PostLogoutURIs,
		c.BackchannelLogoutURI, c.Scopes, c.Audiences, c.TokenFormat, c.SessionMinutes, c.FreshSignIn, string(c.MinimumAssurance),
		c.Rights, c.SystemIDs, jwks, c.OutsideIssuer, c.OutsideSubject, secret, tx.Now)
}

// find finds a client for use: a retired one does not exist, nor does one whose organisation
// is suspended or closed.
func find(ctx context.Context, tx *database.Tx, client id.Client) (Client, error) {
	var c Client
	err := tx.Get(ctx, &c, `select `+columns+` from clients where id = $1 and retired_at is null and `+ownerConnected, client)
	return c, database.Found(err, "client")
}

// findOwned finds an owner's client; zero is the installation.
func findOwned(ctx context.Context, tx *database.Tx, owner id.Organisation, client id.Client) (Client, error) {
	var c Client
	err := tx.Get(ctx, &c, `select `+columns+` from clients where id = $2 and owner_id is not distinct from $1`, owner, client)
	return c, database.Found(err, "client")
}

// findAny finds a client, whoever owns it.
func findAny(ctx context.Context, tx *database.Tx, client id.Client) (Client, error) {
	var c Client
	err := tx.Get(ctx, &c, `select `+columns+` from clients where id = $1`, client)
	return c, database.Found(err, "client")
}

func listOf(ctx context.Context, tx *database.Tx, owner id.Organisation, after id.Client, limit int) ([]Client, error) {
	clients := []Client{}
	err := tx.Select(ctx, &clients, `select `+columns+` from clients
		where owner_id is not distinct from $1 and ($2::uuid is null or id > $2) order by id limit $3`, owner, after, limit)
	return clients, err
}

func update(ctx context.Context, tx *database.Tx, c Client) (int64, error) {
	var jwks any
	if c.JWKS != nil {
		jwks = string(c.JWKS)
	}
	return tx.Exec(ctx, `update clients set name = $3, authentication = $4, grant_types = $5, redirect_uris = $6, post_logout_uris = $7,
		backchannel_logout_uri = $8, scopes = $9, audiences = $10, token_format = $11, session_minutes = $12, fresh_sign_in = $13,
		minimum_assurance = $14, right_ids = $15, jwks = $16, outside_issuer = $17, outside_subject = $18, system_ids = $19, version = version + 1
		where id = $1 and version = $2 and retired_at is null`, c.ID, c.Version, c.Name, c.Authentication, c.GrantTypes, c.RedirectURIs,
		c.PostLogoutURIs, c.BackchannelLogoutURI, c.Scopes, c.Audiences, c.TokenFormat, c.SessionMinutes, c.FreshSignIn,
		string(c.MinimumAssurance), c.Rights, jwks, c.OutsideIssuer, c.OutsideSubject, c.SystemIDs)
}

func retire(ctx context.Context, tx *database.Tx, client id.Client, version int64) (int64, error) {
	return tx.Exec(ctx, `update clients set retired_at = $3, version = version + 1
		where id = $1 and version = $2 and retired_at is null`, client, version, tx.Now)
}

// replaceSecret keeps the one before valid until the given instant.
func replaceSecret(ctx context.Context, tx *database.Tx, client id.Client, version int64, hash []byte, until time.Time) (int64, error) {
	return tx.Exec(ctx, `update clients set former_secret_hash = secret_hash, former_secret_until = $4, secret_hash = $3, version = version + 1
		where id = $1 and version = $2 and retired_at is null`, client, version, hash, until)
}

func entitle(ctx context.Context, tx *database.Tx, client id.Client, version int64, nationalID, allSystems bool) (int64, error) {
	return tx.Exec(ctx, `update clients set national_id = $3, all_systems = $4, version = version + 1
		where id = $1 and version = $2 and retired_at is null`, client, version, nationalID, allSystems)
}

// foreignRights counts the rights that the organisation does not hold now.
func foreignRights(ctx context.Context, tx *database.Tx, owner id.Organisation, rights pq.StringArray) (int, error) {
	var n int
	err := tx.Get(ctx, &n, `select count(*) from unnest($1::uuid[]) as w(id) where not exists (
		select 1 from right_holdings h where h.organisation_id = $2 and h.right_id = w.id and h.revoked_at is null
			and h.starts_on <= $3 and (h.ends_on is null or h.ends_on >= $3))`, rights, owner, tx.Today)
	return n, err
}

// foreignSystems counts the systems that the owner's client cannot stand for: those out of use and, unless the
// installation owns the client, other organisations' systems of which the owner holds nothing.
func foreignSystems(ctx context.Context, tx *database.Tx, owner id.Organisation, systems pq.StringArray) (int, error) {
	var n int
	err := tx.Get(ctx, &n, `select count(*) from unnest($1::uuid[]) as w(id) where not exists (
		select 1 from systems s where s.id = w.id and s.retired_at is null and ($2::uuid is null or s.owner_id is null or s.owner_id = $2
			or exists (select 1 from rights r join right_holdings h on h.right_id = r.id and h.organisation_id = $2 and h.revoked_at is null
				where r.system_id = s.id)))`, systems, owner)
	return n, err
}

// Powers is what a client may do itself: the rights it was given, while its organisation
// holds them and they are in use (law 1: dates are judged here).
func Powers(ctx context.Context, tx *database.Tx, c Client) ([]Power, error) {
	powers := []Power{}
	err := tx.Select(ctx, &powers, `select r.code, o.cvr from right_holdings h
		join rights r on r.id = h.right_id and r.retired_at is null
		join organisations o on o.id = h.organisation_id and o.state = 'connected'
		where h.organisation_id = $1 and h.right_id = any($2::uuid[]) and h.revoked_at is null
			and h.starts_on <= $3 and (h.ends_on is null or h.ends_on >= $3) order by r.code`, c.Owner, c.Rights, tx.Today)
	return powers, err
}

// Power is one right of a client's own, exercised for its organisation.
type Power struct {
	Code string `db:"code"`
	CVR  string `db:"cvr"`
}

// ByOutside finds the client that an outside issuer's token names.
func ByOutside(ctx context.Context, tx *database.Tx, issuer, subject string) (Client, error) {
	var c Client
	err := tx.Get(ctx, &c, `select `+columns+` from clients where outside_issuer = $1 and outside_subject = $2 and outside_issuer <> ''
		and retired_at is null and `+ownerConnected, issuer, subject)
	return c, database.Found(err, "client")
}
