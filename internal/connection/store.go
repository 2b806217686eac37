package connection

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/lib/pq"

	"hverv/internal/calendar"
	"hverv/internal/company"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/nationalid"
)

// list reads a JSON array of rows; what it holds has JSON names equal to the columns.
type list[T any] []T

// Scan implements sql.Scanner.
func (l *list[T]) Scan(src any) error { return scanJSON(src, l) }

func scanJSON(src, into any) error {
	if src == nil {
		return nil
	}
	body, ok := src.([]byte)
	if !ok {
		return fmt.Errorf("scan JSON: cannot read %T", src)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("scan JSON: %w", err)
	}
	return nil
}

type row struct {
	ID            id.Connection        `db:"id"`
	Kind          Kind                 `db:"kind"`
	State         State                `db:"state"`
	Applicant     id.Person            `db:"applicant_id"`
	ApplicantName string               `db:"applicant_name"`
	ApplicantRole ApplicantRole        `db:"applicant_role"`
	ContactEmail  string               `db:"contact_email"`
	Language      string               `db:"language"`
	CVR           string               `db:"cvr"`
	Company       *company.Company     `db:"company"`
	TermsHash     []byte               `db:"terms_hash"`
	TermsVersion  string               `db:"terms_version"`
	TermsAt       *time.Time           `db:"terms_accepted_at"`
	Required      int                  `db:"required_approvals"`
	SetBy         id.Person            `db:"approvals_set_by"`
	Organisation  id.Organisation      `db:"organisation_id"`
	ReasonSealed  []byte               `db:"reason_sealed"`
	SubmittedAt   *time.Time           `db:"submitted_at"`
	EndedAt       *time.Time           `db:"ended_at"`
	ExpiresOn     calendar.Date        `db:"expires_on"`
	WaitsSince    time.Time            `db:"waits_since"`
	CreatedAt     time.Time            `db:"created_at"`
	Submissions   int                  `db:"submissions"`
	Version       int64                `db:"version"`
	Approvals     list[Representative] `db:"representatives"`
	Admins        list[Administrator]  `db:"administrators"`
	Documents     list[Document]       `db:"documents"`
}

const selectSQL = `select c.id, c.kind, c.state, c.applicant_id, p.name as applicant_name, c.applicant_role, c.contact_email, c.language,
	coalesce(c.cvr, '') as cvr, c.company, c.terms_hash, coalesce(t.version, '') as terms_version, c.terms_accepted_at,
	c.required_approvals, c.approvals_set_by, c.organisation_id, c.reason_sealed,
	c.submitted_at, c.ended_at, c.expires_on, c.waits_since, c.submissions, c.created_at, c.version,
	(select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'state', a.state, 'name', a.name, 'email', a.email,
		'birth_date', coalesce(a.birth_date::text, ''), 'masked_id', a.national_id_masked, 'person', coalesce(a.person_id::text, ''),
		'answered_at', a.answered_at) order by a.place), '[]') from connection_approvals a where a.connection_id = c.id) as representatives,
	(select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'given_name', a.given_name, 'family_name', a.family_name,
		'email', a.email, 'masked_id', a.national_id_masked) order by a.place), '[]') from connection_administrators a where a.connection_id = c.id) as administrators,
	(select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'kind', d.kind, 'media_type', d.media_type, 'size', d.size,
		'uploaded_at', d.uploaded_at, 'purged_at', d.purged_at) order by d.id), '[]') from connection_documents d where d.connection_id = c.id) as documents
	from connections c
	join persons p on p.id = c.applicant_id
	left join terms t on t.hash = c.terms_hash `

func find(ctx context.Context, tx *database.Tx, connection id.Connection) (row, error) {
	var r row
	err := tx.Get(ctx, &r, selectSQL+`where c.id = $1`, connection)
	return r, database.Found(err, "connection")
}

