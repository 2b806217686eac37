package loan

import (
	"context"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/notify"
	"hverv/internal/stock"
)

// Notify joins a message to the transaction that it tells of.
type Notify interface {
	Send(ctx context.Context, tx *database.Tx, m notify.Message) error
}

// Deps are what the service stands on; all of them are required.
type Deps struct {
	DB             *database.DB
	Audit          *audit.Log
	Notify         Notify
	Stock          *stock.Service
	Authenticators *authenticator.Service
}

// Service does what may be done with loans and pools.
type Service struct {
	db             *database.DB
	audit          *audit.Log
	notify         Notify
	stock          *stock.Service
	authenticators *authenticator.Service
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{db: d.DB, audit: d.Audit, notify: d.Notify, stock: d.Stock, authenticators: d.Authenticators}
}

func reached(r authz.Reach) within { return within{all: r.All, units: r.Units, self: r.Self} }

// event is one about a loan.
func event(decision authz.Decision, name string, l Loan) audit.Event {
	return audit.Event{Decision: decision, Name: name, Subject: audit.On("loan", l.ID), Person: l.Employee.String(), After: audit.Fields{
		"serial": l.Serial, "ends_at": l.EndsAt, "pool_id": l.Pool.String(), "reduced_to": l.Bundle.String(),
	}}
}

// tell writes to the borrower.
func (s *Service) tell(ctx context.Context, tx *database.Tx, l Loan, template notify.Template) error {
	return s.notify.Send(ctx, tx, notify.Message{
		Organisation: l.Organisation, To: l.Email, Person: l.Employee.String(), Template: template, Language: l.Language,
		Values: l.values(template, l.EmployeeName),
	})
}

// values are those of a message about a loan.
func (l Loan) values(template notify.Template, name string) map[string]string {
	ends := l.EndsAt.In(calendar.Copenhagen())
	values := map[string]string{
		"name": name, "organisation": l.OrgName, "serial": l.Serial, "on": calendar.Today(l.EndsAt).String(), "at": ends.Format("15.04"), "desk": l.DeskName,
	}
	switch template { //nolint:exhaustive // the others take no more than these
	case notify.LoanGiven:
		values["kind"], values["pooled"] = string(l.Kind), "no"
		if !l.Pool.IsZero() {
			values["pooled"] = "yes"
		}
	case notify.LoanDueDesk, notify.LoanOverdueDesk:
		values["employee"] = l.EmployeeName
	}
	return values
}

// shown is the loan as it is answered: its state by the clock, and the steps allowed now.
func (s *Service) shown(ctx context.Context, l Loan, facts authz.Facts, now time.Time) Loan {
	l.State, l.Actions = l.stateAt(now), []string{}
	here := authz.In(l.Organisation)
	offer := func(when bool, name string, action authz.Action, f authz.Facts) {
		if when && l.ClosedAt == nil && authz.Can(ctx, action, here, f) {
			l.Actions = append(l.Actions, name)
		}
	}
	offer(true, "take_back", authz.LoanTakeBack, facts)
	requested := facts
	requested.Requester = l.Employee
	offer(l.ExtendedAt == nil, "extend", authz.LoanExtend, requested)
	offer(true, "report_lost", authz.LoanLost, facts)
	return l
}
