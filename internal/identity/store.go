package identity

import (
	"context"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
)

const columns = `i.organisation_id, i.id, i.employee_id, i.kind, i.state, i.person_id, coalesce(i.user_name, '') as user_name,
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

// insert joins the tail, like the employee who may be made in the same change.
func insert(tx *database.Tx, i Identity) {
	var userName any
	if i.UserName != "" {
		userName = i.UserName
	}
	tx.Append(identities, i.Organisation, i.ID, i.Employee, string(i.Kind), userName, i.ActivateFrom, i.ActivateUntil, i.Language, i.CreatedAt)
}

func insertToken(tx *database.Tx, i Identity, token id.Token) {
	tx.Append(activationTokens, i.Organisation, token.Hash(), i.ID, tx.Now)
}

// lockByID keeps an identity until the transaction ends.
func lockByID(ctx context.Context, tx *database.Tx, org id.Organisation, identity id.Identity) (Identity, error) {
	var i Identity
	err := tx.Get(ctx, &i, `select `+columns+` from identities i
		where i.organisation_id = $1 and i.id = $2 for update`, org, identity)
	return i, database.Found(err, "identity")
}

// Find gives an identity as it is.
func Find(ctx context.Context, tx *database.Tx, org id.Organisation, identity id.Identity) (Identity, error) {
	var i Identity
	err := tx.Get(ctx, &i, `select `+columns+` from identities i
		where i.organisation_id = $1 and i.id = $2`, org, identity)
	return i, database.Found(err, "identity")
}

// lockCurrent is lockByID for the one that an employee has now; ErrNone when there is none.
func lockCurrent(ctx context.Context, tx *database.Tx, org id.Organisation, of id.Employee) (Identity, error) {
	var i Identity
	err := tx.Get(ctx, &i, `select `+columns+` from identities i
		where i.organisation_id = $1 and i.employee_id = $2 and i.state in ('pending', 'active') for update`, org, of)
	return i, err
}

// listOf gives the current one first, then the earlier ones.
func listOf(ctx context.Context, tx *database.Tx, org id.Organisation, of id.Employee) ([]Identity, error) {
	list := []Identity{}
	err := tx.Select(ctx, &list, `select `+columns+` from identities i
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

func updateEnded(ctx context.Context, tx *database.Tx, i Identity, to State) error {
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

// Rehash puts a password's hash at today's cost in the place of the old one, unless the
// password was changed meanwhile.
func Rehash(ctx context.Context, tx *database.Tx, org id.Organisation, identity id.Identity, old, renewed string) error {
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

// told is somebody to write to.
type told struct {
	Employee id.Employee `db:"id"`
	Name     string      `db:"name"`
	Email    string      `db:"email"`
	Language string      `db:"language"`
}

// administrators gives those who answer for the users: who holds the role today.
func administrators(ctx context.Context, tx *database.Tx, org id.Organisation) ([]told, error) {
	list := []told{}
	err := tx.Select(ctx, &list, `select e.id, e.given_name || ' ' || e.family_name as name, e.email, `+employee.LanguageSQL+` as language
		from employees e
		where e.organisation_id = $1 and e.email <> '' and exists (select 1 from role_grants g
			where g.organisation_id = e.organisation_id and g.employee_id = e.id and g.revoked_at is null
			and g.role in ('organisation_administrator', 'user_administrator') and g.scope_kind = 'organisation'
			and g.starts_on <= $2 and (g.ends_on is null or g.ends_on >= $2))
		order by e.id limit 50`, org, tx.Today)
	return list, err
}

// personNumber gives a person's sealed national id, for the comparison under every live index key.
func personNumber(ctx context.Context, tx *database.Tx, person id.Person) ([]byte, error) {
	var sealed []byte
	err := tx.Get(ctx, &sealed, `select national_id_sealed from persons where id = $1`, person)
	return sealed, database.Found(err, "person")
}
