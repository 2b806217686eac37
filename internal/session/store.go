package session

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
	"hverv/internal/identity"
)

type row struct {
	ID           id.Session      `db:"id"`
	Person       id.Person       `db:"person_id"`
	Organisation id.Organisation `db:"organisation_id"`
	Employee     id.Employee     `db:"employee_id"`
	Identity     id.Identity     `db:"identity_id"`
	Assurance    string          `db:"assurance"`
	AMR          pq.StringArray  `db:"amr"`
	SignedInAt   time.Time       `db:"signed_in_at"`
	SeenAt       time.Time       `db:"seen_at"`
	IdleUntil    time.Time       `db:"idle_until"`
	ExpiresAt    time.Time       `db:"expires_at"`
	UserAgent    string          `db:"user_agent"`
	Source       string          `db:"source"`
	ReducedTo    id.Bundle       `db:"reduced_to"`
}

const columns = `s.id, s.person_id, s.organisation_id, s.employee_id, s.identity_id, s.assurance, s.amr, s.signed_in_at,
	s.seen_at, s.idle_until, s.expires_at, s.user_agent, s.source, s.reduced_to`

// OpenSQL says whether a session s is open at the instant $1.
const OpenSQL = `(s.ended_at is null and s.idle_until > $1 and s.expires_at > $1)`

// ActingSQL says whether the holder of a session s may act now, $1 being the instant and $2 its
// date: nobody is asked about a person who acts for no organisation; an employee must be usable
// and the identity in force (E5, E6, U1). No person stands behind a user name, be it a dedicated
// identity's or the second door of a private one. FromSQL brings the aliases.
const ActingSQL = `(s.employee_id is null or ` + employee.UsableSQL + `
	and i.state = 'active' and i.employee_id = s.employee_id
	and (i.kind = 'dedicated' or s.person_id is null or i.person_id = s.person_id))`

// FromSQL is what ActingSQL speaks of.
const FromSQL = `sessions s
	left join employees e on e.organisation_id = s.organisation_id and e.id = s.employee_id
	left join organisations o on o.id = s.organisation_id
	left join identities i on i.organisation_id = s.organisation_id and i.id = s.identity_id`

type heldRow struct {
	row

	Name     string          `db:"name"`
	Usable   bool            `db:"usable"`
	Identity string          `db:"identity_assurance"`
	Grants   json.RawMessage `db:"grants"`
	Operator bool            `db:"operator"`
}

// heldSQL is the one statement behind every request, but for its last word: which session.
const heldSQL = `select ` + columns + `,
		coalesce(nullif(concat_ws(' ', e.given_name, e.family_name), ''), p.name, '') as name,
		coalesce(` + ActingSQL + `, false) as usable,
		coalesce(i.assurance, '') as identity_assurance,
		(select coalesce(json_agg(json_build_object('id', g.id, 'role', g.role, 'scope_kind', g.scope_kind,
				'scope_id', g.scope_id, 'starts_on', g.starts_on, 'ends_on', g.ends_on)), '[]')
			from role_grants g
			where g.organisation_id = s.organisation_id and g.employee_id = s.employee_id and g.revoked_at is null
			and g.starts_on <= $2 and (g.ends_on is null or g.ends_on >= $2)) as grants,
		exists (select 1 from operators w where w.person_id = s.person_id and w.revoked_at is null) as operator
	from ` + FromSQL + `
	left join persons p on p.id = s.person_id
	where ` + OpenSQL + ` and `

func findByToken(ctx context.Context, tx *database.Tx, hash []byte) (held, error) {
	var r heldRow
	if err := tx.Get(ctx, &r, heldSQL+`s.token_hash = $3`, tx.Now, tx.Today, hash); err != nil {
		return held{}, err
	}
	return r.held()
}

func findHeld(ctx context.Context, tx *database.Tx, session id.Session) (held, error) {
	var r heldRow
	if err := tx.Get(ctx, &r, heldSQL+`s.id = $3`, tx.Now, tx.Today, session); err != nil {
		return held{}, err
	}
	return r.held()
}

