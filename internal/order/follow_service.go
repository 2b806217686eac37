package order

import (
	"context"
	"errors"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/notify"
)

// Follow moves a line with its authenticator, in the transaction that changes that: what is handed out at
// the counter has been delivered, and what is revoked or lost on its way, as when somebody leaves, is
// cancelled and the supplier told. Its own steps come first to the line, and find nothing to do here.
func (s *Service) Follow(ctx context.Context, tx *database.Tx, decision authz.Decision, a authenticator.Authenticator, _ authenticator.State) error {
	which, line, err := lineOf(ctx, tx, a.Organisation, a.ID)
	if errors.Is(err, database.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	o, err := keepOrder(ctx, tx, a.Organisation, which)
	if err != nil {
		return err
	}
	l, err := o.line(line)
	if err != nil {
		return err
	}
	if a.State == authenticator.Active {
		return s.replaced(ctx, tx, decision, l)
	}
	to := followed(a.State)
	if to == "" || to == l.State || !MayFollow(l.State, to) {
		return nil
	}
	if a.Serial != "" {
		l.Serial = a.Serial
	}
	if err := s.step(ctx, tx, decision, &o, l, to); err != nil {
		return err
	}
	if to == Cancelled {
		if err := s.tellOrderer(ctx, tx, decision, &o, l, notify.OrderLineCancelled); err != nil {
			return err
		}
		if err := s.recall(tx, &o); err != nil {
			return err
		}
	}
	return s.settle(ctx, tx, &o)
}

// followed is where a line is whose authenticator is in that state.
func followed(s authenticator.State) State {
	switch {
	case s == authenticator.Shipped:
		return Shipped
	case s == authenticator.Delivered || s == authenticator.PendingActivation:
		return Delivered
	case s.Over():
		return Cancelled
	default:
		return ""
	}
}

// replaced ends the card that a correction stood in for, now that the new one works (U14).
func (s *Service) replaced(ctx context.Context, tx *database.Tx, decision authz.Decision, l *Line) error {
	if l.Replaces.IsZero() {
		return nil
	}
	_, err := s.authenticators.Advance(ctx, tx, decision, l.Organisation, l.Replaces, authenticator.Revoked, "replaced")
	if faultIsStep(err) {
		return nil // it has ended otherwise
	}
	return err
}
