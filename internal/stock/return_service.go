package stock

import (
	"context"
	"errors"
	"io"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/notify"
	"hverv/internal/organisation"
	"hverv/internal/page"
	"hverv/internal/sheet"
)

// Notify joins a message to the transaction that it tells of.
type Notify interface {
	Send(ctx context.Context, tx *database.Tx, m notify.Message) error
}

// Returns lists devices that must come back (U16); who keeps no stock sees the own ones.
func (s *Service) Returns(ctx context.Context, org id.Organisation, own bool, after Device, limit int) (page.Page[Return], error) {
	reach, err := authz.Scope(ctx, authz.ReturnRead, authz.In(org))
	if err != nil {
		return page.Page[Return]{}, err
	}
	return s.returns(ctx, org, reach, own, cursor{after.Serial, after.ID}, limit)
}

func (s *Service) returns(ctx context.Context, org id.Organisation, reach authz.Reach, own bool, after cursor, limit int) (page.Page[Return], error) {
	var found []Return
	err := s.db.Single(ctx, func(tx *database.Tx) (err error) {
		found, err = listReturns(ctx, tx, org, reached(reach), own, after, limit+1)
		return err
	})
	for i := range found {
		found[i].allow(ctx)
	}
	return page.Cut(found, limit, func(r Return) string { return page.Encode(r.Serial, r.Device) }), err
}

// allow says what the caller may do: the holder to say that it is destroyed.
func (r *Return) allow(ctx context.Context) {
	r.Actions = []string{}
	if r.DestroyedAt == nil && authz.Can(ctx, authz.ReturnClaim, authz.In(r.Organisation), authz.Facts{Owner: r.Holder}) {
		r.Actions = append(r.Actions, "claim_destroyed")
	}
}

// ClaimDestroyed is the holder saying that they have destroyed a device that they were to give back.
// It stays on the list until a card officer believes it.
func (s *Service) ClaimDestroyed(ctx context.Context, in Claim) (Return, error) {
	permit, err := authz.Require(ctx, authz.ReturnClaim, authz.In(in.Organisation))
	if err != nil {
		return Return{}, err
	}
	if err := in.check(); err != nil {
		return Return{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Return, error) {
		d, err := lockDevice(ctx, tx, in.Organisation, in.Device)
		if err != nil {
			return Return{}, err
		}
		decision, err := permit.On(authz.Facts{Owner: d.Holder, Reason: in.Reason})
		if err != nil {
			return Return{}, fault.Missing("device") // whoever does not hold it is not told that it exists
		}
		r, err := findReturn(ctx, tx, in.Organisation, in.Device)
		if errors.Is(err, database.ErrNone) || err == nil && r.DestroyedAt != nil {
			return Return{}, notWanted()
		}
		if err != nil {
			return Return{}, err
		}
		r.DestroyedAt, r.DestroyedReason, r.Actions = &tx.Now, in.Reason, []string{}
		if err := writeClaim(ctx, tx, r); err != nil {
			return Return{}, err
		}
		e := event(decision, "device.claimed_destroyed", d)
		e.Reason, e.Person = in.Reason, r.Holder.String()
		return r, s.audit.Record(ctx, tx, e)
	})
}

// AskBack tells holders to bring back or destroy what is no longer theirs to use, and reminds them after
// 7 and 21 days (U16). It may run anywhere and as often as it likes.
func (s *Service) AskBack(ctx context.Context) error {
	if _, err := authz.Require(ctx, authz.ExpiryTell, authz.Everywhere()); err != nil {
		return err
	}
	for {
		var due []askable
		err := s.db.Single(ctx, func(tx *database.Tx) (err error) {
			due, err = listAskable(ctx, tx, askSize)
			return err
		})
		if err != nil {
			return err
		}
		for _, one := range due {
			if err := s.ask(ctx, one); err != nil {
				return err
			}
		}
		if len(due) < askSize {
			return nil
		}
	}
}

const askSize = 100

func (s *Service) ask(ctx context.Context, one askable) error {
	permit, err := authz.Require(ctx, authz.ExpiryTell, authz.In(one.Organisation))
	if err != nil {
		return err
	}
	decision, err := permit.On(authz.Facts{})
	if err != nil {
		return err
	}
	return s.db.Change(ctx, func(tx *database.Tx) error {
		d, err := lockDevice(ctx, tx, one.Organisation, one.Device)
		if err != nil {
			return err
		}
		r, err := findReturn(ctx, tx, one.Organisation, one.Device)
		if errors.Is(err, database.ErrNone) {
			return nil // it has come back meanwhile
		}
		if err != nil {
			return err
		}
		message, due := r.next(tx.Today)
		if !due {
			return nil // another node was first
		}
		if err := writeAsked(ctx, tx, r, message); err != nil {
			return err
		}
		e := event(decision, "device.asked_back", d)
		e.Person, e.After["reminder"], e.After["why"] = r.Holder.String(), message, r.Why
		if err := s.audit.Record(ctx, tx, e); err != nil {
			return err
		}
		return s.tellHolder(ctx, tx, r, message)
	})
}

func (s *Service) tellHolder(ctx context.Context, tx *database.Tx, r Return, message int) error {
	o, err := organisation.Find(ctx, tx, r.Organisation)
	if err != nil {
		return err
	}
	to, err := addressOf(ctx, tx, r.Organisation, r.Holder)
	if err != nil {
		return err
	}
	template := notify.DeviceReturn
	if message > 0 {
		template = notify.DeviceReturnReminder
	}
	return s.notify.Send(ctx, tx, notify.Message{
		Organisation: r.Organisation, To: to, Person: r.Holder.String(), Template: template, Language: r.Language,
		Values: map[string]string{"name": r.HolderName, "organisation": o.Name, "kind": string(r.Kind.Authenticator()), "serial": r.Serial},
	})
}

const returnPage = 500

// ExportReturns gives the list as a file (U16, W3). It is an event before it is a file.
func (s *Service) ExportReturns(ctx context.Context, org id.Organisation) (io.Reader, error) {
	permit, err := authz.Require(ctx, authz.ReturnExport, authz.In(org))
	if err != nil {
		return nil, err
	}
	reach, err := authz.Scope(ctx, authz.ReturnExport, authz.In(org))
	if err != nil {
		return nil, err
	}
	decision, err := permit.On(reach.Place())
	if err != nil {
		return nil, err
	}
	err = s.db.Change(ctx, func(tx *database.Tx) error {
		return s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "returns.exported", Subject: audit.On("organisation", org), After: audit.Fields{},
		})
	})
	if err != nil {
		return nil, err
	}
	after := cursor{}
	return sheet.New(authz.RequestOf(ctx).Language, returnHeadings, func() ([][]string, bool, error) {
		found, err := s.returns(ctx, org, reach, false, after, returnPage)
		lines := make([][]string, 0, len(found.Data))
		for i := range found.Data {
			after = cursor{found.Data[i].Serial, found.Data[i].Device}
			lines = append(lines, found.Data[i].line())
		}
		return lines, found.Next != "", err
	})
}
