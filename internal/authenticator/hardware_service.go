package authenticator

import (
	"context"
	"errors"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/identity"
)

// Provide gives an identity a code display or chip that is ordered or at hand, in the transaction of
// who orders or issues it. The kind must be enabled (U2) and allowed by an employment (E4), and there
// must be a place for it (U4).
func (s *Service) Provide(ctx context.Context, tx *database.Tx, decision authz.Decision, in Hardware) (Authenticator, error) {
	if err := in.check(); err != nil {
		return Authenticator{}, err
	}
	p, err := identity.Lock(ctx, tx, in.Organisation, in.Identity)
	if err == nil {
		err = providable(ctx, tx, p, in.Kind)
	}
	if err == nil && in.Kind == CodeDisplay {
		err = s.makePlace(ctx, tx, decision, p, in.lent)
	}
	if err == nil {
		err = s.identities.GiveUserName(ctx, tx, decision, &p)
	}
	if err != nil {
		return Authenticator{}, err
	}
	a, err := s.provided(p, in, tx)
	if err != nil {
		return Authenticator{}, err
	}
	if err := insertAuthenticator(ctx, tx, a); err != nil {
		return Authenticator{}, err
	}
	e := authenticatorEvent(decision, "authenticator.provided", a)
	e.After = audit.Fields{
		"kind": string(a.Kind), "state": string(a.State), "serial": a.Serial, "label": audit.Personal(a.Label), "deliver_on": a.DeliverOn.String(),
	}
	if err := s.audit.Record(ctx, tx, e); err != nil {
		return Authenticator{}, err
	}
	a = s.allowed(ctx, a, p.Employee)
	if a.State == Delivered {
		return a, s.delivered(ctx, tx, decision, p, a.Kind)
	}
	return s.ordered(ctx, tx, decision, p, a)
}

// providable says whether the identity may get the kind at all.
func providable(ctx context.Context, tx *database.Tx, p identity.Place, kind Kind) error {
	if p.Identity.State != identity.Pending && p.Identity.State != identity.Active {
		return fault.New(fault.Conflict, "identity_ended", "The identity has ended. Choose a new one for the employee first.")
	}
	if err := p.Org.Open(); err != nil {
		return err
	}
	if p.Employee.Status == employee.Ended {
		return fault.New(fault.Conflict, "employee_not_employed", "The employee has no employment now or to come.")
	}
	if err := enabled(p.Org, kind); err != nil {
		return err
	}
	return allowedFor(ctx, tx, p, kind)
}

// makePlace asks whether there is a place for a code display (U4). One whose end has passed makes way
// here, whatever worker has run (law 1). One on loan stands beside the own one (U10).
func (s *Service) makePlace(ctx context.Context, tx *database.Tx, decision authz.Decision, p identity.Place, lent bool) error {
	all, err := Of(ctx, tx, p.Identity.Organisation, p.Identity.ID)
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.Kind != CodeDisplay || !live(a.State) || a.OnLoan != lent {
			continue
		}
		if a.EndsAt == nil || tx.Now.Before(*a.EndsAt) || !MayFollow(a.Kind, a.State, Expired) {
			return hasCodeDisplay()
		}
		if _, err := s.step(ctx, tx, decision, a, Expired, ""); err != nil {
			return err
		}
	}
	return nil
}

// provided is the new authenticator, with its seed sealed for it.
func (s *Service) provided(p identity.Place, in Hardware, tx *database.Tx) (Authenticator, error) {
	a := Authenticator{
		Organisation: p.Org.ID, ID: id.New[id.Authenticator](), Identity: p.Identity.ID, Employee: p.Employee.ID, Kind: in.Kind,
		State: in.State, Method: in.method(in.Kind), Label: in.Label, Slot: 1, Device: in.Device, Serial: in.Serial,
		LastStep: in.spent(), Spare: in.Spare, EndsAt: in.EndsAt, CreatedAt: tx.Now, Version: 1,
		OnLoan: in.lent, ReducedTo: in.ReducedTo,
	}
	if a.State == Active {
		a.ActivatedAt = &tx.Now
	}
	if a.State == Ordered {
		if a.DeliverOn = in.DeliverOn; a.DeliverOn.IsZero() {
			a.DeliverOn = calendar.AddWorkingDays(tx.Today, deliveryDays)
		}
	}
	if in.Seed == nil {
		return a, nil
	}
	var err error
	a.SecretSealed, err = s.sealSeed(a, *in.Seed)
	return a, err
}

