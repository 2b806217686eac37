package order

import (
	"context"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/notify"
	"hverv/internal/stock"
	"hverv/internal/text"
)

// Act is a step of one line.
type Act struct {
	Organisation id.Organisation
	Order        id.Order
	Line         id.OrderLine
	Serial       string // the device that is sent
	Maker        string // needed when two makers use the number
	Tracking     string // the carrier's number
	ExpectedOn   calendar.Date
	Reason       string
}

func (in *Act) check() error {
	var c fault.Check
	text.Field(&c, &in.Serial, "/serial", 0, 64)
	text.Field(&c, &in.Maker, "/maker", 0, 64)
	text.Field(&c, &in.Tracking, "/tracking", 0, 64)
	text.Field(&c, &in.Reason, "/reason", 0, 1000)
	return c.Err()
}

// acted is a line under a step, with everything around it locked.
type acted struct {
	order    *Order
	line     *Line
	employee employee.Employee
	decision authz.Decision
}

// act does a step of a line under its order's lock, judged on whose line it is.
func (s *Service) act(ctx context.Context, permit authz.Permit, in Act, do func(tx *database.Tx, a acted) error) (Order, error) {
	if err := in.check(); err != nil {
		return Order{}, err
	}
	return idempotency.OnceFor(ctx, s.db, remembered, func(tx *database.Tx) (Order, error) {
		o, err := lockOrder(ctx, tx, in.Organisation, in.Order)
		if err != nil {
			return o, err
		}
		a := acted{order: &o}
		if a.line, err = o.line(in.Line); err != nil {
			return o, err
		}
		if a.employee, err = employee.Find(ctx, tx, in.Organisation, a.line.Employee); err != nil {
			return o, err
		}
		if a.decision, err = permit.On(a.employee.Because(in.Reason)); err != nil {
			return o, err
		}
		if err := do(tx, a); err != nil {
			return o, err
		}
		if err := s.settle(ctx, tx, &o); err != nil {
			return o, err
		}
		return s.shown(ctx, tx, in.Organisation, in.Order)
	})
}

// Ship sends a device of the own stock to whom it was ordered for (O4).
func (s *Service) Ship(ctx context.Context, in Act) (Order, error) {
	permit, err := authz.Require(ctx, authz.OrderFulfil, authz.In(in.Organisation))
	if err != nil {
		return Order{}, err
	}
	return s.act(ctx, permit, in, func(tx *database.Tx, a acted) error { return s.send(ctx, tx, permit, a, in, Shipped) })
}

// HandOver gives a device of the own stock into somebody's hands at the desk.
func (s *Service) HandOver(ctx context.Context, in Act) (Order, error) {
	permit, err := authz.Require(ctx, authz.OrderFulfil, authz.In(in.Organisation))
	if err != nil {
		return Order{}, err
	}
	return s.act(ctx, permit, in, func(tx *database.Tx, a acted) error { return s.send(ctx, tx, permit, a, in, Delivered) })
}

// send picks the device by its serial number and moves line, device and authenticator together. Two who
// pick the same device meet on its lock: the second is told that it is gone.
func (s *Service) send(ctx context.Context, tx *database.Tx, permit authz.Permit, a acted, in Act, to State) error {
	if a.order.Supplier != warehouse || !a.line.State.waits() {
		return stepNotAllowed()
	}
	d, err := s.stock.Pick(ctx, tx, permit, in.Organisation, in.Serial, in.Maker)
	if err != nil {
		return err
	}
	if d.Kind != a.line.Kind {
		return fault.New(fault.Conflict, "other_kind_ordered", "This device is of another kind than was ordered.").
			On("/serial", "other_kind_ordered", "Another kind was ordered.")
	}
	a.line.Tracking = in.Tracking
	if err := s.equip(ctx, tx, a.decision, a.line, d); err != nil {
		return err
	}
	return s.moved(ctx, tx, a.decision, a.order, a.line, to)
}

