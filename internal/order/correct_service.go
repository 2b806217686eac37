package order

import (
	"context"
	"slices"

	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/stock"
)

// Correct is a new card for somebody whose card says something wrong, or who needs a new photo (U14).
type Correct struct {
	Delivery

	Organisation  id.Organisation
	Employee      id.Employee
	Authenticator id.Authenticator // the card that is wrong, when there are several; it works until the new one does
	What          []string
}

// wrongs is what can be wrong on a card.
//
//nolint:gochecknoglobals // a table
var wrongs = []string{"name", "title", "unit", "photo"}

func (in *Correct) check() error {
	var c fault.Check
	c.That(len(in.What) > 0, "/what", "missing", "Say what is wrong on the card.")
	in.What = slices.Compact(slices.Sorted(slices.Values(in.What)))
	for _, what := range in.What {
		c.That(slices.Contains(wrongs, what), "/what", "unknown", "Choose name, title, unit or photo.")
	}
	in.Delivery.check(&c)
	return c.Err()
}

// Correct orders such a card. The nearest manager does, not the orderer (U14).
func (s *Service) Correct(ctx context.Context, in Correct) (Order, error) {
	permit, err := authz.Require(ctx, authz.OrderCorrect, authz.In(in.Organisation))
	if err != nil {
		return Order{}, err
	}
	if err := in.check(); err != nil {
		return Order{}, err
	}
	return s.order(ctx, permit, in.order(), Correction)
}

// PreviewCorrection says what Correct would do.
func (s *Service) PreviewCorrection(ctx context.Context, in Correct) (Preview, error) {
	permit, err := authz.Require(ctx, authz.OrderCorrect, authz.In(in.Organisation))
	if err != nil {
		return Preview{}, err
	}
	if err := in.check(); err != nil {
		return Preview{}, err
	}
	return s.rehearse(ctx, permit, in.order())
}

func (in *Correct) order() NewOrder {
	line := Wanted{Employee: in.Employee, Kind: stock.Chip, Replaces: in.Authenticator, Corrects: in.What}
	return NewOrder{Organisation: in.Organisation, Delivery: in.Delivery, Lines: []Wanted{line}, Submit: true}
}
