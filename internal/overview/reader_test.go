package overview_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"hverv/api"
	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/overview"
	"hverv/internal/role"
)

func TestW3_WhoReadsTheOverview(t *testing.T) {
	t.Parallel()
	r := newRegion(t)
	r.crowd()
	may := []authz.Role{authz.OrganisationAdministrator, authz.UserAdministrator, authz.CardOfficer, authz.Auditor}
	mayNot := []authz.Role{
		authz.RightsAdministrator, authz.UnitManager, authz.Approver, authz.CaseWorker, authz.Authoriser, authz.Orderer, authz.ServiceDeskAgent, authz.BillingReader,
	}
	for _, one := range append(may, mayNot...) {
		want := "forbidden"
		if slices.Contains(may, one) {
			want = ""
		}
		reader := r.As(r.staff(string(one), one))
		_, listed := r.service.List(reader, overview.Filter{Organisation: r.Org, Limit: 5})
		_, exported := r.service.Export(reader, overview.Filter{Organisation: r.Org})
		if fault.CodeOf(listed) != want || fault.CodeOf(exported) != want {
			t.Errorf("%s: lists %v, exports %v", one, listed, exported)
		}
	}
	stranger := r.Employ(r.Stranger, "Frans", "2020-01-01", "")
	r.Give(role.Grant{Organisation: r.Stranger, Employee: stranger, Role: authz.OrganisationAdministrator})
	_, err := r.service.List(r.As(stranger), overview.Filter{Organisation: r.Org, Limit: 5})
	r.refused(err, "not_found")
	_, err = r.service.Export(r.As(stranger), overview.Filter{Organisation: r.Org})
	r.refused(err, "not_found")
	found, err := r.service.List(r.As(stranger), overview.Filter{Organisation: r.Stranger, Limit: 50})
	if err != nil || len(found.Data) != 1 {
		t.Errorf("the stranger's own: %+v, %v", found.Data, err)
	}
}

// How somebody signs in is told by identity.read: a card officer reads of things that one can hold, and an auditor
// not even what is lacking.
func TestW3_OverviewKeepsHowSomebodySignsIn(t *testing.T) {
	t.Parallel()
	r := newRegion(t)
	r.crowd()
	officer, auditor := r.As(r.officer), r.As(r.auditor)
	for _, ctx := range []context.Context{officer, auditor} {
		for _, row := range r.rows(ctx, overview.Filter{}) {
			if row.Kind == "app" || row.IdentityKind != "" || row.IdentityState != "" || !row.ActivateUntil.IsZero() {
				t.Errorf("told of %+v", row)
			}
		}
		if got := r.lines(ctx, overview.Filter{EndsWithin: new(18)}); !slices.Equal(got, []string{"Bent: code_display L1 active", "Dora: chip C1 active"}) {
			t.Errorf("an activation shows through: %q", got)
		}
		_, err := r.service.List(ctx, overview.Filter{Organisation: r.Org, Kind: "app", Limit: 5})
		r.refused(err, "forbidden")
	}
	if got := r.lines(officer, overview.Filter{Concern: overview.LacksUsable}); len(got) != 3 {
		t.Errorf("an officer looks for who lacks: %q", got)
	}
	if rows := r.rows(officer, overview.Filter{Query: "dora"}); rows[0].Lacks != "spare" {
		t.Errorf("an officer is told %q", rows[0].Lacks)
	}
	if rows := r.rows(auditor, overview.Filter{Query: "dora"}); rows[0].Lacks != "" {
		t.Errorf("an auditor is told %q", rows[0].Lacks)
	}
	_, err := r.service.List(auditor, overview.Filter{Organisation: r.Org, Concern: overview.LacksSpare, Limit: 5})
	r.refused(err, "forbidden")
	jens := r.lines(auditor, overview.Filter{Query: "jens"})
	if !slices.Equal(jens, []string{"Jens: code_display S4 revoked"}) {
		t.Errorf("an auditor reads %q", jens)
	}
}

