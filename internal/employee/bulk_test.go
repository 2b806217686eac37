package employee_test

import (
	"fmt"
	"testing"

	"hverv/internal/authz"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
)

func TestManyAreCreatedAndEachHasItsOwnAnswer_E2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ctx := c.as(authz.UserAdministrator)
	rows := make([]employee.Create, 40)
	for i := range rows {
		rows[i] = employee.Create{
			GivenName: "Åse", FamilyName: fmt.Sprintf("Test%c", 'a'+i%26), Typed: cpr(i),
			Employments: []employee.Employ{{Category: "F"}},
		}
	}
	rows[7].Typed = rows[3].Typed               // the same person twice in one feed
	rows[11].Employments[0].Category = "ukendt" // a kind that the organisation does not use
	rows[23].GivenName = ""                     // does not read well
	rows[31].Unit = id.New[id.Unit]()           // no such department

	got, err := c.employees.CreateMany(ctx, c.org, rows)
	c.must(err)
	for i, want := range map[int]string{
		7: "national_id_taken", 11: "category_unknown", 23: "invalid_input", 31: "unit_unknown",
	} {
		if code := fault.CodeOf(got[i].Err); code != want {
			t.Errorf("row %d: code %q, want %q (%v)", i, code, want, got[i].Err)
		}
		if !got[i].Employee.ID.IsZero() {
			t.Errorf("row %d was refused but has an employee", i)
		}
		got[i].Err = nil
	}
	for i, row := range got {
		if row.Err != nil {
			t.Errorf("row %d: %v", i, row.Err)
			continue
		}
		if !row.Employee.ID.IsZero() && c.find(row.Employee.ID).FamilyName != rows[i].FamilyName {
			t.Errorf("row %d was stored as somebody else", i)
		}
	}
}

func TestManyNeedTheRightOfOne_A3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	_, err := c.employees.CreateMany(c.as(authz.Auditor), c.org, []employee.Create{{GivenName: "A", FamilyName: "B", Typed: cpr(1)}})
	if got, want := fault.CodeOf(err), "forbidden"; got != want {
		t.Fatalf("code %q, want %q", got, want)
	}
}
