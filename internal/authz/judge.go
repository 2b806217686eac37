package authz

import (
	"context"
	"slices"
	"time"

	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// Target is where an action happens.
type Target struct {
	organisation id.Organisation
	installation bool
}

// In is an action inside one organisation.
func In(organisation id.Organisation) Target { return Target{organisation: organisation} }

// Everywhere is an action on the installation, or on the person's own things.
func Everywhere() Target { return Target{installation: true} }

// Permit says that the actor may do the action somewhere in the target; On says whether here.
type Permit struct {
	actor  Actor
	action Action
	rule   rule
	grants []Grant // those whose role the rule names, in force at the actor's instant
	target Target
}

// Facts are what a rule needs to know of the rows that were loaded and locked.
type Facts struct {
	Units          []id.Unit         // the unit of the thing and the units above it
	ProductionUnit id.ProductionUnit // where the thing belongs
	System         id.System         // which system it is about
	Owner          id.Employee       // whom the thing is about: "self"
	OwnerPerson    id.Person         // the same for things outside an organisation
	Requester      id.Employee       // who asked for it: nobody approves an own request (A5)
	Reason         string            // for actions that need one
	_              struct{}          // name the fields
}

// Decision is a judged permission; only On makes one.
type Decision struct {
	action Action
	actor  Actor
	target Target
	grant  Grant
	basis  string
}

// Require gives a permit, or a fault: unauthenticated, not_found for another organisation's
// things (law 3), forbidden, or step_up when the sign-in is too old.
func Require(ctx context.Context, action Action, target Target) (Permit, error) {
	p, err := admit(ctx, action, target)
	if err != nil {
		return Permit{}, err
	}
	if p.rule.fresh > 0 && p.actor.Kind == PersonActor && p.actor.At.Sub(p.actor.SignedInAt) > p.rule.fresh {
		return Permit{}, fault.New(fault.StepUp, "step_up_required", "Sign in again to do this.")
	}
	return p, nil
}

// Can says whether the actor may do the action on a thing with these facts, so that an answer can
// list the steps now allowed. Reason and a fresh sign-in are not asked for: the step itself does.
func Can(ctx context.Context, action Action, target Target, f Facts) bool {
	p, err := admit(ctx, action, target)
	if err != nil {
		return false
	}
	f.Reason = "asked when it is done"
	_, err = p.On(f)
	return err == nil
}

func admit(ctx context.Context, action Action, target Target) (Permit, error) {
	actor, ok := From(ctx)
	if !ok {
		return Permit{}, fault.New(fault.Unauthenticated, "unauthenticated", "Sign in first.")
	}
	r, known := policy[action]
	if !known {
		return Permit{}, forbidden(action)
	}
	p := Permit{actor: actor, action: action, rule: r, target: target}
	if actor.Kind == MachineActor {
		if !slices.Contains(machines[actor.Machine], action) {
			return Permit{}, forbidden(action)
		}
		return p, nil
	}
	grants, err := p.enter()
	if err != nil {
		return Permit{}, err
	}
	p.grants = grants
	return p, nil
}

// enter finds what lets the actor in at all: the grants that the rule names, or another reason.
func (p Permit) enter() ([]Grant, error) {
	a, r := p.actor, p.rule
	asOperator := a.Operator && slices.Contains(r.roles, Operator)
	if !p.target.installation && a.Organisation != p.target.organisation && !asOperator {
		return nil, fault.Missing("organisation")
	}
	if a.Reduced() && (r.whole || r.fresh > 0) {
		return nil, fault.New(fault.Forbidden, "powers_reduced",
			"You are signed in with a device on loan from a pool, whose powers are reduced. Use your own authenticator to do this.")
	}
	today := calendar.Today(a.At)
	var grants []Grant
	for _, g := range a.Grants {
		if slices.Contains(r.roles, g.Role) && g.current(today) && a.Organisation == p.target.organisation {
			grants = append(grants, g)
		}
	}
	self := r.self && (!a.Employee.IsZero() || p.target.installation && !a.Person.IsZero())
	if len(grants) > 0 || asOperator || r.person && a.Kind == PersonActor || self {
		return grants, nil
	}
	return nil, forbidden(p.action)
}

// On judges the permit on loaded and locked rows.
func (p Permit) On(f Facts) (Decision, error) {
	d := Decision{action: p.action, actor: p.actor, target: p.target}
	if p.rule.reason && f.Reason == "" {
		return Decision{}, fault.New(fault.Invalid, "reason_missing", "Say why; the reason is logged.").
			On("/reason", "missing", "A reason is needed.")
	}
	if p.rule.notOwn && !f.Requester.IsZero() && f.Requester == p.actor.Employee {
		return Decision{}, fault.New(fault.Forbidden, "own_request", "Somebody else must decide on your own request.")
	}
	if p.actor.Kind == MachineActor {
		d.basis = "machine"
		return d, nil
	}
	for _, g := range p.grants {
		if g.covers(f) {
			d.grant, d.basis = g, "role"
			return d, nil
		}
	}
	switch {
	case p.actor.Operator && slices.Contains(p.rule.roles, Operator):
		d.basis = "operator"
	case p.rule.self && p.isSelf(f):
		d.basis = "self"
	case p.rule.person && p.actor.Kind == PersonActor:
		d.basis = "person"
	default:
		return Decision{}, forbidden(p.action)
	}
	return d, nil
}

func (p Permit) isSelf(f Facts) bool {
	if !f.Owner.IsZero() {
		return f.Owner == p.actor.Employee
	}
	return !f.OwnerPerson.IsZero() && f.OwnerPerson == p.actor.Person
}

func (g Grant) covers(f Facts) bool {
	if g.ScopeID == "" && g.ScopeKind != WholeOrganisation {
		return false // no place is not everywhere that has none
	}
	switch g.ScopeKind {
	case WholeOrganisation:
		return true
	case OneProductionUnit:
		return g.ScopeID == f.ProductionUnit.String()
	case OneUnit:
		return slices.ContainsFunc(f.Units, func(u id.Unit) bool { return g.ScopeID == u.String() })
	case OneSystem:
		return g.ScopeID == f.System.String()
	default:
		return false
	}
}

// Actor is who was permitted.
func (p Permit) Actor() Actor { return p.actor }

// Actor is who decided.
func (d Decision) Actor() Actor { return d.actor }

// Action is what was decided on.
func (d Decision) Action() Action { return d.action }

// Role is the role that the decision rests on, or "".
func (d Decision) Role() Role { return d.grant.Role }

// Grant is the role grant that the decision rests on, or none.
func (d Decision) Grant() id.RoleGrant { return d.grant.ID }

// Basis is "role", "self", "person", "operator", "machine"; "" for no decision at all.
func (d Decision) Basis() string { return d.basis }

// Organisation is where the decision holds; the reserved id for the installation.
func (d Decision) Organisation() id.Organisation {
	if d.target.installation {
		return id.Installation
	}
	return d.target.organisation
}

// Into is the same decision inside the organisation at whose door it turned out to be: before
// sign-in, and by a person who belongs to none yet, the organisation is known only once a link or
// a user name has been read. Decisions that rest on anything else stay where they were made.
func (d Decision) Into(organisation id.Organisation) Decision {
	if d.basis == "open" || d.basis == "person" && d.target.installation {
		d.target = In(organisation)
	}
	return d
}

// Proven is the decision of an open door once whoever stands at it has shown to be that employee, by a
// secret or by the eID of a person. Whoever is signed in as somebody else stays who they are; the basis
// stays what it was, since nothing more is allowed by it.
func (d Decision) Proven(employee id.Employee, by id.Person) Decision {
	known := !d.actor.Employee.IsZero() || !d.actor.Person.IsZero() && d.actor.Person != by
	if d.basis != "open" && d.basis != "person" || d.target.installation || known {
		return d
	}
	d.actor.Kind, d.actor.Organisation, d.actor.Employee = PersonActor, d.target.organisation, employee
	return d
}

// Uphold makes the unit of work commit only if the role grant behind the decision still holds
// then: one taken back while the request was under way no longer counts (law 3). One that this very
// unit takes back - somebody gives up an own role - counted until now.
func (d Decision) Uphold(tx *database.Tx) {
	switch d.basis {
	case "role":
		tx.Demand(`exists (select 1 from role_grants where organisation_id = $1 and id = $2
			and (revoked_at is null or revoked_at = $4) and starts_on <= $3 and (ends_on is null or ends_on >= $3))`,
			forbidden(d.action), d.actor.Organisation, d.grant.ID, tx.Today, tx.Now)
	case "operator":
		tx.Demand(`exists (select 1 from operators where person_id = $1 and revoked_at is null)`,
			forbidden(d.action), d.actor.Person)
	}
}

func forbidden(action Action) *fault.Fault {
	return fault.New(fault.Forbidden, "forbidden", "You lack the right "+string(action)+" here.")
}

// Beyond refuses what lies outside the reach of a list action.
func Beyond(action Action) error { return forbidden(action) }

// Reach is the part of an organisation that a list may show.
type Reach struct {
	All             bool
	Units           []string
	ProductionUnits []string
	Systems         []string
	Self            id.Employee // set when the rule lets the actor see own rows
}

// Place is somewhere within the reach: what concerns all of it, such as an export, is logged there.
func (r Reach) Place() Facts {
	var facts Facts
	for _, unit := range r.Units {
		if u, err := id.Parse[id.Unit](unit); err == nil {
			facts.Units = append(facts.Units, u)
		}
	}
	for _, unit := range r.ProductionUnits {
		if u, err := id.Parse[id.ProductionUnit](unit); err == nil {
			facts.ProductionUnit = u
		}
	}
	return facts
}

// Scope gives the reach of a list action; the store puts it into its where clause.
func Scope(ctx context.Context, action Action, target Target) (Reach, error) {
	p, err := Require(ctx, action, target)
	if err != nil {
		return Reach{}, err
	}
	reach := Reach{All: p.actor.Kind == MachineActor || p.rule.person && p.actor.Kind == PersonActor || p.actor.Operator && slices.Contains(p.rule.roles, Operator)}
	if p.rule.self {
		reach.Self = p.actor.Employee
	}
	for _, g := range p.grants {
		switch g.ScopeKind {
		case WholeOrganisation:
			reach.All = true
		case OneUnit:
			reach.Units = append(reach.Units, g.ScopeID)
		case OneProductionUnit:
			reach.ProductionUnits = append(reach.ProductionUnits, g.ScopeID)
		case OneSystem:
			reach.Systems = append(reach.Systems, g.ScopeID)
		}
	}
	return reach, nil
}

// Anonymous is the decision of the few doors that stand open before anybody is signed in; each
// is named in policy.go with its rule.
func Anonymous(ctx context.Context, action Action, at time.Time) (Decision, error) {
	r, known := policy[action]
	if !known || !r.open {
		return Decision{}, forbidden(action)
	}
	actor, _ := From(ctx)
	if actor.At.IsZero() {
		actor.At = at
	}
	return Decision{action: action, actor: actor, target: Target{installation: true}, basis: "open"}, nil
}
