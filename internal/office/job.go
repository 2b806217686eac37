package office

import (
	"context"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/job"
	"hverv/internal/notify"
)

// Jobs registers what runs by itself.
func (s *Service) Jobs(r *job.Runner) {
	r.Every("office.reminders", 30*time.Minute, func(ctx context.Context) error {
		return s.Remind(authz.AsMachine(ctx, "reminder", s.DB.Now()))
	})
}

const (
	furthest  = 14 * 24 * time.Hour // no two working days lie further apart
	sweepSize = 200
)

// Remind tells people the working day before that they are expected (U13); each once.
func (s *Service) Remind(ctx context.Context) error {
	if _, err := authz.Require(ctx, authz.ExpiryTell, authz.Everywhere()); err != nil {
		return err
	}
	var list []Appointment
	err := s.DB.Single(ctx, func(tx *database.Tx) (err error) {
		list, err = listUnreminded(ctx, tx, tx.Now.Add(furthest), sweepSize)
		return err
	})
	if err != nil {
		return err
	}
	for _, a := range list {
		if calendar.Today(s.DB.Now()).Before(a.remindOn()) {
			continue
		}
		if err := s.remind(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) remind(ctx context.Context, a Appointment) error {
	permit, err := authz.Require(ctx, authz.ExpiryTell, authz.In(a.Organisation))
	if err != nil {
		return err
	}
	return s.DB.Change(ctx, func(tx *database.Tx) error {
		e, err := employee.Find(ctx, tx, a.Organisation, a.Employee)
		if err != nil {
			return err
		}
		a, err := lockAppointment(ctx, tx, a.Organisation, a.ID)
		if err != nil || a.State != Booked || a.RemindedAt != nil || tx.Today.Before(a.remindOn()) {
			return err // another node has done it, or it was moved
		}
		decision, err := permit.On(e.Facts())
		if err != nil {
			return err
		}
		a.RemindedAt = &tx.Now
		if err := updateAppointment(ctx, tx, &a); err != nil {
			return err
		}
		if err := s.Audit.Record(ctx, tx, a.event(decision, "appointment.reminded")); err != nil || e.Email == "" || e.Status == employee.Ended {
			return err
		}
		o, err := findOffice(ctx, tx, a.Organisation, a.Office)
		if err != nil {
			return err
		}
		language, err := languageOf(ctx, tx, a.Organisation, a.Employee)
		if err != nil {
			return err
		}
		return s.tell(ctx, tx, e, notify.AppointmentReminder, a.values(o, language))
	})
}
