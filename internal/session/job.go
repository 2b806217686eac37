package session

import (
	"context"
	"time"

	"hverv/internal/database"
	"hverv/internal/job"
)

const keptFor = 30 * 24 * time.Hour // of an ended session: how long one may ask where it was

// Jobs registers what runs by itself: tidying, on which nothing depends but space (law 1).
func (s *Service) Jobs(r *job.Runner) {
	r.Every("session.sweep", time.Hour, func(ctx context.Context) error {
		return s.db.Upkeep(ctx, "session.sweep", func(tx *database.Tx) error {
			return sweep(ctx, tx, tx.Now.Add(-keptFor))
		})
	})
}
