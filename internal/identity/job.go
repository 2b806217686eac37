package identity

import (
	"context"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/job"
	"hverv/internal/notify"
)

// Jobs registers what runs by itself. Nothing ends here: activations lapse when they are read (law 1).
func (s *Service) Jobs(r *job.Runner) {
	r.Every("identity.reminders", time.Hour, func(ctx context.Context) error {
		return s.SweepReminders(authz.AsMachine(ctx, "reminder", s.db.Now()))
	})
}

const (
	firstReminder  = 7 // days before the last one (U5)
	secondReminder = 2
	lapseTold      = 3 // the administrators know that it ran out
	sweepSize      = 100
)

// SweepReminders tells employees that their activation runs out, 7 and 2 days before, and then
// their administrators that it has; each once (U5).
func (s *Service) SweepReminders(ctx context.Context) error {
	if _, err := authz.Require(ctx, authz.ExpiryTell, authz.Everywhere()); err != nil {
		return err
	}
	for {
		var list []due
		err := s.db.Single(ctx, func(tx *database.Tx) error {
			var err error
			list, err = listDue(ctx, tx, tx.Today.AddDays(firstReminder), tx.Today.AddDays(secondReminder), sweepSize)
			return err
		})
		if err != nil {
			return err
		}
		for _, d := range list {
			if err := s.remind(ctx, d); err != nil {
				return err
			}
		}
		if len(list) < sweepSize {
			return nil
		}
	}
}

func (s *Service) remind(ctx context.Context, d due) error {
	permit, err := authz.Require(ctx, authz.ExpiryTell, authz.In(d.Organisation))
	if err != nil {
		return err
	}
	return s.db.Change(ctx, func(tx *database.Tx) error {
		p, decision, err := LockFor(ctx, tx, permit, d.Organisation, d.Identity)
		if err != nil {
			return err
		}
		sent := reminderDue(p.Identity, tx.Today)
		first, err := updateReminded(ctx, tx, p.Identity, sent)
		if err != nil || !first { // another node has done it
			return err
		}
		e := event(decision, "identity.reminded", p.Identity)
		e.After = audit.Fields{"reminder": sent}
		if err := s.audit.Record(ctx, tx, e); err != nil {
			return err
		}
		if sent == lapseTold {
			return s.TellAdministrators(ctx, tx, p, notify.ActivationLapsed)
		}
		return s.Tell(ctx, tx, p, notify.ActivationReminder, map[string]string{"until": p.Identity.ActivateUntil.String()})
	})
}
