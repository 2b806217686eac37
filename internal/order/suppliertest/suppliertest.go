// Package suppliertest holds what every supplier's adapter must do (O4), and a local server that speaks the
// format of the one over HTTP, well or badly.
package suppliertest

import (
	"errors"
	"testing"
	"time"

	"hverv/internal/id"
	"hverv/internal/order"
	"hverv/internal/organisation"
)

// Peer is the far side of an adapter.
type Peer struct {
	Supplier order.Supplier
	Placed   func() []order.Placement // what has come, one for each order
	Recalled func() []order.Recall
	Say      func(order.Message) // nil: nobody speaks there but us
}

// Order is one that a test places.
func Order(key string) order.Placement {
	return order.Placement{
		Type: "order.placed", Order: key, Organisation: order.Buyer{CVR: "90000004", Name: "Klinikken på Torvet"},
		Address: organisation.Address{Street: "Torvet 1", PostalCode: "8900", City: "Randers C", Country: "DK"}, Payer: order.Payer{CVR: "90000004"},
		Lines: []order.PlacedLine{{Line: id.New[id.OrderLine](), Kind: "chip", Recipient: "Søren Ærø"}},
	}
}

// Run tries an adapter; start gives a fresh one with its far side.
func Run(t *testing.T, start func(t *testing.T) Peer) {
	t.Helper()
	t.Run("placed twice is one order", func(t *testing.T) { t.Parallel(); twice(t, start(t)) })
	t.Run("what is recalled arrives", func(t *testing.T) { t.Parallel(); recall(t, start(t)) })
	t.Run("news is given until it was taken", func(t *testing.T) { t.Parallel(); news(t, start(t)) })
}

func twice(t *testing.T, p Peer) {
	t.Helper()
	o := Order("90000004-261128-ABCDEFG")
	for range 2 {
		answer, err := p.Supplier.Place(t.Context(), o)
		if err != nil || answer.Order != o.Order {
			t.Fatalf("%+v, %v", answer, err)
		}
	}
	if p.Placed == nil {
		return
	}
	all := p.Placed()
	if len(all) != 1 || all[0].Order != o.Order || all[0].Lines[0].Line != o.Lines[0].Line || all[0].Address != o.Address {
		t.Errorf("the supplier has %+v", all)
	}
}

func recall(t *testing.T, p Peer) {
	t.Helper()
	o := Order("90000004-261128-ABCDEFH")
	if _, err := p.Supplier.Place(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	r := order.Recall{Type: "order.recalled", Order: o.Order, Lines: []id.OrderLine{o.Lines[0].Line}}
	for range 2 {
		if err := p.Supplier.Recall(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if p.Recalled == nil {
		return
	}
	all := p.Recalled()
	if len(all) != 1 || all[0].Order != o.Order || len(all[0].Lines) != 1 || all[0].Lines[0] != r.Lines[0] {
		t.Errorf("the supplier knows of %+v", all)
	}
}

func news(t *testing.T, p Peer) {
	t.Helper()
	o := Order("90000004-261128-ABCDEFJ")
	if _, err := p.Supplier.Place(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	keys := []string{o.Order}
	if p.Say == nil {
		if err := p.Supplier.Poll(t.Context(), keys, func(m order.Message) error { t.Errorf("%+v", m); return nil }); err != nil {
			t.Error(err)
		}
		return
	}
	said := order.Message{Order: o.Order, At: time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC), Lines: []order.LineNews{{Line: o.Lines[0].Line, State: order.Shipped, Tracking: "0037"}}}
	p.Say(said)
	busy := errors.New("not now")
	if err := p.Supplier.Poll(t.Context(), keys, func(order.Message) error { return busy }); !errors.Is(err, busy) {
		t.Errorf("a message that could not be stored: %v", err)
	}
	got := 0
	err := p.Supplier.Poll(t.Context(), keys, func(m order.Message) error {
		got++
		if m.Order != said.Order || !m.At.Equal(said.At) || len(m.Lines) != 1 || m.Lines[0] != said.Lines[0] {
			t.Errorf("%+v", m)
		}
		return nil
	})
	if err != nil || got != 1 {
		t.Errorf("%d messages, %v", got, err)
	}
}
