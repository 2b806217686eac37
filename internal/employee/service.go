package employee

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/seal"
)

// Deps is what the service needs; all of it is required, Slow only by Find.
type Deps struct {
	DB    *database.DB
	Audit *audit.Log
	Keys  *seal.Keys
	Slow  func(ctx context.Context, principal string) error // counts a search and refuses one too many
}

// Service does what may be done to employees.
type Service struct {
	db         *database.DB
	audit      *audit.Log
	keys       *seal.Keys
	slow       func(context.Context, string) error
	categories categories
	follows    []Follow
	watch      Watch
	rehired    []Return
	resealed   atomic.Pointer[[2]uint32] // the keys that every row is known to be under
}

// New makes the service.
func New(d Deps) *Service { return &Service{db: d.DB, audit: d.Audit, keys: d.Keys, slow: d.Slow} }

// Create registers a new employee with employments (E1, E4). For who may create in the whole
// organisation it is one statement: everything is judged in the tail.
func (s *Service) Create(ctx context.Context, in Create) (Employee, error) {
	permit, err := authz.Require(ctx, authz.EmployeeCreate, authz.In(in.Organisation))
	if err != nil {
		return Employee{}, err
	}
	if err := in.prepare(calendar.Today(s.db.Now())); err != nil {
		return Employee{}, err
	}
	create := func() (Employee, error) {
		return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Employee, error) {
			decision, path, err := place(ctx, tx, permit, in)
			if err != nil {
				return Employee{}, err
			}
			e, err := s.add(ctx, tx, decision, in, later)
			e.Units = path
			return e, err
		})
	}
	e, err := create()
	if errors.Is(err, errStaleCategory) {
		s.categories.forget(in.Organisation)
		e, err = create()
	}
	return e, taken(err)
}

// place judges where the new employee belongs. Only a grant for a unit needs the units above.
func place(ctx context.Context, tx *database.Tx, permit authz.Permit, in Create) (authz.Decision, []id.Unit, error) {
	facts := authz.Facts{ProductionUnit: in.ProductionUnit}
	decision, err := permit.On(facts)
	if err == nil || in.Unit.IsZero() {
		return decision, nil, err
	}
	if facts.Units, err = unitPath(ctx, tx, in.Organisation, in.Unit); err != nil {
		return authz.Decision{}, nil, err
	}
	decision, err = permit.On(facts)
	return decision, facts.Units, err
}

// CreateIn is Create inside another feature's transaction; the rows are written at once, so that
// what follows in the same transaction finds them.
func (s *Service) CreateIn(ctx context.Context, tx *database.Tx, decision authz.Decision, in Create) (Employee, error) {
	if err := in.prepare(tx.Today); err != nil {
		return Employee{}, err
	}
	e, err := s.add(ctx, tx, decision, in, atOnce)
	return e, taken(err)
}

func (s *Service) add(ctx context.Context, tx *database.Tx, decision authz.Decision, in Create, write writer) (Employee, error) {
	e := in.employee(tx.Now)
	sealed, err := s.seal(in.Organisation, e.ID, in.NationalID)
	if err != nil {
		return Employee{}, err
	}
	if err := s.alone(ctx, tx, in.Organisation, in.NationalID); err != nil {
		return Employee{}, err
	}
	demandPlace(tx, in.Organisation, in.Unit, in.ProductionUnit, in.Manager)
	if err := write(ctx, tx, employees, e.values(sealed)); err != nil {
		return Employee{}, err
	}
	for i, m := range in.Employments {
		made, err := s.employ(ctx, tx, e, m, write)
		if err != nil {
			return Employee{}, fault.Under(fmt.Sprintf("/employments/%d", i), err)
		}
		e.Employments = append(e.Employments, made)
	}
	e.Status = statusOf(e.Employments, nil, tx.Today)
	return e, s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "employee.created", Subject: audit.On("employee", e.ID), New: true, After: e.fields(),
	})
}

func (s *Service) employ(ctx context.Context, tx *database.Tx, e Employee, m Employ, write writer) (Employment, error) {
	category, err := s.categories.find(ctx, tx, e.Organisation, m.Category)
	if err != nil {
		return Employment{}, err
	}
	if err := m.complete(category); err != nil {
		return Employment{}, err
	}
	demandPlace(tx, e.Organisation, m.Unit, m.ProductionUnit, id.Employee{})
	made := m.employment()
	made.ID = id.New[id.Employment]()
	return made, write(ctx, tx, employments, []any{
		e.Organisation, made.ID, e.ID, made.Category, made.Unit, made.ProductionUnit, made.StartsOn, made.EndsOn, made.Sponsor, tx.Now,
	})
}

