package authenticator

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/identity"
	"hverv/internal/notify"
)

// Move asks for a step of an authenticator.
type Move struct {
	Organisation  id.Organisation
	Authenticator id.Authenticator
	Reason        string
	Version       int64 // what the caller saw last; only Unblock asks, the others are emergencies
}

// Block keeps an authenticator from opening anything until it is unblocked (U9).
func (s *Service) Block(ctx context.Context, in Move) (Authenticator, error) {
	permit, err := authz.Require(ctx, authz.AuthenticatorBlock, authz.In(in.Organisation))
	if err != nil {
		return Authenticator{}, err
	}
	return s.move(ctx, permit, in, StepBlock)
}

// Unblock lets a blocked app count again, and the codes of its identity be judged again (U8).
func (s *Service) Unblock(ctx context.Context, in Move) (Authenticator, error) {
	permit, err := authz.Require(ctx, authz.AuthenticatorUnblock, authz.In(in.Organisation))
	if err != nil {
		return Authenticator{}, err
	}
	return s.move(ctx, permit, in, StepUnblock)
}

// ReportLost ends an authenticator that is lost (U9).
func (s *Service) ReportLost(ctx context.Context, in Move) (Authenticator, error) {
	permit, err := authz.Require(ctx, authz.AuthenticatorLost, authz.In(in.Organisation))
	if err != nil {
		return Authenticator{}, err
	}
	return s.move(ctx, permit, in, StepReportLost)
}

// Revoke ends an authenticator for good (U7).
func (s *Service) Revoke(ctx context.Context, in Move) (Authenticator, error) {
	permit, err := authz.Require(ctx, authz.AuthenticatorRevoke, authz.In(in.Organisation))
	if err != nil {
		return Authenticator{}, err
	}
	return s.move(ctx, permit, in, StepRevoke)
}

// held locks an authenticator's identity and judges the permit on whose it is.
func (s *Service) held(ctx context.Context, tx *database.Tx, permit authz.Permit, in Move) (identity.Place, authz.Decision, Authenticator, error) {
	p, a, err := Lock(ctx, tx, in.Organisation, in.Authenticator)
	if err != nil {
		return identity.Place{}, authz.Decision{}, a, err
	}
	decision, err := permit.On(p.Employee.Because(in.Reason))
	return p, decision, a, err
}

func (s *Service) move(ctx context.Context, permit authz.Permit, in Move, step Step) (Authenticator, error) {
	reason, err := identity.CheckReason(in.Reason)
	if err != nil {
		return Authenticator{}, err
	}
	in.Reason = reason
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Authenticator, error) {
		p, decision, a, err := s.held(ctx, tx, permit, in)
		if err != nil {
			return Authenticator{}, err
		}
		if step == StepUnblock && a.Version != in.Version {
			return Authenticator{}, etag.Stale()
		}
		to, ok := a.After(step)
		if !ok {
			return Authenticator{}, stepNotAllowed()
		}
		if err := s.spared(ctx, tx, p, a, to, in.Reason); err != nil {
			return Authenticator{}, err
		}
		from := a.State
		if a, err = s.step(ctx, tx, decision, a, to, in.Reason); err != nil {
			return Authenticator{}, err
		}
		return s.allowed(ctx, a, p.Employee), s.after(ctx, tx, decision, p, from, to)
	})
}

// spared refuses to leave an employee without any usable authenticator by oversight: who means it says
// why, which the event keeps. The identity is locked, so of two who take one each the second meets this.
func (s *Service) spared(ctx context.Context, tx *database.Tx, p identity.Place, a Authenticator, to State, reason string) error {
	if reason != "" || !to.takes() || !a.Usable(tx.Now) || p.Employee.Status == employee.Ended {
		return nil
	}
	all, err := Of(ctx, tx, p.Identity.Organisation, p.Identity.ID)
	if err != nil {
		return err
	}
	if last, ok := (Holder{Identity: p.Identity, Authenticators: all}).lastUsable(tx.Now); ok && last.ID == a.ID {
		return lastAuthenticator()
	}
	return nil
}