//nolint:gochecknoglobals // a table's columns
var sessions = &database.Table{Name: "sessions", Columns: []database.Column{
	{Name: "id", Type: "uuid"},
	{Name: "token_hash", Type: "bytea"},
	{Name: "person_id", Type: "uuid"},
	{Name: "organisation_id", Type: "uuid"},
	{Name: "employee_id", Type: "uuid"},
	{Name: "identity_id", Type: "uuid"},
	{Name: "assurance", Type: "text"},
	{Name: "amr", Type: "text[]"},
	{Name: "signed_in_at", Type: "timestamptz"},
	{Name: "seen_at", Type: "timestamptz"},
	{Name: "idle_until", Type: "timestamptz"},
	{Name: "expires_at", Type: "timestamptz"},
	{Name: "user_agent", Type: "text"},
	{Name: "source", Type: "text"},
	{Name: "authenticator_id", Type: "uuid"},
	{Name: "reduced_to", Type: "uuid"},
}}

func insert(tx *database.Tx, s Session, by id.Authenticator, hash []byte) {
	tx.Append(sessions, s.ID, hash, s.Person, s.Organisation, s.Employee, s.Identity, string(s.Assurance), pq.Array(s.AMR),
		s.SignedInAt, s.SeenAt, s.IdleUntil, s.ExpiresAt, s.UserAgent, s.Source, by, s.ReducedTo)
}

// renew goes on with a session whose holder has signed in anew as the same one; nil when it was
// another, or the session is over, or its powers are bounded otherwise: what was opened with bounded
// powers never has others, nor the other way round (U10).
func renew(ctx context.Context, tx *database.Tx, session id.Session, by Session, with id.Authenticator, hash []byte) (*Session, error) {
	var r row
	err := tx.Get(ctx, &r, `update sessions s
		set token_hash = $3, assurance = $4, amr = $5, signed_in_at = $1, seen_at = $1, idle_until = $6, expires_at = $7,
			organisation_id = coalesce($8::uuid, s.organisation_id), employee_id = coalesce($9::uuid, s.employee_id),
			identity_id = coalesce($10::uuid, s.identity_id), user_agent = $11, source = $12, authenticator_id = $14
		where s.id = $2 and `+OpenSQL+` and s.reduced_to is not distinct from $15::uuid
		and (s.person_id = $13::uuid and (s.employee_id is null or $9::uuid is null or s.employee_id = $9::uuid and s.organisation_id = $8::uuid)
			or s.person_id is null and $13::uuid is null and s.organisation_id = $8::uuid and s.employee_id = $9::uuid and s.identity_id = $10::uuid)
		returning `+columns, tx.Now, session, hash, string(by.Assurance), pq.Array(by.AMR), by.IdleUntil, by.ExpiresAt,
		by.Organisation, by.Employee, by.Identity, by.UserAgent, by.Source, by.Person, with, by.ReducedTo)
	if errors.Is(err, database.ErrNone) {
		return nil, nil //nolint:nilnil // said above
	}
	if err != nil {
		return nil, err
	}
	renewed := r.session()
	return &renewed, nil
}

// see moves the idle limit, once a minute at most, never past the end of the session.
func see(ctx context.Context, tx *database.Tx, session id.Session, unseenSince, idleUntil time.Time) error {
	_, err := tx.Exec(ctx, `update sessions s
		set seen_at = $1, idle_until = least($4, s.expires_at)
		where s.id = $2 and s.seen_at <= $3 and s.ended_at is null`, tx.Now, session, unseenSince, idleUntil)
	return err
}

// Find gives an open session, or ErrNone's not_found; provider asks by the id in its tokens.
func Find(ctx context.Context, tx *database.Tx, session id.Session) (Session, error) {
	found, err := findOpen(ctx, tx, session)
	return found, database.Found(err, "session")
}

func findOpen(ctx context.Context, tx *database.Tx, session id.Session) (Session, error) {
	var r row
	err := tx.Get(ctx, &r, `select `+columns+`
		from sessions s
		where s.id = $2 and `+OpenSQL, tx.Now, session)
	return r.session(), err
}

func lock(ctx context.Context, tx *database.Tx, session id.Session) (Session, error) {
	var r row
	err := tx.Get(ctx, &r, `select `+columns+`
		from sessions s
		where s.id = $2 and `+OpenSQL+`
		for update`, tx.Now, session)
	return r.session(), err
}

func choose(ctx context.Context, tx *database.Tx, s Session, hash []byte) error {
	_, err := tx.Exec(ctx, `update sessions
		set organisation_id = $2, employee_id = $3, identity_id = $4, token_hash = $5
		where id = $1`, s.ID, s.Organisation, s.Employee, s.Identity, hash)
	return err
}

// findAccess gives the organisation of a session that has one.
func findAccess(ctx context.Context, tx *database.Tx, s Session) (identity.Access, error) {
	var found identity.Access
	err := tx.Get(ctx, &found, `select o.id as organisation_id, o.name as organisation_name, o.cvr, i.employee_id,
			i.id as identity_id, i.assurance
		from identities i
		join organisations o on o.id = i.organisation_id
		where i.organisation_id = $1 and i.id = $2`, s.Organisation, s.Identity)
	return found, err
}

