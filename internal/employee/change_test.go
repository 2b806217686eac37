package employee_test

import (
	"context"
	"slices"
	"testing"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
)

func TestChange_E1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ctx := c.as(authz.UserAdministrator)
	e := c.create(ctx, employee.Create{GivenName: "Bo", FamilyName: "Krag", Typed: cpr(1)})
	given, none := "Åse", &employee.TypedID{}
	after, err := c.employees.Change(ctx, employee.Change{Organisation: c.org, ID: e.ID, Version: e.Version, GivenName: &given})
	c.must(err)
	if found := c.find(e.ID); found.GivenName != "Åse" || found.Version != 2 || after.Version != 2 || found.NationalIDMasked != e.NationalIDMasked {
		t.Fatalf("found %+v", found)
	}
	if _, err := c.employees.Change(ctx, employee.Change{Organisation: c.org, ID: e.ID, Version: 1, GivenName: &given}); fault.CodeOf(err) != "stale" {
		t.Errorf("an old version: %v", err)
	}
	after, err = c.employees.Change(ctx, employee.Change{Organisation: c.org, ID: e.ID, Version: 2, NationalID: none})
	if err != nil || after.NationalIDKind != "" { // the date of birth that the number said stays
		t.Fatalf("number taken away: %+v, %v", after, err)
	}
	if _, err = c.employees.Change(ctx, employee.Change{Organisation: c.org, ID: e.ID, Version: 3, BirthDate: &calendar.Date{}}); fault.CodeOf(err) != "invalid_input" {
		t.Errorf("neither number nor date of birth: %v", err)
	}
	if after, err = c.employees.Change(ctx, employee.Change{Organisation: c.org, ID: e.ID, Version: 3, NationalID: cpr(2)}); err != nil || after.NationalIDKind == "" {
		t.Fatalf("another number: %v", err)
	}
	c.create(ctx, employee.Create{GivenName: "Bo", FamilyName: "Krag", Typed: cpr(1)}) // free again
	if _, err = c.employees.Change(ctx, employee.Change{Organisation: c.org, ID: e.ID, Version: 4, NationalID: cpr(1)}); fault.CodeOf(err) != "national_id_taken" {
		t.Errorf("somebody else's number: %v", err)
	}
}

func TestSeveralEmploymentsEndOneByOne_E5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ctx := c.as(authz.CaseWorker)
	e := c.create(ctx, employee.Create{GivenName: "Bo", FamilyName: "Krag", Employments: []employee.Employ{{Category: "F"}}})
	e, err := c.employees.Employ(ctx, c.org, e.ID, employee.Employ{Category: "T"})
	c.must(err)
	stopped := 0
	c.employees.Follow(func(context.Context, *database.Tx, authz.Decision, employee.Employee, string) error {
		stopped++
		return nil
	})
	for left := 1; left >= 0; left-- {
		m := e.Employments[slices.IndexFunc(e.Employments, func(m employee.Employment) bool { return m.EndedAt == nil })]
		e, err = c.employees.EndEmployment(ctx, employee.EndEmployment{Organisation: c.org, Employee: e.ID, ID: m.ID, Version: m.Version, Reason: "left"})
		c.must(err)
		if usable := c.usable(e.ID); usable != (left > 0) || (e.Status == employee.Active) != usable || c.find(e.ID).Status != e.Status {
			t.Errorf("with %d left: usable %v, %s", left, usable, e.Status)
		}
	}
	if stopped != 1 {
		t.Errorf("told %d times that it stopped", stopped)
	}
	m := e.Employments[0]
	_, err = c.employees.EndEmployment(ctx, employee.EndEmployment{Organisation: c.org, Employee: e.ID, ID: m.ID, Version: m.Version})
	if fault.CodeOf(err) != "employment_ended" {
		t.Errorf("ended twice: %v", err)
	}
	if e, err = c.employees.Employ(ctx, c.org, e.ID, employee.Employ{Category: "F"}); err != nil || e.Status != employee.Active { // L7
		t.Errorf("hired again: %s, %v", e.Status, err)
	}
}

func TestEmploymentDatesAreCorrected_E4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ctx := c.as(authz.CaseWorker)
	e := c.create(ctx, employee.Create{GivenName: "Bo", FamilyName: "Krag", Employments: []employee.Employ{{Category: "F"}}})
	m := e.Employments[0]
	past, later := calendar.Must("2026-11-21"), calendar.Must("2027-05-31")
	change := employee.ChangeEmployment{Organisation: c.org, Employee: e.ID, ID: m.ID, Version: m.Version, EndsOn: &past}
	if _, err := c.employees.ChangeEmployment(ctx, change); fault.CodeOf(err) != "invalid_input" {
		t.Errorf("ends before it starts: %v", err)
	}
	change.EndsOn = &later
	e, err := c.employees.ChangeEmployment(ctx, change)
	if err != nil || c.find(e.ID).Employments[0].EndsOn != later {
		t.Fatalf("changed: %v", err)
	}
	if _, err := c.employees.ChangeEmployment(ctx, change); fault.CodeOf(err) != "stale" {
		t.Errorf("an old version: %v", err)
	}
	agency := "VV"
	change.Version, change.Category = e.Employments[0].Version, &agency
	if _, err := c.employees.ChangeEmployment(ctx, change); fault.CodeOf(err) != "sponsor_missing" { // E8
		t.Errorf("from an agency without a name: %v", err)
	}
}

func TestTheUsualCategories_E4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	found, err := c.employees.Categories(c.as(authz.Auditor), c.org)
	if err != nil || len(found) != 20 {
		t.Fatalf("%d categories, %v", len(found), err)
	}
	// A category that is changed behind the service's back is read afresh.
	ctx := c.as(authz.UserAdministrator)
	c.create(ctx, employee.Create{GivenName: "Bo", FamilyName: "Krag", Employments: []employee.Employ{{Category: "F"}}})
	_, err = c.db.Pool().ExecContext(t.Context(), `update employment_categories set default_days = 10, version = version + 1 where code = 'F'`)
	c.must(err)
	e := c.create(ctx, employee.Create{GivenName: "Ib", FamilyName: "Krag", Employments: []employee.Employ{{Category: "F"}}})
	if got := e.Employments[0].EndsOn; got != calendar.Must("2026-12-01") {
		t.Errorf("ends on %s", got)
	}
}
