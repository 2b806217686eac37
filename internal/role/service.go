package role

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
	"hverv/internal/notify"
	"hverv/internal/organisation"
	"hverv/internal/page"
	"hverv/internal/seal"
)

// Deps is what the service needs; all of it is required.
type Deps struct {
	DB     *database.DB
	Audit  *audit.Log
	Keys   *seal.Keys
	Notify Notify
}

// Service gives and takes roles.
type Service struct {
	db       *database.DB
	audit    *audit.Log
	keys     *seal.Keys
	notify   Notify
	orphaned []Orphaned
}

// New makes the service.
func New(d Deps) *Service { return &Service{db: d.DB, audit: d.Audit, keys: d.Keys, notify: d.Notify} }

// List says which roles to show: all, or one employee's; those that are or will be, or those that were.
type List struct {
	Employee id.Employee // none means everybody's
	Over     bool
	After    string
	Limit    *int

	afterKey []byte
	afterID  id.RoleGrant
}

// Overview is a page of who administers what, with what the organisation should do about it.
type Overview struct {
	page.Page[Held]

	Warnings []Warning
	Last     id.RoleGrant // the one that cannot go (A4); none while there are several
}

// List shows who may do what, where and until when (A1).
func (s *Service) List(ctx context.Context, org id.Organisation, in List) (Overview, error) {
	if _, err := authz.Require(ctx, authz.RoleRead, authz.In(org)); err != nil {
		return Overview{}, err
	}
	if in.After != "" {
		if err := page.Decode(in.After, &in.afterKey, &in.afterID); err != nil {
			return Overview{}, err
		}
	}
	limit, err := page.ParseLimit(in.Limit)
	if err != nil {
		return Overview{}, err
	}
	var answer Overview
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		held, err := list(ctx, tx, org, in, limit+1)
		if err != nil {
			return err
		}
		for i := range held {
			held[i].Actions = actions(ctx, tx, org, held[i])
		}
		answer.Page = page.Cut(held, limit, func(h Held) string { return page.Encode(h.SortKey, h.ID) })
		keepers, err := keepersOf(ctx, tx, org)
		if err != nil {
			return err
		}
		if len(keepers) == 1 {
			answer.Last = keepers[0].Grant
		}
		answer.Warnings, err = warnings(ctx, tx, org, keepers)
		return err
	})
	return answer, err
}

// WarningsIn says what the organisation should do about its administrators (A1, A4).
func WarningsIn(ctx context.Context, tx *database.Tx, org id.Organisation) ([]Warning, error) {
	keepers, err := keepersOf(ctx, tx, org)
	if err != nil {
		return nil, err
	}
	return warnings(ctx, tx, org, keepers)
}

func warnings(ctx context.Context, tx *database.Tx, org id.Organisation, keepers []keeper) ([]Warning, error) {
	n, err := administrators(ctx, tx, org)
	if err != nil {
		return nil, err
	}
	found := []Warning{}
	if len(keepers) == 0 {
		found = append(found, NoAdministrator)
	}
	if n < advised {
		found = append(found, FewAdministrators)
	}
	return found, nil
}

const advised = 2 // administrators, says A1

// Get shows one role.
func (s *Service) Get(ctx context.Context, org id.Organisation, grant id.RoleGrant) (Held, error) {
	if _, err := authz.Require(ctx, authz.RoleRead, authz.In(org)); err != nil {
		return Held{}, err
	}
	var h Held
	err := s.db.Single(ctx, func(tx *database.Tx) (err error) {
		h, err = find(ctx, tx, org, grant)
		h.Actions = actions(ctx, tx, org, h)
		return err
	})
	return h, err
}

// actions are the steps that the role's state and the caller's own roles allow.
func actions(ctx context.Context, tx *database.Tx, org id.Organisation, h Held) []string {
	if h.over(tx.Today) {
		return []string{}
	}
	allowed := []string{}
	if authz.May(ctx, authz.RoleGrant, authz.In(org)) {
		allowed = append(allowed, "change")
	}
	if authz.May(ctx, authz.RoleRevoke, authz.In(org)) {
		allowed = append(allowed, "revoke")
	}
	return allowed
}

