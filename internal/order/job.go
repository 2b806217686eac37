package order

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/job"
	"hverv/internal/organisation"
)

const (
	placeKind  job.Kind = "order.place"
	recallKind job.Kind = "order.recall"

	patience   = 15 * time.Minute // after which a job that should have run is asked for once more
	silence    = 6 * time.Hour    // after which a supplier that says nothing is asked
	askAgain   = time.Hour
	askAtOnce  = 100
	callWithin = 40 * time.Second
)

type arguments struct {
	Order id.Order `json:"order"`
}

// Jobs registers what turns to the suppliers. Nothing ends by it (law 1).
func (s *Service) Jobs(r *job.Runner) {
	r.Register(placeKind, s.placing)
	r.Register(recallKind, s.recalling)
	r.Every("order.ask", time.Minute, s.ask)
}

// placing gives an order to its supplier: what is asked for is fixed first, then the supplier is called
// outside any transaction, then its answer is stored. Whatever is lost in between, the job runs again and
// asks for the same by the same number.
func (s *Service) placing(ctx context.Context, org id.Organisation, raw json.RawMessage) error {
	var args arguments
	if err := json.Unmarshal(raw, &args); err != nil {
		return fmt.Errorf("read arguments: %w", err)
	}
	var p Placement
	var o Order
	err := s.db.Upkeep(ctx, "order.place", func(tx *database.Tx) (err error) {
		if o, err = keepOrder(ctx, tx, org, args.Order); err != nil || o.AnsweredAt != nil {
			return err
		}
		if o.PlacedAt == nil {
			if err := place(ctx, tx, &o); err != nil {
				return err
			}
		}
		p, err = placement(ctx, tx, o)
		return err
	})
	if err != nil || o.AnsweredAt != nil {
		return err
	}
	supplier, known := s.suppliers[o.Supplier]
	if !known {
		return errors.Join(s.trouble(ctx, o, "supplier_unknown"), fmt.Errorf("no supplier %q is configured", o.Supplier))
	}
	limited, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	answer, err := supplier.Place(limited, p)
	if no, refused := errors.AsType[*Refusal](err); refused {
		return s.answered(ctx, o, refusal(p, s.db.Now(), no.Reason))
	}
	if err != nil {
		return errors.Join(err, s.trouble(ctx, o, "supplier_unreachable"))
	}
	return s.answered(ctx, o, answer)
}

// trouble notes on the order that its supplier is out of reach, for whoever looks at it.
func (s *Service) trouble(ctx context.Context, o Order, problem string) error {
	ctx = context.WithoutCancel(ctx)
	return s.db.Upkeep(ctx, "order.trouble", func(tx *database.Tx) error {
		return updateProblem(ctx, tx, o.Organisation, o.ID, problem)
	})
}

// refusal is a supplier's no as a message on every line.
func refusal(p Placement, at time.Time, reason string) Message {
	m := Message{Order: p.Order, At: at}
	for _, l := range p.Lines {
		m.Lines = append(m.Lines, LineNews{Line: l.Line, State: Failed, Reason: reason})
	}
	return m
}

func placement(ctx context.Context, tx *database.Tx, o Order) (Placement, error) {
	buyer, err := organisation.Find(ctx, tx, o.Organisation)
	if err != nil {
		return Placement{}, err
	}
	p := Placement{
		Type: "order.placed", Order: keyOf(buyer.CVR.String(), o.Number), Organisation: Buyer{buyer.CVR.String(), buyer.Name},
		Address: o.Address, Attention: o.Attention, Payer: Payer{o.PayerCVR, o.PayerEAN, o.CostCentre}, Reference: o.Reference, Lines: []PlacedLine{},
	}
	if p.Payer.CVR == "" {
		p.Payer.CVR = buyer.CVR.String()
	}
	hidden, err := protectedOf(ctx, tx, o)
	if err != nil {
		return p, err
	}
	for _, l := range o.Lines {
		if !l.Placed {
			continue
		}
		placed := PlacedLine{Line: l.ID, Kind: string(l.Kind), Recipient: l.EmployeeName, Corrects: l.Corrects}
		if hidden[l.Employee] {
			placed.Recipient = ""
		}
		p.Lines = append(p.Lines, placed)
	}
	return p, nil
}

