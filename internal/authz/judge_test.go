package authz

import (
	"context"
	"testing"
	"time"

	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
)

var (
	instant = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	clinic  = id.New[id.Organisation]()
	unit    = id.New[id.Unit]()
	system  = id.New[id.System]()
)

func somebody(grants ...Grant) Actor {
	for i := range grants {
		if grants[i].From.IsZero() {
			grants[i].From = calendar.Must("2026-01-01")
		}
		if grants[i].ScopeKind == "" {
			grants[i].ScopeKind = WholeOrganisation
		}
		grants[i].ID = id.New[id.RoleGrant]()
	}
	return Actor{
		Kind: PersonActor, At: instant, SignedInAt: instant.Add(-time.Minute), Organisation: clinic,
		Person: id.New[id.Person](), Employee: id.New[id.Employee](), Grants: grants,
	}
}

// judged is the code of the refusal, or the basis of the decision.
func judged(ctx context.Context, action Action, target Target, f Facts) string {
	permit, err := Require(ctx, action, target)
	if err != nil {
		return fault.CodeOf(err)
	}
	decision, err := permit.On(f)
	if err != nil {
		return fault.CodeOf(err)
	}
	return decision.Basis()
}

func TestNobodyIsDeniedByDefault(t *testing.T) {
	t.Parallel()
	for _, action := range Actions() {
		if got := judged(t.Context(), action, In(clinic), Facts{Reason: "x"}); got != "unauthenticated" {
			t.Errorf("%s for nobody: %s", action, got)
		}
		nothing := With(t.Context(), somebody())
		if got := judged(nothing, action, In(clinic), Facts{Reason: "x"}); got != "forbidden" && !policy[action].person {
			t.Errorf("%s for an employee without role on somebody else's thing: %s", action, got)
		}
	}
	if got := judged(With(t.Context(), somebody(Grant{Role: OrganisationAdministrator})), "no.such", In(clinic), Facts{}); got != "forbidden" {
		t.Errorf("an action that is not in the table: %s", got)
	}
}

func TestOtherOrganisationsDoNotExist(t *testing.T) {
	t.Parallel()
	ctx := With(t.Context(), somebody(Grant{Role: OrganisationAdministrator}, Grant{Role: UserAdministrator}, Grant{Role: RightsAdministrator}))
	for _, action := range Actions() {
		if got := judged(ctx, action, In(id.New[id.Organisation]()), Facts{Reason: "x"}); got != "not_found" {
			t.Errorf("%s elsewhere: %s", action, got)
		}
	}
}