// lock keeps the request until the transaction ends; everything that changes it or its children
// takes this lock first, so that two approvals at once are counted one after the other.
func lock(ctx context.Context, tx *database.Tx, connection id.Connection) (row, error) {
	// Two statements: one that locks and reads would read the children as they were before it waited.
	var locked id.Connection
	if err := tx.Get(ctx, &locked, `select id from connections where id = $1 for update`, connection); err != nil {
		return row{}, database.Found(err, "connection")
	}
	return find(ctx, tx, connection)
}

func listOf(ctx context.Context, tx *database.Tx, applicant id.Person, after id.Connection, limit int) ([]row, error) {
	rows := []row{}
	err := tx.Select(ctx, &rows, selectSQL+`where c.applicant_id = $1 and ($2::uuid is null or c.id < $2)
		order by c.id desc limit $3`, applicant, after, limit)
	return rows, err
}

func insert(ctx context.Context, tx *database.Tx, c Connection) error {
	_, err := tx.Exec(ctx, `insert into connections (id, kind, applicant_id, applicant_role, contact_email, language, waits_since, expires_on, created_at, changed_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $7, $7)`,
		c.ID, string(c.Kind), c.Applicant, string(c.ApplicantRole), c.ContactEmail, c.Language, tx.Now, c.ExpiresOn)
	return err
}

// underWay counts the applicant's requests that are neither over nor expired.
func underWay(ctx context.Context, tx *database.Tx, applicant id.Person) (int, error) {
	var n int
	err := tx.Get(ctx, &n, `select count(*) from connections where applicant_id = $1
		and (state = 'manual_case' or state in ('draft', 'awaiting_approval') and expires_on >= $2)`, applicant, tx.Today)
	return n, err
}

// draft is what a step of the draft leaves behind.
type draft struct {
	role, email, language string
	cvr                   nationalid.CVR
	company               *company.Company
	termsHash             []byte
	termsAt               *time.Time
	termsBy               id.Person
}

func updateDraft(ctx context.Context, tx *database.Tx, connection id.Connection, d draft) error {
	_, err := tx.Exec(ctx, `update connections set applicant_role = $2, contact_email = $3, language = $4, cvr = nullif($5, ''), company = $6,
			terms_hash = $7, terms_accepted_at = $8, terms_accepted_by = $9, version = version + 1, changed_at = $10
		where id = $1`, connection, d.role, d.email, d.language, d.cvr.String(), d.company, d.termsHash, d.termsAt, d.termsBy, tx.Now)
	return err
}

func keepTerms(ctx context.Context, tx *database.Tx, t Terms) error {
	texts, err := json.Marshal(t.Texts)
	if err != nil {
		return fmt.Errorf("write the terms: %w", err)
	}
	_, err = tx.Exec(ctx, `insert into terms (hash, version, texts, shown_at) values ($1, $2, $3, $4) on conflict do nothing`,
		t.Hash[:], t.Version, string(texts), tx.Now)
	return err
}

// update moves the request; the fields of a state that has none are empty.
type update struct {
	state        State
	kind         Kind
	company      *company.Company
	required     int
	approvalsBy  id.Person
	organisation id.Organisation
	reasonSealed []byte
	submittedAt  *time.Time
	endedAt      *time.Time
	waitsSince   *time.Time // nil: as it was
	expiresOn    calendar.Date
}

func move(ctx context.Context, tx *database.Tx, connection id.Connection, u update) error {
	_, err := tx.Exec(ctx, `update connections set state = $2, kind = $3, company = $4, required_approvals = $5,
			approvals_set_by = $6, organisation_id = $7, reason_sealed = $8, submitted_at = $9, ended_at = $10,
			waits_since = coalesce($11, waits_since), told = case when $11::timestamptz is null then told else 0 end,
			submissions = submissions + case when state = 'draft' and $2 = 'awaiting_approval' then 1 else 0 end,
			expires_on = $12, version = version + 1, changed_at = $13
		where id = $1`, connection, string(u.state), string(u.kind), u.company, u.required, u.approvalsBy, u.organisation,
		u.reasonSealed, u.submittedAt, u.endedAt, u.waitsSince, u.expiresOn, tx.Now)
	return err
}

