package authenticator

import (
	"context"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/identity"
)

// Lent is what became of an identity's authenticators when it got one on loan.
type Lent struct {
	Authenticator Authenticator
	Own           id.Authenticator // the own code display that rests meanwhile; none: there was none that worked
}

// Lend gives an identity a device until an instant (U10). A code display works at once, since who
// stands at the desk may have no other way in and has shown a document; a chip is registered by its
// holder. The own code display rests meanwhile, so that only one of the two ever works (U4).
func (s *Service) Lend(ctx context.Context, tx *database.Tx, decision authz.Decision, in Hardware) (Lent, error) {
	in.lent, in.State = true, Delivered
	if in.Kind == CodeDisplay {
		in.State = Active
	}
	if err := in.check(); err != nil {
		return Lent{}, err
	}
	p, err := identity.Lock(ctx, tx, in.Organisation, in.Identity)
	if err == nil {
		err = lendable(ctx, tx, p, in)
	}
	if err != nil {
		return Lent{}, err
	}
	if in.Kind != CodeDisplay {
		return s.lent(ctx, tx, decision, p, in, id.Authenticator{})
	}
	if err := s.makePlace(ctx, tx, decision, p, true); err != nil {
		return Lent{}, err
	}
	own, err := s.rest(ctx, tx, decision, p)
	if err != nil {
		return Lent{}, err
	}
	return s.lent(ctx, tx, decision, p, in, own)
}

// lendable says whether the identity may get the device on loan: it is of use only to who has a
// user name and a password to use it with.
func lendable(ctx context.Context, tx *database.Tx, p identity.Place, in Hardware) error {
	if in.EndsAt == nil || !in.EndsAt.After(tx.Now) {
		return fault.New(fault.Invalid, "invalid_input", "Some fields need attention.").On("/hours", "out_of_range", "A loan ends later than it begins.")
	}
	if p.Identity.State != identity.Active || !p.Identity.HasPassword {
		return fault.New(fault.Conflict, "loan_without_password", "The employee has no user name and password to use the device with.")
	}
	return providable(ctx, tx, p, in.Kind)
}

// rest puts the own code display to rest, when it works.
func (s *Service) rest(ctx context.Context, tx *database.Tx, decision authz.Decision, p identity.Place) (id.Authenticator, error) {
	all, err := Of(ctx, tx, p.Identity.Organisation, p.Identity.ID)
	if err != nil {
		return id.Authenticator{}, err
	}
	for _, a := range all {
		if a.Kind != CodeDisplay || a.State != Active || a.OnLoan {
			continue
		}
		_, err := s.step(ctx, tx, decision, a, Suspended, "")
		return a.ID, err
	}
	return id.Authenticator{}, nil
}

func (s *Service) lent(ctx context.Context, tx *database.Tx, decision authz.Decision, p identity.Place, in Hardware, own id.Authenticator) (Lent, error) {
	a, err := s.provided(p, in, tx)
	if err != nil {
		return Lent{}, err
	}
	if err := insertAuthenticator(ctx, tx, a); err != nil {
		return Lent{}, err
	}
	e := authenticatorEvent(decision, "authenticator.lent", a)
	e.After = audit.Fields{
		"kind": string(a.Kind), "state": string(a.State), "serial": a.Serial, "ends_at": *a.EndsAt, "reduced_to": a.ReducedTo.String(),
	}
	return Lent{a, own}, s.audit.Record(ctx, tx, e)
}

// Extend gives a loan that still works, or whose time has just passed, another end (U10).
func (s *Service) Extend(
	ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, which id.Authenticator, until time.Time, reason string,
) error {
	_, a, err := Lock(ctx, tx, org, which)
	if err != nil {
		return err
	}
	if !a.OnLoan || a.State != Active && a.State != Delivered && a.State != PendingActivation {
		return stepNotAllowed()
	}
	e := authenticatorEvent(decision, "authenticator.extended", a)
	e.Reason, e.Before, e.After = reason, audit.Fields{"ends_at": *a.EndsAt}, audit.Fields{"ends_at": until}
	a.EndsAt = &until
	if err := updateEnd(ctx, tx, a); err != nil {
		return err
	}
	return s.audit.Record(ctx, tx, e)
}

// WakeOwn lets a code display work again that rested during a loan which is over. One that has been
// handed in, lost or replaced meanwhile stays as it is.
func (s *Service) WakeOwn(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, own id.Authenticator) error {
	p, a, err := Lock(ctx, tx, org, own)
	if err != nil || a.State != Suspended || p.Identity.State != identity.Active {
		return err
	}
	all, err := Of(ctx, tx, p.Identity.Organisation, p.Identity.ID)
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.Kind == CodeDisplay && other.State == Active {
			return nil
		}
	}
	var handedIn bool
	err = tx.Get(ctx, &handedIn, `select exists (select 1 from devices where organisation_id = $1 and id = $2 and holder_id is null)`, org, a.Device)
	if err != nil || handedIn {
		return err
	}
	_, err = s.step(ctx, tx, decision, a, Active, "")
	return err
}

// endLoan ends a code display on loan when an own one begins to work (U4); its device must still come
// back.
func (s *Service) endLoan(ctx context.Context, tx *database.Tx, decision authz.Decision, begins Authenticator) error {
	if begins.Kind != CodeDisplay || begins.OnLoan {
		return nil
	}
	all, err := Of(ctx, tx, begins.Organisation, begins.Identity)
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.Kind != CodeDisplay || !a.OnLoan || a.State != Active {
			continue
		}
		if _, err := s.step(ctx, tx, decision, a, Expired, ""); err != nil {
			return err
		}
	}
	return nil
}

func displayOnLoan() *fault.Fault {
	return fault.New(fault.Conflict, "display_on_loan", "The employee uses a code display on loan. Take it back first.")
}