func TestScopesOfRoles_A3(t *testing.T) {
	t.Parallel()
	inUnit := Facts{Units: []id.Unit{id.New[id.Unit](), unit}, Reason: "x"} // the thing's unit, and the one above it
	for name, c := range map[string]struct {
		grant Grant
		facts Facts
		want  string
	}{
		"whole":              {Grant{Role: UnitManager}, inUnit, "role"},
		"unit above":         {Grant{Role: UnitManager, ScopeKind: OneUnit, ScopeID: unit.String()}, inUnit, "role"},
		"other unit":         {Grant{Role: UnitManager, ScopeKind: OneUnit, ScopeID: id.New[id.Unit]().String()}, inUnit, "forbidden"},
		"no unit":            {Grant{Role: UnitManager, ScopeKind: OneUnit, ScopeID: unit.String()}, Facts{Reason: "x"}, "forbidden"},
		"production unit":    {Grant{Role: UnitManager, ScopeKind: OneProductionUnit, ScopeID: unit.String()}, Facts{ProductionUnit: id.From[id.ProductionUnit](unit.UUID()), Reason: "x"}, "role"},
		"system":             {Grant{Role: UnitManager, ScopeKind: OneSystem, ScopeID: system.String()}, Facts{System: system, Reason: "x"}, "role"},
		"none is not a unit": {Grant{Role: UnitManager, ScopeKind: OneProductionUnit}, Facts{Reason: "x"}, "forbidden"},
		"unknown scope":      {Grant{Role: UnitManager, ScopeKind: "galaxy"}, inUnit, "forbidden"},
		"ended":              {Grant{Role: UnitManager, To: calendar.Must("2026-11-21")}, inUnit, "forbidden"},
		"last day":           {Grant{Role: UnitManager, To: calendar.Must("2026-11-22")}, inUnit, "role"},
		"not begun":          {Grant{Role: UnitManager, From: calendar.Must("2026-11-23")}, inUnit, "forbidden"},
	} {
		if got := judged(With(t.Context(), somebody(c.grant)), EmployeeBlock, In(clinic), c.facts); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestNobodyDecidesOnAnOwnRequest_A5(t *testing.T) {
	t.Parallel()
	actor := somebody(Grant{Role: OrganisationAdministrator})
	ctx := With(t.Context(), actor)
	if got := judged(ctx, RoleDecide, In(clinic), Facts{Requester: actor.Employee}); got != "own_request" {
		t.Errorf("own request: %s", got)
	}
	if got := judged(ctx, RoleDecide, In(clinic), Facts{Requester: id.New[id.Employee]()}); got != "role" {
		t.Errorf("another's request: %s", got)
	}
}

func TestHighRiskNeedsAFreshSignIn(t *testing.T) {
	t.Parallel()
	actor := somebody(Grant{Role: OrganisationAdministrator}, Grant{Role: UserAdministrator}, Grant{Role: CaseWorker})
	actor.SignedInAt = instant.Add(-11 * time.Minute)
	ctx := With(t.Context(), actor)
	if got := judged(ctx, RoleGrant, In(clinic), Facts{}); got != "step_up_required" {
		t.Errorf("role.grant after 11 minutes: %s", got)
	}
	for _, emergency := range []Action{EmployeeTerminate, EmployeeBlock, OrganisationStop, AuthenticatorLost, AuthenticatorRevoke, AuthenticatorBlock, RoleRevoke, AssignmentEnd, SessionEnd} {
		if policy[emergency].fresh != 0 {
			t.Errorf("%s is an emergency and must not wait for a sign-in", emergency)
		}
	}
}

func TestReasonIsDemanded(t *testing.T) {
	t.Parallel()
	ctx := With(t.Context(), somebody(Grant{Role: UserAdministrator}))
	if got := judged(ctx, EmployeeReveal, In(clinic), Facts{}); got != "reason_missing" {
		t.Errorf("reveal without reason: %s", got)
	}
}

func TestSelfIsTheOwnerOnly(t *testing.T) {
	t.Parallel()
	actor := somebody()
	ctx := With(t.Context(), actor)
	if got := judged(ctx, EmployeeRead, In(clinic), Facts{Owner: actor.Employee}); got != "self" {
		t.Errorf("own record: %s", got)
	}
	if got := judged(ctx, EmployeeRead, In(clinic), Facts{Owner: id.New[id.Employee]()}); got != "forbidden" {
		t.Errorf("another's record: %s", got)
	}
	if got := judged(ctx, EmployeeRead, In(clinic), Facts{}); got != "forbidden" {
		t.Errorf("nobody's record: %s", got)
	}
}

func TestClientsAreNoPersons(t *testing.T) {
	t.Parallel()
	client := Actor{Kind: ClientActor, At: instant, SignedInAt: instant, Organisation: clinic, Client: id.New[id.Client]()}
	ctx := With(t.Context(), client)
	for _, action := range Actions() {
		if got := judged(ctx, action, In(clinic), Facts{Reason: "x"}); got != "forbidden" {
			t.Errorf("%s by a client without grants: %s", action, got)
		}
		if got := judged(ctx, action, Everywhere(), Facts{Reason: "x"}); got != "forbidden" {
			t.Errorf("%s of the installation by a client: %s", action, got)
		}
	}
}

func TestMachinesDoOnlyWhatIsListed(t *testing.T) {
	t.Parallel()
	ctx := AsMachine(With(t.Context(), somebody(Grant{Role: OrganisationAdministrator})), "reminder", instant)
	if got := judged(ctx, ExpiryTell, In(clinic), Facts{}); got != "machine" {
		t.Errorf("its own work: %s", got)
	}
	if got := judged(ctx, RoleGrant, In(clinic), Facts{}); got != "forbidden" {
		t.Errorf("what its caller might do: %s", got)
	}
	if got := judged(AsMachine(t.Context(), "unknown", instant), ExpiryTell, In(clinic), Facts{}); got != "forbidden" {
		t.Errorf("an unknown machine: %s", got)
	}
}

func TestOperatorsHaveNoAccessToPeople(t *testing.T) {
	t.Parallel()
	operator := Actor{Kind: PersonActor, At: instant, SignedInAt: instant, Person: id.New[id.Person](), Operator: true}
	ctx := With(t.Context(), operator)
	for _, action := range []Action{EmployeeRead, EmployeeList, EmployeeCreate, EmployeeReveal, EventList, RoleGrant, AssignmentGive, RightsOf} {
		if got := judged(ctx, action, In(clinic), Facts{Reason: "x"}); got != "not_found" {
			t.Errorf("%s by the operator: %s", action, got)
		}
	}
	if got := judged(ctx, OrganisationStop, In(clinic), Facts{Reason: "x"}); got != "operator" {
		t.Errorf("suspend by the operator: %s", got)
	}
}

func TestClosedDoorsStayClosed(t *testing.T) {
	t.Parallel()
	if _, err := Anonymous(t.Context(), EmployeeRead, instant); fault.CodeOf(err) != "forbidden" {
		t.Errorf("employee.read before sign-in: %v", err)
	}
	decision, err := Anonymous(t.Context(), SignIn, instant)
	if err != nil || decision.Basis() != "open" || decision.Organisation() != id.Installation {
		t.Errorf("session.sign_in: %v, %v", decision, err)
	}
}

func TestProvenIsWhoActs_G1(t *testing.T) {
	t.Parallel()
	org, worker, of := id.New[id.Organisation](), id.New[id.Employee](), id.New[id.Person]()
	at := func(a Actor) Decision {
		d, err := Anonymous(With(t.Context(), a), SignIn, instant)
		if err != nil {
			t.Fatal(err)
		}
		return d.Into(org)
	}
	if d := at(Actor{}).Proven(worker, id.Person{}); d.Actor().Employee != worker || d.Actor().Kind != PersonActor || d.Basis() != "open" {
		t.Errorf("by a code: %+v on %s", d.Actor(), d.Basis())
	}
	if d := at(Actor{Kind: PersonActor, Person: of}).Proven(worker, of); d.Actor().Employee != worker || d.Actor().Person != of {
		t.Errorf("by the own eID: %+v", d.Actor())
	}
	if d := at(Actor{Kind: PersonActor, Person: of}).Proven(worker, id.Person{}); !d.Actor().Employee.IsZero() {
		t.Errorf("somebody else is signed in: %+v", d.Actor())
	}
	other := id.New[id.Employee]()
	if d := at(Actor{Kind: PersonActor, Employee: other, Person: of}).Proven(worker, of); d.Actor().Employee != other {
		t.Errorf("a colleague is signed in: %+v", d.Actor())
	}
}

// The matrix is printed for review: go test -v -run Matrix ./internal/authz.
func TestMatrix(t *testing.T) {
	t.Parallel()
	for _, action := range Actions() {
		r := policy[action]
		t.Logf("%-30s %v self=%v person=%v open=%v not_own=%v reason=%v fresh=%v", action, r.roles, r.self, r.person, r.open, r.notOwn, r.reason, r.fresh)
	}
}

func TestLevels_P3(t *testing.T) {
	t.Parallel()
	if High.Lower(Low) != Low || Substantial.Lower(High) != Substantial || High.Lower("") != "" {
		t.Error("the lower level must count")
	}
	if Low.Rank() >= Substantial.Rank() || Substantial.Rank() >= High.Rank() || Level("x").Rank() != 0 {
		t.Error("the levels are out of order")
	}
}
