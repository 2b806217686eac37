// Package proof_test proves, from outside and on whole servers, what no test of one package can:
// that kills lose nothing, that a lost database is only a pause, that nothing secret is ever kept
// or logged in the clear, and that dates end what they end though no worker runs. The long runs
// are named TestProve and wait for `make prove`.
package proof_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"testing"
	"time"

	"hverv/internal/app"
	"hverv/internal/config"
	"hverv/internal/tour"
)

func wall() time.Time { return time.Now() }

// long keeps a proof out of the ordinary run; a name says where it is.
func long(t *testing.T) {
	t.Helper()
	if os.Getenv("HVERV_PROVE") == "" {
		t.Skip("runs in make prove")
	}
}

// settings are those of every server here: made-up people, and no limits, since a proof hurries.
func settings(listen, folder, dsn string) []string {
	return []string{
		"HVERV_LISTEN=" + listen, "HVERV_DEMO=true", "HVERV_DATA_DIR=" + folder, "HVERV_DATABASE_URL=" + dsn, "HVERV_MAX_CONNS=8",
		"HVERV_LIMIT_PRINCIPAL=0", "HVERV_LIMIT_ORGANISATION=0", "HVERV_LIMIT_SOURCE=0", "HVERV_LIMIT_SIGNIN=0",
	}
}

// serve runs a node without workers until the test is over (law 1: nothing may depend on them).
func serve(t *testing.T, dsn string, logs io.Writer) string {
	t.Helper()
	return serveIn(t, t.TempDir(), dsn, logs)
}

// serveIn is serve with a data folder; without a dsn the node has a private cluster there.
func serveIn(t *testing.T, folder, dsn string, logs io.Writer) string {
	t.Helper()
	cfg, err := config.Load(settings("127.0.0.1:0", folder, dsn), "")
	if err != nil {
		t.Fatalf("configuration: %v", err)
	}
	node, err := app.New(t.Context(), cfg, slog.New(slog.NewJSONHandler(logs, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		t.Fatalf("start a node: %v", err)
	}
	node.Workers = -1
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- node.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("stop the node: %v", err)
		}
	})
	return node.URL()
}

// caller asks a server as one user.
type caller struct {
	base         string
	organisation string
	client       *http.Client
}

// populated gives the clinic's administrator on a server whose people have just been entered.
func populated(t *testing.T, base string) (caller, *tour.Tour) {
	t.Helper()
	walk := tour.New(base, io.Discard, false, wall)
	if err := walk.Populate(t.Context()); err != nil {
		t.Fatalf("populate: %v", err)
	}
	found := walk.Found()
	return caller{base: base, organisation: found.Organisation, client: found.Client}, walk
}

// signIn gives somebody who has just signed in with the test eID, acting for the only
// organisation there is for them, or for none.
func signIn(t *testing.T, base, subject string) caller {
	t.Helper()
	client, err := tour.New(base, io.Discard, false, wall).SignedIn(t.Context(), subject)
	if err != nil {
		t.Fatalf("sign in as %s: %v", subject, err)
	}
	c := caller{base: base, client: client}
	var me struct {
		Organisations []struct {
			ID string `json:"id"`
		} `json:"organisations"`
	}
	c.must(t, http.MethodGet, "/api/v1/me", nil, &me)
	if len(me.Organisations) == 1 {
		c.organisation = me.Organisations[0].ID
		c.must(t, http.MethodPost, "/api/v1/me/organisation", map[string]any{"organisation_id": c.organisation}, nil)
	}
	return c
}

// path is an address below the caller's organisation.
func (c caller) path(more string) string { return "/api/v1/organisations/" + c.organisation + more }

// answer is what came back, read to its end.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// code is the stable word of a refusal.
func (a answer) code() string {
	var problem struct {
		Code string `json:"code"`
	}
	_ = json.Unmarshal(a.body, &problem) // what is no problem has no code
	return problem.Code
}

// try sends one request; an error is one of the connection. An empty key sends none.
func (c caller) try(ctx context.Context, method, path string, body any, key string) (answer, error) {
	var content io.Reader = http.NoBody
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return answer{}, err
		}
		content = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, content)
	if err != nil {
		return answer{}, err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		request.Header.Set("Idempotency-Key", key)
	}
	response, err := c.client.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	return answer{status: response.StatusCode, header: response.Header, body: text}, err
}

// ask is try for a test that expects an answer.
func (c caller) ask(t *testing.T, method, path string, body any) answer {
	t.Helper()
	got, err := c.try(t.Context(), method, path, body, "")
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return got
}

// must is ask for a test that expects success. Who is told to come back comes back: after a kill of
// PostgreSQL a connection of the pool may still be a dead one.
func (c caller) must(t *testing.T, method, path string, body, result any) {
	t.Helper()
	got := c.ask(t, method, path, body)
	for begun := wall(); got.status == http.StatusServiceUnavailable && wall().Sub(begun) < 30*time.Second; pause() {
		got = c.ask(t, method, path, body)
	}
	if got.status >= http.StatusBadRequest {
		t.Fatalf("%s %s: %d %s", method, path, got.status, got.body)
	}
	if result == nil {
		return
	}
	if err := json.Unmarshal(got.body, result); err != nil {
		t.Fatalf("read %s: %v", path, err)
	}
}

// pages reads a list to its end.
func pages[T any](t *testing.T, c caller, path string, query url.Values) []T {
	t.Helper()
	var all []T
	for {
		var page struct {
			Data []T    `json:"data"`
			Next string `json:"next_cursor"`
		}
		query.Set("limit", "200")
		c.must(t, http.MethodGet, path+"?"+query.Encode(), nil, &page)
		all = append(all, page.Data...)
		if page.Next == "" {
			return all
		}
		query.Set("after", page.Next)
	}
}

// person is what the proofs create and count.
type person struct {
	ID    string `json:"id"`
	Email string `json:"email"`
}

// newcomer is the body of a new employee who can be told by the address alone; nothing in it is
// unique for the database, so that only the key stands against a second one.
func newcomer(email string) map[string]any {
	return map[string]any{"given_name": "Prøve", "family_name": "Person", "email": email, "birth_date": "1990-01-01"}
}

// onceEach holds the register against its log: every employee is there because of exactly one
// event, and nobody twice. It gives the ids by address.
func onceEach(t *testing.T, c caller) map[string]string {
	t.Helper()
	created := map[string]int{}
	for _, e := range pages[struct {
		Subject struct {
			ID string `json:"id"`
		} `json:"subject"`
		Damaged bool `json:"damaged"`
	}](t, c, c.path("/events"), url.Values{"name": {"employee.created"}}) {
		created[e.Subject.ID]++
		if e.Damaged {
			t.Errorf("the event about %s is damaged", e.Subject.ID)
		}
	}
	there := map[string]string{}
	for _, p := range pages[person](t, c, c.path("/employees"), url.Values{}) {
		if other, twice := there[p.Email]; twice && p.Email != "" {
			t.Errorf("%s is there twice: %s and %s", p.Email, other, p.ID)
		}
		there[p.Email] = p.ID
		if created[p.ID] != 1 {
			t.Errorf("%s has %d events of creation, want one", p.Email, created[p.ID])
		}
		delete(created, p.ID)
	}
	for id := range created {
		t.Errorf("an event tells of %s, who is not there", id)
	}
	return there
}

func idIn(t *testing.T, got answer) string {
	t.Helper()
	var made person
	if err := json.Unmarshal(got.body, &made); err != nil {
		t.Errorf("read the employee: %v", err)
	}
	return made.ID
}
