package loan

import (
	"context"
	"errors"

	"hverv/internal/audit"
	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/notify"
	"hverv/internal/organisation"
	"hverv/internal/person"
	"hverv/internal/stock"
)

// Lend lends a device of the stock to an employee for hours (U10). Two clerks who lend the same one meet
// on its lock: the second is told that it is gone.
func (s *Service) Lend(ctx context.Context, in Lend) (Loan, error) {
	permit, err := authz.Require(ctx, authz.LoanLend, authz.In(in.Organisation))
	if err != nil {
		return Loan{}, err
	}
	in.Pool = id.LoanPool{}
	return s.lend(ctx, permit, in)
}

// LendPooled lends a device of a pool to whoever needs one outside opening hours; what is done with it
// stays within the pool's bundle (U10).
func (s *Service) LendPooled(ctx context.Context, in Lend) (Loan, error) {
	permit, err := authz.Require(ctx, authz.LoanLendPooled, authz.In(in.Organisation))
	if err != nil {
		return Loan{}, err
	}
	return s.lend(ctx, permit, in)
}

func (s *Service) lend(ctx context.Context, permit authz.Permit, in Lend) (Loan, error) {
	if err := in.check(); err != nil {
		return Loan{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Loan, error) {
		d, err := s.stock.BySerialIn(ctx, tx, in.Organisation, in.Serial, in.Maker)
		if err != nil {
			return Loan{}, err
		}
		terms, err := s.terms(ctx, tx, in, d)
		if err != nil {
			return Loan{}, err
		}
		to, decision, facts, err := s.counter(ctx, tx, permit, in, d)
		if err != nil {
			return Loan{}, err
		}
		terms.EndsAt, err = until(tx.Now, in.Hours, terms.hours, d.ExpiresAt)
		if err != nil {
			return Loan{}, err
		}
		l, err := s.handOver(ctx, tx, decision, in, d, to, terms)
		if err != nil {
			return Loan{}, err
		}
		return s.shown(ctx, l, facts, tx.Now), s.tell(ctx, tx, l, notify.LoanGiven)
	})
}

// terms is what a loan is bounded by.
type terms struct {
	Loan

	hours int
}

// terms are the pool's, or the organisation's own. A pool's devices are only lent as its own: nobody
// gets one with all powers by lending it from the other page.
func (s *Service) terms(ctx context.Context, tx *database.Tx, in Lend, d stock.Device) (terms, error) {
	if err := d.Free(tx.Now); err != nil {
		return terms{}, err
	}
	at, err := poolAt(ctx, tx, in.Organisation, d.Location)
	if err != nil {
		return terms{}, err
	}
	if in.Pool.IsZero() {
		if !at.IsZero() {
			return terms{}, fault.New(fault.Conflict, "device_in_pool", "The device belongs to a pool and is lent from there.")
		}
		o, err := organisation.Find(ctx, tx, in.Organisation)
		return terms{hours: o.LoanHours}, err
	}
	p, err := lockPool(ctx, tx, in.Organisation, in.Pool)
	switch {
	case err != nil:
		return terms{}, err
	case p.EndedAt != nil:
		return terms{}, poolEnded()
	case at != p.ID:
		return terms{}, fault.New(fault.Conflict, "device_not_in_pool", "The device does not lie in this pool.").On("/serial", "device_not_in_pool", "Not in this pool.")
	case d.Kind == stock.Chip: // it works only once its holder has registered it, signed in by something better
		return terms{}, fault.New(fault.Conflict, "loan_pool_of_displays", "A pool lends code displays only.")
	}
	return terms{Loan: Loan{Pool: p.ID, Bundle: p.Bundle}, hours: p.Hours}, nil
}

// counter finds who borrows, and judges the permit where the device belongs; a personal loan stays
// within the clerk's reach on both sides, a pool is for whoever comes by (U10). Nobody lends to
// themselves (A5).
func (s *Service) counter(ctx context.Context, tx *database.Tx, permit authz.Permit, in Lend, d stock.Device) (borrower, authz.Decision, authz.Facts, error) {
	fail := func(err error) (borrower, authz.Decision, authz.Facts, error) {
		return borrower{}, authz.Decision{}, authz.Facts{}, err
	}
	facts, err := s.stock.FactsIn(ctx, tx, d, in.Why)
	if err != nil {
		return fail(err)
	}
	if _, err := permit.On(facts); err != nil {
		return fail(err)
	}
	if !in.Employee.IsZero() {
		if _, err := employee.Find(ctx, tx, in.Organisation, in.Employee); err != nil {
			return fail(err)
		}
	}
	to, err := identityOf(ctx, tx, in.Organisation, in.Employee, person.FoldUserName(in.UserName))
	switch {
	case errors.Is(err, database.ErrNone) && in.Employee.IsZero():
		return fail(fault.Missing("employee").On("/user_name", "unknown", "Nobody has this user name."))
	case errors.Is(err, database.ErrNone):
		return fail(nobody())
	case err != nil:
		return fail(err)
	}
	e, err := employee.Find(ctx, tx, in.Organisation, to.Employee)
	if err != nil {
		return fail(err)
	}
	theirs := e.Because(in.Why)
	if !in.Pool.IsZero() {
		theirs = facts
	}
	theirs.Requester = to.Employee
	decision, err := permit.On(theirs)
	if err != nil {
		return fail(err)
	}
	return to, decision, facts, nil
}

func (s *Service) handOver(ctx context.Context, tx *database.Tx, decision authz.Decision, in Lend, d stock.Device, to borrower, by terms) (Loan, error) {
	with, err := s.stock.Equipment(d)
	if err != nil {
		return Loan{}, err
	}
	lent, err := s.authenticators.Lend(ctx, tx, decision, authenticator.Hardware{
		Equipment: with, Organisation: in.Organisation, Identity: to.Identity, Kind: d.Kind.Authenticator(), EndsAt: &by.EndsAt, ReducedTo: by.Bundle,
	})
	if err != nil {
		return Loan{}, err
	}
	l := Loan{
		Organisation: in.Organisation, ID: id.New[id.Loan](), Pool: by.Pool, Employee: to.Employee, Authenticator: lent.Authenticator.ID, Own: lent.Own,
		Device: d.ID, Why: in.Why, Document: in.Document, LentBy: decision.Actor().Employee, LentAt: tx.Now, EndsAt: by.EndsAt,
	}
	if err := insert(ctx, tx, l); err != nil {
		return Loan{}, err
	}
	if err := s.stock.HandIn(ctx, tx, decision, d, to.Employee, stock.OnLoan); err != nil {
		return Loan{}, err
	}
	if l, err = find(ctx, tx, in.Organisation, l.ID); err != nil {
		return Loan{}, err
	}
	e := event(decision, "loan.given", l)
	e.Reason, e.After["document"], e.After["why"] = "", l.Document, audit.Personal(l.Why)
	return l, s.audit.Record(ctx, tx, e)
}

func poolEnded() *fault.Fault {
	return fault.New(fault.Conflict, "loan_pool_ended", "The pool has been taken out of use.")
}
