package loan

import (
	"context"
	"errors"

	"hverv/internal/audit"
	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/notify"
	"hverv/internal/organisation"
	"hverv/internal/stock"
	"hverv/internal/text"
)

// End is a loan that comes back, or does not.
type End struct {
	Organisation id.Organisation
	Loan         id.Loan // when it is known which; else by the number on the device
	Serial       string
	Maker        string
	Own          Own
	Reason       string
}

func (in *End) check() error {
	var c fault.Check
	text.Field(&c, &in.Serial, "/serial", 0, 100)
	text.Field(&c, &in.Maker, "/maker", 0, 100)
	text.Field(&c, &in.Reason, "/reason", 0, 500)
	if err := c.Err(); err != nil {
		return err
	}
	return in.Own.check()
}

// TakeBack takes a device on loan over the counter, by its number. It opens nothing from that instant,
// nor does any session that it opened; the own code display works again unless it is lost (U10).
func (s *Service) TakeBack(ctx context.Context, in End) (Loan, error) {
	permit, err := authz.Require(ctx, authz.LoanTakeBack, authz.In(in.Organisation))
	if err != nil {
		return Loan{}, err
	}
	return s.end(ctx, permit, in, Returned)
}

// ReportLost gives a device on loan up. It becomes lost in the stock too, and never comes back (O5).
func (s *Service) ReportLost(ctx context.Context, in End) (Loan, error) {
	permit, err := authz.Require(ctx, authz.LoanLost, authz.In(in.Organisation))
	if err != nil {
		return Loan{}, err
	}
	return s.end(ctx, permit, in, Lost)
}

func (s *Service) end(ctx context.Context, permit authz.Permit, in End, as State) (Loan, error) {
	if err := in.check(); err != nil {
		return Loan{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Loan, error) {
		d, l, err := s.out(ctx, tx, in)
		if err != nil {
			return Loan{}, err
		}
		facts, err := s.stock.FactsIn(ctx, tx, d, in.Reason)
		if err != nil {
			return Loan{}, err
		}
		decision, err := permit.On(facts)
		if err != nil {
			return Loan{}, err
		}
		if err := s.ownLost(ctx, tx, decision, l, in); err != nil {
			return Loan{}, err
		}
		why := in.Reason
		if why == "" {
			why = "loan " + string(as)
		}
		if as == Lost {
			err = s.stock.LoseIn(ctx, tx, decision, d, why)
		} else {
			err = s.stock.BackIn(ctx, tx, decision, d, why)
		}
		if err != nil {
			return Loan{}, err
		}
		// Follow has closed it with its authenticator, unless that had ended before.
		if err := s.closed(ctx, tx, decision, l, as); err != nil {
			return Loan{}, err
		}
		if l, err = find(ctx, tx, in.Organisation, l.ID); err != nil {
			return Loan{}, err
		}
		return s.shown(ctx, l, facts, tx.Now), nil
	})
}

// out locks the device and finds its open loan.
func (s *Service) out(ctx context.Context, tx *database.Tx, in End) (d stock.Device, l Loan, err error) {
	if in.Loan.IsZero() {
		d, err = s.stock.BySerialIn(ctx, tx, in.Organisation, in.Serial, in.Maker)
	} else {
		if l, err = find(ctx, tx, in.Organisation, in.Loan); err != nil {
			return d, l, err
		}
		d, err = s.stock.LockIn(ctx, tx, in.Organisation, l.Device)
	}
	if err != nil {
		return d, l, err
	}
	open, err := openOf(ctx, tx, in.Organisation, d.ID)
	if err == nil && !in.Loan.IsZero() && open.ID != in.Loan {
		return d, l, loanClosed()
	}
	if errors.Is(err, database.ErrNone) {
		if !in.Loan.IsZero() {
			return d, l, loanClosed()
		}
		return d, l, fault.New(fault.Conflict, "device_not_on_loan", "The device is not on loan.").On("/serial", "device_not_on_loan", "Not on loan.")
	}
	return d, open, err
}

// ownLost ends the own code display that is lost, before anything could wake it.
func (s *Service) ownLost(ctx context.Context, tx *database.Tx, decision authz.Decision, l Loan, in End) error {
	if in.Own != OwnLost || l.Own.IsZero() {
		return nil
	}
	_, err := s.authenticators.Advance(ctx, tx, decision, l.Organisation, l.Own, authenticator.Lost, in.Reason)
	if fault.CodeOf(err) == "step_not_allowed" { // it is over already
		return nil
	}
	return err
}