// answered stores that the supplier has the order, once, and what it said.
func (s *Service) answered(ctx context.Context, o Order, answer Message) error {
	ctx = context.WithoutCancel(ctx) // an answer that was given is kept, also while the server stops
	return s.progress(ctx, o.Organisation, o.ID, answer, func(tx *database.Tx, decision authz.Decision, o *Order) error {
		if o.AnsweredAt != nil {
			return nil
		}
		o.AnsweredAt, o.Problem, o.AskAt = &tx.Now, "", nil
		if o.Supplier != warehouse {
			o.AskAt = new(tx.Now.Add(silence))
		}
		return s.audit.Record(ctx, tx, event(decision, "order.placed", *o))
	})
}

// recalling tells a supplier what is no longer wanted. An order that it has not answered yet is recalled
// when it has.
func (s *Service) recalling(ctx context.Context, org id.Organisation, raw json.RawMessage) error {
	var args arguments
	if err := json.Unmarshal(raw, &args); err != nil {
		return fmt.Errorf("read arguments: %w", err)
	}
	o, r, err := s.unwanted(ctx, org, args.Order)
	supplier, known := s.suppliers[o.Supplier]
	if err != nil || len(r.Lines) == 0 || o.AnsweredAt == nil {
		return err
	}
	if !known {
		return fmt.Errorf("no supplier %q is configured", o.Supplier)
	}
	limited, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	err = supplier.Recall(limited, r)
	if _, refused := errors.AsType[*Refusal](err); err != nil && !refused {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	return s.db.Upkeep(ctx, "order.recalled", func(tx *database.Tx) error {
		if err != nil { // too late: it was sent
			if err := updateProblem(ctx, tx, org, o.ID, "recall_refused"); err != nil {
				return err
			}
		}
		return updateRecalled(ctx, tx, org, r.Lines)
	})
}

// unwanted is what a supplier was asked for and does not know yet that nobody wants it.
func (s *Service) unwanted(ctx context.Context, org id.Organisation, which id.Order) (o Order, r Recall, err error) {
	err = s.db.Read(ctx, func(tx *database.Tx) (err error) {
		if o, err = findOrder(ctx, tx, org, which); err != nil {
			return err
		}
		buyer, err := organisation.Find(ctx, tx, org)
		if err != nil {
			return err
		}
		r = Recall{Type: "order.recalled", Order: keyOf(buyer.CVR.String(), o.Number)}
		o.Lines, err = linesOf(ctx, tx, org, []id.Order{o.ID})
		for _, l := range o.Lines {
			if l.State == Cancelled && l.Placed && l.RecalledAt == nil {
				r.Lines = append(r.Lines, l.ID)
			}
		}
		return err
	})
	return o, r, err
}

// ask turns to the suppliers again: jobs that came to nothing are asked for once more, and a supplier that
// has been silent is asked what is new.
func (s *Service) ask(ctx context.Context) error {
	var all error
	for name, supplier := range s.suppliers {
		var keys []string
		err := s.db.Upkeep(ctx, "order.ask", func(tx *database.Tx) error {
			keys = nil
			turns, err := due(ctx, tx, name, tx.Now.Add(askAgain), askAtOnce)
			if err != nil {
				return err
			}
			for _, a := range turns {
				kind := recallKind // which finds nothing to do when nothing is to be recalled
				if a.AnsweredAt == nil {
					kind = placeKind
				} else {
					keys = append(keys, keyOf(a.CVR, a.Number))
				}
				if err := s.queue.Enqueue(tx, a.Organisation, kind, arguments{a.ID}, tx.Now); err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil {
			err = supplier.Poll(ctx, keys, func(m Message) error { return s.heard(ctx, m) })
		}
		all = errors.Join(all, err)
	}
	return all
}
