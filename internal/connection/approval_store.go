package connection

import (
	"context"

	"github.com/lib/pq"

	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/id"
)

// asked is one approval with what decides whether a caller may answer it.
type asked struct {
	ID          id.Approval   `db:"id"`
	Connection  id.Connection `db:"connection_id"`
	State       ApprovalState `db:"state"`
	Name        string        `db:"name"`
	Email       string        `db:"email"`
	BirthDate   calendar.Date `db:"birth_date"`
	Sealed      []byte        `db:"national_id_sealed"`
	TokenHashes pq.ByteaArray `db:"token_hashes"`
	Person      id.Person     `db:"person_id"`
}

const askedSQL = `select id, connection_id, state, name, email, birth_date, national_id_sealed, token_hashes, person_id from connection_approvals `

func findApproval(ctx context.Context, tx *database.Tx, approval id.Approval) (asked, error) {
	var a asked
	err := tx.Get(ctx, &a, askedSQL+`where id = $1`, approval)
	return a, database.Found(err, "approval")
}

// approvalsFor finds what waits for the person with this number.
func approvalsFor(ctx context.Context, tx *database.Tx, indexes [][]byte) ([]asked, error) {
	waiting := []asked{}
	err := tx.Select(ctx, &waiting, askedSQL+`where national_id_index = any($1::bytea[]) and state = 'pending'
		and connection_id in (select c.id from connections c where c.state = 'manual_case' or c.state = 'awaiting_approval' and c.expires_on >= $2)
		order by id desc limit 100`, pq.ByteaArray(indexes), tx.Today)
	return waiting, err
}

func insertApproval(ctx context.Context, tx *database.Tx, connection id.Connection, place int, r Representative, s secret) error {
	_, err := tx.Exec(ctx, `insert into connection_approvals (id, connection_id, place, state, name, email, birth_date,
			national_id_sealed, national_id_index, national_id_index_key, national_id_masked)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		r.ID, connection, place, string(r.State), r.Name, r.Email, r.BirthDate, s.sealed, s.index, s.key, s.masked)
	return err
}

func updateApproval(ctx context.Context, tx *database.Tx, connection id.Connection, place int, r Representative) error {
	_, err := tx.Exec(ctx, `update connection_approvals set place = $3, name = $4, email = $5, birth_date = $6
		where connection_id = $1 and id = $2`, connection, r.ID, place, r.Name, r.Email, r.BirthDate)
	return err
}

func keepApprovals(ctx context.Context, tx *database.Tx, connection id.Connection, keep []string) error {
	_, err := tx.Exec(ctx, `delete from connection_approvals where connection_id = $1 and id <> all($2::uuid[])`, connection, pq.Array(keep))
	return err
}

// ask adds a link; those sent before stay good, since mails overtake each other.
func ask(ctx context.Context, tx *database.Tx, approval id.Approval, token id.Token) error {
	_, err := tx.Exec(ctx, `update connection_approvals set state = 'pending', token_hashes = array_append(token_hashes, $2) where id = $1`,
		approval, token.Hash())
	return err
}

// answer ends the links with the answer: each is good once.
func answer(ctx context.Context, tx *database.Tx, approval id.Approval, state ApprovalState, person id.Person) error {
	_, err := tx.Exec(ctx, `update connection_approvals set state = $2, person_id = $3, answered_at = $4, token_hashes = '{}' where id = $1`,
		approval, string(state), person, tx.Now)
	return err
}

// resetApprovals makes all answers void when a request is opened again.
func resetApprovals(ctx context.Context, tx *database.Tx, connection id.Connection) error {
	_, err := tx.Exec(ctx, `update connection_approvals set state = 'named', person_id = null, answered_at = null, token_hashes = '{}'
		where connection_id = $1`, connection)
	return err
}

// prove takes the operator's word for those whom the register did not know (C10).
func prove(ctx context.Context, tx *database.Tx, connection id.Connection) error {
	_, err := tx.Exec(ctx, `update connection_approvals set state = 'approved' where connection_id = $1 and state = 'unknown'`, connection)
	return err
}

// voidLinks ends the links of a request that is over.
func voidLinks(ctx context.Context, tx *database.Tx, connection id.Connection) error {
	_, err := tx.Exec(ctx, `update connection_approvals set token_hashes = '{}' where connection_id = $1`, connection)
	return err
}

// Contact is how to reach a representative.
type Contact struct {
	Person   id.Person `db:"person_id"`
	Name     string    `db:"name"`
	Email    string    `db:"email"`
	Language string    `db:"language"`
}

// RepresentativesOf gives those who approved an organisation, newest first: who is told when it has
// lost its last administrator (A4, C8).
func RepresentativesOf(ctx context.Context, tx *database.Tx, org id.Organisation) ([]Contact, error) {
	contacts := []Contact{}
	err := tx.Select(ctx, &contacts, `select distinct on (a.person_id) a.person_id, a.name, a.email, p.language
		from connections c join connection_approvals a on a.connection_id = c.id join persons p on p.id = a.person_id
		where c.organisation_id = $1 and c.state = 'connected' and a.state = 'approved'
		order by a.person_id, c.id desc`, org)
	return contacts, err
}
