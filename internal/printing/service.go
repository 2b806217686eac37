package printing

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/job"
	"hverv/internal/letter"
	"hverv/internal/page"
	"hverv/internal/reseal"
	"hverv/internal/seal"
	"hverv/internal/text"
)

// Deps are what the service stands on; all of them are required.
type Deps struct {
	DB    *database.DB
	Audit *audit.Log
	Keys  *seal.Keys
}

// Service queues letters and has them printed.
type Service struct {
	db    *database.DB
	audit *audit.Log
	keys  *seal.Keys
}

// NewService makes the service.
func NewService(d Deps) *Service { return &Service{db: d.DB, audit: d.Audit, keys: d.Keys} }

// Jobs registers what runs by itself.
func (s *Service) Jobs(r *job.Runner) { r.Every("printing.purge", time.Hour, s.Purge) }

func sealContext(org id.Organisation, which id.Letter) string {
	return "letters/content/" + org.String() + "/" + which.String()
}

// Sealed is what is brought under the present key after a rotation (X4).
func Sealed() []reseal.Column {
	return []reseal.Column{{Table: "letters", Name: "content_sealed", Key: []string{"organisation_id", "id"}, Under: "letters/content"}}
}

// QueueIn puts a letter into the queue in the transaction that makes what it tells. An earlier one of
// the same kind to the same person that has not been printed is void: its code is.
func (s *Service) QueueIn(ctx context.Context, tx *database.Tx, decision authz.Decision, in New) (id.Letter, error) {
	which := id.New[id.Letter]()
	in.Content.Reference = "Ref. " + which.String()[24:]
	plain, err := json.Marshal(in.Content)
	if err != nil {
		return which, fmt.Errorf("write a letter: %w", err)
	}
	sealed, err := s.keys.Seal(plain, sealContext(in.Organisation, which))
	if err != nil {
		return which, err
	}
	if err := voidOpen(ctx, tx, in.Organisation, in.Employee, in.Kind); err != nil {
		return which, err
	}
	l := Letter{
		Organisation: in.Organisation, ID: which, Kind: in.Kind, Employee: in.Employee, State: Waiting, QueuedBy: decision.Actor().Employee,
		QueuedAt: tx.Now, ExpiresAt: calendar.EndOfDay(tx.Today.AddDays(Days)), Version: 1, Sealed: sealed,
	}
	if err := insert(ctx, tx, l); err != nil {
		return which, err
	}
	return which, s.audit.Record(ctx, tx, event(decision, "letter.queued", l, ""))
}

// VoidIn takes back the letters of a kind to somebody that were not printed: what they tell is so no more.
func (s *Service) VoidIn(ctx context.Context, tx *database.Tx, org id.Organisation, of id.Employee, kind Kind) error {
	return voidOpen(ctx, tx, org, of, kind)
}

func event(decision authz.Decision, name string, l Letter, reason string) audit.Event {
	return audit.Event{
		Decision: decision, Name: name, Subject: audit.On("letter", l.ID), Person: l.Employee.String(), Reason: reason,
		After: audit.Fields{"kind": string(l.Kind), "state": string(l.State)},
	}
}

// Letters lists those that wait or are being printed, or those of one state, the oldest first.
func (s *Service) Letters(ctx context.Context, org id.Organisation, state string, after id.Letter, limit int) (page.Page[Letter], error) {
	reach, err := authz.Scope(ctx, authz.LetterRead, authz.In(org))
	if err != nil {
		return page.Page[Letter]{}, err
	}
	if state != "" && !known(state) {
		return page.Page[Letter]{}, fault.New(fault.Invalid, "invalid_input", "Some fields need attention.").On("state", "unknown", "No such state.")
	}
	var found []Letter
	err = s.db.Single(ctx, func(tx *database.Tx) (err error) {
		found, err = list(ctx, tx, org, within{reach.All, reach.Units, reach.ProductionUnits}, state, after, limit+1)
		for i := range found {
			found[i] = found[i].shown(ctx, tx.Now)
		}
		return err
	})
	return page.Cut(found, limit, func(l Letter) string { return page.Encode(l.ID) }), err
}

// shown is a letter as the clock has it, with the steps that the caller's role allows.
func (l Letter) shown(ctx context.Context, now time.Time) Letter {
	l.Actions = []string{}
	if authz.May(ctx, authz.LetterPrint, authz.In(l.Organisation)) {
		l.Actions = l.allowed(now)
	}
	l.State, l.Sealed = l.StateAt(now), nil
	return l
}

