package person

import (
	"context"
	"sync/atomic"
	"time"

	"hverv/internal/job"
)

// Jobs registers what runs by itself.
func (s *Service) Jobs(r *job.Runner) {
	var done atomic.Uint64 // the two keys that everything was found to be under: nothing to look for then
	r.Every("person.reseal", time.Minute, func(ctx context.Context) error {
		current := uint64(s.keys.PrimaryKeyID())<<32 | uint64(s.keys.IndexKeyID())
		if current == done.Load() {
			return nil
		}
		n, err := s.Reseal(ctx)
		if err == nil && n == 0 {
			done.Store(current)
		}
		return err
	})
}
