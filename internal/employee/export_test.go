package employee_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"hverv/api"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
)

// export reads the whole file; rows[0] are the headings.
func (c *clinic) export(ctx context.Context, f employee.Filter, comma rune) [][]string {
	c.t.Helper()
	f.Organisation = c.org
	file, err := c.employees.Export(ctx, f)
	c.must(err)
	text, err := io.ReadAll(file)
	c.must(err)
	if !strings.HasPrefix(string(text), "\ufeff") {
		c.t.Error("the byte order mark is missing")
	}
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff")))
	reader.Comma = comma
	rows, err := reader.ReadAll()
	c.must(err)
	return rows
}

func TestExportIsTheListAsAFile_W3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.crew()
	rows := c.export(c.as(authz.UserAdministrator), employee.Filter{Query: "bo"}, ';')
	if len(rows) != 2 || rows[0][0] != "Efternavn" || !slices.Equal(rows[1][:2], []string{"Birk", "Bo"}) ||
		!slices.Equal(rows[1][10:15], []string{"dedicated", "active", "bo.birk", "", "app active, code_display shipped"}) {
		t.Errorf("rows %q", rows)
	}
	pending := "pending"
	if rows := c.export(c.as(authz.UserAdministrator), employee.Filter{Activation: &pending}, ';'); len(rows) != 2 || rows[1][1] != "Asta" {
		t.Errorf("pending: %q", rows)
	}
	english := authz.WithRequest(c.as(authz.Auditor), authz.Request{Language: "en"})
	for _, row := range c.export(english, employee.Filter{}, ',')[1:] {
		if row[10] != "" || row[12] != "" {
			t.Errorf("an auditor reads how somebody signs in: %q", row)
		}
	}
}

func TestExportHoldsEverybodyOnce_W3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.run(`insert into employees (organisation_id, id, given_name, family_name, sort_key, search_key, created_at, changed_at)
		select $1, gen_random_uuid(), 'Nr', n::text, int4send(n / 7), 'nr', now(), now() from generate_series(1, 1234) n`, c.org)
	seen := map[string]bool{}
	for _, row := range c.export(c.as(authz.OrganisationAdministrator), employee.Filter{}, ';')[1:] {
		seen[row[15]] = true
	}
	if got, want := len(seen), 1235; got != want {
		t.Errorf("%d employees, want %d", got, want)
	}
}

func TestExportIsHarmlessAndWithoutNationalIDs_E3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	typed := employee.TypedID{Kind: nationalid.CPR, Text: "620180-1234"}
	c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: "Åse", FamilyName: "Birk", Phone: "+45 12 34 56 78", Title: `=HYPERLINK("x")`, Typed: &typed})
	c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: "Bo", FamilyName: "Birk", Title: "@SUM(A1)"})
	rows := c.export(c.as(authz.UserAdministrator), employee.Filter{Query: "birk"}, ';')
	if rows[1][2] != `'=HYPERLINK("x")` && rows[2][2] != `'=HYPERLINK("x")` {
		t.Errorf("rows %q", rows)
	}
	all := fmt.Sprint(rows)
	if !strings.Contains(all, "'+45 12 34 56 78") || !strings.Contains(all, "'@SUM(A1)") || strings.Contains(all, "6201") {
		t.Errorf("file %s", all)
	}
}

func TestExportIsLoggedBeforeItIsRead_G1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	active := "active"
	_, err := c.employees.Export(c.as(authz.UserAdministrator), employee.Filter{Organisation: c.org, Query: "karen", Status: &active})
	c.must(err)
	var body string
	c.must(c.db.Single(t.Context(), func(tx *database.Tx) error {
		return tx.Get(t.Context(), &body, `select convert_from(body, 'UTF8') from audit_events where organisation_id = $1 and name = 'employees.exported'`, c.org)
	}))
	if !strings.Contains(body, `"status":"active"`) || strings.Contains(body, "karen") {
		t.Errorf("event %s", body)
	}
}

func TestWhoExports_W3_A3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ward := id.New[id.Unit]()
	c.run(`insert into units (organisation_id, id, name) values ($1, $2, 'Sengeafsnit B')`, c.org, ward)
	c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: "Åse", FamilyName: "Birk", Unit: ward})
	for role, want := range map[authz.Role]string{
		authz.OrganisationAdministrator: "", authz.UserAdministrator: "", authz.Auditor: "", authz.RightsAdministrator: "forbidden", authz.UnitManager: "forbidden",
	} {
		if _, err := c.employees.Export(c.as(role), employee.Filter{Organisation: c.org}); fault.CodeOf(err) != want {
			t.Errorf("%s: %v, want %q", role, err, want)
		}
	}
	if rows := c.export(c.within(authz.UserAdministrator, authz.OneUnit, ward.String()), employee.Filter{}, ';'); len(rows) != 2 || rows[1][1] != "Åse" {
		t.Errorf("one unit: %q", rows)
	}
	_, err := c.employees.Export(c.as(authz.Auditor), employee.Filter{Organisation: id.New[id.Organisation]()})
	if fault.CodeOf(err) != "not_found" {
		t.Errorf("another organisation: %v", err)
	}
}

func TestExportIsAnAttachment_W3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	answer, err := employee.NewHandler(c.employees).ExportEmployees(c.as(authz.Auditor), api.ExportEmployeesRequestObject{OrganisationId: c.org.UUID()})
	c.must(err)
	file, ok := answer.(api.ExportEmployees200TextcsvResponse)
	if want := `attachment; filename="medarbejdere-2026-11-22.csv"`; !ok || file.Headers.ContentDisposition != want {
		t.Errorf("answer %+v", answer)
	}
}
