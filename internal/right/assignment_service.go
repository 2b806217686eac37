package right

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/page"
	"hverv/internal/reseal"
)

// Give assigns a right or a bundle to an employee (R3). An administrator may give to himself: only
// a request must be decided by somebody else (A5), and a clinic may have but one administrator.
func (s *Service) Give(ctx context.Context, in Give) (Assignment, error) {
	permit, err := authz.Require(ctx, authz.AssignmentGive, authz.In(in.Organisation))
	if err != nil {
		return Assignment{}, err
	}
	given, err := idempotency.Once(ctx, s.db, func(tx *database.Tx) (id.Assignment, error) {
		decision, err := permitFor(ctx, tx, permit, in.Organisation, in.Employee, in.Right)
		if err != nil {
			return id.Assignment{}, err
		}
		return s.GiveIn(ctx, tx, decision, in)
	})
	if err != nil {
		return Assignment{}, err
	}
	return s.assignment(ctx, in.Organisation, given)
}

// permitFor judges an act on what somebody has. Only a grant for a part of the organisation needs
// to know where the employee belongs and which system the right is of.
func permitFor(ctx context.Context, tx *database.Tx, permit authz.Permit, org id.Organisation, who id.Employee, right id.Right) (authz.Decision, error) {
	if decision, err := permit.On(authz.Facts{Owner: who}); err == nil {
		return decision, nil
	}
	e, err := employee.Find(ctx, tx, org, who)
	if err != nil {
		return authz.Decision{}, err
	}
	facts := e.Facts()
	if !right.IsZero() {
		if facts.System, err = systemOf(ctx, tx, right); err != nil {
			return authz.Decision{}, err
		}
	}
	return permit.On(facts)
}

// GiveIn is Give in the caller's transaction, which has judged it. The rows of the employee must
// have been written, not only have joined the tail.
func (s *Service) GiveIn(ctx context.Context, tx *database.Tx, decision authz.Decision, in Give) (id.Assignment, error) {
	in, err := in.complete(tx.Today)
	if err != nil {
		return id.Assignment{}, err
	}
	demandAssignable(tx, in, in.Employee)
	return s.give(ctx, tx, decision, in)
}

// give adds one assignment that was completed and whose conditions have joined the tail.
func (s *Service) give(ctx context.Context, tx *database.Tx, decision authz.Decision, in Give) (id.Assignment, error) {
	if err := standBy(ctx, tx, in.Organisation, in.Employee); err != nil {
		return id.Assignment{}, err
	}
	given := id.New[id.Assignment]()
	var reason []byte
	var err error
	if in.Reason != "" {
		if reason, err = s.keys.Seal([]byte(in.Reason), sealPlace(in.Organisation, given)); err != nil {
			return id.Assignment{}, err
		}
	}
	insertAssignment(tx, given, in, reason)
	return given, s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "right.assigned", Subject: audit.On("assignment", given), Person: in.Employee.String(), Reason: in.Reason,
		After: audit.Fields{
			"employee_id": in.Employee.String(), "right_id": in.Right.String(), "bundle_id": in.Bundle.String(),
			"scope_kind": string(in.Scope.Kind), "scope_value": in.Scope.Value, "case_number": in.CaseNumber,
			"starts_on": in.StartsOn.String(), "ends_on": in.EndsOn.String(),
		},
	})
}

// ListAssignments says which assignments to show.
type ListAssignments struct {
	Organisation id.Organisation
	Employee     id.Employee
	Right        id.Right
	Bundle       id.Bundle
	Ended        bool // those that are over too
	After        string
	Limit        *int

	after id.Assignment
}

// Assignments shows what was assigned to whom, as far as the caller may see.
func (s *Service) Assignments(ctx context.Context, in ListAssignments) (page.Page[Assignment], error) {
	r, err := authz.Scope(ctx, authz.AssignmentRead, authz.In(in.Organisation))
	if err != nil {
		return page.Page[Assignment]{}, err
	}
	limit, err := page.ParseLimit(in.Limit)
	if err != nil {
		return page.Page[Assignment]{}, err
	}
	if in.After != "" {
		if err := page.Decode(in.After, &in.after); err != nil {
			return page.Page[Assignment]{}, err
		}
	}
	var found []Assignment
	err = s.db.Single(ctx, func(tx *database.Tx) (err error) {
		found, err = listAssignments(ctx, tx, in, reachOf(r), limit+1)
		for i := range found {
			found[i].Actions = assignmentActions(ctx, tx, in.Organisation, found[i])
		}
		return err
	})
	if err != nil {
		return page.Page[Assignment]{}, err
	}
	for i := range found {
		if found[i], err = s.open(in.Organisation, found[i]); err != nil {
			return page.Page[Assignment]{}, err
		}
	}
	return page.Cut(found, limit, func(a Assignment) string { return page.Encode(a.ID) }), nil
}

// Assignment shows one.
func (s *Service) Assignment(ctx context.Context, org id.Organisation, assignment id.Assignment) (Assignment, error) {
	permit, err := authz.Require(ctx, authz.AssignmentRead, authz.In(org))
	if err != nil {
		return Assignment{}, err
	}
	var a Assignment
	err = s.db.Read(ctx, func(tx *database.Tx) (err error) {
		if a, err = findAssignment(ctx, tx, org, assignment); err != nil {
			return err
		}
		a.Actions = assignmentActions(ctx, tx, org, a)
		_, err = permitFor(ctx, tx, permit, org, a.Employee, a.Right)
		return err
	})
	if err != nil {
		return Assignment{}, err
	}
	return s.open(org, a)
}

