package order

import (
	"context"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/page"
)

// Orders lists orders with something for people in the reader's reach, or placed by the reader, the
// newest first.
func (s *Service) Orders(ctx context.Context, org id.Organisation, f Filter, before id.Order, limit int) (page.Page[Order], error) {
	r, err := readerOf(ctx, org)
	if err != nil {
		return page.Page[Order]{}, err
	}
	var found []Order
	err = s.db.Read(ctx, func(tx *database.Tx) (err error) {
		if found, err = listOrders(ctx, tx, org, r, f, before, limit+1); err != nil {
			return err
		}
		return s.fill(ctx, tx, r, found)
	})
	return page.Cut(found, limit, func(o Order) string { return page.Encode(o.ID) }), err
}

func reached(r authz.Reach) within {
	return within{all: r.All, units: r.Units, productionUnits: r.ProductionUnits}
}

func readerOf(ctx context.Context, org id.Organisation) (reader, error) {
	reach, err := authz.Scope(ctx, authz.OrderRead, authz.In(org))
	actor, _ := authz.From(ctx)
	return reader{within: reached(reach), self: actor.Employee}, err
}

// Order reads one with its notices and the steps that its state and the caller's rights allow.
func (s *Service) Order(ctx context.Context, org id.Organisation, which id.Order) (o Order, err error) {
	if _, err := authz.Require(ctx, authz.OrderRead, authz.In(org)); err != nil {
		return o, err
	}
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		o, err = s.shown(ctx, tx, org, which)
		return err
	})
	return o, err
}

// shown reads an order as the caller may see it.
func (s *Service) shown(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Order) (Order, error) {
	r, err := readerOf(ctx, org)
	if err != nil {
		return Order{}, err
	}
	o, err := findOrder(ctx, tx, org, which)
	if err != nil {
		return o, err
	}
	one := []Order{o}
	if err := s.fill(ctx, tx, r, one); err != nil {
		return o, err
	}
	o = one[0]
	if len(o.Lines) == 0 && o.Hidden > 0 {
		return Order{}, authz.Beyond(authz.OrderRead)
	}
	if o.Notices, err = noticesOf(ctx, tx, org, which); err != nil {
		return o, err
	}
	return o, s.allow(ctx, tx, &o)
}

// fill adds the lines that the reader may see.
func (s *Service) fill(ctx context.Context, tx *database.Tx, r reader, orders []Order) error {
	if len(orders) == 0 {
		return nil
	}
	ids, at := make([]id.Order, len(orders)), map[id.Order]*Order{}
	for i := range orders {
		orders[i].Lines, orders[i].Notices, orders[i].Actions = []Line{}, []Notice{}, []string{}
		ids[i], at[orders[i].ID] = orders[i].ID, &orders[i]
	}
	lines, err := linesOf(ctx, tx, orders[0].Organisation, ids)
	if err != nil {
		return err
	}
	theirs, err := reachedOf(ctx, tx, orders[0].Organisation, r.within, lines)
	if err != nil {
		return err
	}
	for _, l := range lines {
		o := at[l.Order]
		if !theirs(l.Employee) && l.Employee != r.self && (o.OrderedBy != r.self || r.self.IsZero()) {
			o.Hidden++
			continue
		}
		l.Actions = []string{}
		o.Lines = append(o.Lines, l)
	}
	return nil
}

// reachedOf says which of the lines' people a reach covers, in one statement.
func reachedOf(ctx context.Context, tx *database.Tx, org id.Organisation, reach within, lines []Line) (func(id.Employee) bool, error) {
	if reach.all {
		return func(id.Employee) bool { return true }, nil
	}
	if len(reach.units)+len(reach.productionUnits) == 0 {
		return func(id.Employee) bool { return false }, nil
	}
	people := make([]id.Employee, len(lines))
	for i, l := range lines {
		people[i] = l.Employee
	}
	found, err := peopleWithin(ctx, tx, org, reach, people)
	return func(who id.Employee) bool { return found[who] }, err
}

// verbs say which act each step of a line is, and when its state allows it.
//
//nolint:gochecknoglobals // a table
var verbs = []struct {
	name   string
	action authz.Action
	when   func(o *Order, l *Line) bool
}{
	{"ship", authz.OrderReport, func(o *Order, l *Line) bool { return o.Supplier == warehouse && l.State.waits() }}, // and then order.fulfil
	{"hand_over", authz.OrderReport, func(o *Order, l *Line) bool { return o.Supplier == warehouse && l.State.waits() }},
	{"delay", authz.OrderReport, func(o *Order, l *Line) bool { return o.Supplier == warehouse && l.State.waits() }},
	{"fail", authz.OrderReport, func(_ *Order, l *Line) bool { return MayFollow(l.State, Failed) }},
	{"receive", authz.OrderReceive, func(_ *Order, l *Line) bool { return l.State == Shipped }},
	{"cancel", authz.OrderCancel, func(_ *Order, l *Line) bool { return MayFollow(l.State, Cancelled) }},
	{"change", authz.OrderPlace, func(_ *Order, l *Line) bool { return l.State == Draft }},
}

// allow fills in the steps: of each line, and of the order those that a line of it allows.
func (s *Service) allow(ctx context.Context, tx *database.Tx, o *Order) error {
	for _, v := range verbs {
		reach, err := authz.Scope(ctx, v.action, authz.In(o.Organisation))
		if err != nil {
			continue // none of it is the caller's
		}
		theirs, err := reachedOf(ctx, tx, o.Organisation, reached(reach), o.Lines)
		if err != nil {
			return err
		}
		all := len(o.Lines) > 0
		for i := range o.Lines {
			l := &o.Lines[i]
			if v.when(o, l) && theirs(l.Employee) {
				l.Actions = append(l.Actions, v.name)
			} else if !l.State.Over() || l.State == Draft {
				all = false
			}
		}
		if all && (v.name == "cancel" || v.name == "change") && !o.State.Over() && o.Hidden == 0 {
			o.Actions = append(o.Actions, v.name)
		}
	}
	return nil
}

// Queue lists what the own warehouse has to send to people in the reader's reach, the most urgent first.
func (s *Service) Queue(ctx context.Context, org id.Organisation, after After, limit int) (page.Page[Line], error) {
	reach, err := authz.Scope(ctx, authz.OrderReport, authz.In(org))
	if err != nil {
		return page.Page[Line]{}, err
	}
	var found []Line
	err = s.db.Single(ctx, func(tx *database.Tx) (err error) {
		found, err = listQueue(ctx, tx, org, reader{within: reached(reach)}, after, limit+1)
		return err
	})
	for i := range found {
		found[i].Actions = []string{"ship", "hand_over", "delay", "fail"}
	}
	return page.Cut(found, limit, func(l Line) string { return page.Encode(l.ExpectedOn, l.ID) }), err
}
