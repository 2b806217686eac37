package employee_test

import (
	"testing"

	"hverv/internal/authz"
	"hverv/internal/employee"
	"hverv/internal/fault"
)

func TestReasonsStandIndependently_E6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	e := c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: "Bo", FamilyName: "Krag", Employments: []employee.Employ{{Category: "F"}}})
	admin := c.as(authz.OrganisationAdministrator)
	for range 2 { // twice is no error
		stopped, err := c.employees.Block(admin, employee.PutBlock{Organisation: c.org, Employee: e.ID, Kind: employee.ByAdministrator, Reason: "misuse"})
		if err != nil || !stopped.Stored || stopped.Employee.Status != employee.Blocked || len(stopped.Employee.Blocks) != 1 {
			t.Fatalf("blocked: %+v, %v", stopped, err)
		}
	}
	self := c.acting(authz.Actor{Employee: e.ID})
	if _, err := c.employees.BlockSelf(self, "my phone is gone", false); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []employee.BlockKind{employee.ByAdministrator, employee.BySelf} {
		if found := c.find(e.ID); c.usable(e.ID) || found.Status != employee.Blocked {
			t.Fatalf("usable before %s was lifted", kind)
		}
		_, err := c.employees.Unblock(admin, employee.LiftBlock{Organisation: c.org, Employee: e.ID, Version: c.find(e.ID).Version, Kind: kind})
		c.must(err)
	}
	if !c.usable(e.ID) {
		t.Fatal("not usable although no reason stands")
	}
	_, err := c.employees.Unblock(admin, employee.LiftBlock{Organisation: c.org, Employee: e.ID, Version: c.find(e.ID).Version, Kind: employee.BySelf})
	if fault.CodeOf(err) != "not_blocked" {
		t.Errorf("lifted twice: %v", err)
	}
}

func TestPreviewStoresNothing_E6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	admin := c.as(authz.OrganisationAdministrator)
	would, err := c.employees.Block(admin, employee.PutBlock{
		Organisation: c.org, Employee: c.admin, Kind: employee.ByAdministrator, Reason: "misuse", DryRun: true,
	})
	c.must(err)
	if would.Stored || !would.Effects.LastAdministrator || would.Effects.Roles == 0 || !c.usable(c.admin) { // A4
		t.Errorf("preview %+v", would)
	}
}

func TestWhoMayBlock_E6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	e := c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: "Bo", FamilyName: "Krag"})
	for role, want := range map[authz.Role]fault.Kind{
		authz.OrganisationAdministrator: "", authz.UserAdministrator: "", authz.UnitManager: "",
		authz.Auditor: fault.Forbidden, authz.RightsAdministrator: fault.Forbidden, authz.CaseWorker: fault.Forbidden,
	} {
		_, err := c.employees.Block(c.as(role), employee.PutBlock{Organisation: c.org, Employee: e.ID, Kind: employee.ByAdministrator, Reason: "r"})
		if fault.KindOf(err) != want {
			t.Errorf("%s: %v", role, err)
		}
	}
	_, err := c.employees.Block(c.as(authz.UserAdministrator), employee.PutBlock{Organisation: c.org, Employee: e.ID, Kind: employee.BySelf, Reason: "r"})
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("in somebody else's name: %v", err)
	}
	if _, err := c.employees.BlockSelf(t.Context(), "", false); fault.KindOf(err) != fault.Unauthenticated {
		t.Errorf("anonymous: %v", err)
	}
}