// Print takes a letter out of the queue and gives its sheet. Of two clerks one gets it; the other is told.
func (s *Service) Print(ctx context.Context, org id.Organisation, which id.Letter) (Sheet, error) {
	permit, err := authz.Require(ctx, authz.LetterPrint, authz.In(org))
	if err != nil {
		return Sheet{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Sheet, error) {
		l, decision, err := judged(ctx, tx, permit, org, which)
		if err != nil {
			return Sheet{}, err
		}
		if l, err = l.take("print", tx.Now); err != nil {
			return Sheet{}, err
		}
		pdf, err := s.sheet(l)
		if err != nil {
			return Sheet{}, err
		}
		l.ClaimedBy, l.ClaimedAt, l.Prints = decision.Actor().Employee, &tx.Now, l.Prints+1
		if err := update(ctx, tx, &l); err != nil {
			return Sheet{}, err
		}
		return Sheet{Letter: l.shown(ctx, tx.Now), PDF: pdf}, s.audit.Record(ctx, tx, event(decision, "letter.taken", l, ""))
	})
}

func (s *Service) sheet(l Letter) ([]byte, error) {
	plain, err := s.keys.Open(l.Sealed, sealContext(l.Organisation, l.ID))
	if err != nil {
		return nil, err
	}
	var content letter.Letter
	if err := json.Unmarshal(plain, &content); err != nil {
		return nil, fmt.Errorf("read letter %s: %w", l.ID, err)
	}
	return content.PDF()
}

// Confirm says that a letter came out of the printer; what stood in it is deleted.
func (s *Service) Confirm(ctx context.Context, org id.Organisation, which id.Letter) (Letter, error) {
	permit, err := authz.Require(ctx, authz.LetterSettle, authz.In(org))
	if err != nil {
		return Letter{}, err
	}
	return s.settle(ctx, permit, org, which, "confirm", "")
}

// Fail says that a letter did not come out; it waits for a printer again.
func (s *Service) Fail(ctx context.Context, org id.Organisation, which id.Letter, reason string) (Letter, error) {
	permit, err := authz.Require(ctx, authz.LetterSettle, authz.In(org))
	if err != nil {
		return Letter{}, err
	}
	var c fault.Check
	text.Field(&c, &reason, "/reason", 1, 1000)
	if err := c.Err(); err != nil {
		return Letter{}, err
	}
	return s.settle(ctx, permit, org, which, "fail", reason)
}

// told names the steps in the log.
//
//nolint:gochecknoglobals // a table
var told = map[string]string{"confirm": "letter.printed", "fail": "letter.failed"}

func (s *Service) settle(ctx context.Context, permit authz.Permit, org id.Organisation, which id.Letter, step, reason string) (Letter, error) {
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Letter, error) {
		l, decision, err := judged(ctx, tx, permit, org, which)
		if err != nil {
			return l, err
		}
		if l, err = l.take(step, tx.Now); err != nil {
			return l, err
		}
		if l.State == Printed {
			l.Sealed, l.SettledAt = nil, &tx.Now
		} else {
			l.ClaimedBy, l.ClaimedAt = id.Employee{}, nil
		}
		if err := update(ctx, tx, &l); err != nil {
			return l, err
		}
		return l.shown(ctx, tx.Now), s.audit.Record(ctx, tx, event(decision, told[step], l, reason))
	})
}

// judged locks a letter and judges the permit on whose it is.
func judged(ctx context.Context, tx *database.Tx, permit authz.Permit, org id.Organisation, which id.Letter) (Letter, authz.Decision, error) {
	l, err := lock(ctx, tx, org, which)
	if err != nil {
		return l, authz.Decision{}, err
	}
	e, err := employee.Find(ctx, tx, org, l.Employee)
	if err != nil {
		return l, authz.Decision{}, err
	}
	decision, err := permit.On(e.Facts())
	return l, decision, err
}

// Purge deletes what stands in letters that waited too long. They have been worthless since the hour
// that they name; this only tidies up.
func (s *Service) Purge(ctx context.Context) error {
	return s.db.Upkeep(ctx, "printing.purge", func(tx *database.Tx) error { return wipe(ctx, tx) })
}
