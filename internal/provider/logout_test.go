package provider_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"hverv/internal/client"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/provider"
)

// ear is a relying party's back-channel: it keeps what it is told and fails the first calls.
type ear struct {
	server *httptest.Server
	mu     sync.Mutex
	heard  []string
	deaf   int
}

func newEar(t *testing.T, deaf int) *ear {
	t.Helper()
	e := &ear{deaf: deaf}
	e.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.mu.Lock()
		defer e.mu.Unlock()
		if e.deaf > 0 {
			e.deaf--
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		e.heard = append(e.heard, r.PostFormValue("logout_token"))
	}))
	t.Cleanup(e.server.Close)
	return e
}

func (e *ear) all() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]string{}, e.heard...)
}

// Signing out at one relying party ends all, and tells those that want to know, also when they do
// not answer at once; the tokens are checked by a foreign library.
func TestSigningOutTellsRelyingParties_P1(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	hears := newEar(t, 1)
	p := h.register(func(s *client.Settings) { s.BackchannelLogoutURI = hears.server.URL + "/logout" })
	b := h.browser().signIn()
	given := p.signedIn(b)
	p.signedIn(b)      // a second time in the same session: told once
	h.later(time.Hour) // L5: the id token is long over, and still says who asks
	bye := url.Values{"id_token_hint": {given.text("id_token")}, "post_logout_redirect_uri": {"https://rp.example/bye"}, "state": {"z"}}
	landed := b.get("/oidc/logout?" + bye.Encode())
	if got := landed.location; got != "https://rp.example/bye?state=z" {
		t.Fatalf("%d to %q", landed.status, got)
	}
	expect(t, "refresh", p.refresh(given.text("refresh_token")), 400, "invalid_grant")
	for range 3 {
		_, err := h.runner.Drain(t.Context())
		h.must(err)
		h.clock.Advance(10 * time.Second)
	}
	heard := hears.all()
	if len(heard) != 1 {
		t.Fatalf("told %d times, want 1", len(heard))
	}
	found, err := oidc.NewProvider(t.Context(), h.server.URL)
	h.must(err)
	said, err := found.Verifier(&oidc.Config{ClientID: p.client.ID.String(), Now: func() time.Time { return time.Now().Add(time.Hour) }}).VerifyLogout(t.Context(), heard[0])
	h.must(err)
	if said.SessionID != b.session.String() || said.Subject != h.employee.String() {
		t.Errorf("told of %+v", said)
	}
	if _, err := h.provider.Bearer(t.Context(), heard[0]); fault.KindOf(err) != fault.Unauthenticated {
		t.Errorf("a logout token at our API: %v", err)
	}
}

// An end that lifecycle tells of reaches the relying parties of all the employee's sessions.
func TestATerminationTellsRelyingParties_L5(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	hears := newEar(t, 0)
	p := h.register(func(s *client.Settings) { s.BackchannelLogoutURI = hears.server.URL })
	p.signedIn(h.browser().signIn())
	p.signedIn(h.browser().signIn())
	h.must(h.db.Upkeep(t.Context(), "test", func(tx *database.Tx) error {
		return h.provider.TellIn(tx, provider.Ended{Organisation: h.org, Employee: h.employee})
	}))
	_, err := h.runner.Drain(t.Context())
	h.must(err)
	if got := len(hears.all()); got != 2 {
		t.Errorf("told of %d sessions, want 2", got)
	}
	if n := h.count(`select count(*) from audit_events where name = 'grant.revoked'`); n != 2 {
		t.Errorf("%d events, want 2", n)
	}
}

// Without an id token of this session a person is asked, and no other site can answer.
func TestSigningOutAsks_P1(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	b := h.browser().signIn()
	page := b.get("/oidc/logout")
	if page.status != http.StatusOK || !strings.Contains(page.page, "Vil du logge af?") {
		t.Fatalf("%d %s", page.status, page.page)
	}
	if query(t, b.get(p.asks())).Get("code") == "" {
		t.Error("the session ended without an answer")
	}
	_, rest, _ := strings.Cut(page.page, `name="confirm" value="`)
	answer, _, _ := strings.Cut(rest, `"`)
	b.post("/oidc/logout", url.Values{"confirm": {"guessed"}})
	if query(t, b.get(p.asks())).Get("code") == "" {
		t.Error("a guess ended the session")
	}
	b.post("/oidc/logout", url.Values{"confirm": {answer}})
	if query(t, b.get(p.asks())).Has("code") {
		t.Error("the session did not end")
	}
	for name, form := range map[string]url.Values{
		"unknown address":     {"client_id": {p.client.ID.String()}, "post_logout_redirect_uri": {"https://evil.example/"}},
		"address of nobody":   {"post_logout_redirect_uri": {"https://rp.example/bye"}},
		"hint of another":     {"id_token_hint": {"a.b.c"}},
		"client of no record": {"client_id": {h.org.String()}, "post_logout_redirect_uri": {"https://rp.example/bye"}},
	} {
		if landed := b.get("/oidc/logout?" + form.Encode()); landed.status != http.StatusBadRequest {
			t.Errorf("%s: %d to %q", name, landed.status, landed.location)
		}
	}
}

