package proof

import (
	"context"
	"time"

	"hverv/internal/authz"
	"hverv/internal/job"
)

// Jobs registers what runs by itself.
func (s *Service) Jobs(r *job.Runner) {
	r.Every("proof.throttles", 6*time.Hour, func(ctx context.Context) error {
		return s.SweepThrottles(authz.AsMachine(ctx, "reminder", s.db.Now()))
	})
}

// SweepThrottles deletes counts of tries that mean nothing any more (U8).
func (s *Service) SweepThrottles(ctx context.Context) error {
	if _, err := authz.Require(ctx, authz.ExpiryTell, authz.Everywhere()); err != nil {
		return err
	}
	return s.guard.Sweep(ctx)
}
