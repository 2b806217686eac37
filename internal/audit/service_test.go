package audit_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/page"
	"hverv/internal/testkit"
)

func (a archive) as(role authz.Role, org id.Organisation) context.Context {
	return testkit.As(a.t, authz.Actor{
		Kind: authz.PersonActor, At: a.db.Now(), Organisation: org, Employee: id.New[id.Employee](), Person: id.New[id.Person](),
		Grants: []authz.Grant{{ID: id.New[id.RoleGrant](), Role: role, ScopeKind: authz.WholeOrganisation, From: calendar.Must("2026-01-01")}},
	})
}

// nobody knows anybody by name.
func nobody(context.Context, *database.Tx, id.Organisation, []string) (map[string]audit.Named, error) {
	return map[string]audit.Named{}, nil
}

func TestWhoReadsTheLog_G3(t *testing.T) {
	t.Parallel()
	a := open(t)
	employee := id.New[id.Employee]()
	a.must(renamed(employee.String()))
	reader := audit.NewReader(a.db, a.Log, nobody)
	for name, c := range map[string]struct {
		ctx  context.Context //nolint:containedctx // a table of callers
		want string
	}{
		"organisation administrator": {a.as(authz.OrganisationAdministrator, a.org), ""},
		"auditor":                    {a.as(authz.Auditor, a.org), ""},
		"user administrator":         {a.as(authz.UserAdministrator, a.org), "forbidden"},
		"another organisation":       {a.as(authz.Auditor, id.New[id.Organisation]()), "not_found"},
		"nobody":                     {t.Context(), "unauthenticated"},
	} {
		in := audit.Find{Organisation: a.org}
		found, err := reader.List(c.ctx, in)
		one, errOne := reader.ListOf(c.ctx, employee, in)
		if fault.CodeOf(err) != c.want || fault.CodeOf(errOne) != c.want {
			t.Errorf("%s: got %v and %v, want %q", name, err, errOne, c.want)
		}
		if c.want == "" && (len(found.Data) != 1 || len(one.Data) != 1) {
			t.Errorf("%s sees %d and %d events", name, len(found.Data), len(one.Data))
		}
	}
	_, err := reader.ListOf(a.as(authz.Auditor, a.org), id.New[id.Employee](), audit.Find{Organisation: a.org})
	if fault.CodeOf(err) != "not_found" {
		t.Errorf("an employee who never was: %v", err)
	}
}

// The employee sees what was done about them and what they did, and nobody else's.
func TestOwnActivity_G3(t *testing.T) {
	t.Parallel()
	a := open(t)
	reader := audit.NewReader(a.db, a.Log, nobody)
	me, somebody := id.New[id.Employee](), id.New[id.Employee]()
	a.must(renamed(me.String()), renamed(somebody.String()))
	ctx := testkit.As(t, authz.Actor{Kind: authz.PersonActor, At: a.db.Now(), Organisation: a.org, Employee: me, Person: id.New[id.Person]()})
	found, err := reader.ListOwn(ctx, audit.Find{})
	if err != nil || len(found.Data) != 1 || found.Data[0].Person != me.String() || found.Data[0].Reason != "Gift." {
		t.Fatalf("own: %+v (%v)", found, err)
	}
	elsewhere := testkit.As(t, authz.Actor{Kind: authz.PersonActor, At: a.db.Now(), Organisation: id.New[id.Organisation](), Employee: me, Person: id.New[id.Person]()})
	if found, err := reader.ListOwn(elsewhere, audit.Find{}); err != nil || len(found.Data) != 0 {
		t.Fatalf("from another organisation: %+v (%v)", found, err)
	}
	if _, err := reader.ListOwn(t.Context(), audit.Find{}); fault.CodeOf(err) != "unauthenticated" {
		t.Fatal(err)
	}
}

func TestFilters_G3(t *testing.T) {
	t.Parallel()
	clock := testkit.NewClock(t, "2026-11-20T08:00:00Z")
	a := open(t)
	a.db = testkit.DBAt(t, clock)
	reader := audit.NewReader(a.db, a.Log, nobody)
	for i, name := range []string{"employee.created", "employee.renamed", "employees.counted", "right.granted"} {
		person := fmt.Sprintf("019ab2c0-4444-7000-8000-00000000000%d", i%2)
		a.must(audit.Event{Name: name, Subject: audit.Subject{Kind: "thing", ID: fmt.Sprintf("s%d", i)}, Person: person})
		clock.Advance(24 * time.Hour)
	}
	ctx := a.as(authz.Auditor, a.org)
	day := calendar.Must
	for name, c := range map[string]struct {
		in   audit.Find
		want []string
	}{
		"all":             {audit.Find{}, []string{"right.granted", "employees.counted", "employee.renamed", "employee.created"}},
		"noun":            {audit.Find{Name: "employee"}, []string{"employee.renamed", "employee.created"}},
		"name":            {audit.Find{Name: "employee.created"}, []string{"employee.created"}},
		"subject":         {audit.Find{Subject: "s2"}, []string{"employees.counted"}},
		"person":          {audit.Find{Person: "019ab2c0-4444-7000-8000-000000000001"}, []string{"right.granted", "employee.renamed"}},
		"actor":           {audit.Find{Actor: "lifecycle"}, []string{"right.granted", "employees.counted", "employee.renamed", "employee.created"}},
		"nobody":          {audit.Find{Actor: "somebody"}, []string{}},
		"person and name": {audit.Find{Person: "019ab2c0-4444-7000-8000-000000000001", Name: "right", Actor: "lifecycle"}, []string{"right.granted"}},
		"not that actor":  {audit.Find{Person: "019ab2c0-4444-7000-8000-000000000001", Actor: "somebody"}, []string{}},
		"days":            {audit.Find{From: day("2026-11-21"), To: day("2026-11-22")}, []string{"employees.counted", "employee.renamed"}},
		"last day":        {audit.Find{From: day("2026-11-23"), Actor: "lifecycle"}, []string{"right.granted"}},
		"refused":         {audit.Find{Outcome: "refused"}, []string{}},
	} {
		c.in.Organisation = a.org
		found, err := reader.List(ctx, c.in)
		got := []string{}
		for _, r := range found.Data {
			got = append(got, r.Name)
		}
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("%s: %s (%v)", name, diff, err)
		}
	}
	_, err := reader.List(ctx, audit.Find{Organisation: a.org, From: day("2026-11-23"), To: day("2026-11-22")})
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("a period backwards: %v", err)
	}
}

func TestEventsInPages_G3(t *testing.T) {
	t.Parallel()
	a := open(t)
	for i := range 7 {
		a.must(renamed(fmt.Sprintf("p%d", i%2)))
	}
	for name, f := range map[string]audit.Filter{"all": {}, "of": {About: []string{"p0", "p1"}, By: []string{"lifecycle"}}} {
		f.Limit = 3
		seen := map[id.Event]bool{}
		var last page.Page[audit.Record]
		for {
			last = a.list(f)
			for _, r := range last.Data {
				if seen[r.ID] {
					t.Fatalf("%s: %s twice", name, r.ID)
				}
				seen[r.ID] = true
			}
			if f.After = last.Next; f.After == "" {
				break
			}
		}
		if len(seen) != 7 {
			t.Errorf("%s: %d of 7", name, len(seen))
		}
	}
}
