package proof_test

import (
	"database/sql"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/lib/pq"

	"hverv/internal/calendar"
	"hverv/internal/testeid"
	"hverv/internal/testkit"
)

// Law 1: dates end things, no worker does. Over a month in which nothing runs, an activation link
// dies (U5), an employment with a last day ends (L4), and so does a right with one (R3).
func TestDatesEndWithoutWorkers_L4_U5_R3(t *testing.T) {
	t.Parallel()
	dsn := testkit.URL(t)
	admin, walk := populated(t, serve(t, dsn, io.Discard))
	until := calendar.Today(wall()).AddDays(10).String()

	leaver := hire(t, admin, testeid.Peter, until)
	if got := signIn(t, admin.base, testeid.Peter).activate(t, invite(t, admin, leaver, testeid.Peter)); got.status != http.StatusOK {
		t.Fatalf("activation in time: %d %s", got.status, got.body)
	}
	late := invite(t, admin, hire(t, admin, testeid.Freja, ""), testeid.Freja)
	ahmed := walk.Found().Employees[testeid.Ahmed]
	dated := give(t, admin, ahmed, until)
	if !holds(t, admin, ahmed, dated) {
		t.Fatal("the right does not count while its dates say so (R3)")
	}
	if me := signIn(t, admin.base, testeid.Peter); me.organisation == "" {
		t.Fatal("an employee may not act in the time of the employment (L4)")
	}

	before := events(t, dsn)
	admin.must(t, http.MethodPost, "/demo/clock", map[string]any{"seconds": 29 * day}, nil)
	if got := admin.ask(t, http.MethodPost, "/api/v1/activations/look", map[string]any{"token": late}); got.status != http.StatusOK {
		t.Errorf("the link on day 29: %d %s, want it to live (U5)", got.status, got.body)
	}
	admin.must(t, http.MethodPost, "/demo/clock", map[string]any{"seconds": 2 * day}, nil)
	if now := events(t, dsn); now != before {
		t.Errorf("%d events became %d by themselves; a worker ran", before, now)
	}

	if got := signIn(t, admin.base, testeid.Freja).activate(t, late); got.status != http.StatusGone {
		t.Errorf("the link on day 31: %d %s, want 410 (U5)", got.status, got.body)
	}
	if me := signIn(t, admin.base, testeid.Peter); me.organisation != "" {
		t.Error("who left 20 days ago may still act for the clinic (L4)")
	}
	admin = signIn(t, admin.base, testeid.Mette)
	if holds(t, admin, ahmed, dated) {
		t.Error("the right counts 20 days after its last day (R3)")
	}
	var shown struct {
		Status string `json:"status"`
	}
	if admin.must(t, http.MethodGet, admin.path("/employees/"+leaver), nil, &shown); shown.Status != "ended" {
		t.Errorf("the leaver is shown as %q, want ended (L4)", shown.Status)
	}
}

const day = 24 * 60 * 60

// hire registers somebody of the test eID; an empty day means for good.
func hire(t *testing.T, admin caller, subject, until string) string {
	t.Helper()
	p := testeid.ByName(subject)
	given, family, _ := strings.Cut(p.Name, " ")
	employment := map[string]any{"category": "F"}
	if until != "" {
		employment["ends_on"] = until
	}
	var made person
	admin.must(t, http.MethodPost, admin.path("/employees"), map[string]any{
		"given_name": given, "family_name": family, "email": p.Email, "employments": []any{employment},
		"national_id": map[string]any{"kind": "cpr", "value": p.CPR},
	}, &made)
	return made.ID
}

var tokenInMail = regexp.MustCompile(`https?://\S+#(\S+)`)

// invite gives a private identity to an employee, and the token of the link in the mail. The jobs
// are made to run here, before the clock moves, since somebody has to deliver it.
func invite(t *testing.T, admin caller, employee, subject string) string {
	t.Helper()
	admin.must(t, http.MethodPost, admin.path("/employees/"+employee+"/identities"), map[string]any{"kind": "private", "language": "da"}, nil)
	return mailed(t, admin, testeid.ByName(subject).Email)
}

// mailed makes the jobs run and gives the token of the link that was sent to an address.
func mailed(t *testing.T, admin caller, address string) string {
	t.Helper()
	admin.must(t, http.MethodPost, "/demo/jobs/drain", nil, nil)
	var box struct {
		Data []struct {
			Body string `json:"body"`
		} `json:"data"`
	}
	admin.must(t, http.MethodGet, "/demo/mailbox.json?"+url.Values{"to": {address}}.Encode(), nil, &box)
	for _, mail := range box.Data {
		if link := tokenInMail.FindStringSubmatch(mail.Body); link != nil {
			return link[1]
		}
	}
	t.Fatalf("no link came to %s", address)
	return ""
}

func (c caller) activate(t *testing.T, token string) answer {
	t.Helper()
	return c.ask(t, http.MethodPost, "/api/v1/activations/private", map[string]any{"token": token, "consent": true})
}

// give assigns the basic bundle and returns the assignment.
func give(t *testing.T, admin caller, employee, until string) string {
	t.Helper()
	var bundles struct {
		Data []struct {
			ID string `json:"id"`
		} `json:"data"`
	}
	admin.must(t, http.MethodGet, admin.path("/bundles"), nil, &bundles)
	if len(bundles.Data) == 0 {
		t.Fatal("there is no bundle")
	}
	var made struct {
		ID string `json:"id"`
	}
	admin.must(t, http.MethodPost, admin.path("/assignments"), map[string]any{
		"employee_id": employee, "bundle_id": bundles.Data[0].ID, "scope_kind": "organisation",
		"starts_on": calendar.Today(wall()).String(), "ends_on": until, "reason": "Vikar",
	}, &made)
	return made.ID
}

// holds says whether the assignment gives the employee anything today.
func holds(t *testing.T, admin caller, employee, assignment string) bool {
	t.Helper()
	var effective struct {
		Data []struct {
			Why struct {
				Assignment string `json:"assignment_id"`
			} `json:"why"`
		} `json:"data"`
	}
	admin.must(t, http.MethodGet, admin.path("/employees/"+employee+"/rights"), nil, &effective)
	for _, right := range effective.Data {
		if right.Why.Assignment == assignment {
			return true
		}
	}
	return false
}

// open is a look at the database beside the server.
func open(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	connector, err := pq.NewConnector(dsn)
	if err != nil {
		t.Fatalf("address the database: %v", err)
	}
	db := sql.OpenDB(connector)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func events(t *testing.T, dsn string) int {
	t.Helper()
	var n int
	if err := open(t, dsn).QueryRowContext(t.Context(), `select count(*) from audit_events`).Scan(&n); err != nil {
		t.Fatalf("count events: %v", err)
	}
	return n
}
