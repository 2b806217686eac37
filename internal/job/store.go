package job

import (
	"context"
	"encoding/json"
	"time"

	"hverv/internal/database"
	"hverv/internal/id"
)

type row struct {
	Organisation id.Organisation `db:"organisation_id"`
	ID           id.Job          `db:"id"`
	Kind         Kind            `db:"kind"`
	Arguments    json.RawMessage `db:"arguments"`
	Attempts     int             `db:"attempts"`
}

// take marks due jobs as this worker's until the given instant; a worker that dies loses them then.
func take(ctx context.Context, tx *database.Tx, until time.Time, limit int) ([]row, error) {
	taken := []row{}
	err := tx.Select(ctx, &taken, `
		with due as (
			select organisation_id, id from jobs
			where due_at <= $1 and failed_at is null and (taken_until is null or taken_until <= $1)
			order by due_at limit $3 for update skip locked)
		update jobs j set taken_until = $2, attempts = attempts + 1
		from due where j.organisation_id = due.organisation_id and j.id = due.id
		returning j.organisation_id, j.id, j.kind, j.arguments, j.attempts`, tx.Now, until, limit)
	return taken, err
}

func remove(ctx context.Context, tx *database.Tx, j row) error {
	_, err := tx.Exec(ctx, `delete from jobs where organisation_id = $1 and id = $2`, j.Organisation, j.ID)
	return err
}

// postpone and what follows leave a job alone that another worker has taken since.
func postpone(ctx context.Context, tx *database.Tx, j row, due time.Time, reason string) error {
	_, err := tx.Exec(ctx, `update jobs set taken_until = null, due_at = $3, last_error = $4
		where organisation_id = $1 and id = $2 and attempts = $5`, j.Organisation, j.ID, due, reason, j.Attempts)
	return err
}

func giveUp(ctx context.Context, tx *database.Tx, j row, reason string) error {
	_, err := tx.Exec(ctx, `update jobs set taken_until = null, failed_at = $3, last_error = $4
		where organisation_id = $1 and id = $2 and attempts = $5`, j.Organisation, j.ID, tx.Now, reason, j.Attempts)
	return err
}

// release undoes take.
func release(ctx context.Context, tx *database.Tx, j row) error {
	_, err := tx.Exec(ctx, `update jobs set taken_until = null, attempts = attempts - 1
		where organisation_id = $1 and id = $2 and attempts = $3`, j.Organisation, j.ID, j.Attempts)
	return err
}

// Backlog is how many jobs are overdue by more than a minute, and how many were given up.
type Backlog struct {
	Late   int `db:"late"`
	Failed int `db:"failed"`
}

func backlog(ctx context.Context, tx *database.Tx) (Backlog, error) {
	var b Backlog
	err := tx.Get(ctx, &b, `select count(*) filter (where failed_at is null and due_at < $1) as late,
		count(*) filter (where failed_at is not null) as failed from jobs`, tx.Now.Add(-time.Minute))
	return b, err
}
