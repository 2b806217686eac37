package connection

import (
	"context"
	"strconv"
	"sync/atomic"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/job"
	"hverv/internal/notify"
)

// Reminders go out after 7 and 14 days; that a request expired is told once (C6).
const (
	firstReminder  = 7 * 24 * time.Hour
	secondReminder = 14 * 24 * time.Hour
	toldExpired    = 3
	remindAtOnce   = 50
)

// Jobs registers what this feature does by the clock. Nothing ends by it (law 1).
func (s *Service) Jobs(r *job.Runner) {
	r.Every("connection.remind", time.Hour, s.Remind)
	r.Every("connection.purge", time.Hour, s.Purge)
	var done atomic.Uint64 // the two keys that everything was found to be under: nothing to look for then
	r.Every("connection.reseal", 10*time.Minute, func(ctx context.Context) error {
		current := uint64(s.Keys.PrimaryKeyID())<<32 | uint64(s.Keys.IndexKeyID())
		if current == done.Load() {
			return nil
		}
		n, err := s.Reseal(ctx)
		if err == nil && n == 0 {
			done.Store(current)
		}
		return err
	})
}

// Remind tells of all that is due, in portions, each with its own transaction.
func (s *Service) Remind(ctx context.Context) error {
	ctx = authz.AsMachine(ctx, "reminder", s.DB.Now())
	permit, err := authz.Require(ctx, authz.ExpiryTell, authz.Everywhere())
	if err != nil {
		return err
	}
	for {
		told := 0
		err := s.DB.Change(ctx, func(tx *database.Tx) error {
			requests, err := due(ctx, tx, tx.Now.Add(-firstReminder), tx.Now.Add(-secondReminder), remindAtOnce)
			if err != nil {
				return err
			}
			told = len(requests)
			for _, request := range requests {
				if err := s.remind(ctx, tx, permit, request); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || told < remindAtOnce {
			return err
		}
	}
}

func (s *Service) remind(ctx context.Context, tx *database.Tx, permit authz.Permit, request id.Connection) error {
	decision, err := permit.On(authz.Facts{})
	if err != nil {
		return err
	}
	r, err := find(ctx, tx, request)
	if err != nil {
		return err
	}
	told, name := s.stage(tx, r), "connection.reminded"
	switch {
	case told == toldExpired:
		name, err = "connection.expired", s.tell(ctx, tx, r, notify.ConnectionExpired, nil)
	case r.State == Draft:
		err = s.tell(ctx, tx, r, notify.ConnectionDraftReminder, map[string]string{
			"link": s.PublicURL + "/connections/" + r.ID.String(), "until": r.ExpiresOn.String(),
		})
	default:
		for _, a := range r.Approvals {
			if a.State == Pending && err == nil {
				err = s.request(ctx, tx, r, a, notify.ConnectionReminder)
			}
		}
	}
	if err != nil {
		return err
	}
	if err := setTold(ctx, tx, request, told); err != nil {
		return err
	}
	return s.Audit.Record(ctx, tx, audit.Event{Decision: decision, Name: name, Subject: audit.On("connection", request), After: audit.Fields{"time": strconv.Itoa(told)}})
}

// stage is which telling is due; somebody who was not told for weeks is told once.
func (s *Service) stage(tx *database.Tx, r row) int {
	switch {
	case tx.Today.After(r.ExpiresOn):
		return toldExpired
	case !r.WaitsSince.After(tx.Now.Add(-secondReminder)):
		return 2
	}
	return 1
}
