package authenticator

import (
	"context"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
)

const identityColumns = `i.organisation_id, i.id, i.employee_id, i.kind, i.state, i.person_id, coalesce(i.user_name, '') as user_name,
	i.activate_from, i.activate_until, i.starts_at_dispatch, i.activated_at, i.assurance, i.consent_at, i.language, i.password_hash is not null as has_password,
	i.created_at, i.version`

//nolint:gochecknoglobals // tables' columns
var (
	identities = &database.Table{Name: "identities", Columns: []database.Column{
		{Name: "organisation_id", Type: "uuid"},
		{Name: "id", Type: "uuid"},
		{Name: "employee_id", Type: "uuid"},
		{Name: "kind", Type: "text"},
		{Name: "user_name", Type: "text"},
		{Name: "activate_from", Type: "timestamptz"},
		{Name: "activate_until", Type: "date"},
		{Name: "language", Type: "text"},
		{Name: "created_at", Type: "timestamptz"},
	}}
	activationTokens = &database.Table{Name: "activation_tokens", Columns: []database.Column{
		{Name: "organisation_id", Type: "uuid"},
		{Name: "token_hash", Type: "bytea"},
		{Name: "identity_id", Type: "uuid"},
		{Name: "created_at", Type: "timestamptz"},
	}}
)

// insertIdentity joins the tail, like the employee who may be made in the same change.
func insertIdentity(tx *database.Tx, i Identity) {
	var userName any
	if i.UserName != "" {
		userName = i.UserName
	}
	tx.Append(identities, i.Organisation, i.ID, i.Employee, string(i.Kind), userName, i.ActivateFrom, i.ActivateUntil, i.Language, i.CreatedAt)
}

func insertToken(tx *database.Tx, i Identity, token id.Token) {
	tx.Append(activationTokens, i.Organisation, token.Hash(), i.ID, tx.Now)
}

// lockIdentity keeps an identity until the transaction ends: what changes it or its authenticators
// takes this lock first, so that three apps stay three (U4).
func lockIdentity(ctx context.Context, tx *database.Tx, org id.Organisation, identity id.Identity) (Identity, error) {
	var i Identity
	err := tx.Get(ctx, &i, `select `+identityColumns+` from identities i
		where i.organisation_id = $1 and i.id = $2 for update`, org, identity)
	return i, database.Found(err, "identity")
}

func findIdentity(ctx context.Context, tx *database.Tx, org id.Organisation, identity id.Identity) (Identity, error) {
	var i Identity
	err := tx.Get(ctx, &i, `select `+identityColumns+` from identities i
		where i.organisation_id = $1 and i.id = $2`, org, identity)
	return i, database.Found(err, "identity")
}

// lockCurrent is lockIdentity for the one that an employee has now; ErrNone when there is none.
func lockCurrent(ctx context.Context, tx *database.Tx, org id.Organisation, of id.Employee) (Identity, error) {
	var i Identity
	err := tx.Get(ctx, &i, `select `+identityColumns+` from identities i
		where i.organisation_id = $1 and i.employee_id = $2 and i.state in ('pending', 'active') for update`, org, of)
	return i, err
}

// listIdentities gives the current one first, then the earlier ones.
func listIdentities(ctx context.Context, tx *database.Tx, org id.Organisation, of id.Employee) ([]Identity, error) {
	list := []Identity{}
	err := tx.Select(ctx, &list, `select `+identityColumns+` from identities i
		where i.organisation_id = $1 and i.employee_id = $2
		order by (i.state in ('pending', 'active')) desc, i.created_at desc, i.id desc limit 50`, org, of)
	return list, err
}

// Speak changes the language of the mails about an identity (W1).
func Speak(ctx context.Context, tx *database.Tx, org id.Organisation, identity id.Identity, language string) error {
	_, err := tx.Exec(ctx, `update identities set language = $3
		where organisation_id = $1 and id = $2`, org, identity, language)
	return err
}

func endIdentity(ctx context.Context, tx *database.Tx, i Identity, to IdentityState) error {
	_, err := tx.Exec(ctx, `update identities set state = $3, version = version + 1
		where organisation_id = $1 and id = $2`, i.Organisation, i.ID, string(to))
	return err
}

