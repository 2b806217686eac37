package employee

import (
	"context"
	"time"

	"hverv/internal/job"
)

// Jobs names what runs by itself.
func (s *Service) Jobs(r *job.Runner) { r.Every("employee.reseal", 10*time.Minute, s.reseal) }

// reseal brings national ids under the present keys after a rotation (X4), batch by batch, while
// everything runs: until a row's turn comes it is found by its old key.
func (s *Service) reseal(ctx context.Context) error {
	keys := [2]uint32{s.keys.PrimaryKeyID(), s.keys.IndexKeyID()}
	if done := s.resealed.Load(); done != nil && *done == keys {
		return nil
	}
	for {
		found, moved, err := s.resealSome(ctx, keys)
		if err != nil {
			return err
		}
		if found == 0 {
			s.resealed.Store(&keys)
			return nil
		}
		if moved == 0 { // what is left cannot be moved: two rows of one number, made while keys turned
			return nil
		}
	}
}
