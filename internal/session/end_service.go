package session

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
)

// ended is the answer of ending sessions.
type ended struct {
	Count int `json:"count"`
}

// End signs the caller out of this browser.
func (s *Service) End(ctx context.Context) error {
	permit, err := authz.Require(ctx, authz.SignOut, authz.Everywhere())
	if err != nil {
		return err
	}
	return s.db.Change(ctx, func(tx *database.Tx) error {
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return err
		}
		if err := s.end(ctx, tx, decision, permit.Actor().Session, "signed_out"); err != nil {
			return err
		}
		return s.tell(tx, permit.Actor().Session)
	})
}

// ListOwn gives the caller's open sessions, the latest first (P5).
func (s *Service) ListOwn(ctx context.Context) ([]Session, error) {
	permit, err := authz.Require(ctx, authz.SessionList, authz.Everywhere())
	if err != nil {
		return nil, err
	}
	var open []Session
	err = s.db.Single(ctx, func(tx *database.Tx) (err error) {
		a := permit.Actor()
		open, err = listOwn(ctx, tx, a.Person, a.Organisation, a.Employee)
		return err
	})
	return mark(open, permit.Actor().Session), err
}

// EndOwn ends one of the caller's sessions, here or elsewhere (P5).
func (s *Service) EndOwn(ctx context.Context, session id.Session) error {
	permit, err := authz.Require(ctx, authz.SessionEnd, authz.Everywhere())
	if err != nil {
		return err
	}
	_, err = idempotency.Once(ctx, s.db, func(tx *database.Tx) (ended, error) {
		a := permit.Actor()
		decision, err := permit.On(authz.Facts{Owner: a.Employee, OwnerPerson: a.Person})
		if err != nil {
			return ended{}, err
		}
		open, err := lock(ctx, tx, session)
		if err != nil || !owns(a, open) {
			return ended{}, database.Found(orNone(err), "session")
		}
		if err := s.end(ctx, tx, decision, open.ID, "ended_by_holder"); err != nil {
			return ended{}, err
		}
		return ended{1}, s.tell(tx, open.ID)
	})
	return err
}

func owns(a authz.Actor, of Session) bool {
	byPerson := !a.Person.IsZero() && of.Person == a.Person
	byEmployee := !a.Employee.IsZero() && of.Organisation == a.Organisation && of.Employee == a.Employee
	return byPerson || byEmployee
}

func orNone(err error) error {
	if err == nil {
		return database.ErrNone
	}
	return err
}

// ListOf gives an employee's open sessions to those who look after him (P5).
func (s *Service) ListOf(ctx context.Context, organisation id.Organisation, of id.Employee) ([]Session, error) {
	permit, err := authz.Require(ctx, authz.SessionList, authz.In(organisation))
	if err != nil {
		return nil, err
	}
	var open []Session
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		found, err := employee.Find(ctx, tx, organisation, of)
		if err != nil {
			return err
		}
		if _, err := permit.On(found.Facts()); err != nil {
			return err
		}
		open, err = listOf(ctx, tx, organisation, of)
		return err
	})
	return mark(open, permit.Actor().Session), err
}

// EndOf ends one session of an employee (P5).
func (s *Service) EndOf(ctx context.Context, organisation id.Organisation, of id.Employee, session id.Session) error {
	permit, err := authz.Require(ctx, authz.SessionEnd, authz.In(organisation))
	if err != nil {
		return err
	}
	_, err = idempotency.Once(ctx, s.db, func(tx *database.Tx) (ended, error) {
		decision, err := judge(ctx, tx, permit, organisation, of)
		if err != nil {
			return ended{}, err
		}
		open, err := lock(ctx, tx, session)
		if err != nil || open.Organisation != organisation || open.Employee != of {
			return ended{}, database.Found(orNone(err), "session")
		}
		if err := s.end(ctx, tx, decision, open.ID, "ended_by_administrator"); err != nil {
			return ended{}, err
		}
		return ended{1}, s.tell(tx, open.ID)
	})
	return err
}

// EndAllOf ends every session of an employee and says how many there were (P5).
func (s *Service) EndAllOf(ctx context.Context, organisation id.Organisation, of id.Employee) (int, error) {
	permit, err := authz.Require(ctx, authz.SessionEnd, authz.In(organisation))
	if err != nil {
		return 0, err
	}
	done, err := idempotency.Once(ctx, s.db, func(tx *database.Tx) (ended, error) {
		decision, err := judge(ctx, tx, permit, organisation, of)
		if err != nil {
			return ended{}, err
		}
		n, err := s.endAllIn(ctx, tx, decision, organisation, of, "ended_by_administrator")
		return ended{n}, err
	})
	return done.Count, err
}

