package employee

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
	"hverv/internal/page"
)

// Get reads one employee, in one statement.
func (s *Service) Get(ctx context.Context, org id.Organisation, employee id.Employee) (Employee, error) {
	permit, err := authz.Require(ctx, authz.EmployeeRead, authz.In(org))
	if err != nil {
		return Employee{}, err
	}
	var e Employee
	err = s.db.Single(ctx, func(tx *database.Tx) (err error) {
		e, err = Find(ctx, tx, org, employee)
		return err
	})
	if err != nil {
		return Employee{}, err
	}
	_, err = permit.On(e.Facts())
	return e, err
}

// List reads one page of those within the caller's reach (E9), and how many there are when asked.
func (s *Service) List(ctx context.Context, f Filter) (page.Page[Listed], int, error) {
	scope, err := authz.Scope(ctx, authz.EmployeeList, authz.In(f.Organisation))
	if err != nil {
		return page.Page[Listed]{}, 0, err
	}
	if err := takeIn(&f); err != nil {
		return page.Page[Listed]{}, 0, err
	}
	told, err := told(ctx, f, scope)
	if err != nil {
		return page.Page[Listed]{}, 0, err
	}
	return s.list(ctx, f, scope, told)
}

func (s *Service) list(ctx context.Context, f Filter, scope authz.Reach, told bool) (page.Page[Listed], int, error) {
	var err error
	limit, total, found := f.Limit, 0, []Listed{}
	f.Limit++
	read := func(tx *database.Tx) (err error) {
		found, err = listEmployees(ctx, tx, f, reachOf(scope))
		for i := range found {
			if told {
				found[i].SignIn = found[i].signIn(tx.Today)
			}
		}
		if err == nil && f.Total {
			total, err = count(ctx, tx, f, reachOf(scope))
		}
		return err
	}
	if f.Total {
		err = s.db.Read(ctx, read)
	} else {
		err = s.db.Single(ctx, read)
	}
	return page.Cut(found, limit, func(e Listed) string { return page.Encode(e.SortKey, e.ID) }), total, err
}

// told says whether the caller may know how those in the list sign in; to filter by it one must.
func told(ctx context.Context, f Filter, list authz.Reach) (bool, error) {
	identities, err := authz.Scope(ctx, authz.IdentityRead, authz.In(f.Organisation))
	may := err == nil && tells(identities, list)
	if f.Activation != nil && !may {
		return false, fault.New(fault.Forbidden, "forbidden", "You lack the right "+string(authz.IdentityRead)+" here.")
	}
	return may, nil
}

// FindByNationalID finds an employee by a full national id (E9). That somebody looked is an event:
// whoever has numbers could learn from it who works here.
func (s *Service) FindByNationalID(ctx context.Context, org id.Organisation, typed TypedID) (Employee, error) {
	permit, err := authz.Require(ctx, authz.EmployeeList, authz.In(org))
	if err != nil {
		return Employee{}, err
	}
	scope, err := authz.Scope(ctx, authz.EmployeeList, authz.In(org))
	if err != nil {
		return Employee{}, err
	}
	number, err := typed.read(calendar.Today(s.db.Now()))
	if err != nil {
		return Employee{}, err
	}
	indexes := s.keys.Indexes(number.Canonical(), indexPurpose)
	var e Employee
	err = s.db.Change(ctx, func(tx *database.Tx) (err error) {
		event := audit.Event{Name: "employee.looked_up"}
		e, event.Decision, err = s.lookUp(ctx, tx, permit, org, indexes)
		// Outside one's reach is as good as not there.
		if kind := fault.KindOf(err); kind == fault.NotFound || kind == fault.Forbidden {
			event.Subject, event.After = audit.On("organisation", org), audit.Fields{"found": false}
			if event.Decision, err = permit.On(scope.Place()); err != nil {
				return err
			}
			if err := s.audit.Record(ctx, tx, event); err != nil {
				return err
			}
			return tx.Refuse(fault.Missing("employee"))
		}
		if err != nil {
			return err
		}
		event.Subject, event.After = audit.On("employee", e.ID), audit.Fields{"found": true}
		return s.audit.Record(ctx, tx, event)
	})
	return e, err
}

func (s *Service) lookUp(ctx context.Context, tx *database.Tx, permit authz.Permit, org id.Organisation, indexes [][]byte) (Employee, authz.Decision, error) {
	employee, err := findByNationalID(ctx, tx, org, indexes)
	if err != nil {
		return Employee{}, authz.Decision{}, err
	}
	e, err := Find(ctx, tx, org, employee)
	if err != nil {
		return Employee{}, authz.Decision{}, err
	}
	decision, err := permit.On(e.Facts())
	return e, decision, err
}

// Reveal gives the national id in full, for a reason that is logged (E3).
func (s *Service) Reveal(ctx context.Context, org id.Organisation, employee id.Employee, reason string) (nationalid.Number, error) {
	permit, err := authz.Require(ctx, authz.EmployeeReveal, authz.In(org))
	if err != nil {
		return nationalid.Number{}, err
	}
	var number nationalid.Number
	err = s.db.Change(ctx, func(tx *database.Tx) error {
		e, err := Find(ctx, tx, org, employee)
		if err != nil {
			return err
		}
		decision, err := permit.On(e.Because(reason))
		if err != nil {
			return err
		}
		if number, err = s.NationalIDIn(ctx, tx, org, employee); err != nil {
			return err
		}
		if number.IsZero() {
			return fault.New(fault.Conflict, "no_national_id", "No national id is registered for this employee.")
		}
		return s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "employee.national_id_revealed", Subject: audit.On("employee", employee), Reason: reason,
		})
	})
	return number, err
}

// NationalIDIn opens the number for a flow that has its own permission and event for it; none is zero.
func (s *Service) NationalIDIn(ctx context.Context, tx *database.Tx, org id.Organisation, employee id.Employee) (nationalid.Number, error) {
	sealed, err := findSealed(ctx, tx, org, employee)
	if err != nil || sealed == nil {
		return nationalid.Number{}, err
	}
	canonical, err := s.keys.Open(sealed, sealContext(org, employee))
	if err != nil {
		return nationalid.Number{}, err
	}
	return nationalid.FromCanonical(canonical)
}

// steps are the acts that the API offers on an employee, and what else of them may be read.
//
//nolint:gochecknoglobals // a table
var steps = []struct {
	name   string
	action authz.Action
	when   func(Employee) bool
}{
	{"change", authz.EmployeeChange, always},
	{"employ", authz.EmploymentChange, always},
	{"block", authz.EmployeeBlock, func(e Employee) bool { return e.Status != Ended }},
	{"unblock", authz.EmployeeUnblock, func(e Employee) bool { return len(e.Blocks) > 0 }},
	{"reveal_national_id", authz.EmployeeReveal, func(e Employee) bool { return e.NationalIDKind != "" }},
	{"terminate", authz.EmployeeTerminate, func(e Employee) bool { return e.Status != Ended && e.Status != WithoutEmployment }},
	{"read_identities", authz.IdentityRead, always},
	{"read_rights", authz.RightsOf, always},
	{"read_roles", authz.RoleRead, always},
	{"read_sessions", authz.SessionList, always},
	{"read_events", authz.EventList, always},
}

func always(Employee) bool { return true }

// Actions are the acts that state and the caller's rights allow now.
func Actions(ctx context.Context, e Employee) []string {
	allowed := []string{}
	for _, step := range steps {
		if step.when(e) && authz.Can(ctx, step.action, authz.In(e.Organisation), e.Facts()) {
			allowed = append(allowed, step.name)
		}
	}
	return allowed
}