// updateWindow begins the days of activation anew (U5).
func updateWindow(ctx context.Context, tx *database.Tx, i Identity) error {
	_, err := tx.Exec(ctx, `update identities set activate_from = $3, activate_until = $4, starts_at_dispatch = $5, reminders_sent = 0,
		version = version + 1
		where organisation_id = $1 and id = $2`, i.Organisation, i.ID, i.ActivateFrom, i.ActivateUntil, i.AtDispatch)
	return err
}

func updateActivated(ctx context.Context, tx *database.Tx, i Identity) error {
	_, err := tx.Exec(ctx, `update identities set state = 'active', person_id = $3, activated_at = $4, consent_at = $5, assurance = $6,
		version = version + 1
		where organisation_id = $1 and id = $2`, i.Organisation, i.ID, i.Person, i.ActivatedAt, i.ConsentAt, string(i.Assurance))
	return err
}

func updateAssurance(ctx context.Context, tx *database.Tx, i Identity, to string) error {
	_, err := tx.Exec(ctx, `update identities set assurance = $3, version = version + 1
		where organisation_id = $1 and id = $2`, i.Organisation, i.ID, to)
	return err
}

func updateUserName(ctx context.Context, tx *database.Tx, i Identity) error {
	_, err := tx.Exec(ctx, `update identities set user_name = $3, version = version + 1
		where organisation_id = $1 and id = $2`, i.Organisation, i.ID, i.UserName)
	return err
}

func updatePassword(ctx context.Context, tx *database.Tx, i Identity, hash string) error {
	_, err := tx.Exec(ctx, `update identities set password_hash = $3, version = version + 1
		where organisation_id = $1 and id = $2`, i.Organisation, i.ID, hash)
	return err
}

// updateHash puts a password's hash at today's cost in the place of the old one, unless the
// password was changed meanwhile.
func updateHash(ctx context.Context, tx *database.Tx, org id.Organisation, identity id.Identity, old, renewed string) error {
	_, err := tx.Exec(ctx, `update identities set password_hash = $4
		where organisation_id = $1 and id = $2 and password_hash = $3`, org, identity, old, renewed)
	return err
}

func passwordHash(ctx context.Context, tx *database.Tx, i Identity) (string, error) {
	var hash string
	err := tx.Get(ctx, &hash, `select coalesce(password_hash, '') from identities where organisation_id = $1 and id = $2`, i.Organisation, i.ID)
	return hash, database.Found(err, "identity")
}

// takenNames gives the user names that begin so, to find a free one.
func takenNames(ctx context.Context, tx *database.Tx, begin string) ([]string, error) {
	names := []string{}
	err := tx.Select(ctx, &names, `select user_name from user_names
		where user_name >= $1 and user_name < $1 || chr(1114111) order by user_name limit 2000`, begin)
	return names, err
}

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

// PrivateOf gives the identities through which a person may act now: the private ones whose
// employee is usable in a connected organisation. It crosses organisations because the person does (A6).
func PrivateOf(ctx context.Context, tx *database.Tx, person id.Person) ([]Access, error) {
	list := []Access{}
	err := tx.Select(ctx, &list, `select i.organisation_id, o.name as organisation_name, o.cvr, i.employee_id, i.id as identity_id, i.assurance
		from identities i
		join employees e on e.organisation_id = i.organisation_id and e.id = i.employee_id
		join organisations o on o.id = i.organisation_id
		where i.person_id = $3 and i.kind = 'private' and i.state = 'active' and `+employee.UsableSQL+`
		order by o.name, i.id`, tx.Now, tx.Today, person)
	return list, err
}

// closeDoors makes the links and hand-over codes of identities worthless.
func closeDoors(ctx context.Context, tx *database.Tx, org id.Organisation, of []string) error {
	_, err := tx.Exec(ctx, `delete from activation_tokens where organisation_id = $1 and identity_id = any($2::uuid[])`, org, pq.Array(of))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update handover_codes set used_at = $3
		where organisation_id = $1 and identity_id = any($2::uuid[]) and used_at is null`, org, pq.Array(of), tx.Now)
	return err
}

// PrivateOf is the same for who is given the service.
func (*Service) PrivateOf(ctx context.Context, tx *database.Tx, person id.Person) ([]Access, error) {
	return PrivateOf(ctx, tx, person)
}