// A role for one unit reads of the people there, in units below and in a second employment there.
func TestW3_OverviewKeepsToTheReach(t *testing.T) {
	t.Parallel()
	r := newRegion(t)
	top := r.Unit(r.Org, "Kirurgi", id.Unit{})
	low, other := r.Unit(r.Org, "Stue", top), r.Unit(r.Org, "Medicin", id.Unit{})
	for name, unit := range map[string]id.Unit{"Anna": top, "Bo": low, "Carl": other} {
		who := r.person(name, "dedicated active")
		r.holds(who, name, "active")
		r.SQL(`update employees set unit_id = $2 where id = $1`, who, unit)
	}
	second := r.person("Dora", "")
	r.SQL(`update employments set unit_id = $2 where employee_id = $1`, second, low)
	within := r.As(r.staff("Lene", authz.UserAdministrator, role.Scope{Kind: authz.OneUnit, ID: top.String()}))
	want := []string{"Anna: code_display Anna active", "Bo: code_display Bo active", "Dora: -"}
	if got := r.lines(within, overview.Filter{}); !slices.Equal(got, want) {
		t.Errorf("within %q", got)
	}
	if got := r.lines(r.As(r.admin), overview.Filter{Unit: top}); !slices.Equal(got, want) {
		t.Errorf("asked for %q", got)
	}
	if got := r.lines(within, overview.Filter{Unit: other}); len(got) > 0 {
		t.Errorf("another unit's: %q", got)
	}
	if rows := r.export(within); len(rows) != 4 {
		t.Errorf("file %q", rows)
	}
	officer := r.staff("Mads", authz.CardOfficer, role.Scope{Kind: authz.OneUnit, ID: top.String()})
	r.Give(role.Grant{Employee: officer, Role: authz.UserAdministrator, Scope: role.Scope{Kind: authz.OneUnit, ID: other.String()}})
	for _, row := range r.rows(r.As(officer), overview.Filter{}) {
		if row.Told.SignIn && row.UnitName == "Kirurgi" {
			t.Errorf("a right in one unit tells of another: %+v", row)
		}
	}
}

// export reads the whole file; rows[0] are the headings.
func (r *region) export(ctx context.Context) [][]string {
	r.T.Helper()
	file, err := r.service.Export(ctx, overview.Filter{Organisation: r.Org})
	r.Must(err)
	text, err := io.ReadAll(file)
	r.Must(err)
	if !strings.HasPrefix(string(text), "\ufeff") {
		r.T.Error("the byte order mark is missing")
	}
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff")))
	reader.Comma = ';'
	rows, err := reader.ReadAll()
	r.Must(err)
	return slices.DeleteFunc(rows, func(row []string) bool { return row[0] == "Åsted" })
}

func TestW3_OverviewAsAFileIsHarmlessAndInDanish(t *testing.T) {
	t.Parallel()
	r := newRegion(t)
	r.crowd()
	who := r.person("Zæå", "dedicated active")
	r.SQL(`update employees set title = '=HYPERLINK("x")', phone = '+45 12 34 56 78' where id = $1`, who)
	r.has(who, thing{kind: "chip", state: "active", serial: "@SUM(A1)"})
	rows := r.export(r.As(r.admin))
	if len(rows) != 16 || rows[0][0] != "Efternavn" || rows[0][13] != "Serienummer" {
		t.Fatalf("rows %q", rows)
	}
	last := rows[len(rows)-2] // before Øjvind
	if last[1] != "Zæå" || last[2] != `'=HYPERLINK("x")` || last[13] != "'@SUM(A1)" {
		t.Errorf("row %q", last)
	}
	late := rows[5]
	if late[1] != "Carl" || late[18] != "2026-11-22 09:00" || late[19] != "x" || late[17] != "" {
		t.Errorf("a late loan %q", late)
	}
	for _, row := range rows {
		if all := strings.Join(row, ";"); strings.Contains(all, "@example") || strings.Contains(all, "12 34 56 78") {
			t.Errorf("contact data in %q", row)
		}
	}
	english := authz.WithRequest(r.As(r.officer), authz.Request{Language: "en"})
	file, err := r.service.Export(english, overview.Filter{Organisation: r.Org, Concern: overview.Late})
	r.Must(err)
	text, err := io.ReadAll(file)
	r.Must(err)
	if !strings.HasPrefix(string(text), "\ufeffFamily name,Given name,") || strings.Count(string(text), "\n") != 2 {
		t.Errorf("file %q", text)
	}
}