// fields is what the log keeps of a new employee; never the national id.
func (e Employee) fields() audit.Fields {
	categories := make([]string, 0, len(e.Employments))
	for _, m := range e.Employments {
		categories = append(categories, m.Category)
	}
	return audit.Fields{
		"given_name": audit.Personal(e.GivenName), "family_name": audit.Personal(e.FamilyName),
		"email": audit.Personal(e.Email), "phone": audit.Personal(e.Phone), "title": audit.Personal(e.Title),
		"birth_date": audit.Personal(e.BirthDate.String()), "employee_number": audit.Personal(e.EmployeeNumber),
		"national_id_kind": string(e.NationalIDKind), "unit_id": e.Unit.String(), "production_unit_id": e.ProductionUnit.String(),
		"manager_id": e.Manager.String(), "protected": e.Protected, "categories": categories,
	}
}

// EndAllIn ends all employments at once, as immediate termination does (L5). It says how many
// there were to end.
func (s *Service) EndAllIn(ctx context.Context, tx *database.Tx, decision authz.Decision,
	org id.Organisation, employee id.Employee, reason string,
) (int, error) {
	e, err := Lock(ctx, tx, org, employee)
	if err != nil {
		return 0, err
	}
	ended, err := endAll(ctx, tx, org, employee)
	if err != nil || len(ended) == 0 {
		return 0, err
	}
	if err := touch(ctx, tx, &e); err != nil {
		return 0, err
	}
	return len(ended), s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "employment.ended", Subject: audit.On("employee", e.ID), Reason: reason,
		Before: audit.Fields{"status": string(e.Status)}, After: audit.Fields{"status": string(Ended), "employments": ended},
	})
}

// EndEveryoneIn ends all employments of an organisation that is being closed (C9).
func (s *Service) EndEveryoneIn(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, reason string) error {
	n, err := endEveryone(ctx, tx, org)
	if err != nil {
		return err
	}
	return s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "employment.all_ended", Subject: audit.On("organisation", org), Reason: reason,
		After: audit.Fields{"employments": n},
	})
}

// Follow is what a later feature does in the transaction that blocks an employee or ends an employment.
type Follow func(ctx context.Context, tx *database.Tx, decision authz.Decision, stopped Employee, reason string) error

// Follow adds a step to every change after which an employee may no longer act. Only app calls it,
// before anything is served: the features above may not be imported from here.
func (s *Service) Follow(do Follow) { s.follows = append(s.follows, do) }

// taken says in words what a unique constraint said.
func taken(err error) error {
	switch {
	case database.Violates(err, "employees_organisation_id_national_id_key"):
		return nationalIDTaken()
	case database.Violates(err, "employees_organisation_id_employee_number_key"):
		return fault.New(fault.Conflict, "employee_number_taken", "Another employee has this employee number.").
			On("/employee_number", "employee_number_taken", "Already in use.")
	}
	return err
}

func nationalIDTaken() *fault.Fault {
	return fault.New(fault.Conflict, "national_id_taken", "An employee with this national id exists already, perhaps from an earlier employment.").
		On("/national_id/value", "national_id_taken", "Already registered.")
}

// Watch is asked before an employee is blocked or an employment changed, and what it gives is asked
// after: somebody must always be able to let the others in (A4). wins says that the act is one that
// always stands, as a lost identity's.
type Watch func(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, who id.Employee, wins bool) (after func() error, err error)

// Watch sets who is asked. Only app calls it, before anything is served: roles are kept above.
func (s *Service) Watch(by Watch) { s.watch = by }

// watched runs a change under the watch.
func (s *Service) watched(ctx context.Context, tx *database.Tx, decision authz.Decision, e Employee, wins bool, do func() (Employee, error)) (Employee, error) {
	if s.watch == nil {
		return do()
	}
	after, err := s.watch(ctx, tx, decision, e.Organisation, e.ID, wins)
	if err != nil {
		return Employee{}, err
	}
	if e, err = do(); err != nil {
		return Employee{}, err
	}
	return e, after()
}