// Change moves the last day of an assignment or its case number.
func (s *Service) Change(ctx context.Context, in Change) (Assignment, error) {
	permit, err := authz.Require(ctx, authz.AssignmentGive, authz.In(in.Organisation))
	if err != nil {
		return Assignment{}, err
	}
	err = s.db.Change(ctx, func(tx *database.Tx) error {
		before, decision, err := lockedAssignment(ctx, tx, permit, in.Organisation, in.Assignment)
		if err != nil {
			return err
		}
		if before.Version != in.Version {
			return etag.Stale()
		}
		after, err := before.change(in, tx.Today)
		if err != nil {
			return err
		}
		if err := changeAssignment(ctx, tx, in.Organisation, after); err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "right.assignment_changed", Subject: audit.On("assignment", in.Assignment), Person: before.Employee.String(),
			Before: audit.Fields{"ends_on": before.EndsOn.String(), "case_number": before.CaseNumber},
			After:  audit.Fields{"ends_on": after.EndsOn.String(), "case_number": after.CaseNumber},
		})
	})
	if err != nil {
		return Assignment{}, err
	}
	return s.assignment(ctx, in.Organisation, in.Assignment)
}

// End takes an assignment back at once; it asks for no version, since it may be urgent.
func (s *Service) End(ctx context.Context, org id.Organisation, assignment id.Assignment, reason string) (Assignment, error) {
	permit, err := authz.Require(ctx, authz.AssignmentEnd, authz.In(org))
	if err != nil {
		return Assignment{}, err
	}
	_, err = idempotency.Once(ctx, s.db, func(tx *database.Tx) (none struct{}, err error) {
		a, decision, err := lockedAssignment(ctx, tx, permit, org, assignment)
		if err != nil {
			return none, err
		}
		if err := endAssignment(ctx, tx, org, assignment); err != nil {
			return none, err
		}
		return none, s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "right.assignment_ended", Subject: audit.On("assignment", assignment), Person: a.Employee.String(), Reason: reason,
			After: audit.Fields{"employee_id": a.Employee.String(), "right_id": a.Right.String(), "bundle_id": a.Bundle.String()},
		})
	})
	if err != nil {
		return Assignment{}, err
	}
	return s.assignment(ctx, org, assignment)
}

func lockedAssignment(ctx context.Context, tx *database.Tx, permit authz.Permit, org id.Organisation, assignment id.Assignment) (Assignment, authz.Decision, error) {
	a, err := lockAssignment(ctx, tx, org, assignment)
	if err != nil {
		return Assignment{}, authz.Decision{}, err
	}
	decision, err := permitFor(ctx, tx, permit, org, a.Employee, a.Right)
	if err != nil {
		return Assignment{}, authz.Decision{}, err
	}
	if a.over(tx.Today) {
		return Assignment{}, authz.Decision{}, fault.New(fault.Conflict, "assignment_over", "The assignment has already been ended or has run out.")
	}
	return a, decision, nil
}

// EndAllIn ends everything that was assigned to an employee who leaves (L4, L5), and says how much
// there was to end.
func (s *Service) EndAllIn(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, who id.Employee, reason string) (int, error) {
	ended, err := endAllAssignments(ctx, tx, org, who)
	if err != nil || len(ended) == 0 {
		return 0, err
	}
	texts := make([]string, len(ended))
	for i, assignment := range ended {
		texts[i] = assignment.String()
	}
	return len(ended), s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "right.all_assignments_ended", Subject: audit.On("employee", who), Reason: reason,
		After: audit.Fields{"assignments": texts},
	})
}

// assignment reads one as it stands when a change is done.
func (s *Service) assignment(ctx context.Context, org id.Organisation, assignment id.Assignment) (a Assignment, err error) {
	err = s.db.Single(ctx, func(tx *database.Tx) (err error) {
		a, err = findAssignment(ctx, tx, org, assignment)
		a.Actions = assignmentActions(ctx, tx, org, a)
		return err
	})
	if err != nil {
		return Assignment{}, err
	}
	return s.open(org, a)
}

// assignmentActions are the steps that the state and the caller's roles allow.
func assignmentActions(ctx context.Context, tx *database.Tx, org id.Organisation, a Assignment) []string {
	allowed := []string{}
	if a.over(tx.Today) {
		return allowed
	}
	if authz.May(ctx, authz.AssignmentGive, authz.In(org)) {
		allowed = append(allowed, "change")
	}
	if authz.May(ctx, authz.AssignmentEnd, authz.In(org)) {
		allowed = append(allowed, "end")
	}
	return allowed
}

// open unseals the reason.
func (s *Service) open(org id.Organisation, a Assignment) (Assignment, error) {
	if a.ReasonSealed == nil {
		return a, nil
	}
	reason, err := s.keys.Open(a.ReasonSealed, sealPlace(org, a.ID))
	a.Reason = string(reason)
	return a, err
}

func sealPlace(org id.Organisation, assignment id.Assignment) string {
	return "assignments/reason/" + org.String() + "/" + assignment.String()
}

// Sealed is what is brought under the present key after a rotation (X4).
func Sealed() []reseal.Column {
	return []reseal.Column{{Table: "assignments", Name: "reason_sealed", Key: []string{"organisation_id", "id"}, Under: "assignments/reason"}}
}