// equip makes the ordered authenticator that device, which leaves the stock.
func (s *Service) equip(ctx context.Context, tx *database.Tx, decision authz.Decision, l *Line, d stock.Device) error {
	with, err := s.stock.Equipment(d)
	if err != nil {
		return err
	}
	l.Serial = d.Serial
	if _, err := s.authenticators.Equip(ctx, tx, decision, l.Organisation, l.Authenticator, with); err != nil {
		return err
	}
	return s.stock.HandIn(ctx, tx, decision, d, l.Employee, stock.Issued)
}

// along is where a line takes its authenticator: sent, there, or not wanted any more.
//
//nolint:gochecknoglobals // a table
var along = map[State]authenticator.State{
	Shipped: authenticator.Shipped, Delivered: authenticator.Delivered, Cancelled: authenticator.Revoked, Failed: authenticator.Revoked,
}

// moved brings a line and its authenticator on, and tells who waits for it.
func (s *Service) moved(ctx context.Context, tx *database.Tx, decision authz.Decision, o *Order, l *Line, to State) error {
	if err := s.step(ctx, tx, decision, o, l, to); err != nil {
		return err
	}
	if state, ok := along[to]; ok && !l.Authenticator.IsZero() {
		if _, err := s.authenticators.Advance(ctx, tx, decision, l.Organisation, l.Authenticator, state, l.Reason); err != nil {
			return err
		}
	}
	switch to {
	case Shipped:
		return s.tell(ctx, tx, o.Organisation, l.Employee, notify.DeviceShipped, map[string]string{"kind": string(l.Kind), "on": l.ExpectedOn.String()})
	case Failed:
		return s.tellOrderer(ctx, tx, decision, o, l, notify.OrderFailed)
	default: // delivered is told by the authenticator
		return nil
	}
}

// tellOrderer writes to who ordered, unless that is who acts.
func (s *Service) tellOrderer(ctx context.Context, tx *database.Tx, decision authz.Decision, o *Order, l *Line, template notify.Template) error {
	if decision.Actor().Employee == o.OrderedBy {
		return nil
	}
	return s.tell(ctx, tx, o.Organisation, o.OrderedBy, template, map[string]string{
		"employee": l.EmployeeName, "kind": string(l.Kind), "number": o.Number, "link": s.linked(*o),
	})
}

// Receive says that something that was sent has come (O4).
func (s *Service) Receive(ctx context.Context, in Act) (Order, error) {
	permit, err := authz.Require(ctx, authz.OrderReceive, authz.In(in.Organisation))
	if err != nil {
		return Order{}, err
	}
	return s.act(ctx, permit, in, func(tx *database.Tx, a acted) error {
		if a.line.State != Shipped {
			return stepNotAllowed()
		}
		return s.moved(ctx, tx, a.decision, a.order, a.line, Delivered)
	})
}

// Delay is a back-order notice of the own warehouse (O3): it comes on another day.
func (s *Service) Delay(ctx context.Context, in Act) (Order, error) {
	permit, err := authz.Require(ctx, authz.OrderReport, authz.In(in.Organisation))
	if err != nil {
		return Order{}, err
	}
	return s.act(ctx, permit, in, func(tx *database.Tx, a acted) error {
		if a.order.Supplier != warehouse {
			return stepNotAllowed()
		}
		if in.ExpectedOn.Before(tx.Today) {
			return fault.New(fault.Invalid, "invalid_input", "Some fields need attention.").On("/expected_on", "ends_in_past", "The day has passed.")
		}
		return s.delayed(ctx, tx, a.decision, a.order, a.line, in.ExpectedOn, in.Reason)
	})
}

// delayed notes a back order with its new day.
func (s *Service) delayed(ctx context.Context, tx *database.Tx, decision authz.Decision, o *Order, l *Line, on calendar.Date, reason string) error {
	was := l.ExpectedOn
	l.ExpectedOn = on
	if err := s.step(ctx, tx, decision, o, l, BackOrdered); err != nil {
		return err
	}
	return s.postponed(ctx, tx, decision, o, l, was, reason)
}