// closed ends a loan, if nobody has, and lets the own code display work again.
func (s *Service) closed(ctx context.Context, tx *database.Tx, decision authz.Decision, l Loan, as State) error {
	first, err := closeOne(ctx, tx, l, as, decision.Actor().Employee)
	if err != nil || !first {
		return err
	}
	e := event(decision, "loan."+string(as), l)
	e.Before, e.After["late"] = audit.Fields{"state": string(l.stateAt(tx.Now))}, !tx.Now.Before(l.EndsAt)
	if err := s.audit.Record(ctx, tx, e); err != nil || l.Own.IsZero() {
		return err
	}
	return s.authenticators.WakeOwn(ctx, tx, decision, l.Organisation, l.Own)
}

// Follow ends a loan with its authenticator, in the transaction that ends that: handed in at the stock,
// reported lost by whoever holds it, destroyed. What is only blocked or revoked must still come back.
func (s *Service) Follow(ctx context.Context, tx *database.Tx, decision authz.Decision, a authenticator.Authenticator, _ authenticator.State) error {
	as, over := map[authenticator.State]State{
		authenticator.Returned: Returned, authenticator.Lost: Lost, authenticator.Destroyed: Destroyed,
	}[a.State]
	if !a.OnLoan || !over {
		return nil
	}
	l, err := openBy(ctx, tx, a.Organisation, a.ID)
	if errors.Is(err, database.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.closed(ctx, tx, decision, l, as)
}

// Extend asks for more hours.
type Extend struct {
	Organisation id.Organisation
	Loan         id.Loan
	Hours        int // 0: as many as may be
	Reason       string
}

// Extend gives a loan more hours, counted from its end or from now when that has passed. It is an act of
// its own with a reason, and done once at most (U10).
func (s *Service) Extend(ctx context.Context, in Extend) (Loan, error) {
	permit, err := authz.Require(ctx, authz.LoanExtend, authz.In(in.Organisation))
	if err != nil {
		return Loan{}, err
	}
	var c fault.Check
	text.Field(&c, &in.Reason, "/reason", 0, 500)
	if err := c.Err(); err != nil {
		return Loan{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Loan, error) {
		d, l, err := s.out(ctx, tx, End{Organisation: in.Organisation, Loan: in.Loan})
		if err != nil {
			return Loan{}, err
		}
		facts, err := s.stock.FactsIn(ctx, tx, d, in.Reason)
		if err != nil {
			return Loan{}, err
		}
		facts.Requester = l.Employee
		decision, err := permit.On(facts)
		if err != nil {
			return Loan{}, err
		}
		if err := s.extend(ctx, tx, decision, in, &l, d); err != nil {
			return Loan{}, err
		}
		if l, err = find(ctx, tx, in.Organisation, l.ID); err != nil {
			return Loan{}, err
		}
		return s.shown(ctx, l, facts, tx.Now), s.tell(ctx, tx, l, notify.LoanExtended)
	})
}

func (s *Service) extend(ctx context.Context, tx *database.Tx, decision authz.Decision, in Extend, l *Loan, d stock.Device) error {
	most, err := mostHours(ctx, tx, *l)
	if err != nil {
		return err
	}
	from, before := l.EndsAt, l.EndsAt
	if from.Before(tx.Now) {
		from = tx.Now
	}
	if l.EndsAt, err = until(from, in.Hours, most, d.ExpiresAt); err != nil {
		return err
	}
	if err := s.authenticators.Extend(ctx, tx, decision, in.Organisation, l.Authenticator, l.EndsAt, in.Reason); err != nil {
		return err
	}
	first, err := updateEnd(ctx, tx, *l, decision.Actor().Employee)
	if err != nil {
		return err
	}
	if !first {
		return fault.New(fault.Conflict, "loan_extended", "The loan has been extended once. The device must come back first.")
	}
	e := event(decision, "loan.extended", *l)
	e.Reason, e.Before = in.Reason, audit.Fields{"ends_at": before}
	return s.audit.Record(ctx, tx, e)
}

// mostHours is how long a loan of its sort lasts.
func mostHours(ctx context.Context, tx *database.Tx, l Loan) (int, error) {
	if !l.Pool.IsZero() {
		p, err := findPool(ctx, tx, l.Organisation, l.Pool)
		return p.Hours, err
	}
	o, err := organisation.Find(ctx, tx, l.Organisation)
	return o.LoanHours, err
}
