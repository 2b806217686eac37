package order

import (
	"context"
	"strings"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// keyOf names an order to a supplier, who has orders of many organisations: it is also the key by which
// a repeated order is told from a second one.
func keyOf(cvr, number string) string { return cvr + "-" + number }

// Hear takes in a supplier's message that came with a good signature (O4). It may come again, late, or
// before an earlier one: what is old changes nothing.
func (s *Service) Hear(ctx context.Context, raw Signed) error {
	m, err := s.read(raw)
	if err != nil {
		return err
	}
	return s.heard(ctx, m)
}

func (s *Service) heard(ctx context.Context, m Message) error {
	cvr, number, _ := strings.Cut(m.Order, "-")
	var org id.Organisation
	var which id.Order
	err := s.db.Single(ctx, func(tx *database.Tx) (err error) {
		org, which, err = byNumber(ctx, tx, cvr, number)
		return err
	})
	if err != nil {
		return err
	}
	return s.progress(ctx, org, which, m, func(*database.Tx, authz.Decision, *Order) error { return nil })
}

// progress applies a message in one transaction, as the machine that suppliers speak through.
func (s *Service) progress(ctx context.Context, org id.Organisation, which id.Order, m Message,
	first func(tx *database.Tx, decision authz.Decision, o *Order) error,
) error {
	ctx = authz.AsMachine(ctx, "supplier", s.db.Now())
	permit, err := authz.Require(ctx, authz.OrderProgress, authz.In(org))
	if err != nil {
		return err
	}
	return s.db.Change(ctx, func(tx *database.Tx) error {
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return err
		}
		o, err := lockOrder(ctx, tx, org, which)
		if err != nil {
			return err
		}
		version, silentUntil := o.Version, o.AskAt
		if err := first(tx, decision, &o); err != nil {
			return err
		}
		news := o.AskAt != silentUntil
		for _, n := range m.Lines {
			said, err := s.line(ctx, tx, permit, decision, &o, n, s.stamped(m.At))
			if err != nil {
				return err
			}
			news = news || said
		}
		if !news {
			return nil
		}
		if o.AskAt != nil && o.Version == version {
			o.AskAt = new(tx.Now.Add(silence))
		}
		if err := s.recall(tx, &o); err != nil {
			return err
		}
		return s.settle(ctx, tx, &o)
	})
}

// stamped is the supplier's own time, which no slip of its clock puts into the future: everything that it
// says later would be old then.
func (s *Service) stamped(at time.Time) time.Time {
	now := s.wall()
	if at.IsZero() || at.After(now) {
		return now
	}
	return at
}

// line applies what was said of one line; what is older than the last word on it, or leads back, is left out.
func (s *Service) line(ctx context.Context, tx *database.Tx, permit authz.Permit, decision authz.Decision, o *Order, n LineNews, at time.Time) (bool, error) {
	l, err := o.line(n.Line)
	if err != nil || l.ToldAt != nil && at.Before(*l.ToldAt) {
		return false, nil //nolint:nilerr // a line of another order is none of this one's
	}
	if n.State == Cancelled {
		n.State = Failed // what the supplier cancels will not come; what we cancelled is over already
	}
	on, was := n.expected(), l.ExpectedOn
	if on.IsZero() {
		on = was
	}
	same := n.State == l.State && on == was
	if same || !MayFollow(l.State, n.State) || n.State == Accepted && l.ToldAt != nil && at.Equal(*l.ToldAt) {
		return false, nil
	}
	l.ToldAt, l.ExpectedOn = &at, on
	switch n.State {
	case Accepted, BackOrdered:
		return true, s.promised(ctx, tx, decision, o, l, n, was)
	case Shipped, Delivered:
		l.Tracking = short(n.Tracking, l.Tracking)
		if err := s.sent(ctx, tx, permit, decision, l, n); err != nil {
			return false, err
		}
	case Failed:
		l.Reason = short(n.Reason, l.Reason)
	default: // no other state is a supplier's to say
	}
	return true, s.moved(ctx, tx, decision, o, l, n.State)
}

// promised is a supplier's word on when something comes: a later day than before is told (O3).
func (s *Service) promised(ctx context.Context, tx *database.Tx, decision authz.Decision, o *Order, l *Line, n LineNews, was calendar.Date) error {
	if err := s.step(ctx, tx, decision, o, l, n.State); err != nil {
		return err
	}
	if n.State == Accepted && !l.ExpectedOn.After(was) {
		return nil
	}
	return s.postponed(ctx, tx, decision, o, l, was, short(n.Reason, ""))
}

// sent makes the authenticator the device that the supplier names, when its seed is in our stock; else
// only its number is kept, and the device is named when it is handed out.
func (s *Service) sent(ctx context.Context, tx *database.Tx, permit authz.Permit, decision authz.Decision, l *Line, n LineNews) error {
	if n.Serial == "" || l.Serial != "" {
		return nil
	}
	l.Serial = short(n.Serial, "")
	d, err := s.stock.Pick(ctx, tx, permit, l.Organisation, n.Serial, n.Maker)
	if err != nil && fault.Of(err) == nil {
		return err
	}
	if err == nil && d.Kind == l.Kind {
		return s.equip(ctx, tx, decision, l, d)
	}
	return nil // a device that is not ours to give: its number was kept
}

// short keeps what a supplier writes to a line's length.
func short(said, otherwise string) string {
	said = strings.Join(strings.Fields(strings.ToValidUTF8(said, "")), " ")
	if said == "" {
		return otherwise
	}
	letters := []rune(said)
	return string(letters[:min(len(letters), 200)])
}
