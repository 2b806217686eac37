package employee

import (
	"context"

	"hverv/internal/authz"
	"hverv/internal/database"
)

// Return is what a later feature does, in the same transaction, before somebody whose employments
// have all ended is employed again: what is left of them must not come back (L7). Access rests on
// a current employment, so whatever nobody ended meanwhile would.
type Return func(ctx context.Context, tx *database.Tx, decision authz.Decision, e Employee) error

// BeforeReturn adds a step to that. Only app calls it, before anything is served: the features
// above may not be imported from here.
func (s *Service) BeforeReturn(do Return) { s.rehired = append(s.rehired, do) }

// returns asks those steps when the employment, new or changed, is what brings somebody back. It is
// called before the employment is stored: until then the employee is nobody's administrator (A4).
func (s *Service) returns(ctx context.Context, tx *database.Tx, decision authz.Decision, e Employee, by Employment) error {
	if e.Status != Ended || statusOf([]Employment{by}, nil, tx.Today) == Ended {
		return nil
	}
	for _, do := range s.rehired {
		if err := do(ctx, tx, decision, e); err != nil {
			return err
		}
	}
	return nil
}