// postponed keeps the notice of another day, moves the authenticator's with it, and tells who waits for
// it and who ordered (O3).
func (s *Service) postponed(ctx context.Context, tx *database.Tx, decision authz.Decision, o *Order, l *Line, was calendar.Date, reason string) error {
	on := l.ExpectedOn.String()
	tx.Append(noticeTable, o.Organisation, id.New[id.OrderNotice](), o.ID, l.ID, was, l.ExpectedOn, reason, tx.Now)
	if err := s.authenticators.Expect(ctx, tx, decision, o.Organisation, l.Authenticator, l.ExpectedOn); err != nil {
		return err
	}
	err := s.tell(ctx, tx, o.Organisation, l.Employee, notify.OrderDelayed, map[string]string{"kind": string(l.Kind), "on": on})
	if err != nil || o.OrderedBy == l.Employee {
		return err
	}
	return s.tell(ctx, tx, o.Organisation, o.OrderedBy, notify.OrderDelayedToOrderer, map[string]string{
		"employee": l.EmployeeName, "kind": string(l.Kind), "on": on, "number": o.Number, "link": s.linked(*o),
	})
}

// Fail says that a line will never come; its authenticator ends.
func (s *Service) Fail(ctx context.Context, in Act) (Order, error) {
	permit, err := authz.Require(ctx, authz.OrderReport, authz.In(in.Organisation))
	if err != nil {
		return Order{}, err
	}
	return s.act(ctx, permit, in, func(tx *database.Tx, a acted) error {
		a.line.Reason = in.Reason
		return s.moved(ctx, tx, a.decision, a.order, a.line, Failed)
	})
}

// CancelLine takes back one line; what was ordered by it is revoked, and the supplier hears of it.
func (s *Service) CancelLine(ctx context.Context, in Act) (Order, error) {
	permit, err := authz.Require(ctx, authz.OrderCancel, authz.In(in.Organisation))
	if err != nil {
		return Order{}, err
	}
	return s.act(ctx, permit, in, func(tx *database.Tx, a acted) error {
		a.line.Reason = in.Reason
		if err := s.moved(ctx, tx, a.decision, a.order, a.line, Cancelled); err != nil {
			return err
		}
		return s.recall(tx, a.order)
	})
}

// Cancel takes back all of an order that has not come; everything of it must be in the caller's reach.
func (s *Service) Cancel(ctx context.Context, in Act, version int64) (Order, error) {
	permit, err := authz.Require(ctx, authz.OrderCancel, authz.In(in.Organisation))
	if err != nil {
		return Order{}, err
	}
	if err := in.check(); err != nil {
		return Order{}, err
	}
	return idempotency.OnceFor(ctx, s.db, remembered, func(tx *database.Tx) (Order, error) {
		o, err := lockOrder(ctx, tx, in.Organisation, in.Order)
		if err != nil {
			return o, err
		}
		if err := s.cancelAll(ctx, tx, permit, &o, in.Reason, version); err != nil {
			return o, err
		}
		return s.shown(ctx, tx, in.Organisation, in.Order)
	})
}

func (s *Service) cancelAll(ctx context.Context, tx *database.Tx, permit authz.Permit, o *Order, reason string, version int64) error {
	decisions := make([]authz.Decision, len(o.Lines))
	for i, l := range o.Lines {
		e, err := employee.Find(ctx, tx, o.Organisation, l.Employee)
		if err != nil {
			return err
		}
		if decisions[i], err = permit.On(e.Because(reason)); err != nil {
			return err
		}
	}
	if o.Version != version {
		return etag.Stale()
	}
	if o.State.Over() {
		return stepNotAllowed()
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		if l.State.Over() {
			continue
		}
		l.Reason = reason
		if err := s.moved(ctx, tx, decisions[i], o, l, Cancelled); err != nil {
			return err
		}
	}
	if err := s.recall(tx, o); err != nil {
		return err
	}
	return s.settle(ctx, tx, o)
}
