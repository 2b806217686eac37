package lifecycle

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/identity"
	"hverv/internal/job"
	"hverv/internal/notify"
	"hverv/internal/office"
	"hverv/internal/organisation"
	"hverv/internal/right"
	"hverv/internal/role"
	"hverv/internal/session"
	"hverv/internal/stock"
)

// Deps is what the service needs; all of it is required.
type Deps struct {
	DB         *database.DB
	Audit      *audit.Log
	Queue      *job.Queue
	Notify     *notify.Service
	Employees  *employee.Service
	Roles      *role.Service
	Identities *identity.Service
	Rights     *right.Service
	Sessions   *session.Service
	Offices    *office.Service
	PublicURL  string
}

// Service ends what somebody has.
type Service struct{ Deps }

// New makes the service.
func New(d Deps) *Service { return &Service{d} }

// Terminate ends everything at once, in one transaction: what it says has ended is refused by every
// node at its next look (L5). To terminate somebody twice is no error.
func (s *Service) Terminate(ctx context.Context, in Terminate) (Termination, error) {
	if _, err := authz.Require(ctx, authz.EmployeeTerminate, authz.In(in.Organisation)); err != nil {
		return Termination{}, err
	}
	if err := in.prepare(); err != nil {
		return Termination{}, err
	}
	if in.DryRun {
		return s.preview(ctx, in)
	}
	return idempotency.Once(ctx, s.DB, func(tx *database.Tx) (Termination, error) {
		e, err := employee.Lock(ctx, tx, in.Organisation, in.Employee)
		if err != nil {
			return Termination{}, err
		}
		decision, err := decide(ctx, e, in.Reason)
		if err != nil {
			return Termination{}, err
		}
		return s.terminate(ctx, tx, decision, in, e)
	})
}

func (s *Service) preview(ctx context.Context, in Terminate) (Termination, error) {
	var would Termination
	err := s.DB.Read(ctx, func(tx *database.Tx) error {
		e, err := employee.Find(ctx, tx, in.Organisation, in.Employee)
		if err != nil {
			return err
		}
		if _, err := decide(ctx, e, in.Reason); err != nil {
			return err
		}
		would, err = look(ctx, tx, e)
		return err
	})
	return would, err
}

// decide judges by the role of HR first: whoever holds it and another acts as HR here, whose end
// wins over A4.
func decide(ctx context.Context, e employee.Employee, reason string) (authz.Decision, error) {
	actor, _ := authz.From(ctx)
	asHR := actor
	asHR.Grants = nil
	for _, g := range actor.Grants {
		if g.Role == authz.CaseWorker {
			asHR.Grants = append(asHR.Grants, g)
		}
	}
	decision, err := judge(authz.With(ctx, asHR), e, reason)
	if err == nil {
		return decision, nil
	}
	return judge(ctx, e, reason)
}

func judge(ctx context.Context, e employee.Employee, reason string) (authz.Decision, error) {
	permit, err := authz.Require(ctx, authz.EmployeeTerminate, authz.In(e.Organisation))
	if err != nil {
		return authz.Decision{}, err
	}
	return permit.On(e.Because(reason))
}

// look says what would end.
func look(ctx context.Context, tx *database.Tx, e employee.Employee) (Termination, error) {
	ends, err := listEnds(ctx, tx, e.Organisation, e.ID, authz.RequestOf(ctx).Language)
	if err != nil {
		return Termination{}, err
	}
	held, err := stock.HeldIn(ctx, tx, e.Organisation, e.ID)
	if err != nil {
		return Termination{}, err
	}
	effects, err := employee.EffectsOf(ctx, tx, e.Organisation, e.ID)
	return Termination{
		Employee: e, Ends: ends, Returns: held, LastAdministrator: effects.LastAdministrator, PrivateIdentity: privateAmong(ends),
	}, err
}

func (s *Service) terminate(ctx context.Context, tx *database.Tx, decision authz.Decision, in Terminate, e employee.Employee) (Termination, error) {
	done, err := look(ctx, tx, e)
	if err != nil {
		return Termination{}, err
	}
	done.Stored = true
	if err := s.end(ctx, tx, decision, e, in.Reason, decision.Role() == authz.CaseWorker || decision.Basis() != "role"); err != nil {
		return Termination{}, err
	}
	err = s.Audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "employee.terminated", Subject: audit.On("employee", e.ID), Reason: in.Reason,
		After: audit.Fields{"comment": audit.Personal(in.Comment), "ended": len(done.Ends)},
	})
	if err != nil {
		return Termination{}, err
	}
	if done.Employee, err = employee.Find(ctx, tx, e.Organisation, e.ID); err != nil || len(done.Ends) == 0 {
		return done, err
	}
	last, _ := lastDay(done.Employee.Employments, tx.Today)
	if err := insertDeparture(ctx, tx, e.Organisation, e.ID, orToday(last, tx.Today)); err != nil {
		return Termination{}, err
	}
	return done, s.tell(ctx, tx, news{
		about: e, private: done.PrivateIdentity, administrators: notify.EmployeeTerminated,
	})
}

