package office

import (
	"context"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/printing"
)

// CancelAllIn gives back every time that somebody who leaves has before them (L5, U13), so that others
// can have it. They are told of the departure itself.
func (s *Service) CancelAllIn(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, who id.Employee) error {
	ahead, err := appointmentsOf(ctx, tx, org, who, tx.Now)
	if err != nil {
		return err
	}
	for _, a := range ahead {
		if a, err = lockAppointment(ctx, tx, org, a.ID); err != nil {
			return err
		}
		if !a.may("cancel", tx.Now) {
			continue // it has begun, or somebody was quicker
		}
		a.State = steps[a.State]["cancel"]
		if err := updateAppointment(ctx, tx, &a); err != nil {
			return err
		}
		if err := s.Audit.Record(ctx, tx, a.event(decision, told["cancel"])); err != nil {
			return err
		}
	}
	return s.Letters.VoidIn(ctx, tx, org, who, printing.Appointment)
}
