package loan

import (
	"context"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/job"
	"hverv/internal/notify"
)

// Jobs registers what runs by itself. Nothing ends here: a loan is over when it is read (law 1).
func (s *Service) Jobs(r *job.Runner) {
	r.Every("loan.reminders", 10*time.Minute, func(ctx context.Context) error {
		return s.SweepReminders(authz.AsMachine(ctx, "reminder", s.db.Now()))
	})
}

const sweepSize = 100

// SweepReminders tells borrowers and desks of loans that end soon, and of those that have not come back:
// at once, after a day, after three and after seven; each once (U10).
func (s *Service) SweepReminders(ctx context.Context) error {
	if _, err := authz.Require(ctx, authz.ExpiryTell, authz.Everywhere()); err != nil {
		return err
	}
	for {
		var list []due
		err := s.db.Single(ctx, func(tx *database.Tx) (err error) {
			list, err = listDue(ctx, tx, sweepSize)
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
		first, err := updateReminded(ctx, tx, d)
		if err != nil || !first { // another node has done it, or the device has come back
			return err
		}
		l, err := find(ctx, tx, d.Organisation, d.ID)
		if err != nil {
			return err
		}
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return err
		}
		e := event(decision, "loan.reminded", l)
		e.After = audit.Fields{"reminder": d.Due}
		if err := s.audit.Record(ctx, tx, e); err != nil {
			return err
		}
		return s.warn(ctx, tx, l)
	})
}

// warn writes to the borrower and to the desk.
func (s *Service) warn(ctx context.Context, tx *database.Tx, l Loan) error {
	theirs, desks := notify.LoanDue, notify.LoanDueDesk
	if l.stateAt(tx.Now) == Overdue {
		theirs, desks = notify.LoanOverdue, notify.LoanOverdueDesk
	}
	if err := s.tell(ctx, tx, l, theirs); err != nil {
		return err
	}
	keepers, err := listKeepers(ctx, tx, l)
	if err != nil {
		return err
	}
	for _, k := range keepers {
		err := s.notify.Send(ctx, tx, notify.Message{
			Organisation: l.Organisation, To: k.Email, Person: k.Employee.String(), Template: desks, Language: k.Language, Values: l.values(desks, k.Name),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// due is a loan of which somebody must be told.
type due struct {
	Organisation id.Organisation `db:"organisation_id"`
	ID           id.Loan         `db:"id"`
	Due          int             `db:"due"`
}