// Grant gives a role to an employee of the organisation (A2, A3).
func (s *Service) Grant(ctx context.Context, in Grant) (Held, error) {
	permit, err := authz.Require(ctx, authz.RoleGrant, authz.In(in.Organisation))
	if err != nil {
		return Held{}, err
	}
	grant, err := idempotency.Once(ctx, s.db, func(tx *database.Tx) (id.RoleGrant, error) {
		grant, err := s.grant(ctx, tx, permit, in, id.Employee{})
		if err != nil {
			return grant, err
		}
		return grant, s.tell(ctx, tx, permit.Actor().Employee, news{
			organisation: in.Organisation, employee: in.Employee, role: in.Role, person: notify.RoleGiven, others: notify.RoleGivenToOther,
		})
	})
	if err != nil {
		return Held{}, err
	}
	return s.after(ctx, in.Organisation, grant)
}

// grant judges and gives a role on locked rows; requester is who asked for it, if anybody did (A5).
func (s *Service) grant(ctx context.Context, tx *database.Tx, permit authz.Permit, in Grant, requester id.Employee) (id.RoleGrant, error) {
	in, err := in.complete(tx.Today)
	if err != nil {
		return id.RoleGrant{}, err
	}
	o, err := organisation.Lock(ctx, tx, in.Organisation)
	if err != nil {
		return id.RoleGrant{}, err
	}
	if err := o.Open(); err != nil {
		return id.RoleGrant{}, err
	}
	facts, err := s.factsOf(ctx, tx, in.Organisation, in.Scope)
	if err != nil {
		return id.RoleGrant{}, err
	}
	facts.Requester = requester
	decision, err := permit.On(facts)
	if err != nil {
		return id.RoleGrant{}, err
	}
	if err := receivable(ctx, tx, in); err != nil {
		return id.RoleGrant{}, err
	}
	return s.GrantIn(ctx, tx, decision, in)
}

// receivable says whether the employee can be given the role: employed, and not holding it already.
func receivable(ctx context.Context, tx *database.Tx, in Grant) error {
	e, err := employee.Find(ctx, tx, in.Organisation, in.Employee)
	if err != nil {
		return err
	}
	if e.Status == employee.Ended || e.Status == employee.WithoutEmployment {
		return fault.New(fault.Conflict, "employee_not_employed", "Somebody who is no longer employed here cannot be given a role.")
	}
	held, err := holds(ctx, tx, in)
	if err != nil || !held {
		return err
	}
	return alreadyHeld()
}

func alreadyHeld() error {
	return fault.New(fault.Conflict, "role_already_held", "The employee already holds this role here in this period.")
}

// factsOf gives what a permission in this scope is judged by, and refuses a scope that the
// organisation does not have.
func (s *Service) factsOf(ctx context.Context, tx *database.Tx, org id.Organisation, scope Scope) (authz.Facts, error) {
	known, err := placeExists(ctx, tx, org, scope)
	if err != nil {
		return authz.Facts{}, err
	}
	if !known {
		return authz.Facts{}, fault.New(fault.Invalid, "scope_unknown", "The organisation has no such unit, production unit or system.").
			On("/scope_id", "scope_unknown", "Not known here, or no longer in use.")
	}
	return facts(ctx, tx, org, scope)
}

func facts(ctx context.Context, tx *database.Tx, org id.Organisation, scope Scope) (f authz.Facts, err error) {
	switch scope.Kind {
	case authz.OneUnit:
		unit, broken := id.Parse[id.Unit](scope.ID)
		if broken != nil {
			return f, broken
		}
		f.Units, err = organisation.UnitPath(ctx, tx, org, unit)
	case authz.OneProductionUnit:
		f.ProductionUnit, err = id.Parse[id.ProductionUnit](scope.ID)
	case authz.OneSystem:
		f.System, err = id.Parse[id.System](scope.ID)
	default: // the whole organisation: only a grant for all of it covers that
	}
	return f, err
}

// GrantIn gives a role in the caller's transaction. The caller has judged it and knows that
// employee and scope exist; the row joins the tail, so they may be made in the same transaction.
func (s *Service) GrantIn(ctx context.Context, tx *database.Tx, decision authz.Decision, in Grant) (id.RoleGrant, error) {
	in.Scope = in.Scope.orWhole()
	if in.StartsOn.IsZero() {
		in.StartsOn = tx.Today
	}
	grant := id.New[id.RoleGrant]()
	insert(tx, grant, in)
	return grant, s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "role.granted", Subject: audit.On("role", grant), Person: in.Employee.String(), Reason: in.Reason,
		After: audit.Fields{
			"employee_id": in.Employee.String(), "role": string(in.Role), "scope_kind": string(in.Scope.Kind), "scope_id": in.Scope.ID,
			"starts_on": in.StartsOn.String(), "ends_on": in.EndsOn.String(),
		},
	})
}

