package authenticator

import (
	"context"
	"encoding/binary"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/job"
	"hverv/internal/notify"
)

// Jobs registers what runs by itself. Nothing ends here: activations lapse when they are read (law 1).
func (s *Service) Jobs(r *job.Runner) {
	r.Every("authenticator.reminders", time.Hour, func(ctx context.Context) error {
		return s.SweepReminders(authz.AsMachine(ctx, "reminder", s.db.Now()))
	})
	r.Every("authenticator.renewals", time.Hour, func(ctx context.Context) error {
		return s.SweepRenewals(authz.AsMachine(ctx, "reminder", s.db.Now()))
	})
	r.Every("authenticator.throttles", 6*time.Hour, func(ctx context.Context) error {
		return s.SweepThrottles(authz.AsMachine(ctx, "reminder", s.db.Now()))
	})
	r.Every("authenticator.ceremonies", time.Hour, s.sweepCeremonies)
	r.Every("authenticator.reseal", 10*time.Minute, s.reseal)
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
		p, decision, err := locked(ctx, tx, permit, d.Organisation, d.Identity)
		if err != nil {
			return err
		}
		sent := reminderDue(p.identity, tx.Today)
		first, err := updateReminded(ctx, tx, p.identity, sent)
		if err != nil || !first { // another node has done it
			return err
		}
		e := event(decision, "identity.reminded", p.identity)
		e.After = audit.Fields{"reminder": sent}
		if err := s.audit.Record(ctx, tx, e); err != nil {
			return err
		}
		if sent == lapseTold {
			return s.tellAdministrators(ctx, tx, p, notify.ActivationLapsed)
		}
		return s.tell(ctx, tx, p, notify.ActivationReminder, map[string]string{"until": p.identity.ActivateUntil.String()})
	})
}

// SweepThrottles deletes counts of tries that mean nothing any more (U8).
func (s *Service) SweepThrottles(ctx context.Context) error {
	if _, err := authz.Require(ctx, authz.ExpiryTell, authz.Everywhere()); err != nil {
		return err
	}
	return s.guard.Sweep(ctx)
}

// reseal brings the secrets under the present key after a rotation (X4), batch by batch, while
// everything runs: until its turn comes a secret opens under its old key.
func (s *Service) reseal(ctx context.Context) error {
	for {
		key := s.keys.PrimaryKeyID() // each time: it may turn meanwhile
		if s.resealed.Load() == key {
			return nil
		}
		found, err := s.resealSome(ctx, key)
		if err != nil {
			return err
		}
		if found == 0 {
			s.resealed.Store(key)
		}
	}
}

func (s *Service) resealSome(ctx context.Context, key uint32) (found int, err error) {
	err = s.db.Upkeep(ctx, "authenticator.reseal", func(tx *database.Tx) error {
		stale, err := lockStale(ctx, tx, binary.BigEndian.AppendUint32(nil, key), sweepSize)
		if err != nil {
			return err
		}
		for _, a := range stale {
			of, err := s.seedOf(a)
			if err != nil {
				return err
			}
			if a.SecretSealed, err = s.sealSeed(a, of); err != nil {
				return err
			}
			if err := updateSealed(ctx, tx, a); err != nil {
				return err
			}
		}
		found = len(stale)
		return nil
	})
	return found, err
}
