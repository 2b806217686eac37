package order

import (
	"context"
	"errors"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/price"
)

// errRehearsed ends the transaction of a preview: it did what submitting does, and none of it stays.
var errRehearsed = errors.New("only a rehearsal")

// remembered is how long a repeated order is the same order: a weekend longer than other changes (ARCHITECTURE 3).
const remembered = 72 * time.Hour

// Place orders for one or many employees (O1), or keeps the order as a draft. Only orderers may (O2), and
// only for people in their reach; one line that cannot be had refuses all.
func (s *Service) Place(ctx context.Context, in NewOrder) (Order, error) {
	permit, err := authz.Require(ctx, authz.OrderPlace, authz.In(in.Organisation))
	if err != nil {
		return Order{}, err
	}
	if err := in.check(); err != nil {
		return Order{}, err
	}
	return s.order(ctx, permit, in, Fresh)
}

// Preview says what Place would do: prices, expected day, warnings and refusals (B5, U6). It goes the
// whole way of Place and then takes everything back, so the two cannot disagree.
func (s *Service) Preview(ctx context.Context, in NewOrder) (Preview, error) {
	permit, err := authz.Require(ctx, authz.OrderPlace, authz.In(in.Organisation))
	if err != nil {
		return Preview{}, err
	}
	if err := in.check(); err != nil {
		return Preview{}, err
	}
	return s.rehearse(ctx, permit, in)
}

func (s *Service) order(ctx context.Context, permit authz.Permit, in NewOrder, purpose Purpose) (Order, error) {
	return idempotency.OnceFor(ctx, s.db, remembered, func(tx *database.Tx) (Order, error) {
		o := s.draft(tx, permit, in, purpose)
		if !in.Submit {
			return s.keepDraft(ctx, tx, permit, o, in.Lines)
		}
		if _, err := s.submit(ctx, tx, permit, &o, in.Lines, true); err != nil {
			return Order{}, err
		}
		return s.shown(ctx, tx, o.Organisation, o.ID)
	})
}

