package role_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/role"
	"hverv/internal/testkit"
)

func (c *clinic) ask(who id.Employee, wanted authz.Role) role.Request {
	c.T.Helper()
	r, err := c.Roles.Ask(c.As(who), role.Ask{Organisation: c.Org, Role: wanted, Reason: "I order for the ward"})
	c.Must(err)
	return r
}

func TestRequestBecomesRole_A3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who := c.Employ(c.Org, "Åse", "2026-01-01", "")
	asked := c.ask(who, authz.Orderer)
	testkit.Resealed(t, c.DB, c.Keys, role.Sealed()...)
	if asked.Reason != "I order for the ward" || asked.State != role.Open || !cmp.Equal(asked.Actions, []string{"withdraw"}) {
		t.Errorf("asked %+v", asked)
	}
	got, err := c.Roles.Approve(c.As(c.admin), role.Decide{Organisation: c.Org, Request: asked.ID, Version: 1, EndsOn: calendar.Must("2027-06-30")})
	c.Must(err)
	if got.State != role.Granted || got.DecidedBy != c.admin || len(got.Actions) != 0 {
		t.Errorf("decided %+v", got)
	}
	list, err := c.Roles.List(c.As(c.admin), c.Org, role.List{Employee: who, Limit: new(10)})
	c.Must(err)
	if len(list.Data) != 1 || list.Data[0].Role != authz.Orderer || list.Data[0].EndsOn != calendar.Must("2027-06-30") {
		t.Errorf("holds %+v", list.Data)
	}
}

func TestNobodyDecidesOwnRequest_A5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	asked := c.ask(c.admin, authz.Auditor)
	for name, decide := range map[string]func() error{
		"grant": func() error {
			_, err := c.Roles.Approve(c.As(c.admin), role.Decide{Organisation: c.Org, Request: asked.ID, Version: 1})
			return err
		},
		"reject": func() error {
			_, err := c.Roles.Reject(c.As(c.admin), role.Decide{Organisation: c.Org, Request: asked.ID, Version: 1, Reason: "No"})
			return err
		},
	} {
		if err := decide(); fault.CodeOf(err) != "own_request" {
			t.Errorf("%s: %v", name, err)
		}
	}
	second, _ := c.another("Bo")
	if _, err := c.Roles.Approve(c.As(second), role.Decide{Organisation: c.Org, Request: asked.ID, Version: 1}); err != nil {
		t.Errorf("a colleague: %v", err)
	}
}

func TestRequestIsDecidedOnce(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who := c.Employ(c.Org, "Åse", "2026-01-01", "")
	asked := c.ask(who, authz.Orderer)
	if _, err := c.Roles.Ask(c.As(who), role.Ask{Organisation: c.Org, Role: authz.Orderer, Reason: "Again"}); fault.CodeOf(err) != "role_request_open" {
		t.Errorf("asked twice: %v", err)
	}
	if _, err := c.Roles.Reject(c.As(c.admin), role.Decide{Organisation: c.Org, Request: asked.ID, Version: 2, Reason: "No"}); fault.CodeOf(err) != "stale" {
		t.Errorf("another version: %v", err)
	}
	if _, err := c.Roles.Reject(c.As(c.admin), role.Decide{Organisation: c.Org, Request: asked.ID, Version: 1}); fault.CodeOf(err) != "reason_missing" {
		t.Errorf("without reason: %v", err)
	}
	_, err := c.Roles.Reject(c.As(c.admin), role.Decide{Organisation: c.Org, Request: asked.ID, Version: 1, Reason: "Ask your manager"})
	c.Must(err)
	if _, err := c.Roles.Approve(c.As(c.admin), role.Decide{Organisation: c.Org, Request: asked.ID, Version: 2}); fault.CodeOf(err) != "role_request_decided" {
		t.Errorf("granted after rejected: %v", err)
	}
	c.ask(who, authz.Orderer) // may be asked for anew
}

