package provider

import (
	"context"
	"time"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
	"hverv/internal/session"
)

// usable is law 1 for grants: everything that ends one is compared when it is read, in the
// statement that answers. $1 is the instant, $2 its date. The browser's idle end does not count:
// a clinic works on in the relying party while our own pages are closed (P2); its absolute end does.
const usable = `(g.revoked_at is null and g.ends_at > $1 and s.ended_at is null and s.expires_at > $1 and i.state = 'active'
	and c.retired_at is null and ` + employee.UsableSQL + `)`

const holderColumns = `g.id, g.client_id, g.organisation_id, g.employee_id, g.session_id, g.scopes, g.assurance, g.amr, g.signed_in_at,
	g.redirect_uri, g.nonce, g.challenge, g.ends_at, ` + usable + ` as usable, s.expires_at as session_ends_at, s.reduced_to, e.given_name, e.family_name, e.email, o.cvr,
	o.name as organisation_name, coalesce(p.p_number, '') as p_number, coalesce(p.name, '') as production_unit, e.national_id_kind,
	e.national_id_sealed`

const holderJoins = ` join sessions s on s.id = g.session_id
	join clients c on c.id = g.client_id
	join identities i on i.organisation_id = g.organisation_id and i.id = g.identity_id
	join employees e on e.organisation_id = g.organisation_id and e.id = g.employee_id
	join organisations o on o.id = g.organisation_id
	left join production_units p on p.organisation_id = e.organisation_id and p.id = e.production_unit_id`

//nolint:gochecknoglobals // a table's columns
var grants = &database.Table{Name: "token_grants", Columns: []database.Column{
	{Name: "id", Type: "uuid"},
	{Name: "client_id", Type: "uuid"},
	{Name: "organisation_id", Type: "uuid"},
	{Name: "employee_id", Type: "uuid"},
	{Name: "identity_id", Type: "uuid"},
	{Name: "session_id", Type: "uuid"},
	{Name: "scopes", Type: "text[]"},
	{Name: "assurance", Type: "text"},
	{Name: "amr", Type: "text[]"},
	{Name: "signed_in_at", Type: "timestamptz"},
	{Name: "redirect_uri", Type: "text"},
	{Name: "nonce", Type: "text"},
	{Name: "challenge", Type: "text"},
	{Name: "code_hash", Type: "bytea"},
	{Name: "code_until", Type: "timestamptz"},
	{Name: "ends_at", Type: "timestamptz"},
	{Name: "created_at", Type: "timestamptz"},
}}

// signedIn is the condition under which a session may be turned into a grant, judged in the tail.
const signedIn = `exists (select 1 from sessions s
	join identities i on i.organisation_id = s.organisation_id and i.id = s.identity_id and i.state = 'active'
	join employees e on e.organisation_id = s.organisation_id and e.id = s.employee_id
	join organisations o on o.id = s.organisation_id
	where s.id = $3 and s.organisation_id = $4 and s.employee_id = $5 and s.ended_at is null and s.expires_at > $1 and s.idle_until > $1
		and ` + employee.UsableSQL + `)`

// identityLevel is the assurance of the identity that a session stands on.
func identityLevel(ctx context.Context, tx *database.Tx, s session.Session) (string, error) {
	var level string
	err := tx.Get(ctx, &level, `select assurance from identities where organisation_id = $1 and id = $2`, s.Organisation, s.Identity)
	return level, database.Found(err, "identity")
}

// redeem uses up a code in one statement and gives its grant: of any number of parallel
// redemptions one gets a row. refresh is the hash of the first refresh token, or nil for none.
func redeem(ctx context.Context, tx *database.Tx, code id.Token, refresh any, wall time.Time) (holder, error) {
	var h holder
	err := tx.Get(ctx, &h, `with g as (
			update token_grants t set redeemed_at = $1, refresh_hash = $5
			where t.code_hash = $3 and t.redeemed_at is null and t.revoked_at is null and t.code_until > $4 returning t.*)
		select `+holderColumns+` from g`+holderJoins, tx.Now, tx.Today, code.Hash(), wall, refresh)
	return h, err
}

// rotate replaces a refresh token in one statement and keeps the hash of the old one, so that it is
// known when somebody shows it again.
func rotate(ctx context.Context, tx *database.Tx, client id.Client, old, next id.Token) (holder, error) {
	var h holder
	err := tx.Get(ctx, &h, `with g as (
			update token_grants t set refresh_hash = $5
			where t.refresh_hash = $3 and t.client_id = $4 and t.revoked_at is null returning t.*),
		kept as (insert into used_refresh_tokens (hash, grant_id, used_at) select $3, g.id, $1 from g)
		select `+holderColumns+` from g`+holderJoins, tx.Now, tx.Today, old.Hash(), client, next.Hash())
	return h, err
}

