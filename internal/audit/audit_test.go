package audit_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
	"hverv/internal/page"
	"hverv/internal/seal"
	"hverv/internal/testkit"
)

// archive is a log on a database of its own. A machine acts, since its decisions need no rows.
type archive struct {
	*audit.Log

	t    *testing.T
	db   *database.DB
	keys *seal.Keys
	org  id.Organisation
}

func open(t *testing.T) archive {
	t.Helper()
	keys := testkit.Keys(t)
	clock := testkit.NewClock(t, "2026-11-22T08:00:00.123456Z")
	return archive{audit.New(keys), t, testkit.DBAt(t, clock), keys, id.New[id.Organisation]()}
}

// another is the log of another node on the same database and keys.
func (a archive) another() archive {
	a.Log = audit.New(a.keys)
	return a
}

func decide(ctx context.Context, t *testing.T, org id.Organisation) authz.Decision {
	t.Helper()
	permit, err := authz.Require(authz.AsMachine(ctx, "lifecycle", calendar.StartOfDay(calendar.Must("2026-11-22"))), authz.LifecycleEnd, authz.In(org))
	if err != nil {
		t.Fatal(err)
	}
	decision, err := permit.On(authz.Facts{})
	if err != nil {
		t.Fatal(err)
	}
	return decision
}