func TestRequestIsWithdrawnByItsOwner(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who, other := c.Employ(c.Org, "Åse", "2026-01-01", ""), c.Employ(c.Org, "Bo", "2026-01-01", "")
	asked := c.ask(who, authz.Orderer)
	for _, somebody := range []id.Employee{other, c.admin} {
		if _, err := c.Roles.Withdraw(c.As(somebody), c.Org, asked.ID, 1); fault.CodeOf(err) != "forbidden" {
			t.Errorf("somebody else: %v", err)
		}
	}
	got, err := c.Roles.Withdraw(c.As(who), c.Org, asked.ID, 1)
	if err != nil || got.State != role.Withdrawn {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestRequestsShowOwnAndWithinReach_A3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	top := c.Unit(c.Org, "Top", id.Unit{})
	below, beside := c.Unit(c.Org, "Below", top), c.Unit(c.Org, "Beside", id.Unit{})
	who, local, other := c.Employ(c.Org, "Åse", "2026-01-01", ""), c.Employ(c.Org, "Lone", "2026-01-01", ""), c.Employ(c.Org, "Bo", "2026-01-01", "")
	c.Give(role.Grant{Employee: local, Role: authz.OrganisationAdministrator, Scope: role.Scope{Kind: authz.OneUnit, ID: top.String()}})
	for _, unit := range []id.Unit{below, beside} {
		_, err := c.Roles.Ask(c.As(who), role.Ask{Organisation: c.Org, Role: authz.Orderer, Scope: role.Scope{Kind: authz.OneUnit, ID: unit.String()}, Reason: "Ward"})
		c.Must(err)
	}
	for name, test := range map[string]struct {
		who  id.Employee
		want []string
	}{
		"own":           {who, []string{"Beside", "Below"}},
		"administrator": {c.admin, []string{"Beside", "Below"}},
		"of the unit":   {local, []string{"Below"}},
		"colleague":     {other, []string{}},
	} {
		list, err := c.Roles.Requests(c.As(test.who), role.ListRequests{Organisation: c.Org, State: role.Open, Limit: new(10)})
		c.Must(err)
		names := []string{}
		for _, r := range list.Data {
			names = append(names, r.ScopeName)
		}
		if diff := cmp.Diff(test.want, names); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		for _, r := range list.Data {
			if _, err := c.Roles.Request(c.As(test.who), c.Org, r.ID); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	for who, want := range map[id.Employee]int{who: 2, c.admin: 0} {
		list, err := c.Roles.Requests(c.As(who), role.ListRequests{Organisation: c.Org, Mine: true, Limit: new(10)})
		if c.Must(err); len(list.Data) != want {
			t.Errorf("%d own requests, want %d", len(list.Data), want)
		}
	}
	theirs := c.Employ(c.Stranger, "Carl", "2020-01-01", "")
	if _, err := c.Roles.Requests(c.As(theirs), role.ListRequests{Organisation: c.Org, Limit: new(10)}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("stranger: %v", err)
	}
}

func TestRequestIsRefused(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	who := c.Employ(c.Org, "Åse", "2026-01-01", "")
	for code, in := range map[string]role.Ask{
		"reason_missing":    {Role: authz.Orderer},
		"invalid_input":     {Role: authz.Operator, Reason: "Power"},
		"scope_unknown":     {Role: authz.Orderer, Reason: "Ward", Scope: role.Scope{Kind: authz.OneUnit, ID: id.New[id.Unit]().String()}},
		"role_already_held": {Role: authz.Auditor, Reason: "Again"},
	} {
		if code == "role_already_held" {
			c.Give(role.Grant{Employee: who, Role: authz.Auditor})
		}
		in.Organisation = c.Org
		if _, err := c.Roles.Ask(c.As(who), in); fault.CodeOf(err) != code {
			t.Errorf("%v, want %s", err, code)
		}
	}
}