// orToday is for somebody who never was employed.
func orToday(last, today calendar.Date) calendar.Date {
	if last.IsZero() {
		return today
	}
	return last
}

// end ends all that there is. Roles come first, since the employments decide who was an
// administrator; with wins their end stands even if nobody is left to let the others in (A4).
func (s *Service) end(ctx context.Context, tx *database.Tx, decision authz.Decision, e employee.Employee, reason string, wins bool) error {
	if _, err := s.Roles.RevokeAllIn(ctx, tx, decision, e.Organisation, e.ID, wins); err != nil {
		return err
	}
	if _, err := s.Employees.EndAllIn(ctx, tx, decision, e.Organisation, e.ID, reason); err != nil {
		return err
	}
	if _, err := s.Rights.EndAllIn(ctx, tx, decision, e.Organisation, e.ID, reason); err != nil {
		return err
	}
	if err := s.Identities.RevokeAllIn(ctx, tx, decision, e.Organisation, e.ID, reason); err != nil {
		return err
	}
	if err := s.Offices.CancelAllIn(ctx, tx, decision, e.Organisation, e.ID); err != nil {
		return err
	}
	return s.stop(ctx, tx, decision, e.Organisation, e.ID)
}

// stop ends the sessions and has every relying party told that was given anything (L4).
func (s *Service) stop(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, who id.Employee) error {
	if err := s.Sessions.EndAllIn(ctx, tx, decision, org, who, "employee_ended"); err != nil {
		return err
	}
	return s.Queue.Enqueue(tx, org, session.Logout, map[string]string{"organisation": org.String(), "employee": who.String()}, tx.Now)
}

// Stopped is what follows when somebody is blocked or their last employment is ended: the sessions
// end, the relying parties are told, and who is blocked gets to know. It is a step of employee's
// changes (employee.Follow).
func (s *Service) Stopped(ctx context.Context, tx *database.Tx, decision authz.Decision, e employee.Employee, _ string) error {
	if err := s.stop(ctx, tx, decision, e.Organisation, e.ID); err != nil || e.Status != employee.Blocked {
		return err
	}
	return s.tell(ctx, tx, news{about: e, own: notify.EmployeeBlocked})
}

// Returned is what comes before somebody is employed again (employee.BeforeReturn): everything that
// the end of the earlier employments has left over is ended, whether the schedule has run or not,
// and given back only by hand (L7). Nobody is told of a departure that has just been undone.
func (s *Service) Returned(ctx context.Context, tx *database.Tx, decision authz.Decision, e employee.Employee) error {
	left, err := look(ctx, tx, e)
	if err != nil {
		return err
	}
	if err := s.end(ctx, tx, decision, e, "", true); err != nil {
		return err
	}
	if err := undoDeparture(ctx, tx, e.Organisation, e.ID); err != nil {
		return err
	}
	last, _ := lastDay(e.Employments, tx.Today)
	return s.Audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "employee.returned", Subject: audit.On("employee", e.ID),
		After: audit.Fields{"last_day": last.String(), "ended": len(left.Ends)},
	})
}

// Turned makes the step that tells the administrators into what state their organisation has come
// (C9). Organisation takes it (organisation.Follow).
func (s *Service) Turned(into notify.Template) organisation.Follow {
	return func(ctx context.Context, tx *database.Tx, _ authz.Decision, org id.Organisation, _ string) error {
		return s.tell(ctx, tx, news{about: employee.Employee{Organisation: org}, administrators: into})
	}
}

// Representatives gives whom to tell when an organisation has no administrator left; they are
// connection's to know.
type Representatives func(ctx context.Context, tx *database.Tx, org id.Organisation) ([]Contact, error)

// Orphaned makes the step that tells an organisation's representatives that it has no administrator
// left, and where they appoint one (A4, C8). Role takes it (role.OnOrphaned).
func (s *Service) Orphaned(of Representatives) role.Orphaned {
	return func(ctx context.Context, tx *database.Tx, _ authz.Decision, org id.Organisation) error {
		o, err := organisation.Find(ctx, tx, org)
		if err != nil {
			return err
		}
		representatives, err := of(ctx, tx, org)
		if err != nil {
			return err
		}
		values := map[string]string{"organisation": o.Name, "link": s.PublicURL + "/connections"}
		for _, r := range representatives {
			if err := s.send(ctx, tx, org, r, notify.OrganisationWithoutAdministrator, values); err != nil {
				return err
			}
		}
		return nil
	}
}
