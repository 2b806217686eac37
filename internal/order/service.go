package order

import (
	"context"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/job"
	"hverv/internal/notify"
	"hverv/internal/stock"
)

// Notify joins a message to the transaction that it tells of.
type Notify interface {
	Send(ctx context.Context, tx *database.Tx, m notify.Message) error
}

// Deps are what the service stands on; all of them are required.
type Deps struct {
	DB             *database.DB
	Audit          *audit.Log
	Queue          *job.Queue
	Notify         Notify
	Authenticators *authenticator.Service
	Stock          *stock.Service
	Suppliers      map[string]Supplier // by the name that an order remembers
	Supplier       string              // who gets new orders
	Secret         string              // what a supplier's messages are signed with; empty: none are taken
	Wall           func() time.Time    // the real time, by which messages are stamped
	Days           int                 // working days that a delivery takes (O3)
	PublicURL      string              // where the links in mails lead
}

// Service does what may be done with orders.
type Service struct {
	db             *database.DB
	audit          *audit.Log
	queue          *job.Queue
	notify         Notify
	authenticators *authenticator.Service
	stock          *stock.Service
	suppliers      map[string]Supplier
	supplier       string
	secret         string
	wall           func() time.Time
	days           int
	url            string
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{
		db: d.DB, audit: d.Audit, queue: d.Queue, notify: d.Notify, authenticators: d.Authenticators, stock: d.Stock,
		suppliers: d.Suppliers, supplier: d.Supplier, secret: d.Secret, wall: d.Wall, days: d.Days, url: d.PublicURL,
	}
}

// event is one about an order.
func event(decision authz.Decision, name string, o Order) audit.Event {
	return audit.Event{Decision: decision, Name: name, Subject: audit.On("order", o.ID), After: audit.Fields{
		"order_number": o.Number, "state": string(o.State),
	}}
}

// step moves a line on by the table of O4 and records it. The order's own row is settled once all of
// its lines have moved.
func (s *Service) step(ctx context.Context, tx *database.Tx, decision authz.Decision, o *Order, l *Line, to State) error {
	if !MayFollow(l.State, to) {
		return stepNotAllowed()
	}
	from := l.State
	l.State = to
	switch to {
	case Shipped:
		l.ShippedAt = &tx.Now
	case Delivered:
		l.DeliveredAt = &tx.Now
	default: // no time of its own
	}
	if err := updateLine(ctx, tx, l); err != nil {
		return err
	}
	e := event(decision, "order_line."+string(to), *o)
	e.Person, e.Reason = l.Employee.String(), l.Reason
	e.Before = audit.Fields{"state": string(from)}
	e.After = audit.Fields{
		"order_number": o.Number, "state": string(to), "kind": string(l.Kind), "serial": l.Serial, "tracking": l.Tracking, "expected_on": l.ExpectedOn.String(),
	}
	return s.audit.Record(ctx, tx, e)
}

// settle stores the order after its lines have moved: its summary, and when to turn to the supplier again.
func (s *Service) settle(ctx context.Context, tx *database.Tx, o *Order) error {
	o.State = Summary(o.states())
	if o.State.Over() && !o.recalls() {
		o.AskAt = nil
	}
	return updateOrder(ctx, tx, o)
}

// recalls says that the supplier is still to hear of something that is no longer wanted.
func (o *Order) recalls() bool {
	for _, l := range o.Lines {
		if l.State == Cancelled && l.Placed && l.RecalledAt == nil {
			return true
		}
	}
	return false
}

// recall asks the supplier not to send what was just cancelled, once it was asked for it.
func (s *Service) recall(tx *database.Tx, o *Order) error {
	if !o.recalls() {
		return nil
	}
	o.AskAt = new(tx.Now.Add(patience))
	return s.queue.Enqueue(tx, o.Organisation, recallKind, arguments{o.ID}, tx.Now)
}

// linked is where a mail about an order leads.
func (s *Service) linked(o Order) string {
	return s.url + "/organisations/" + o.Organisation.String() + "/orders/" + o.ID.String()
}

func (s *Service) tell(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee, template notify.Template, values map[string]string) error {
	if who.IsZero() {
		return nil
	}
	to, err := contactOf(ctx, tx, org, who)
	if err != nil {
		return err
	}
	values["name"], values["organisation"] = to.Name, to.Organisation
	return s.notify.Send(ctx, tx, notify.Message{
		Organisation: org, To: to.Email, Person: who.String(), Template: template, Language: to.Language, Values: values,
	})
}
