package office

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/text"
)

func (p Proofing) place(part string) string {
	return "proofings/" + part + "/" + p.Organisation.String() + "/" + p.ID.String()
}

// Proof records that somebody stood at the desk. For the highest level a second officer says so too, in
// a session of their own and on the same day (U13, A5).
func (s *Service) Proof(ctx context.Context, in Record) (Proofing, error) {
	permit, err := authz.Require(ctx, authz.ProofingRecord, authz.In(in.Organisation))
	if err != nil {
		return Proofing{}, err
	}
	saw, err := in.check(calendar.Today(s.DB.Now()))
	if err != nil {
		return Proofing{}, err
	}
	return idempotency.Once(ctx, s.DB, func(tx *database.Tx) (Proofing, error) {
		e, err := employee.Lock(ctx, tx, in.Organisation, in.Employee)
		if err != nil {
			return Proofing{}, err
		}
		decision, err := permit.On(e.Facts())
		if err == nil && decision.Actor().Employee == e.ID {
			err = ownAct()
		}
		if err == nil {
			err = s.proofable(ctx, tx, e, in)
		}
		if err != nil {
			return Proofing{}, err
		}
		p, err := s.proofing(ctx, tx, in, saw, decision.Actor().Employee)
		if err != nil {
			return p, err
		}
		ev := p.event(decision, "proofing.recorded", "")
		ev.New = true
		if err := s.Audit.Record(ctx, tx, ev); err != nil {
			return p, err
		}
		if p.State == ProofingConfirmed {
			err = s.Identities.RaiseAssurance(ctx, tx, decision, p.Organisation, p.Identity, p.Level)
		}
		p.EmployeeName = e.Name()
		return p.allowed(ctx, e, tx), err
	})
}

// proofable says whether somebody may be proofed at all.
func (s *Service) proofable(ctx context.Context, tx *database.Tx, e employee.Employee, in Record) error {
	if e.Status == employee.Ended {
		return fault.New(fault.Conflict, "employee_not_employed", "The employee has no employment now or to come.")
	}
	settings, err := findIssuing(ctx, tx, in.Organisation)
	if err == nil && settings.demands(in.Level == authz.High) {
		err = complete(e)
	}
	if err != nil || in.Appointment.IsZero() {
		return err
	}
	a, err := findAppointment(ctx, tx, in.Organisation, in.Appointment)
	if err == nil && a.Employee != in.Employee {
		err = fault.Missing("appointment")
	}
	return err
}

func (s *Service) proofing(ctx context.Context, tx *database.Tx, in Record, saw seen, clerk id.Employee) (Proofing, error) {
	p := Proofing{
		Organisation: in.Organisation, ID: id.New[id.Proofing](), Employee: in.Employee, Appointment: in.Appointment, DocumentType: in.DocumentType,
		NumberMasked: saw.masked, Country: saw.country, ExpiresOn: in.ExpiresOn, HasPhoto: len(in.Photo) > 0, PhotoType: saw.photo, Level: in.Level,
		State: ProofingWaiting, Clerk: clerk, RecordedAt: tx.Now, ConfirmUntil: calendar.EndOfDay(tx.Today), Version: 1,
	}
	var err error
	if p.Identity, err = dedicatedOf(ctx, tx, in.Organisation, in.Employee); err != nil {
		return p, err
	}
	if p.Level != authz.High {
		p.State, p.SettledAt = ProofingConfirmed, &tx.Now
	}
	if p.Number, err = s.Keys.Seal([]byte(saw.plain), p.place("number")); err != nil {
		return p, err
	}
	if p.HasPhoto {
		if p.Photo, err = s.Keys.Seal(in.Photo, p.place("photo")); err != nil {
			return p, err
		}
	}
	if err := withdrawWaiting(ctx, tx, p); err != nil {
		return p, err
	}
	return p, insertProofing(ctx, tx, p)
}

func (p Proofing) event(decision authz.Decision, name, reason string) audit.Event {
	return audit.Event{
		Decision: decision, Name: name, Subject: audit.On("proofing", p.ID), Person: p.Employee.String(), Reason: reason,
		After: audit.Fields{"document_type": p.DocumentType, "country": p.Country, "level": string(p.Level), "state": string(p.State), "photo": p.HasPhoto},
	}
}

// allowed is a proofing as the clock has it, with the caller's steps.
func (p Proofing) allowed(ctx context.Context, e employee.Employee, tx *database.Tx) Proofing {
	p.State, p.Actions, p.Number, p.Photo = p.StateAt(tx.Now), []string{}, nil, nil
	actor, _ := authz.From(ctx)
	other := actor.Employee != p.Clerk && actor.Employee != p.Employee
	if p.State == ProofingWaiting && other && authz.Can(ctx, authz.ProofingConfirm, authz.In(p.Organisation), e.Facts()) {
		p.Actions = append(p.Actions, "confirm", "decline")
	}
	if p.HasPhoto && authz.Can(ctx, authz.ProofingPhoto, authz.In(p.Organisation), e.Facts()) {
		p.Actions = append(p.Actions, "photo")
	}
	return p
}

