package order

import (
	"context"
	"time"

	"hverv/internal/calendar"
	"hverv/internal/id"
	"hverv/internal/organisation"
)

// The suppliers that an order may be given to, by the names that it remembers.
const (
	warehouse = "warehouse"
	overHTTP  = "http"
	byFile    = "file"
)

// Supplier brings what is ordered (O4). It may be called again with the same key after an answer that was
// lost, and takes that for one order. Nobody holds a transaction while it is called.
type Supplier interface {
	// Place asks for an order. A *Refusal is final; any other error is tried again.
	Place(ctx context.Context, p Placement) (Message, error)
	// Recall says that some lines are no longer wanted. What was sent already is sent.
	Recall(ctx context.Context, r Recall) error
	// Poll asks what is new: of the orders with these keys, or whatever the supplier has left for us. take
	// stores one message; what it fails on is given again at the next poll.
	Poll(ctx context.Context, keys []string, take func(Message) error) error
}

// Refusal is a supplier's final no to an order.
type Refusal struct{ Reason string } //nolint:errname // the word of suppliers: order.Refusal

func (r *Refusal) Error() string { return "refused by the supplier: " + r.Reason }

// Placement is an order as a supplier gets it; the same bytes at every repetition.
type Placement struct {
	Type         string               `json:"type"` // order.placed
	Order        string               `json:"order"`
	Organisation Buyer                `json:"organisation"`
	Address      organisation.Address `json:"address"`
	Attention    string               `json:"attention,omitempty"`
	Payer        Payer                `json:"payer"`
	Reference    string               `json:"reference,omitempty"`
	Lines        []PlacedLine         `json:"lines"`
}

// Buyer is the organisation that orders.
type Buyer struct {
	CVR  string `json:"cvr"`
	Name string `json:"name"`
}

// Payer is who pays; the buyer when nothing is said.
type Payer struct {
	CVR        string `json:"cvr"`
	EAN        string `json:"ean,omitempty"`
	CostCentre string `json:"cost_centre,omitempty"`
}

// PlacedLine is one thing. Recipient is whose name stands on the envelope; protected names are left out (E13).
type PlacedLine struct {
	Line      id.OrderLine `json:"line"`
	Kind      string       `json:"kind"`
	Recipient string       `json:"recipient,omitempty"`
	Corrects  []string     `json:"corrects,omitempty"`
}

// Recall is what is no longer wanted of an order.
type Recall struct {
	Type  string         `json:"type"` // order.recalled
	Order string         `json:"order"`
	Lines []id.OrderLine `json:"lines"`
}

// Message is what a supplier says of an order. At is the supplier's own time: of two messages on a line
// the later one counts, in whatever order they come.
type Message struct {
	Order string     `json:"order"`
	At    time.Time  `json:"at"`
	Lines []LineNews `json:"lines"`
}

// LineNews is what it says of one line.
type LineNews struct {
	Line       id.OrderLine `json:"line"`
	State      State        `json:"state"`
	ExpectedOn string       `json:"expected_on,omitempty"`
	Serial     string       `json:"serial,omitempty"`
	Maker      string       `json:"maker,omitempty"`
	Tracking   string       `json:"tracking,omitempty"`
	Reason     string       `json:"reason,omitempty"`
}

// expected is the day it names, if any.
func (n LineNews) expected() calendar.Date {
	on, err := calendar.Parse(n.ExpectedOn)
	if err != nil {
		return calendar.Date{}
	}
	return on
}

// ownWarehouse is the supplier that is always there: the organisation's own card officers, who find the
// order in their queue.
type ownWarehouse struct{ now func() time.Time }

// NewWarehouse makes it.
func NewWarehouse(now func() time.Time) Supplier { return ownWarehouse{now} }

// Place implements Supplier: what stands in the queue is accepted.
func (w ownWarehouse) Place(_ context.Context, p Placement) (Message, error) {
	m := Message{Order: p.Order, At: w.now()}
	for _, l := range p.Lines {
		m.Lines = append(m.Lines, LineNews{Line: l.Line, State: Accepted})
	}
	return m, nil
}

// Recall implements Supplier: what is cancelled has left the queue.
func (ownWarehouse) Recall(context.Context, Recall) error { return nil }

// Poll implements Supplier: card officers say themselves what they have done.
func (ownWarehouse) Poll(context.Context, []string, func(Message) error) error { return nil }
