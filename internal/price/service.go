package price

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
)

// Deps are what the service stands on; both are required.
type Deps struct {
	DB    *database.DB
	Audit *audit.Log
}

// Service keeps the lists. It is safe for concurrent use.
type Service struct{ Deps }

// New makes the service.
func New(d Deps) *Service { return &Service{d} }

// On gives the prices of a day, in the transaction of who charges by them. It gives the fault
// no_price_list before the first list.
func On(ctx context.Context, tx *database.Tx, day calendar.Date) (List, error) {
	return current(ctx, tx, day)
}

// Lists shows every list, the latest first: what was, what holds and what comes (B1).
func (s *Service) Lists(ctx context.Context) (lists []List, err error) {
	if _, err := authz.Require(ctx, authz.PriceRead, authz.Everywhere()); err != nil {
		return nil, err
	}
	err = s.DB.Single(ctx, func(tx *database.Tx) (err error) {
		if lists, err = list(ctx, tx); err != nil {
			return err
		}
		mark(lists, tx.Today)
		for n := range lists {
			lists[n] = withActions(ctx, lists[n], tx.Today)
		}
		return nil
	})
	return lists, err
}

func withActions(ctx context.Context, l List, today calendar.Date) List {
	l.Actions = []string{}
	if l.From.After(today) && authz.May(ctx, authz.PriceChange, authz.Everywhere()) {
		l.Actions = append(l.Actions, "withdraw")
	}
	return l
}

// Add makes a list known that begins on a day to come (B1).
func (s *Service) Add(ctx context.Context, in Add) (List, error) {
	permit, err := authz.Require(ctx, authz.PriceChange, authz.Everywhere())
	if err != nil {
		return List{}, err
	}
	return idempotency.Once(ctx, s.DB, func(tx *database.Tx) (List, error) {
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return List{}, err
		}
		if err := in.check(tx.Today); err != nil {
			return List{}, err
		}
		made := List{ID: id.New[id.PriceList](), From: in.From, Prices: in.Prices, CreatedAt: tx.Now}
		if err := insertList(ctx, tx, made.ID, in); err != nil {
			return List{}, err
		}
		return withActions(ctx, made, tx.Today), s.Audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "price_list.added", Subject: audit.On("price_list", made.ID), New: true, After: made.fields(),
		})
	})
}

// Withdraw takes back a list that has not begun; what has been charged by stays for ever.
func (s *Service) Withdraw(ctx context.Context, which id.PriceList) (List, error) {
	permit, err := authz.Require(ctx, authz.PriceChange, authz.Everywhere())
	if err != nil {
		return List{}, err
	}
	return idempotency.Once(ctx, s.DB, func(tx *database.Tx) (List, error) {
		l, err := lockList(ctx, tx, which)
		if err != nil {
			return List{}, err
		}
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return List{}, err
		}
		if !l.From.After(tx.Today) {
			return List{}, fault.New(fault.Conflict, "price_list_in_force", "The list has begun. Add a new one instead.")
		}
		if err := deleteList(ctx, tx, which); err != nil {
			return List{}, err
		}
		l.Actions = []string{}
		return l, s.Audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "price_list.withdrawn", Subject: audit.On("price_list", l.ID), Before: l.fields(),
		})
	})
}

func (l List) fields() audit.Fields {
	f := audit.Fields{"valid_from": l.From.String()}
	for item, amount := range l.Prices {
		f[string(item)] = int64(amount)
	}
	return f
}