// Advance brings an authenticator to another state, by the table of U7 alone. It becomes active by
// its holder's doing; here only what was suspended does.
func (s *Service) Advance(
	ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, which id.Authenticator, to State, reason string,
) (Authenticator, error) {
	p, a, err := Lock(ctx, tx, org, which)
	if err != nil {
		return Authenticator{}, err
	}
	if !fits(a.Kind, a.State, to) {
		return Authenticator{}, stepNotAllowed()
	}
	if err := s.spared(ctx, tx, p, a, to, reason); err != nil {
		return Authenticator{}, err
	}
	from := a.State
	if a, err = s.step(ctx, tx, decision, a, to, reason); err != nil {
		return Authenticator{}, err
	}
	if to == Shipped {
		err = s.identities.Dispatched(ctx, tx, decision, p)
	}
	if to == Delivered {
		err = s.delivered(ctx, tx, decision, p, a.Kind)
	}
	if err == nil {
		err = s.after(ctx, tx, decision, p, from, to)
	}
	return s.allowed(ctx, a, p.Employee), err
}

// Equip names the device that was shipped or handed over for an authenticator that was ordered.
func (s *Service) Equip(
	ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, which id.Authenticator, with Equipment,
) (Authenticator, error) {
	p, a, err := Lock(ctx, tx, org, which)
	if err != nil {
		return Authenticator{}, err
	}
	if err := with.check(a.Kind); err != nil {
		return Authenticator{}, err
	}
	if a.State != Ordered && a.State != Shipped && a.State != Delivered {
		return Authenticator{}, stepNotAllowed()
	}
	before := a.Serial
	a.Method, a.Device, a.Serial, a.LastStep, a.SecretSealed = with.method(a.Kind), with.Device, with.Serial, with.spent(), nil
	if with.Seed != nil {
		if a.SecretSealed, err = s.sealSeed(a, *with.Seed); err != nil {
			return Authenticator{}, err
		}
	}
	if err := updateEquipped(ctx, tx, a); err != nil {
		return Authenticator{}, err
	}
	a.Version++
	e := authenticatorEvent(decision, "authenticator.equipped", a)
	e.Before, e.After = audit.Fields{"serial": before}, audit.Fields{"serial": a.Serial}
	return s.allowed(ctx, a, p.Employee), s.audit.Record(ctx, tx, e)
}

// Lock locks the identity of an authenticator, then reads the authenticator as it is under the lock.
func Lock(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Authenticator) (identity.Place, Authenticator, error) {
	a, err := findAuthenticator(ctx, tx, org, which)
	if err != nil {
		return identity.Place{}, a, err
	}
	p, err := identity.Lock(ctx, tx, org, a.Identity)
	if err != nil {
		return identity.Place{}, a, err
	}
	a, err = findAuthenticator(ctx, tx, org, which)
	return p, a, err
}

// OnStep is what a later feature does in the transaction that changes an authenticator's state: a
// lost or returned authenticator moves its device.
type OnStep func(ctx context.Context, tx *database.Tx, decision authz.Decision, a Authenticator, from State) error

// OnStep adds such a step. Only app calls it, before anything is served: the features above may not be
// imported from here.
func (s *Service) OnStep(do OnStep) { s.steps = append(s.steps, do) }

func (s *Service) stepped(ctx context.Context, tx *database.Tx, decision authz.Decision, a Authenticator, from State) error {
	var all error
	for _, do := range s.steps {
		all = errors.Join(all, do(ctx, tx, decision, a, from))
	}
	return all
}