// A request that was pushed is good once, for its client, for a minute; forms end in the same place.
func TestPushedAndPostedRequests_P1(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p, other := h.register(nil), h.register(nil)
	b := h.browser().signIn()
	push := func() string {
		t.Helper()
		asked, err := url.ParseQuery(strings.TrimPrefix(p.asks(), "/oidc/authorize?"))
		h.must(err)
		pairs := []string{}
		for name := range asked {
			pairs = append(pairs, name, asked.Get(name))
		}
		pushed := p.post("/oidc/par", pairs...)
		expect(t, "push", pushed, 201, "")
		return "/oidc/authorize?" + url.Values{"client_id": {p.client.ID.String()}, "request_uri": {pushed.text("request_uri")}}.Encode()
	}
	once := push()
	if landed := b.get(once); !query(t, landed).Has("code") {
		t.Errorf("pushed: %d", landed.status)
	}
	if landed := b.get(once); landed.status != http.StatusBadRequest {
		t.Errorf("pushed and used: %d", landed.status)
	}
	stolen := push()
	if landed := b.get(strings.Replace(stolen, p.client.ID.String(), other.client.ID.String(), 1)); landed.status != http.StatusBadRequest {
		t.Errorf("another client's: %d", landed.status)
	}
	late := push()
	h.later(61 * time.Second)
	if landed := b.get(late); landed.status != http.StatusBadRequest {
		t.Errorf("late: %d", landed.status)
	}
	expect(t, "push of a bad address", p.post("/oidc/par", "client_id", p.client.ID.String(), "redirect_uri", "https://evil.example/", "response_type", "code"), 400, "invalid_request")
	asked, err := url.ParseQuery(strings.TrimPrefix(p.asks(), "/oidc/authorize?"))
	h.must(err)
	posted := b.post("/oidc/authorize", asked)
	if !query(t, b.get(posted.location)).Has("code") {
		t.Errorf("posted: %d to %q", posted.status, posted.location)
	}
}

// Keys turn over without an outage: the next one is published before it signs, tokens of the
// former one stay good, and of two who rotate at once one wins.
func TestKeysTurnOver_P1(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	b := h.browser().signIn()
	old := p.signedIn(b)
	operator := h.operator()
	if _, err := h.provider.RotateKeys(h.administrator()); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("an administrator rotated our keys: %v", err)
	}
	won := 0
	for _, err := range at(5, func(int) error { return second(h.provider.RotateKeys(operator)) }) {
		if err == nil {
			won++
		} else if fault.CodeOf(err) != "key_just_rotated" {
			t.Errorf("a parallel rotation: %v", err)
		}
	}
	if won == 0 {
		t.Fatal("no rotation succeeded")
	}
	states := func() map[string]int {
		keys, err := h.provider.ListKeys(operator)
		h.must(err)
		count := map[string]int{}
		for _, k := range keys {
			count[k.State]++
		}
		return count
	}
	if got := states(); got["current"] != 1 || got["next"] != won {
		t.Errorf("states %v", got)
	}
	keyOf := func(a answer) string { return strings.Split(a.text("access_token"), ".")[0] }
	if now := p.signedIn(b); keyOf(now) != keyOf(old) {
		t.Error("a key signed before its time")
	}
	h.later(3 * time.Minute)
	if !p.active(old.text("access_token")) {
		t.Error("a token of the former key is refused")
	}
	h.later(13 * time.Minute)
	given := p.signedIn(b)
	if keyOf(given) == keyOf(old) || !p.active(given.text("access_token")) {
		t.Error("the next key does not sign")
	}
	found, err := oidc.NewProvider(t.Context(), h.server.URL)
	h.must(err)
	later := func() time.Time { return time.Now().Add(16 * time.Minute) }
	if _, err := found.Verifier(&oidc.Config{ClientID: p.client.ID.String(), Now: later}).Verify(t.Context(), given.text("id_token")); err != nil {
		t.Errorf("a relying party refuses the new key: %v", err)
	}
	h.later(26 * time.Hour)
	if got := states(); got["former"] != 0 {
		t.Errorf("former keys are still published: %v", got)
	}
}
