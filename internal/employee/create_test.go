package employee_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/nationalid"
)

func TestCreateIsStoredWhole_E1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	made := c.create(c.as(authz.UserAdministrator), employee.Create{
		GivenName: "  A\u030age ", FamilyName: "Sørensen", Email: "aage@klinik.example", Phone: "+45 12 34 56 78", Title: "Læge",
		EmployeeNumber: "M-7", Typed: cpr(1), Employments: []employee.Employ{{Category: "F"}, {Category: "MF"}},
	})
	found := c.find(made.ID)
	if found.Name() != "Åge Sørensen" || found.EmployeeNumber != "M-7" || found.Status != employee.Active || made.Status != employee.Active {
		t.Fatalf("found %+v", found)
	}
	if found.NationalIDKind != nationalid.CPRReplacement || found.NationalIDMasked != "620180-****" {
		t.Fatalf("national id shown as %q %q", found.NationalIDKind, found.NationalIDMasked)
	}
	if len(found.Employments) != 2 {
		t.Fatalf("employments %+v", found.Employments)
	}
	for _, m := range found.Employments {
		if m.Category == "MF" && m.EndsOn != calendar.Must("2026-11-22").AddDays(91) { // E4: the category's default end
			t.Fatalf("holiday cover ends on %s", m.EndsOn)
		}
	}
}

func TestNationalIDIsNowhereInTheClear_E3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	typed := cpr(2)
	c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: "Bo", FamilyName: "Krag", Typed: typed})
	for table := range database.Tables {
		var rows []string
		c.must(c.db.Pool().SelectContext(t.Context(), &rows, "select r::text from "+table+" r"))
		if text := strings.Join(rows, "\n"); strings.Contains(text, typed.Text) || strings.Contains(text, fmt.Sprintf("%x", typed.Text)) {
			t.Errorf("%s holds the number", table)
		}
	}
	if got := fmt.Sprintf("%v %+v %s %#v", typed, typed, typed, *typed); strings.Contains(got, typed.Text) {
		t.Errorf("printed %s", got)
	}
}

func TestOneNationalIDOnce_E2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ctx := c.as(authz.UserAdministrator)
	c.create(ctx, employee.Create{GivenName: "Bo", FamilyName: "Krag", Typed: cpr(3)})
	_, err := c.employees.Create(ctx, employee.Create{Organisation: c.org, GivenName: "Ib", FamilyName: "Krag", Typed: cpr(3)})
	if fault.CodeOf(err) != "national_id_taken" {
		t.Fatalf("a second one: %v", err)
	}
	first := c.org
	c.org = c.connect("90000002", "Klinikken ved Åen") // another organisation has its own
	c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: "Bo", FamilyName: "Krag", Typed: cpr(3)})
	c.org = first
}

func TestTwoAtOnceMakeOne_E2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ctx := c.as(authz.UserAdministrator)
	const parallel = 8
	answers := make(chan error, parallel)
	for range parallel {
		go func() {
			_, err := c.employees.Create(ctx, employee.Create{Organisation: c.org, GivenName: "Bo", FamilyName: "Krag", Typed: cpr(4), EmployeeNumber: "7"})
			answers <- err
		}()
	}
	made := 0
	for range parallel {
		switch err := <-answers; {
		case err == nil:
			made++
		case fault.KindOf(err) != fault.Conflict:
			t.Errorf("lost with %v", err)
		}
	}
	if made != 1 {
		t.Fatalf("%d were made", made)
	}
}

func TestCreateIsRefused(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ctx := c.as(authz.UserAdministrator)
	born := calendar.Must("1980-01-01")
	for name, tc := range map[string]struct {
		in   employee.Create
		code string
		at   string
	}{
		"no name":           {employee.Create{FamilyName: "K", BirthDate: born}, "invalid_input", "/given_name"},
		"NUL":               {employee.Create{GivenName: "a\x00", FamilyName: "K", BirthDate: born}, "invalid_input", "/given_name"},
		"201 letters":       {employee.Create{GivenName: strings.Repeat("å", 201), FamilyName: "K", BirthDate: born}, "invalid_input", "/given_name"},
		"no birth date":     {employee.Create{GivenName: "B", FamilyName: "K"}, "invalid_input", "/birth_date"},
		"not born yet":      {employee.Create{GivenName: "B", FamilyName: "K", BirthDate: calendar.Must("2030-01-01")}, "invalid_input", "/birth_date"},
		"e-mail":            {employee.Create{GivenName: "B", FamilyName: "K", BirthDate: born, Email: "x"}, "invalid_input", "/email"},
		"phone":             {employee.Create{GivenName: "B", FamilyName: "K", BirthDate: born, Phone: "12"}, "invalid_input", "/phone"},
		"bad CPR":           {employee.Create{GivenName: "B", FamilyName: "K", Typed: &employee.TypedID{Kind: "cpr", Text: "9913801234"}}, "invalid_input", "/national_id/value"},
		"unknown category":  {employee.Create{GivenName: "B", FamilyName: "K", BirthDate: born, Employments: []employee.Employ{{Category: "Q"}}}, "category_unknown", "/employments/0/category"},
		"without a sponsor": {employee.Create{GivenName: "B", FamilyName: "K", BirthDate: born, Employments: []employee.Employ{{Category: "VV"}}}, "sponsor_missing", "/employments/0/sponsor"},
		"ends before start": {employee.Create{GivenName: "B", FamilyName: "K", BirthDate: born, Employments: []employee.Employ{{Category: "F", StartsOn: calendar.Must("2026-12-01"), EndsOn: calendar.Must("2026-11-30")}}}, "invalid_input", "/employments/0/ends_on"},
		"foreign manager":   {employee.Create{GivenName: "B", FamilyName: "K", BirthDate: born, Manager: mustID()}, "manager_unknown", "/manager_id"},
	} {
		tc.in.Organisation = c.org
		_, err := c.employees.Create(ctx, tc.in)
		f := fault.Of(err)
		if f == nil || f.Code != tc.code || len(f.Fields) == 0 || f.Fields[0].Pointer != tc.at {
			t.Errorf("%s: %v %+v, want %s at %s", name, err, f, tc.code, tc.at)
		}
	}
}

func TestLongNamesAreKept(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	long := strings.Repeat("漢", 100) + strings.Repeat("q\u0301", 100)
	made := c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: long, FamilyName: long})
	if !bytes.Equal([]byte(c.find(made.ID).GivenName), []byte(long)) {
		t.Fatal("a long name was changed")
	}
}

func TestCheckDigitIsAHint_E2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	made := c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: "Bo", FamilyName: "Krag", Typed: cpr(9)})
	if len(made.Hints) != 0 { // replacement numbers have none
		t.Errorf("hints %q", made.Hints)
	}
}