func (s *Service) rehearse(ctx context.Context, permit authz.Permit, in NewOrder) (would Preview, err error) {
	err = s.db.Change(ctx, func(tx *database.Tx) (err error) {
		o := s.draft(tx, permit, in, Fresh)
		if would, err = s.submit(ctx, tx, permit, &o, in.Lines, false); err != nil {
			return err
		}
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		err = nil
	}
	return would, err
}

func (s *Service) draft(tx *database.Tx, permit authz.Permit, in NewOrder, purpose Purpose) Order {
	return Order{
		Organisation: in.Organisation, ID: id.New[id.Order](), Number: newNumber(tx.Today), Purpose: purpose, State: Draft, Supplier: s.supplier,
		Address: in.Address, Attention: in.Attention, PayerCVR: in.PayerCVR, PayerEAN: in.PayerEAN, CostCentre: in.CostCentre,
		Reference: in.Reference, OrderedBy: permit.Actor().Employee, CreatedAt: tx.Now,
	}
}

// submit provides every line in order and stores the order. Problems of lines are gathered; with store
// they refuse all of it.
func (s *Service) submit(ctx context.Context, tx *database.Tx, permit authz.Permit, o *Order, lines []Wanted, store bool) (Preview, error) {
	prices, err := price.On(ctx, tx, tx.Today)
	if err != nil {
		return Preview{}, err
	}
	people := make([]id.Employee, len(lines))
	for i, l := range lines {
		people[i] = l.Employee
	}
	identities, err := lockIdentities(ctx, tx, o.Organisation, people)
	if err != nil {
		return Preview{}, err
	}
	p := Preview{ExpectedOn: calendar.AddWorkingDays(tx.Today, s.days), PricesFrom: prices.From}
	o.Lines = nil
	var first authz.Decision
	for i, wanted := range lines {
		t := tried{order: o, at: i, wanted: wanted, price: prices.Prices[price.Item(wanted.Kind)], on: p.ExpectedOn, identity: identities[wanted.Employee]}
		decision, err := s.provide(ctx, tx, permit, &p, t)
		if err != nil {
			return p, err
		}
		if first.Basis() == "" {
			first = decision
		}
	}
	if !store {
		return p, nil
	}
	if err := p.refusal(); err != nil {
		return p, err
	}
	o.State, o.PriceList, o.SubmittedAt, o.AskAt = Submitted, prices.ID, &tx.Now, new(tx.Now.Add(patience))
	return p, s.submitted(ctx, tx, first, o)
}

// tried is one line under way.
type tried struct {
	order    *Order
	at       int
	wanted   Wanted
	price    price.Oere
	on       calendar.Date
	identity waiting
}

// provide makes the authenticator of one line, or notes why it cannot be had.
func (s *Service) provide(ctx context.Context, tx *database.Tx, permit authz.Permit, p *Preview, t tried) (decision authz.Decision, err error) {
	shown := PreviewLine{Employee: t.wanted.Employee, Kind: t.wanted.Kind, Price: t.price, Warnings: []string{}, Choices: []string{}}
	p.Total += int64(t.price)
	defer func() { p.Lines = append(p.Lines, shown) }()
	e, decision, refused, err := judged(ctx, tx, permit, t.order.Organisation, t.wanted.Employee)
	if refused != nil {
		p.note(t.at, "employee_id", refused)
		return decision, nil
	}
	if err != nil {
		return decision, err
	}
	shown.EmployeeName, shown.ActivateUntil = e.Name(), t.identity.Until
	if t.identity.ID.IsZero() {
		p.note(t.at, "employee_id", noIdentity())
		return decision, nil
	}
	if len(t.wanted.Corrects) > 0 {
		refused, err := replaces(ctx, tx, &t)
		if err != nil {
			return decision, err
		}
		if refused != nil {
			p.note(t.at, "authenticator_id", refused)
			return decision, nil
		}
	}
	a, err := s.authenticators.Provide(ctx, tx, decision, authenticator.Hardware{
		Organisation: t.order.Organisation, Identity: t.identity.ID, Kind: t.wanted.Kind.Authenticator(), State: authenticator.Ordered,
		DeliverOn: t.on, Spare: t.wanted.Spare,
	})
	if f := fault.Of(err); f != nil && f.Kind != fault.Unavailable {
		p.note(t.at, "kind", f)
		return decision, nil
	}
	if err != nil {
		return decision, err
	}
	shown.Warnings, shown.Choices = append(shown.Warnings, a.Warnings...), choices(a.Warnings)
	t.order.Lines = append(t.order.Lines, t.line(a.ID, Submitted))
	return decision, nil
}

func (t tried) line(a id.Authenticator, s State) Line {
	return Line{
		Organisation: t.order.Organisation, ID: id.New[id.OrderLine](), Order: t.order.ID, Number: t.at + 1, Employee: t.wanted.Employee,
		Kind: t.wanted.Kind, State: s, Spare: t.wanted.Spare, Price: t.price, Authenticator: a, Replaces: t.wanted.Replaces,
		Corrects: append([]string{}, t.wanted.Corrects...), ExpectedOn: t.on,
	}
}

// replaces finds the card that a correction stands in for: the one that was named, or the only one (U14).
func replaces(ctx context.Context, tx *database.Tx, t *tried) (*fault.Fault, error) {
	all, err := cards(ctx, tx, t.order.Organisation, t.wanted.Employee, t.wanted.Replaces)
	switch {
	case err != nil:
		return nil, err
	case len(all) == 0:
		return notACard(), nil
	case len(all) > 1:
		return severalCards(), nil
	}
	t.wanted.Replaces = all[0]
	return nil, nil //nolint:nilnil // nothing stands in the way
}

// judged judges the permit on an employee (O2); a refusal is of that line alone.
func judged(ctx context.Context, tx *database.Tx, permit authz.Permit, org id.Organisation, who id.Employee) (employee.Employee, authz.Decision, *fault.Fault, error) {
	e, err := employee.Find(ctx, tx, org, who)
	if fault.KindOf(err) == fault.NotFound {
		return e, authz.Decision{}, employeeUnknown(), nil
	}
	if err != nil {
		return e, authz.Decision{}, nil, err
	}
	decision, err := permit.On(e.Facts())
	if fault.KindOf(err) == fault.Forbidden {
		return e, decision, beyondReach(), nil
	}
	return e, decision, nil, err
}

// submitted stores an order whose authenticators are ordered, and hands it to the supplier's job.
func (s *Service) submitted(ctx context.Context, tx *database.Tx, decision authz.Decision, o *Order) error {
	if o.Version > 0 {
		if err := deleteLines(ctx, tx, *o); err != nil {
			return err
		}
		if err := updateOrder(ctx, tx, o); err != nil {
			return err
		}
	} else if err := insertOrder(ctx, tx, *o); err != nil {
		return err
	}
	for _, l := range o.Lines {
		if err := insertLine(ctx, tx, l); err != nil {
			return err
		}
	}
	if err := s.queue.Enqueue(tx, o.Organisation, placeKind, arguments{o.ID}, tx.Now); err != nil {
		return err
	}
	e := event(decision, "order.submitted", *o)
	e.After = audit.Fields{
		"order_number": o.Number, "state": string(o.State), "purpose": string(o.Purpose), "supplier": o.Supplier, "count": len(o.Lines), "total": o.Total(),
		"expected_on": o.ExpectedOn().String(), "payer_cvr": o.PayerCVR, "payer_ean": o.PayerEAN, "cost_centre": o.CostCentre, "reference": o.Reference,
	}
	return s.audit.Record(ctx, tx, e)
}

// keepDraft stores an order that is not wanted yet. Whose lines they are is judged all the same.
func (s *Service) keepDraft(ctx context.Context, tx *database.Tx, permit authz.Permit, o Order, lines []Wanted) (Order, error) {
	p := Preview{}
	var first authz.Decision
	o.Lines = nil
	for i, wanted := range lines {
		_, decision, refused, err := judged(ctx, tx, permit, o.Organisation, wanted.Employee)
		if err != nil {
			return o, err
		}
		if refused != nil {
			p.note(i, "employee_id", refused)
			continue
		}
		first = decision
		o.Lines = append(o.Lines, tried{order: &o, at: i, wanted: wanted}.line(id.Authenticator{}, Draft))
	}
	if err := p.refusal(); err != nil {
		return o, err
	}
	name := "order.drafted"
	if o.Version > 0 {
		name = "order.draft_changed"
	}
	if err := s.storeDraft(ctx, tx, &o); err != nil {
		return o, err
	}
	e := event(first, name, o)
	e.After["count"] = len(o.Lines)
	if err := s.audit.Record(ctx, tx, e); err != nil {
		return o, err
	}
	return s.shown(ctx, tx, o.Organisation, o.ID)
}

func (s *Service) storeDraft(ctx context.Context, tx *database.Tx, o *Order) error {
	if o.Version > 0 {
		if err := deleteLines(ctx, tx, *o); err != nil {
			return err
		}
	} else if err := insertOrder(ctx, tx, *o); err != nil {
		return err
	}
	for _, l := range o.Lines {
		if err := insertLine(ctx, tx, l); err != nil {
			return err
		}
	}
	return nil
}

// ChangeDraft replaces what a draft asks for, and submits it when that is wanted.
func (s *Service) ChangeDraft(ctx context.Context, which id.Order, version int64, in NewOrder) (Order, error) {
	permit, err := authz.Require(ctx, authz.OrderPlace, authz.In(in.Organisation))
	if err != nil {
		return Order{}, err
	}
	if err := in.check(); err != nil {
		return Order{}, err
	}
	return idempotency.OnceFor(ctx, s.db, remembered, func(tx *database.Tx) (Order, error) {
		o, err := keepOrder(ctx, tx, in.Organisation, which)
		if err != nil {
			return o, err
		}
		if err := s.mayChange(ctx, tx, permit, o, version); err != nil {
			return o, err
		}
		o.Address, o.Attention, o.Reference = in.Address, in.Attention, in.Reference
		o.PayerCVR, o.PayerEAN, o.CostCentre, o.Supplier = in.PayerCVR, in.PayerEAN, in.CostCentre, s.supplier
		if in.Submit {
			if _, err := s.submit(ctx, tx, permit, &o, in.Lines, true); err != nil {
				return o, err
			}
			return s.shown(ctx, tx, o.Organisation, o.ID)
		}
		if err := updateOrder(ctx, tx, &o); err != nil {
			return o, err
		}
		return s.keepDraft(ctx, tx, permit, o, in.Lines)
	})
}

// mayChange says whether a draft is the caller's to change: all of its people are within reach.
func (s *Service) mayChange(ctx context.Context, tx *database.Tx, permit authz.Permit, o Order, version int64) error {
	for _, l := range o.Lines {
		_, _, refused, err := judged(ctx, tx, permit, o.Organisation, l.Employee)
		if err != nil {
			return err
		}
		if refused != nil {
			return authz.Beyond(authz.OrderPlace)
		}
	}
	if o.State != Draft {
		return notADraft()
	}
	if o.Version != version {
		return etag.Stale()
	}
	return nil
}