// Redate changes when a role begins or ends (A3). An end for the last administrator is refused (A4).
func (s *Service) Redate(ctx context.Context, in Redate) (Held, error) {
	permit, err := authz.Require(ctx, authz.RoleGrant, authz.In(in.Organisation))
	if err != nil {
		return Held{}, err
	}
	err = s.db.Change(ctx, func(tx *database.Tx) error {
		before, decision, err := s.locked(ctx, tx, permit, in.Organisation, in.Grant, "")
		if err != nil {
			return err
		}
		if before.Version != in.Version {
			return etag.Stale()
		}
		after, err := before.redate(in, tx.Today)
		if err != nil {
			return err
		}
		if !after.EndsOn.IsZero() || after.StartsOn.After(tx.Today) {
			if err := guard(ctx, tx, in.Organisation, func(k keeper) bool { return k.Grant == in.Grant }); err != nil {
				return err
			}
		}
		if err := redate(ctx, tx, in.Organisation, after); err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "role.dates_changed", Subject: audit.On("role", in.Grant), Person: before.Employee.String(),
			Before: audit.Fields{"starts_on": before.StartsOn.String(), "ends_on": before.EndsOn.String()},
			After:  audit.Fields{"starts_on": after.StartsOn.String(), "ends_on": after.EndsOn.String()},
		})
	})
	if err != nil {
		return Held{}, err
	}
	return s.after(ctx, in.Organisation, in.Grant)
}

// Revoke takes a role back at once (A4). It asks for no version: it may be urgent.
func (s *Service) Revoke(ctx context.Context, org id.Organisation, grant id.RoleGrant, reason string) (Held, error) {
	permit, err := authz.Require(ctx, authz.RoleRevoke, authz.In(org))
	if err != nil {
		return Held{}, err
	}
	_, err = idempotency.Once(ctx, s.db, func(tx *database.Tx) (none struct{}, err error) {
		held, decision, err := s.locked(ctx, tx, permit, org, grant, reason)
		if err != nil {
			return none, err
		}
		if err := guard(ctx, tx, org, func(k keeper) bool { return k.Grant == grant }); err != nil {
			return none, err
		}
		if err := revoke(ctx, tx, org, grant); err != nil {
			return none, err
		}
		if err := s.revoked(ctx, tx, decision, held.Employee, grant, reason); err != nil {
			return none, err
		}
		return none, s.tell(ctx, tx, permit.Actor().Employee, news{
			organisation: org, employee: held.Employee, role: held.Role, person: notify.RoleTaken, others: notify.RoleTakenFromOther,
		})
	})
	if err != nil {
		return Held{}, err
	}
	return s.after(ctx, org, grant)
}

// locked takes the organisation's lock and the role's, in that order, and judges the act on them.
func (s *Service) locked(ctx context.Context, tx *database.Tx, permit authz.Permit, org id.Organisation, grant id.RoleGrant, reason string) (Held, authz.Decision, error) {
	if _, err := organisation.Lock(ctx, tx, org); err != nil {
		return Held{}, authz.Decision{}, err
	}
	h, err := lock(ctx, tx, org, grant)
	if err != nil {
		return Held{}, authz.Decision{}, err
	}
	f, err := facts(ctx, tx, org, h.scope())
	if err != nil {
		return Held{}, authz.Decision{}, err
	}
	f.Reason = reason
	decision, err := permit.On(f)
	if err != nil {
		return Held{}, authz.Decision{}, err
	}
	if h.over(tx.Today) {
		return Held{}, authz.Decision{}, fault.New(fault.Conflict, "role_over", "The role has already been revoked or has ended.")
	}
	return h, decision, nil
}

func (s *Service) revoked(ctx context.Context, tx *database.Tx, decision authz.Decision, who id.Employee, grant id.RoleGrant, reason string) error {
	return s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "role.revoked", Subject: audit.On("role", grant), Person: who.String(), Reason: reason,
		After: audit.Fields{"employee_id": who.String()},
	})
}

// after reads a role as it stands when the change is done.
func (s *Service) after(ctx context.Context, org id.Organisation, grant id.RoleGrant) (h Held, err error) {
	err = s.db.Single(ctx, func(tx *database.Tx) (err error) {
		h, err = find(ctx, tx, org, grant)
		h.Actions = actions(ctx, tx, org, h)
		return err
	})
	return h, err
}