func TestW3_OverviewAsAFileHoldsEachRowOnce(t *testing.T) {
	t.Parallel()
	r := newRegion(t)
	r.populate(700)
	seen := map[string]int{}
	for _, row := range r.export(r.As(r.admin))[1:] {
		seen[row[24]+row[11]+row[13]]++
	}
	if want := r.Count(`select count(*) from authenticators where state <> 'revoked' or device_id is not null`) + 7 - 4; len(seen) != want {
		t.Errorf("%d rows, want %d", len(seen), want)
	}
	for row, times := range seen {
		if times > 1 {
			t.Errorf("%d times %s", times, row)
		}
	}
}

func TestW3_OverviewIsLoggedBeforeItIsAFile(t *testing.T) {
	t.Parallel()
	r := newRegion(t)
	unit := r.Unit(r.Org, "Stue", id.Unit{})
	_, err := r.service.Export(r.As(r.admin), overview.Filter{
		Organisation: r.Org, Query: "karen", State: "active", Concern: overview.OnLoan, Unit: unit, EndsWithin: new(30),
	})
	r.Must(err) // nothing of it has been read
	var body string
	r.Must(r.DB.Pool().GetContext(t.Context(), &body, `select convert_from(body, 'UTF8') from audit_events where organisation_id = $1 and name = 'overview.exported'`, r.Org))
	for _, kept := range []string{`"state":"active"`, `"concern":"on_loan"`, unit.String(), `"ends_within":30`} {
		if !strings.Contains(body, kept) {
			t.Errorf("event lacks %s: %s", kept, body)
		}
	}
	if strings.Contains(body, "karen") {
		t.Errorf("a name in %s", body)
	}
	_, err = r.service.Export(r.As(r.auditor), overview.Filter{Organisation: r.Org, Concern: overview.LacksSpare})
	r.refused(err, "forbidden")
	if n := r.Count(`select count(*) from audit_events where name = 'overview.exported'`); n != 1 {
		t.Errorf("%d events", n)
	}
}

// A protected employee is named as protected; no contact data of anybody and no number leaves here.
func TestW3_OverviewOfAProtectedEmployee_E13(t *testing.T) {
	t.Parallel()
	r := newRegion(t)
	who := r.person("Anna", "dedicated active")
	r.holds(who, "S1", "active")
	r.SQL(`update employees set protected = true, email = 'anna@klinik.example', phone = '+45 12 34 56 78', national_id_masked = '620180-****' where id = $1`, who)
	answer, err := overview.NewHandler(r.service).ListOverview(r.As(r.admin), api.ListOverviewRequestObject{OrganisationId: r.Org.UUID()})
	r.Must(err)
	page, ok := answer.(api.ListOverview200JSONResponse)
	if !ok || !page.Data[0].Protected || page.Data[0].Authenticator.Serial != "S1" || page.Data[0].Lacks == nil {
		t.Fatalf("answer %+v", answer)
	}
	text, err := json.Marshal(page)
	r.Must(err)
	if strings.Contains(string(text), "anna@") || strings.Contains(string(text), "12 34") || strings.Contains(string(text), "6201") {
		t.Errorf("answer %s", text)
	}
	if rows := r.export(r.As(r.admin)); rows[1][6] != "x" {
		t.Errorf("file %q", rows)
	}
	file, err := overview.NewHandler(r.service).ExportOverview(r.As(r.auditor), api.ExportOverviewRequestObject{OrganisationId: r.Org.UUID()})
	r.Must(err)
	named, ok := file.(api.ExportOverview200TextcsvResponse)
	if want := `attachment; filename="identifikationsmidler-2026-11-22.csv"`; !ok || named.Headers.ContentDisposition != want {
		t.Errorf("answer %+v", file)
	}
}
