package identity

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/notify"
)

// LockPending locks an identity of that version that waits for activation, in an organisation that is
// connected, and judges the permit on whose it is.
func LockPending(
	ctx context.Context, tx *database.Tx, permit authz.Permit, org id.Organisation, identity id.Identity, version int64,
) (Place, authz.Decision, error) {
	p, decision, err := LockFor(ctx, tx, permit, org, identity)
	switch {
	case err != nil:
		return Place{}, authz.Decision{}, err
	case p.Identity.Version != version:
		return Place{}, authz.Decision{}, etag.Stale()
	case p.Identity.State != Pending:
		return Place{}, authz.Decision{}, notPending()
	}
	return p, decision, p.Org.Open()
}

// Reinvite opens the days of activation anew and sends the link; it gives the link where there is no e-mail
// address to send it to.
func (s *Service) Reinvite(ctx context.Context, tx *database.Tx, decision authz.Decision, p *Place, template notify.Template) (string, error) {
	if err := s.reopen(ctx, tx, decision, p); err != nil {
		return "", err
	}
	token, err := s.invite(ctx, tx, *p, template)
	if err != nil || p.Employee.Email != "" {
		return "", err
	}
	return s.link(token), nil
}

// reopen gives an activation new days from now on: earlier links, codes and tickets are worthless.
func (s *Service) reopen(ctx context.Context, tx *database.Tx, decision authz.Decision, p *Place) error {
	if err := p.Org.Open(); err != nil {
		return err
	}
	before := p.Identity.ActivateUntil
	p.Identity.ActivateFrom, p.Identity.ActivateUntil, p.Identity.AtDispatch = tx.Now, lastDay(p.Org, tx.Today), false
	p.Identity.Version++
	if err := closeDoors(ctx, tx, p.Org.ID, []string{p.Identity.ID.String()}); err != nil {
		return err
	}
	if err := updateWindow(ctx, tx, p.Identity); err != nil {
		return err
	}
	if err := s.guard.Clear(ctx, tx, byLink(p.Identity)); err != nil {
		return err
	}
	e := event(decision, "identity.activation_restarted", p.Identity)
	e.Before = audit.Fields{"activate_until": before.String()}
	e.After = audit.Fields{"activate_until": p.Identity.ActivateUntil.String()}
	return s.audit.Record(ctx, tx, e)
}

// Way is the link by which the holder of a device that waits takes it into use.
func (s *Service) Way(ctx context.Context, tx *database.Tx, decision authz.Decision, p *Place) (string, error) {
	if p.Identity.Kind != Dedicated {
		return s.url + "/me", nil
	}
	if p.Identity.State == Active { // days for who cannot sign in any other way
		if err := s.reopen(ctx, tx, decision, p); err != nil {
			return "", err
		}
	}
	token := id.NewToken()
	insertToken(tx, p.Identity, token)
	return s.link(token), nil
}

// Await gives an activation days that begin with the expected delivery, until the dispatch tells better.
func (s *Service) Await(ctx context.Context, tx *database.Tx, decision authz.Decision, p *Place, on calendar.Date) error {
	until := lastDay(p.Org, on)
	if until.Before(p.Identity.ActivateUntil) {
		until = p.Identity.ActivateUntil
	}
	return s.moveDays(ctx, tx, decision, p, until, true)
}

// Dispatched begins the days of an activation that waited for it. Links that were sent stay good.
func (s *Service) Dispatched(ctx context.Context, tx *database.Tx, decision authz.Decision, p Place) error {
	if p.Identity.State != Pending || !p.Identity.AtDispatch {
		return nil
	}
	return s.moveDays(ctx, tx, decision, &p, lastDay(p.Org, tx.Today), false)
}

func (s *Service) moveDays(
	ctx context.Context, tx *database.Tx, decision authz.Decision, p *Place, until calendar.Date, waits bool,
) error {
	e := event(decision, "identity.days_moved", p.Identity)
	e.Before = audit.Fields{"activate_until": p.Identity.ActivateUntil.String(), "starts_at_dispatch": p.Identity.AtDispatch}
	e.After = audit.Fields{"activate_until": until.String(), "starts_at_dispatch": waits}
	p.Identity.ActivateUntil, p.Identity.AtDispatch = until, waits
	p.Identity.Version++
	if err := updateWindow(ctx, tx, p.Identity); err != nil {
		return err
	}
	return s.audit.Record(ctx, tx, e)
}