func (a archive) write(ctx context.Context, events ...audit.Event) error {
	a.t.Helper()
	return a.db.Change(ctx, func(tx *database.Tx) error {
		for _, e := range events {
			e.Decision = decide(ctx, a.t, a.org)
			if err := a.Record(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a archive) must(events ...audit.Event) {
	a.t.Helper()
	if err := a.write(a.t.Context(), events...); err != nil {
		a.t.Fatal(err)
	}
}

func (a archive) list(f audit.Filter) page.Page[audit.Record] {
	a.t.Helper()
	f.Organisation = a.org
	if f.Limit == 0 {
		f.Limit = 50
	}
	var found page.Page[audit.Record]
	err := a.db.Read(a.t.Context(), func(tx *database.Tx) (err error) {
		found, err = a.List(a.t.Context(), tx, f)
		return err
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return found
}

func (a archive) bodies() []string {
	a.t.Helper()
	rows := []string{}
	err := a.db.Read(a.t.Context(), func(tx *database.Tx) error {
		return tx.Select(a.t.Context(), &rows, `select convert_from(body, 'UTF8') from audit_events order by id`)
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return rows
}

func renamed(person string) audit.Event {
	return audit.Event{
		Name: "employee.renamed", Subject: audit.Subject{Kind: "employee", ID: person}, Reason: "Gift.",
		Before: audit.Fields{"family_name": audit.Personal("Birk")},
		After:  audit.Fields{"family_name": audit.Personal("Østergård"), "category": "F", "protected": true, "units": []string{"a", "b"}, "count": 7},
	}
}

// No event, no change; no decision, no event (G1, law 3).
func TestNoChangeWithoutEvent_G1(t *testing.T) {
	t.Parallel()
	a := open(t)
	err := a.db.Change(t.Context(), func(tx *database.Tx) error {
		_, err := tx.Exec(t.Context(), `insert into demo_clock (id, offset_seconds) values (1, 5)`)
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "G1") {
		t.Fatalf("a change without an event: %v", err)
	}
	err = a.db.Change(t.Context(), func(tx *database.Tx) error {
		return a.Record(t.Context(), tx, audit.Event{Name: "x", Subject: audit.Subject{Kind: "x", ID: "y"}})
	})
	if err == nil {
		t.Fatal("an event without a decision was taken")
	}
	var rows int
	err = a.db.Single(t.Context(), func(tx *database.Tx) error {
		return tx.Get(t.Context(), &rows, `select (select count(*) from demo_clock) + (select count(*) from audit_events)`)
	})
	if err != nil || rows != 0 {
		t.Fatalf("%d rows stayed (%v)", rows, err)
	}
}

// The bytes of an event are final: a verifier of any later release reads them. Only ids and what is
// random differ from run to run, and they are replaced here.
func TestCanonicalBytes_G1(t *testing.T) {
	t.Parallel()
	a := open(t)
	person := "019ab2c0-4444-7000-8000-000000000002"
	ctx := authz.WithRequest(t.Context(), authz.Request{ID: "019ab2c0-0000-7000-8000-000000000001"})
	e := renamed(person)
	e.Reason = ""
	if err := a.write(ctx, e); err != nil {
		t.Fatal(err)
	}
	body := a.bodies()[0]
	var random struct {
		ID     string                     `json:"id"`
		Before map[string]json.RawMessage `json:"before"`
		After  map[string]json.RawMessage `json:"after"`
	}
	if err := json.Unmarshal([]byte(body), &random); err != nil {
		t.Fatal(err)
	}
	got := strings.NewReplacer(
		random.ID, "ID", a.org.String(), "ORG",
		string(random.Before["family_name"]), "SEALED1", string(random.After["family_name"]), "SEALED2",
	).Replace(body)
	want := `{"actor":{"id":"lifecycle","kind":"machine"},"after":{"category":"F","count":7,"family_name":SEALED2,"protected":true,"units":["a","b"]},` +
		`"at":"2026-11-22T08:00:00.123456Z","before":{"family_name":SEALED1},"decision":{"action":"lifecycle.end","basis":"machine"},"id":"ID",` +
		`"name":"employee.renamed","organisation":"ORG","outcome":"done","person":"019ab2c0-4444-7000-8000-000000000002",` +
		`"request":"019ab2c0-0000-7000-8000-000000000001","subject":{"id":"019ab2c0-4444-7000-8000-000000000002","kind":"employee"},"v":1}`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

// Who knows salt and value can check a commitment without any key; nobody reads the value from it.
func TestCommitmentsVerify_G2(t *testing.T) {
	t.Parallel()
	a := open(t)
	a.must(renamed("p1"), renamed("p1"))
	seen := map[string]bool{}
	for _, body := range a.bodies() {
		for _, secret := range []string{"Østergård", "Birk", "Gift"} {
			if strings.Contains(body, secret) {
				t.Fatalf("%q stands in the bytes: %s", secret, body)
			}
		}
		var e struct {
			After map[string]json.RawMessage `json:"after"`
		}
		var sealed struct {
			Commitment string `json:"commitment"`
		}
		if err := errors.Join(json.Unmarshal([]byte(body), &e), json.Unmarshal(e.After["family_name"], &sealed)); err != nil {
			t.Fatal(err)
		}
		if seen[sealed.Commitment] {
			t.Fatal("equal values have equal commitments: they can be compared by anybody")
		}
		seen[sealed.Commitment] = true
		if sum, err := base64.RawURLEncoding.DecodeString(sealed.Commitment); err != nil || len(sum) != sha256.Size {
			t.Fatalf("commitment %q (%v)", sealed.Commitment, err)
		}
	}
}

func TestEventsReadBack_G3(t *testing.T) {
	t.Parallel()
	a := open(t)
	a.must(renamed("p1"))
	got := a.list(audit.Filter{}).Data
	want := []audit.Record{{
		ID: got[0].ID, Organisation: a.org, At: got[0].At, Name: "employee.renamed", Outcome: audit.Done,
		ActorKind: "machine", ActorID: "lifecycle", Action: "lifecycle.end", Basis: "machine",
		Subject: audit.Subject{Kind: "employee", ID: "p1"}, Person: "p1", Reason: "Gift.",
		Before: audit.Fields{"family_name": "Birk"},
		After:  audit.Fields{"family_name": "Østergård", "category": "F", "protected": true, "units": []any{"a", "b"}, "count": 7.0},
	}}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(x, y id.Event) bool { return x == y }), cmp.Comparer(func(x, y id.Organisation) bool { return x == y })); diff != "" {
		t.Fatal(diff)
	}
	if got := a.another().list(audit.Filter{}).Data; got[0].Reason != "Gift." {
		t.Fatalf("another node reads %+v", got)
	}
}

// Two first events of one person at once make one key; both are written and readable.
func TestFirstEventsAtOnce_G1(t *testing.T) {
	t.Parallel()
	a := open(t)
	for round := range 5 {
		person := fmt.Sprintf("p%d", round)
		var done sync.WaitGroup
		const writers = 6
		failures := make([]error, writers)
		for i := range writers {
			node := a.another()
			done.Go(func() { failures[i] = node.write(t.Context(), renamed(person)) })
		}
		done.Wait()
		if err := errors.Join(failures...); err != nil {
			t.Fatal(err)
		}
		got := a.another().list(audit.Filter{About: []string{person}}).Data
		if len(got) != writers {
			t.Fatalf("%d events of %d", len(got), writers)
		}
		for _, r := range got {
			if r.Damaged || r.After["family_name"] != "Østergård" {
				t.Fatalf("unreadable: %+v", r)
			}
		}
	}
}

// A thing that is new has no key, but the person it is about may have one.
func TestNewThingOfAKnownPerson_G1(t *testing.T) {
	t.Parallel()
	a := open(t)
	a.must(renamed("p1"))
	e := renamed("p1")
	e.Subject, e.Person, e.New = audit.Subject{Kind: "role_grant", ID: "g1"}, "p1", true
	b := a.another()
	b.must(e, e)
	if got := b.list(audit.Filter{Subject: "g1"}).Data; len(got) != 2 || got[1].Reason != "Gift." {
		t.Fatalf("got %+v", got)
	}
}

// L8: the bytes stay, the values are gone on every node, and a later event starts a new key.
func TestForgottenPerson_L8(t *testing.T) {
	t.Parallel()
	a := open(t)
	other := a.another()
	a.must(renamed("p1"), renamed("p2"))
	other.must(renamed("p1"))
	before := a.bodies()
	err := a.db.Change(t.Context(), func(tx *database.Tx) error {
		if err := a.Forget(t.Context(), tx, a.org, "p1"); err != nil {
			return err
		}
		return a.Record(t.Context(), tx, audit.Event{Decision: decide(t.Context(), t, a.org), Name: "employee.forgotten", Subject: audit.Subject{Kind: "employee", ID: "p1"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, a.bodies()[:len(before)]); diff != "" {
		t.Fatalf("bytes changed: %s", diff)
	}
	for _, node := range []archive{a, other} {
		for _, r := range node.list(audit.Filter{About: []string{"p1"}, Name: "employee.renamed"}).Data {
			if r.Damaged || r.Reason != "" || r.After["family_name"] != (audit.Forgotten{Forgotten: true}) || r.After["category"] != "F" {
				t.Fatalf("still readable: %+v", r)
			}
		}
		if r := node.list(audit.Filter{About: []string{"p2"}}).Data; len(r) != 1 || r[0].Reason != "Gift." {
			t.Fatalf("another person was forgotten too: %+v", r)
		}
	}
	a.must(renamed("p1"))
	if r := other.list(audit.Filter{About: []string{"p1"}, Limit: 1}).Data; r[0].Reason != "Gift." {
		t.Fatalf("the new event is unreadable: %+v", r)
	}
}

// Rows are only ever added; whoever gets round that is found out when the event is read.
func TestTampering_G2(t *testing.T) {
	t.Parallel()
	a := open(t)
	a.must(renamed("p1"))
	pool := a.db.Pool()
	for _, statement := range []string{`update audit_events set name = 'x'`, `delete from audit_events`} {
		if _, err := pool.ExecContext(t.Context(), statement); err == nil {
			t.Errorf("%s went through", statement)
		}
	}
	if _, err := pool.ExecContext(t.Context(), `alter table audit_events disable trigger audit_events_only_added`); err != nil {
		t.Fatal(err)
	}
	original := a.bodies()[0]
	for name, tampered := range map[string]struct{ statement, body string }{
		"name beside":  {`update audit_events set body = $1, name = 'employee.created'`, original},
		"outcome":      {`update audit_events set body = $1, outcome = 'refused'`, original},
		"name inside":  {`update audit_events set body = $1`, strings.Replace(original, "employee.renamed", "employee.blessed", 1)},
		"commitment":   {`update audit_events set body = $1`, swap(original, `"commitment":"`)},
		"sealed value": {`update audit_events set body = $1`, swap(original, `"sealed":"`)},
		"no JSON":      {`update audit_events set body = $1`, "x"},
	} {
		if _, err := pool.ExecContext(t.Context(), tampered.statement, []byte(tampered.body)); err != nil {
			t.Fatal(err)
		}
		if got := a.list(audit.Filter{}).Data; len(got) != 1 || !got[0].Damaged {
			t.Errorf("%s: not noticed: %+v", name, got)
		}
		if _, err := pool.ExecContext(t.Context(), `update audit_events set body = $1, name = 'employee.renamed', outcome = 'done'`, []byte(original)); err != nil {
			t.Fatal(err)
		}
	}
	if got := a.list(audit.Filter{}).Data; got[0].Damaged {
		t.Fatal("the restored event reads as damaged")
	}
}

// swap changes the first letter of a value.
func swap(body, before string) string {
	at := strings.Index(body, before) + len(before)
	letter := "A"
	if body[at] == 'A' {
		letter = "B"
	}
	return body[:at] + letter + body[at+1:]
}

// The number is a replacement number: nobody has it (E2).
func TestNoSecretInAnEvent_G1_X4(t *testing.T) {
	t.Parallel()
	a := open(t)
	number, err := nationalid.ParseCPR("6101901234")
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]any{"national id": number, "token": id.NewToken(), "list": []any{number}} {
		e := renamed("p1")
		e.After = audit.Fields{"x": value}
		if err := a.write(t.Context(), e); err == nil {
			t.Errorf("%s was written", name)
		}
	}
	if got := a.bodies(); len(got) != 0 {
		t.Fatalf("stored: %v", got)
	}
}

func TestRefusalIsAnEvent_G1(t *testing.T) {
	t.Parallel()
	a := open(t)
	no := fault.New(fault.Forbidden, "no", "No.")
	err := a.db.Change(t.Context(), func(tx *database.Tx) error {
		e := renamed("p1")
		e.Decision, e.Outcome = decide(t.Context(), t, a.org), audit.Refused
		return errors.Join(a.Record(t.Context(), tx, e), tx.Refuse(no))
	})
	if fault.CodeOf(err) != "no" {
		t.Fatal(err)
	}
	if got := a.list(audit.Filter{Outcome: "refused"}).Data; len(got) != 1 || got[0].Outcome != audit.Refused {
		t.Fatalf("got %+v", got)
	}
}
