package person

import (
	"context"
	"time"

	"github.com/lib/pq"

	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/id"
)

type row struct {
	ID              id.Person     `db:"id"`
	Name            string        `db:"name"`
	Email           string        `db:"email"`
	Language        string        `db:"language"`
	BirthDate       calendar.Date `db:"birth_date"`
	NationalIDIndex []byte        `db:"national_id_index"`
	CreatedAt       time.Time     `db:"created_at"`
}

func find(ctx context.Context, tx *database.Tx, person id.Person) (Person, error) {
	var r row
	err := tx.Get(ctx, &r, `select id, name, email, language, birth_date, national_id_index, created_at
		from persons
		where id = $1`, person)
	return Person(r), err
}

func findByLogin(ctx context.Context, tx *database.Tx, issuer, subject string) (Person, error) {
	var r row
	err := tx.Get(ctx, &r, `select p.id, p.name, p.email, p.language, p.birth_date, p.national_id_index, p.created_at
		from external_logins l
		join persons p on p.id = l.person_id
		where l.issuer = $1 and l.subject = $2
		for update of p`, issuer, subject)
	return Person(r), err
}

// findByNationalID takes the oldest, should two have become one.
func findByNationalID(ctx context.Context, tx *database.Tx, indexes [][]byte) (Person, error) {
	var r row
	err := tx.Get(ctx, &r, `select id, name, email, language, birth_date, national_id_index, created_at
		from persons
		where national_id_index = any($1)
		order by created_at, id
		limit 1
		for update`, pq.ByteaArray(indexes))
	return Person(r), err
}

// lock makes transactions about the same human take turns until they end.
func lock(ctx context.Context, tx *database.Tx, number int64) error {
	_, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, number)
	return err
}

func insert(ctx context.Context, tx *database.Tx, p Person) error {
	_, err := tx.Exec(ctx, `insert into persons (id, name, email, language, birth_date, created_at)
		values ($1, $2, $3, $4, $5, $6)`, p.ID, p.Name, p.Email, p.Language, p.BirthDate, p.CreatedAt)
	return err
}

func update(ctx context.Context, tx *database.Tx, p Person) error {
	_, err := tx.Exec(ctx, `update persons
		set name = $2, email = $3, birth_date = $4
		where id = $1`, p.ID, p.Name, p.Email, p.BirthDate)
	return err
}

func updateLanguage(ctx context.Context, tx *database.Tx, person id.Person, language string) error {
	_, err := tx.Exec(ctx, `update persons
		set language = $2
		where id = $1`, person, language)
	return err
}

func updateNationalID(ctx context.Context, tx *database.Tx, person id.Person, sealed, index []byte, key uint32) error {
	_, err := tx.Exec(ctx, `update persons
		set national_id_sealed = $2, national_id_index = $3, national_id_index_key = $4
		where id = $1`, person, sealed, index, int64(key))
	return err
}

func insertLogin(ctx context.Context, tx *database.Tx, issuer, subject string, person id.Person) error {
	_, err := tx.Exec(ctx, `insert into external_logins (issuer, subject, person_id, last_used_at)
		values ($1, $2, $3, $4)`, issuer, subject, person, tx.Now)
	return err
}

func useLogin(ctx context.Context, tx *database.Tx, issuer, subject string) error {
	_, err := tx.Exec(ctx, `update external_logins
		set last_used_at = $3
		where issuer = $1 and subject = $2`, issuer, subject, tx.Now)
	return err
}

func insertUserName(ctx context.Context, tx *database.Tx, folded string, organisation id.Organisation, identity id.Identity) (bool, error) {
	n, err := tx.Exec(ctx, `insert into user_names (user_name, organisation_id, identity_id)
		values ($1, $2, $3)
		on conflict (user_name) do nothing`, folded, organisation, identity)
	return n == 1, err
}

func deleteUserNames(ctx context.Context, tx *database.Tx, organisation id.Organisation, identity id.Identity) error {
	_, err := tx.Exec(ctx, `delete from user_names
		where organisation_id = $1 and identity_id = $2`, organisation, identity)
	return err
}

func findUserName(ctx context.Context, tx *database.Tx, folded string) (id.Organisation, id.Identity, error) {
	var r struct {
		Organisation id.Organisation `db:"organisation_id"`
		Identity     id.Identity     `db:"identity_id"`
	}
	err := tx.Get(ctx, &r, `select organisation_id, identity_id
		from user_names
		where user_name = $1`, folded)
	return r.Organisation, r.Identity, err
}
