package authenticator

import (
	"context"
	"time"

	"hverv/internal/authz"
	"hverv/internal/job"
)

// Jobs registers what runs by itself. Nothing ends here: what has an end is judged when it is read (law 1).
func (s *Service) Jobs(r *job.Runner) {
	r.Every("authenticator.renewals", time.Hour, func(ctx context.Context) error {
		return s.SweepRenewals(authz.AsMachine(ctx, "reminder", s.db.Now()))
	})
	r.Every("authenticator.ceremonies", time.Hour, s.sweepCeremonies)
}

const sweepSize = 100