// step moves an authenticator on and records it.
func (s *Service) step(ctx context.Context, tx *database.Tx, decision authz.Decision, a Authenticator, to State, reason string) (Authenticator, error) {
	if err := updateState(ctx, tx, a, to); err != nil {
		return Authenticator{}, err
	}
	e := authenticatorEvent(decision, "authenticator."+eventOf(a.State, to), a)
	e.Reason, e.Before, e.After = reason, audit.Fields{"state": string(a.State)}, audit.Fields{"state": string(to)}
	if err := s.audit.Record(ctx, tx, e); err != nil {
		return Authenticator{}, err
	}
	from := a.State
	a.State = to
	a.Version++
	return a, s.stepped(ctx, tx, decision, a, from)
}

// after does what else follows from a step.
func (s *Service) after(ctx context.Context, tx *database.Tx, decision authz.Decision, p identity.Place, from, to State) error {
	switch to {
	case Active:
		if from == Blocked { // the misses that blocked it are forgiven
			return s.guard.Clear(ctx, tx, identity.CodeTry(p.Org.ID, p.Identity.ID))
		}
		return nil
	case PendingActivation:
		if from == Blocked { // a chip, which may have been all that its holder had (U8)
			return s.toRegister(ctx, tx, decision, p)
		}
		return nil
	case Blocked:
		return s.identities.Tell(ctx, tx, p, notify.AuthenticatorBlocked, nil)
	case Lost:
		return s.identities.TellAdministrators(ctx, tx, p, notify.AuthenticatorLost)
	default:
		return nil
	}
}

// toRegister sends the holder of a chip the link by which it is taken into use again.
func (s *Service) toRegister(ctx context.Context, tx *database.Tx, decision authz.Decision, p identity.Place) error {
	link, err := s.identities.Way(ctx, tx, decision, &p)
	if err != nil {
		return err
	}
	return s.identities.Tell(ctx, tx, p, notify.ChipToRegister, map[string]string{"link": link})
}

// eventOf is the past tense of reaching a state.
func eventOf(from, to State) string {
	switch {
	case to == Active && from == Suspended:
		return "resumed"
	case from == Blocked && (to == Active || to == PendingActivation):
		return "unblocked"
	case to == PendingActivation:
		return "received"
	default:
		return string(to)
	}
}

// stepActions names the action of each step.
//
//nolint:gochecknoglobals // a table
var stepActions = map[Step]authz.Action{
	StepConfirm: authz.AuthenticatorConfirm, StepRegister: authz.AuthenticatorKey, StepBlock: authz.AuthenticatorBlock, StepUnblock: authz.AuthenticatorUnblock,
	StepReportLost: authz.AuthenticatorLost, StepRevoke: authz.AuthenticatorRevoke,
}

// allowed fills in the steps that the state and the caller's rights allow now.
func (s *Service) allowed(ctx context.Context, a Authenticator, whose employee.Employee) Authenticator {
	a.Actions = []string{}
	for _, step := range a.Steps() {
		if (step == StepConfirm || step == StepRegister) && weakHere(ctx, whose.ID) {
			continue
		}
		if identity.Permitted(ctx, stepActions[step], whose) {
			a.Actions = append(a.Actions, string(step))
		}
	}
	if a.renewable() && identity.Permitted(ctx, authz.AuthenticatorRenew, whose) {
		a.Actions = append(a.Actions, string(StepRenew))
	}
	return a
}

// BlockIn keeps an authenticator, whose identity is locked, from opening anything: misses or a copy of its
// key have shown it to be in wrong hands (U8).
func (s *Service) BlockIn(ctx context.Context, tx *database.Tx, decision authz.Decision, a Authenticator) error {
	_, err := s.step(ctx, tx, decision, a, Blocked, "")
	return err
}