// place is what Me tells of where somebody acts.
type place struct {
	Kind     string `db:"kind"`
	Language string `db:"language"`
	Phone    string `db:"support_phone"`
	Email    string `db:"support_email"`
	Hours    string `db:"support_hours"`
}

func findPlace(ctx context.Context, tx *database.Tx, s Session) (place, error) {
	var found place
	err := tx.Get(ctx, &found, `select i.kind, coalesce(p.language, i.language) as language, o.support_phone, o.support_email, o.support_hours
		from identities i
		join organisations o on o.id = i.organisation_id
		left join persons p on p.id = $3
		where i.organisation_id = $1 and i.id = $2`, s.Organisation, s.Identity, s.Person)
	return found, err
}

// languages are those of the person and of the identity behind a session; "" where there is none.
type languages struct {
	Person   string `db:"person"`
	Identity string `db:"identity"`
}

func findLanguages(ctx context.Context, tx *database.Tx, s Session) (languages, error) {
	var found languages
	err := tx.Get(ctx, &found, `select coalesce((select language from persons where id = $3), '') as person,
		coalesce((select language from identities where organisation_id = $1 and id = $2), '') as identity`, s.Organisation, s.Identity, s.Person)
	return found, err
}

func listOwn(ctx context.Context, tx *database.Tx, person id.Person, organisation id.Organisation, employee id.Employee) ([]Session, error) {
	return list(ctx, tx, `select `+columns+`
		from sessions s
		where `+OpenSQL+` and (s.person_id = $2::uuid or s.organisation_id = $3::uuid and s.employee_id = $4::uuid)
		order by s.signed_in_at desc, s.id desc
		limit 200`, tx.Now, person, organisation, employee)
}

func listOf(ctx context.Context, tx *database.Tx, organisation id.Organisation, employee id.Employee) ([]Session, error) {
	return list(ctx, tx, `select `+columns+`
		from sessions s
		where `+OpenSQL+` and s.organisation_id = $2 and s.employee_id = $3
		order by s.signed_in_at desc, s.id desc
		limit 200`, tx.Now, organisation, employee)
}

func list(ctx context.Context, tx *database.Tx, query string, args ...any) ([]Session, error) {
	var rows []row
	if err := tx.Select(ctx, &rows, query, args...); err != nil {
		return nil, err
	}
	found := make([]Session, len(rows))
	for i, r := range rows {
		found[i] = r.session()
	}
	return found, nil
}

func end(ctx context.Context, tx *database.Tx, session id.Session, reason string) (bool, error) {
	n, err := tx.Exec(ctx, `update sessions
		set ended_at = $2, end_reason = $3
		where id = $1 and ended_at is null`, session, tx.Now, reason)
	return n == 1, err
}

func endAll(ctx context.Context, tx *database.Tx, organisation id.Organisation, employee id.Employee, reason string) ([]id.Session, error) {
	var gone []id.Session
	err := tx.Select(ctx, &gone, `update sessions
		set ended_at = $3, end_reason = $4
		where organisation_id = $1 and employee_id = $2 and ended_at is null
		returning id`, organisation, employee, tx.Now, reason)
	return gone, err
}

// endOpenedWith ends the sessions that an authenticator opened, but for one.
func endOpenedWith(ctx context.Context, tx *database.Tx, by id.Authenticator, but id.Session) ([]id.Session, error) {
	var gone []id.Session
	err := tx.Select(ctx, &gone, `update sessions
		set ended_at = $3, end_reason = 'authenticator_ended'
		where authenticator_id = $1 and ($2::uuid is null or id <> $2) and ended_at is null
		returning id`, by, but, tx.Now)
	return gone, err
}

// endEveryone ends an organisation's sessions by one statement, however many there are.
func endEveryone(ctx context.Context, tx *database.Tx, organisation id.Organisation, reason string) (int64, error) {
	return tx.Exec(ctx, `update sessions
		set ended_at = $2, end_reason = $3
		where organisation_id = $1 and ended_at is null`, organisation, tx.Now, reason)
}

// sweep deletes sessions that ended long ago; what happened in them is in the log.
func sweep(ctx context.Context, tx *database.Tx, before time.Time) error {
	_, err := tx.Exec(ctx, `delete from sessions
		where expires_at < $1 or ended_at < $1`, before)
	return err
}
