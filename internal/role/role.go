// Package role owns who administers an organisation: roles held in a scope for a while (A2, A3),
// requests for roles (A5), and the guard that somebody can always let the others in (A4). What a
// role may do is authz's policy table; who the people are is employee's.
package role

import (
	"slices"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// roles are those that an organisation gives. The operator's is the installation's and is never
// given here.
//
//nolint:gochecknoglobals // a table
var roles = []authz.Role{
	authz.OrganisationAdministrator, authz.UserAdministrator, authz.RightsAdministrator, authz.UnitManager,
	authz.Approver, authz.CaseWorker, authz.Authoriser, authz.CardOfficer, authz.Orderer,
	authz.ServiceDeskAgent, authz.Auditor, authz.BillingReader,
}

//nolint:gochecknoglobals // a table
var scopeKinds = []authz.ScopeKind{
	authz.WholeOrganisation, authz.OneProductionUnit, authz.OneUnit, authz.OneSystem,
}

// All are the roles that an organisation can give, in the order they are shown.
func All() []authz.Role { return slices.Clone(roles) }

// Scope is how far a role reaches. The zero Scope is the whole organisation.
type Scope struct {
	Kind authz.ScopeKind
	ID   string // empty for the whole organisation
}

func (s Scope) orWhole() Scope {
	if s.Kind == "" {
		s.Kind = authz.WholeOrganisation
	}
	return s
}

func (s Scope) check(c *fault.Check) {
	c.That(slices.Contains(scopeKinds, s.Kind), "/scope_kind", "scope_invalid",
		"A scope is the organisation, a production unit, a unit or a system.")
	c.That((s.Kind == authz.WholeOrganisation) == (s.ID == ""), "/scope_id", "scope_invalid",
		"Name what the role is limited to; the whole organisation needs no name.")
}

// Grant gives a role to an employee. No Scope is the whole organisation, no StartsOn is today, no
// EndsOn is until further notice.
type Grant struct {
	Organisation id.Organisation
	Employee     id.Employee
	Role         authz.Role
	Scope        Scope
	StartsOn     calendar.Date
	EndsOn       calendar.Date
	Reason       string
}

// complete fills in what was left out and judges the rest.
func (g Grant) complete(today calendar.Date) (Grant, error) {
	g.Scope = g.Scope.orWhole()
	if g.StartsOn.IsZero() {
		g.StartsOn = today
	}
	var c fault.Check
	checkRole(&c, g.Role)
	g.Scope.check(&c)
	c.That(!g.StartsOn.Before(today), "/starts_on", "starts_in_past", "A role cannot begin before today.")
	checkEnd(&c, g.StartsOn, g.EndsOn, today)
	return g, c.Err()
}

func checkRole(c *fault.Check, r authz.Role) {
	c.That(slices.Contains(roles, r), "/role", "role_unknown", "There is no such role to give.")
}

func checkEnd(c *fault.Check, starts, ends, today calendar.Date) {
	c.That(ends.IsZero() || !ends.Before(starts), "/ends_on", "ends_before_start", "The last day lies before the first.")
	c.That(ends.IsZero() || !ends.Before(today), "/ends_on", "ends_in_past", "The last day cannot lie in the past; revoke the role instead.")
}

// Held is a role that somebody holds or will hold.
type Held struct {
	ID         id.RoleGrant    `db:"id"`
	Employee   id.Employee     `db:"employee_id"`
	GivenName  string          `db:"given_name"`
	FamilyName string          `db:"family_name"`
	SortKey    []byte          `db:"sort_key"`
	Role       authz.Role      `db:"role"`
	ScopeKind  authz.ScopeKind `db:"scope_kind"`
	ScopeID    string          `db:"scope_id"`
	ScopeName  string          `db:"scope_name"`
	StartsOn   calendar.Date   `db:"starts_on"`
	EndsOn     calendar.Date   `db:"ends_on"`
	RevokedAt  *time.Time      `db:"revoked_at"`
	CreatedAt  time.Time       `db:"created_at"`
	Version    int64           `db:"version"`
	Current    bool            `db:"current"` // in force today, and the holder can act
	Actions    []string        `db:"-"`
}

func (h Held) scope() Scope { return Scope{Kind: h.ScopeKind, ID: h.ScopeID} }

// over says that the role no longer is and cannot be changed.
func (h Held) over(today calendar.Date) bool {
	return h.RevokedAt != nil || !h.EndsOn.IsZero() && h.EndsOn.Before(today)
}

// redate gives the role other dates; what has begun keeps its beginning.
func (h Held) redate(in Redate, today calendar.Date) (Held, error) {
	var c fault.Check
	if in.Starts != nil && *in.Starts != h.StartsOn {
		c.That(h.StartsOn.After(today), "/starts_on", "already_begun", "The role has begun; its first day stands.")
		c.That(!in.Starts.Before(today), "/starts_on", "starts_in_past", "A role cannot begin before today.")
		h.StartsOn = *in.Starts
	}
	if in.Ends != nil {
		h.EndsOn = *in.Ends
		checkEnd(&c, h.StartsOn, h.EndsOn, today)
	}
	return h, c.Err()
}

// Redate changes the dates of a role; nil leaves one as it is, a zero Ends takes the end away.
type Redate struct {
	Organisation id.Organisation
	Grant        id.RoleGrant
	Starts       *calendar.Date
	Ends         *calendar.Date
	Version      int64
}

// Warning is what an organisation should do about its administrators.
type Warning string

// The warnings (A1, A4).
const (
	NoAdministrator   Warning = "no_administrator"   // nobody can let the others in: C8
	FewAdministrators Warning = "few_administrators" // fewer than two
)

// keeper is a grant that keeps the organisation administrable (A4): organisation administrator of
// all of it, without end, held by somebody employed without end and not blocked.
type keeper struct {
	Grant    id.RoleGrant `db:"grant_id"`
	Employee id.Employee  `db:"employee_id"`
}

// leavesNobody is A4: it is true when keepers go and none stays. Where there was none before,
// nothing is lost by the act.
func leavesNobody(keepers []keeper, goes func(keeper) bool) bool {
	return slices.ContainsFunc(keepers, goes) &&
		!slices.ContainsFunc(keepers, func(k keeper) bool { return !goes(k) })
}

func lastAdministrator() *fault.Fault {
	return fault.New(fault.Conflict, "last_administrator",
		"The organisation needs an organisation administrator without an end date. Appoint another one first.")
}
