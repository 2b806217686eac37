package person

import (
	"context"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/id"
)

func insertOperator(ctx context.Context, tx *database.Tx, person id.Person) (bool, error) {
	n, err := tx.Exec(ctx, `insert into operators (person_id, granted_at)
		values ($1, $2)
		on conflict (person_id) do update
		set granted_at = excluded.granted_at, revoked_at = null
		where operators.revoked_at is not null`, person, tx.Now)
	return n == 1, err
}

func endOperator(ctx context.Context, tx *database.Tx, person id.Person) (bool, error) {
	n, err := tx.Exec(ctx, `update operators
		set revoked_at = $2
		where person_id = $1 and revoked_at is null`, person, tx.Now)
	return n == 1, err
}

func isOperator(ctx context.Context, tx *database.Tx, person id.Person) (bool, error) {
	var is bool
	err := tx.Get(ctx, &is, `select exists (
		select 1
		from operators
		where person_id = $1 and revoked_at is null)`, person)
	return is, err
}

// listOperatorsBeside gives the operators who have none of the logins.
func listOperatorsBeside(ctx context.Context, tx *database.Tx, logins []Login) ([]id.Person, error) {
	issuers, subjects := make([]string, len(logins)), make([]string, len(logins))
	for i, login := range logins {
		issuers[i], subjects[i] = login.Issuer, login.Subject
	}
	beside := []id.Person{}
	err := tx.Select(ctx, &beside, `select o.person_id
		from operators o
		where o.revoked_at is null
		and not exists (
			select 1
			from external_logins l
			join unnest($1::text[], $2::text[]) as named(issuer, subject)
				on named.issuer = l.issuer and named.subject = l.subject
			where l.person_id = o.person_id)`, pq.Array(issuers), pq.Array(subjects))
	return beside, err
}