// findReused finds the grant whose code was used before, or whose refresh token was rotated away
// or is shown by somebody else.
func findReused(ctx context.Context, tx *database.Tx, token id.Token) (holder, error) {
	var h holder
	err := tx.Get(ctx, &h, `select `+holderColumns+` from token_grants g`+holderJoins+`
		where g.revoked_at is null and g.id in (
			select t.id from token_grants t where t.code_hash = $3 and t.redeemed_at is not null
			union all select u.grant_id from used_refresh_tokens u where u.hash = $3
			union all select t.id from token_grants t where t.refresh_hash = $3)`, tx.Now, tx.Today, token.Hash())
	return h, err
}

// findHolder finds a grant by its id, and whether the access token was taken back.
func findHolder(ctx context.Context, tx *database.Tx, grant id.TokenGrant, token string) (holder, error) {
	var h holder
	err := tx.Get(ctx, &h, `select `+holderColumns+` from token_grants g`+holderJoins+`
		where g.id = $3 and not exists (select 1 from refused_tokens r where r.id = $4)`, tx.Now, tx.Today, grant, token)
	return h, err
}

// findRefreshable finds a grant by its living refresh token.
func findRefreshable(ctx context.Context, tx *database.Tx, token id.Token) (holder, error) {
	var h holder
	err := tx.Get(ctx, &h, `select `+holderColumns+` from token_grants g`+holderJoins+`
		where g.refresh_hash = $3`, tx.Now, tx.Today, token.Hash())
	return h, err
}

// revoke ends a grant for good: nothing ever clears the instant, so a refresh under way cannot undo it.
func revoke(ctx context.Context, tx *database.Tx, grant id.TokenGrant, reason string) (int64, error) {
	return tx.Exec(ctx, `update token_grants set revoked_at = $2, revoke_reason = $3 where id = $1 and revoked_at is null`,
		grant, tx.Now, reason)
}

// opaque is an access token that says nothing itself.
type opaque struct {
	ID        string         `db:"id"`
	Client    id.Client      `db:"client_id"`
	Grant     id.TokenGrant  `db:"grant_id"`
	Scopes    pq.StringArray `db:"scopes"`
	Audiences pq.StringArray `db:"audiences"`
	IssuedAt  time.Time      `db:"issued_at"`
	ExpiresAt time.Time      `db:"expires_at"`
}

//nolint:gochecknoglobals // a table's columns
var opaques = &database.Table{Name: "opaque_tokens", Columns: []database.Column{
	{Name: "hash", Type: "bytea"},
	{Name: "id", Type: "uuid"},
	{Name: "client_id", Type: "uuid"},
	{Name: "grant_id", Type: "uuid"},
	{Name: "scopes", Type: "text[]"},
	{Name: "audiences", Type: "text[]"},
	{Name: "issued_at", Type: "timestamptz"},
	{Name: "expires_at", Type: "timestamptz"},
}}

func appendOpaque(tx *database.Tx, token id.Token, o opaque) {
	tx.Append(opaques, token.Hash(), o.ID, o.Client, o.Grant, o.Scopes, o.Audiences, o.IssuedAt, o.ExpiresAt)
}

func findOpaque(ctx context.Context, tx *database.Tx, token id.Token) (opaque, error) {
	var o opaque
	err := tx.Get(ctx, &o, `select id, client_id, grant_id, scopes, audiences, issued_at, expires_at
		from opaque_tokens where hash = $1`, token.Hash())
	return o, database.Found(err, "token")
}

// refused says whether a client's own token was taken back.
func refused(ctx context.Context, tx *database.Tx, token string) (bool, error) {
	var found bool
	err := tx.Get(ctx, &found, `select exists (select 1 from refused_tokens where id = $1)`, token)
	return found, err
}

//nolint:gochecknoglobals // a table's columns
var refusedTokens = &database.Table{Name: "refused_tokens", Columns: []database.Column{
	{Name: "id", Type: "uuid"}, {Name: "expires_at", Type: "timestamptz"},
}}

// useAssertion remembers a client assertion; false means that it was used before.
func useAssertion(ctx context.Context, tx *database.Tx, hash []byte, until time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `insert into client_assertions (hash, expires_at) values ($1, $2) on conflict do nothing`, hash, until)
	return n == 1, err
}

// sweep deletes what nothing asks for any more; only space depends on it. Grants are kept for a
// week after their end, so that a late reuse is still seen.
func sweep(ctx context.Context, tx *database.Tx, wall time.Time) error {
	for _, statement := range []string{
		`delete from authorization_requests where expires_at <= $1`,
		`delete from client_assertions where expires_at <= $1`,
		`delete from opaque_tokens where expires_at <= $1`,
		`delete from refused_tokens where expires_at <= $1`,
	} {
		if _, err := tx.Exec(ctx, statement, wall.Add(-time.Minute)); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `delete from token_grants where ends_at <= $1`, tx.Now.AddDate(0, 0, -7))
	return err
}