// EndAllIn ends every session of an employee in somebody's transaction, and tells the relying
// parties.
func (s *Service) EndAllIn(ctx context.Context, tx *database.Tx, decision authz.Decision, organisation id.Organisation, of id.Employee, reason string) error {
	_, err := s.endAllIn(ctx, tx, decision, organisation, of, reason)
	return err
}

func (s *Service) endAllIn(ctx context.Context, tx *database.Tx, decision authz.Decision, organisation id.Organisation, of id.Employee, reason string) (int, error) {
	gone, err := endAll(ctx, tx, organisation, of, reason)
	if err != nil || len(gone) == 0 {
		return 0, err
	}
	for _, session := range gone {
		if err := s.tell(tx, session); err != nil {
			return 0, err
		}
	}
	tx.AfterCommit(func() {
		for _, session := range gone {
			s.cache.drop(session)
		}
	})
	return len(gone), s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "session.all_ended", Subject: audit.On("employee", of),
		After: audit.Fields{"count": len(gone), "end_reason": reason},
	})
}

// EndOpenedWith ends the sessions that were opened with an authenticator which works no more, in the
// transaction that ends it: a loan that is back, a device that was lost (U9, U10). The one in which
// somebody says so goes on, unless it stands on a loan. Wrong codes of somebody else say nothing about the sessions that are open (U8).
func (s *Service) EndOpenedWith(ctx context.Context, tx *database.Tx, decision authz.Decision, a authenticator.Authenticator, from authenticator.State) error {
	byMisses := a.State == authenticator.Blocked && a.Method != authenticator.WebAuthn && decision.Basis() == "open"
	if from != authenticator.Active && from != authenticator.Suspended || a.State == authenticator.Active || byMisses {
		return nil
	}
	own := decision.Actor().Session
	if a.OnLoan {
		own = id.Session{}
	}
	gone, err := endOpenedWith(ctx, tx, a.ID, own)
	if err != nil || len(gone) == 0 {
		return err
	}
	for _, session := range gone {
		if err := s.tell(tx, session); err != nil {
			return err
		}
	}
	tx.AfterCommit(func() {
		for _, session := range gone {
			s.cache.drop(session)
		}
	})
	return s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "session.all_ended", Subject: audit.On("employee", a.Employee),
		After: audit.Fields{"count": len(gone), "end_reason": "authenticator_ended", "authenticator_id": a.ID.String()},
	})
}

// EndEveryoneIn ends every session in an organisation that is suspended, resumed or closed (C9). While
// it is suspended nobody gets in anyhow; without this the old sessions would come back with it. The
// relying parties are provider's to tell.
func (s *Service) EndEveryoneIn(ctx context.Context, tx *database.Tx, decision authz.Decision, organisation id.Organisation, _ string) error {
	n, err := endEveryone(ctx, tx, organisation, "organisation_stopped")
	if err != nil || n == 0 {
		return err
	}
	tx.AfterCommit(func() { s.cache.dropIf(func(a authz.Actor) bool { return a.Organisation == organisation }) })
	return s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "session.all_ended", Subject: audit.On("organisation", organisation),
		After: audit.Fields{"count": n, "end_reason": "organisation_stopped"},
	})
}

// EndIn ends one session in somebody's transaction, whose own event tells of it and whose caller
// tells the relying parties. One that is over already stays so.
func (s *Service) EndIn(ctx context.Context, tx *database.Tx, session id.Session, reason string) error {
	_, err := end(ctx, tx, session, reason)
	tx.AfterCommit(func() { s.cache.drop(session) })
	return err
}

func judge(ctx context.Context, tx *database.Tx, permit authz.Permit, organisation id.Organisation, of id.Employee) (authz.Decision, error) {
	found, err := employee.Find(ctx, tx, organisation, of)
	if err != nil {
		return authz.Decision{}, err
	}
	return permit.On(found.Facts())
}

func (s *Service) end(ctx context.Context, tx *database.Tx, decision authz.Decision, session id.Session, reason string) error {
	ended, err := end(ctx, tx, session, reason)
	if err != nil {
		return err
	}
	if !ended {
		return fault.Missing("session")
	}
	tx.AfterCommit(func() { s.cache.drop(session) })
	return s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "session.ended", Subject: audit.On("session", session),
		After: audit.Fields{"end_reason": reason},
	})
}

// tell lets the relying parties know that a session is over (P1).
func (s *Service) tell(tx *database.Tx, session id.Session) error {
	return s.queue.Enqueue(tx, id.Installation, Logout, map[string]string{"session": session.String()}, tx.Now)
}

func mark(open []Session, current id.Session) []Session {
	for i := range open {
		open[i].Current = open[i].ID == current
	}
	return open
}
