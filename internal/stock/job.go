package stock

import (
	"context"
	"time"

	"hverv/internal/authz"
	"hverv/internal/job"
)

// Jobs registers what runs by itself.
func (s *Service) Jobs(r *job.Runner) {
	r.Every("stock.returns", 10*time.Minute, func(ctx context.Context) error {
		return s.AskBack(authz.AsMachine(ctx, "reminder", s.db.Now()))
	})
}