// secret is a national id as it is stored.
type secret struct {
	sealed, index []byte
	key           any // the index key's id, or null
	masked        string
}

func insertAdministrator(ctx context.Context, tx *database.Tx, connection id.Connection, place int, a Administrator, s secret) error {
	_, err := tx.Exec(ctx, `insert into connection_administrators (id, connection_id, place, given_name, family_name, email,
			national_id_sealed, national_id_index, national_id_index_key, national_id_masked)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		a.ID, connection, place, a.GivenName, a.FamilyName, a.Email, s.sealed, s.index, s.key, s.masked)
	return err
}

func updateAdministrator(ctx context.Context, tx *database.Tx, connection id.Connection, place int, a Administrator) error {
	_, err := tx.Exec(ctx, `update connection_administrators set place = $3, given_name = $4, family_name = $5, email = $6
		where connection_id = $1 and id = $2`, connection, a.ID, place, a.GivenName, a.FamilyName, a.Email)
	return err
}

func keepAdministrators(ctx context.Context, tx *database.Tx, connection id.Connection, keep []string) error {
	_, err := tx.Exec(ctx, `delete from connection_administrators where connection_id = $1 and id <> all($2::uuid[])`, connection, pq.Array(keep))
	return err
}

// sealedID is a stored number with the row it belongs to.
type sealedID struct {
	ID     string `db:"id"`
	Sealed []byte `db:"national_id_sealed"`
}

func administratorIDs(ctx context.Context, tx *database.Tx, connection id.Connection) ([]sealedID, error) {
	found := []sealedID{}
	err := tx.Select(ctx, &found, `select id, national_id_sealed from connection_administrators
		where connection_id = $1 and national_id_sealed is not null order by place`, connection)
	return found, err
}

// personID reads the number that the private eID gave of a person, or none.
func personID(ctx context.Context, tx *database.Tx, person id.Person) ([]byte, error) {
	var sealed []byte
	err := tx.Get(ctx, &sealed, `select national_id_sealed from persons where id = $1`, person)
	return sealed, database.Found(err, "person")
}

// connectedAs finds the organisation that holds the number now.
func connectedAs(ctx context.Context, tx *database.Tx, cvr nationalid.CVR) (id.Organisation, error) {
	var org id.Organisation
	err := tx.Get(ctx, &org, `select id from organisations where cvr = $1 and state <> 'closed'`, cvr.String())
	return org, err
}

// employeeBy finds an employee of the organisation by national id (C8).
func employeeBy(ctx context.Context, tx *database.Tx, org id.Organisation, indexes [][]byte) (id.Employee, error) {
	var employee id.Employee
	err := tx.Get(ctx, &employee, `select id from employees where organisation_id = $1 and national_id_index = any($2::bytea[])`,
		org, pq.ByteaArray(indexes))
	return employee, err
}

func holdsRole(ctx context.Context, tx *database.Tx, org id.Organisation, employee id.Employee, role string) (bool, error) {
	var holds bool
	err := tx.Get(ctx, &holds, `select exists (select 1 from role_grants where organisation_id = $1 and employee_id = $2 and role = $3
		and scope_kind = 'organisation' and revoked_at is null and starts_on <= $4 and ends_on is null)`, org, employee, role, tx.Today)
	return holds, err
}

func hasIdentity(ctx context.Context, tx *database.Tx, org id.Organisation, employee id.Employee) (bool, error) {
	var has bool
	err := tx.Get(ctx, &has, `select exists (select 1 from identities where organisation_id = $1 and employee_id = $2
		and (state = 'active' or state = 'pending' and activate_until >= $3))`, org, employee, tx.Today)
	return has, err
}