// Proofings are those of an employee, the newest first.
func (s *Service) Proofings(ctx context.Context, org id.Organisation, of id.Employee) ([]Proofing, error) {
	permit, err := authz.Require(ctx, authz.ProofingRead, authz.In(org))
	if err != nil {
		return nil, err
	}
	var all []Proofing
	err = s.DB.Read(ctx, func(tx *database.Tx) error {
		e, err := employee.Find(ctx, tx, org, of)
		if err != nil {
			return err
		}
		if _, err := permit.On(e.Facts()); err != nil {
			return err
		}
		all, err = listProofings(ctx, tx, org, of)
		for i := range all {
			all[i] = all[i].allowed(ctx, e, tx)
		}
		return err
	})
	return all, err
}

// Confirm is the second officer's word: it raises the level of the identity.
func (s *Service) Confirm(ctx context.Context, org id.Organisation, which id.Proofing) (Proofing, error) {
	permit, err := authz.Require(ctx, authz.ProofingConfirm, authz.In(org))
	if err != nil {
		return Proofing{}, err
	}
	return s.answer(ctx, permit, org, which, ProofingConfirmed, "")
}

// Decline is the second officer's no; the level stays as it was.
func (s *Service) Decline(ctx context.Context, org id.Organisation, which id.Proofing, reason string) (Proofing, error) {
	permit, err := authz.Require(ctx, authz.ProofingConfirm, authz.In(org))
	if err != nil {
		return Proofing{}, err
	}
	var c fault.Check
	text.Field(&c, &reason, "/reason", 1, 1000)
	if err := c.Err(); err != nil {
		return Proofing{}, err
	}
	return s.answer(ctx, permit, org, which, ProofingDeclined, reason)
}

func (s *Service) answer(ctx context.Context, permit authz.Permit, org id.Organisation, which id.Proofing, as ProofingState, reason string) (Proofing, error) {
	return idempotency.Once(ctx, s.DB, func(tx *database.Tx) (Proofing, error) {
		p, err := findProofing(ctx, tx, org, which)
		if err != nil {
			return p, err
		}
		e, err := employee.Lock(ctx, tx, org, p.Employee)
		if err != nil {
			return p, err
		}
		facts := e.Facts()
		facts.Requester = p.Clerk // A5: not the officer who recorded it
		decision, err := permit.On(facts)
		if err == nil && decision.Actor().Employee == p.Employee {
			err = ownAct()
		}
		if err != nil {
			return p, err
		}
		if p, err = findProofing(ctx, tx, org, which); err != nil { // as it is under the employee's lock
			return p, err
		}
		if p.StateAt(tx.Now) != ProofingWaiting || e.Status == employee.Ended {
			return p, proofingSettled()
		}
		p.State, p.Second, p.SettledAt = as, decision.Actor().Employee, &tx.Now
		if err := updateProofing(ctx, tx, &p); err != nil {
			return p, err
		}
		if err := s.Audit.Record(ctx, tx, p.event(decision, "proofing."+string(as), reason)); err != nil {
			return p, err
		}
		if as == ProofingConfirmed {
			err = s.Identities.RaiseAssurance(ctx, tx, decision, org, p.Identity, p.Level)
		}
		return p.allowed(ctx, e, tx), err
	})
}

// Picture is a photo.
type Picture struct {
	MediaType string
	Content   []byte
}

// Photo shows the photo of a proofing; that somebody looked is an event (G1).
func (s *Service) Photo(ctx context.Context, org id.Organisation, which id.Proofing) (Picture, error) {
	permit, err := authz.Require(ctx, authz.ProofingPhoto, authz.In(org))
	if err != nil {
		return Picture{}, err
	}
	var found Picture
	err = s.DB.Change(ctx, func(tx *database.Tx) error {
		p, err := findProofing(ctx, tx, org, which)
		if err != nil {
			return err
		}
		e, err := employee.Find(ctx, tx, org, p.Employee)
		if err != nil {
			return err
		}
		decision, err := permit.On(e.Facts())
		if err != nil {
			return err
		}
		sealed, err := sealedPhoto(ctx, tx, org, which)
		if err != nil {
			return err
		}
		if sealed == nil {
			return fault.Missing("photo")
		}
		plain, err := s.Keys.Open(sealed, p.place("photo"))
		found = Picture{p.PhotoType, plain}
		if err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, p.event(decision, "proofing.photo_read", ""))
	})
	return found, err
}
