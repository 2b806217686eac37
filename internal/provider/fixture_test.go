package provider_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/client"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
	"hverv/internal/job"
	"hverv/internal/nationalid"
	"hverv/internal/organisation"
	"hverv/internal/outbound"
	"hverv/internal/provider"
	"hverv/internal/seal"
	"hverv/internal/session"
	"hverv/internal/testkit"
)

// house is a provider on a real port and database, with one clinic, one employee, and a session
// store that reads the real tables.
type house struct {
	t         testing.TB
	db        *database.DB
	clock     *testkit.Clock
	keys      *seal.Keys
	queue     *job.Queue
	runner    *job.Runner
	employees *employee.Service
	provider  *provider.Service
	clients   *client.Service
	server    *httptest.Server
	skew      atomic.Int64 // how far the world's clock was moved
	org       id.Organisation
	employee  id.Employee
	identity  id.Identity
	sessions  *session.Service
	trusted   []provider.TrustedIssuer
}

const callback = "https://rp.example/callback?tenant=1"

func newHouse(tb testing.TB, trusted ...provider.TrustedIssuer) *house {
	tb.Helper()
	h := &house{t: tb, trusted: trusted, clock: testkit.NewClock(tb, time.Now().UTC().Format(time.RFC3339)), keys: testkit.Keys(tb), queue: job.NewQueue()}
	h.db = testkit.DBAt(tb, h.clock)
	log := audit.New(h.keys)
	h.employees = employee.New(employee.Deps{DB: h.db, Audit: log, Keys: h.keys})
	organisations := organisation.New(organisation.Deps{DB: h.db, Audit: log})
	h.org, h.employee = h.connect(organisations, "90000001", "Klinikken på Torvet")
	h.identity = h.identify(h.org, h.employee)
	h.exec(`insert into assignments (organisation_id, id, employee_id, right_id, scope_kind, starts_on, created_at)
		values ($1, $2, $3, $4, 'organisation', '2020-01-01', $5)`,
		h.org, id.New[id.Assignment](), h.employee, h.right("urn:dk:hverv:journal:read", true), h.clock.Last())
	h.sessions = session.New(session.Deps{DB: h.db, Audit: log, Queue: h.queue, Log: slog.New(slog.DiscardHandler)})
	h.serve(log)
	return h
}

func (h *house) serve(log *audit.Log) {
	h.t.Helper()
	gin.SetMode(gin.TestMode)
	engine := gin.New()
	h.server = httptest.NewServer(engine)
	h.t.Cleanup(h.server.Close)
	out := outbound.New(outbound.Options{AllowLoopback: true, Attempts: 1})
	h.t.Cleanup(out.Close)
	wall := func() time.Time { return time.Now().Add(time.Duration(h.skew.Load())) }
	h.clients = client.New(client.Deps{DB: h.db, Audit: log, Wall: wall})
	h.provider = provider.New(provider.Deps{
		DB: h.db, Audit: log, Keys: h.keys, Queue: h.queue, Outbound: out, Log: slog.New(slog.DiscardHandler),
		Sessions: h.sessions, Clients: h.clients, Issuer: h.server.URL, Wall: wall,
		Trusted: h.trusted,
	})
	provider.NewHandler(h.provider).Mount(engine)
	h.runner = job.NewRunner(h.db, h.queue, slog.New(slog.DiscardHandler))
	h.provider.Jobs(h.runner)
}

// later moves the world's clock.
func (h *house) later(by time.Duration) { h.skew.Add(int64(by)) }

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) exec(query string, args ...any) {
	h.t.Helper()
	_, err := h.db.Pool().ExecContext(h.t.Context(), query, args...)
	h.must(err)
}

func (h *house) count(query string, args ...any) int {
	h.t.Helper()
	var n int
	h.must(h.db.Pool().GetContext(h.t.Context(), &n, query, args...))
	return n
}

func (h *house) connect(organisations *organisation.Service, cvr nationalid.CVR, name string) (id.Organisation, id.Employee) {
	h.t.Helper()
	ctx := authz.With(h.t.Context(), authz.Actor{Kind: authz.PersonActor, Person: id.New[id.Person](), At: h.clock.Last(), SignedInAt: h.clock.Last()})
	permit, err := authz.Require(ctx, authz.ApprovalGive, authz.Everywhere())
	h.must(err)
	decision, err := permit.On(authz.Facts{})
	h.must(err)
	var org organisation.Organisation
	var made employee.Employee
	h.must(h.db.Change(ctx, func(tx *database.Tx) error {
		if org, err = organisations.ConnectIn(ctx, tx, decision, organisation.Connect{CVR: cvr, Name: name, Form: "ApS"}); err != nil {
			return err
		}
		if err := employee.SeedCategories(ctx, tx, org.ID); err != nil {
			return err
		}
		made, err = h.employees.CreateIn(ctx, tx, decision, employee.Create{
			Organisation: org.ID, GivenName: "Karen", FamilyName: "Østergård",
			Typed:       &employee.TypedID{Kind: nationalid.CPR, Text: "7101801234"},
			Employments: []employee.Employ{{Category: "F", StartsOn: calendar.Must("2020-01-01")}},
		})
		return err
	}))
	return org.ID, made.ID
}

func (h *house) identify(org id.Organisation, e id.Employee) id.Identity {
	h.t.Helper()
	identity := id.New[id.Identity]()
	h.exec(`insert into identities (organisation_id, id, employee_id, kind, state, user_name, activate_from, activate_until, activated_at, created_at)
		values ($1, $2, $3, 'dedicated', 'active', 'karen', $4, '2099-01-01', $4, $4)`, org, identity, e, h.clock.Last())
	return identity
}

// operator is a person who runs the installation.
func (h *house) operator() context.Context {
	h.t.Helper()
	person := id.New[id.Person]()
	h.exec(`insert into persons (id, name, created_at) values ($1, 'Operatør', $2)`, person, h.clock.Last())
	h.exec(`insert into operators (person_id, granted_at) values ($1, $2)`, person, h.clock.Last())
	return authz.With(h.t.Context(), authz.Actor{
		Kind: authz.PersonActor, Person: person, Operator: true, At: h.clock.Last(), SignedInAt: h.clock.Last(),
	})
}

// administrator administers the clinic.
func (h *house) administrator() context.Context {
	h.t.Helper()
	grant := authz.Grant{ID: id.New[id.RoleGrant](), Role: authz.OrganisationAdministrator, ScopeKind: authz.WholeOrganisation, From: calendar.Must("2020-01-01")}
	h.exec(`insert into role_grants (organisation_id, id, employee_id, role, scope_kind, starts_on, created_at)
		values ($1, $2, $3, $4, 'organisation', '2020-01-01', $5)`, h.org, grant.ID, h.employee, string(grant.Role), h.clock.Last())
	return authz.With(h.t.Context(), authz.Actor{
		Kind: authz.PersonActor, Organisation: h.org, Employee: h.employee, Grants: []authz.Grant{grant}, At: h.clock.Last(), SignedInAt: h.clock.Last(),
	})
}

// party is a relying party with its secret.
type party struct {
	h      *house
	client client.Client
	secret string
}

func settings() client.Settings {
	return client.Settings{
		Name: "Journalen", Authentication: client.BySecret, GrantTypes: []string{client.CodeGrant, client.RefreshGrant},
		RedirectURIs: []string{callback}, PostLogoutURIs: []string{"https://rp.example/bye"}, TokenFormat: client.JWTFormat,
		Scopes:         []string{client.OpenID, client.Profile, client.Organisation, client.Privileges, client.API},
		SessionMinutes: 480, MinimumAssurance: authz.Low,
	}
}

func (h *house) register(adjust func(*client.Settings)) *party {
	h.t.Helper()
	in := settings()
	in.Systems = []id.System{h.systemOf("urn:dk:hverv:journal:read")}
	if adjust != nil {
		adjust(&in)
	}
	made, err := h.clients.Register(h.operator(), id.Organisation{}, in)
	h.must(err)
	return &party{h, made.Client, made.Secret}
}

func (h *house) systemOf(right string) (system id.System) {
	h.t.Helper()
	h.must(h.db.Pool().GetContext(h.t.Context(), &system, `select system_id from rights where code = $1`, right))
	return system
}

// browser is a person's browser; it stops at every address outside the house.
type browser struct {
	h       *house
	client  *http.Client
	session id.Session
}

func (h *house) browser() *browser {
	h.t.Helper()
	jar, err := cookiejar.New(nil)
	h.must(err)
	return &browser{h: h, client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// signIn gives the browser a session of the employee, as the sign-in pages do.
func (b *browser) signIn() *browser {
	b.h.t.Helper()
	return b.signInAs(b.h.org, b.h.employee, b.h.identity, "substantial")
}

func (b *browser) signInAs(org id.Organisation, e id.Employee, identity id.Identity, level authz.Level) *browser {
	b.h.t.Helper()
	token, begun, err := b.h.sessions.Begin(b.h.t.Context(), session.Begin{
		Organisation: org, Employee: e, Identity: identity, Assurance: level, AMR: []string{"pwd", "otp"},
	})
	b.h.must(err)
	b.session = begun.ID
	address, err := url.Parse(b.h.server.URL)
	b.h.must(err)
	b.client.Jar.SetCookies(address, []*http.Cookie{b.h.sessions.Cookie(token)})
	return b
}

// landing is where a browser ended up.
type landing struct {
	status   int
	location string
	page     string
}

func (b *browser) get(address string) landing {
	b.h.t.Helper()
	r, err := http.NewRequestWithContext(b.h.t.Context(), http.MethodGet, b.h.server.URL+strings.TrimPrefix(address, b.h.server.URL), nil)
	b.h.must(err)
	return b.send(r)
}

// post sends a form as a page does.
func (b *browser) post(path string, form url.Values) landing {
	b.h.t.Helper()
	r, err := http.NewRequestWithContext(b.h.t.Context(), http.MethodPost, b.h.server.URL+path, strings.NewReader(form.Encode()))
	b.h.must(err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

func (b *browser) send(r *http.Request) landing {
	b.h.t.Helper()
	answer, err := b.client.Do(r)
	b.h.must(err)
	defer answer.Body.Close() //nolint:errcheck // a test's
	text, err := io.ReadAll(answer.Body)
	b.h.must(err)
	return landing{answer.StatusCode, answer.Header.Get("Location"), string(text)}
}

const verifier = "a-verifier-of-enough-length-for-rfc-7636-0123456789"

func challengeOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// asks is a good authorization request; pairs of names and values change it, "" leaves one out.
func (p *party) asks(pairs ...string) string {
	form := url.Values{
		"client_id": {p.client.ID.String()}, "redirect_uri": {callback}, "response_type": {"code"}, "state": {"s-1"}, "nonce": {"n-1"},
		"scope": {"openid profile organisation privileges"}, "code_challenge": {challengeOf(verifier)}, "code_challenge_method": {"S256"},
	}
	change(form, pairs)
	return "/oidc/authorize?" + form.Encode()
}

func change(form url.Values, pairs []string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Del(pairs[i])
		if pairs[i+1] != "" {
			form.Set(pairs[i], pairs[i+1])
		}
	}
}

// code signs the browser in at the relying party as far as the code.
func (p *party) code(b *browser, pairs ...string) string {
	p.h.t.Helper()
	answer := b.get(p.asks(pairs...))
	code := query(p.h.t, answer).Get("code")
	if code == "" {
		p.h.t.Fatalf("no code: %d %s", answer.status, answer.location)
	}
	return code
}

func query(tb testing.TB, at landing) url.Values {
	tb.Helper()
	location, err := url.Parse(at.location)
	if err != nil {
		tb.Fatal(err)
	}
	return location.Query()
}

// answer is what an endpoint for programs says.
type answer struct {
	status int
	header http.Header
	body   map[string]any
}

func (a answer) text(member string) string {
	text, _ := a.body[member].(string)
	return text
}

// post sends a form with the party's secret in the header.
func (p *party) post(path string, pairs ...string) answer {
	p.h.t.Helper()
	form := url.Values{}
	change(form, pairs)
	r, err := http.NewRequestWithContext(p.h.t.Context(), http.MethodPost, p.h.server.URL+path, strings.NewReader(form.Encode()))
	p.h.must(err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if p.secret != "" {
		r.SetBasicAuth(p.client.ID.String(), p.secret)
	}
	return p.h.send(r)
}

func (h *house) send(r *http.Request) answer {
	h.t.Helper()
	response, err := http.DefaultClient.Do(r)
	h.must(err)
	defer response.Body.Close() //nolint:errcheck // a test's
	text, err := io.ReadAll(response.Body)
	h.must(err)
	a := answer{status: response.StatusCode, header: response.Header}
	if len(text) > 0 {
		if err := json.Unmarshal(text, &a.body); err != nil {
			h.t.Fatalf("%s: %s", r.URL.Path, text)
		}
	}
	return a
}

func (p *party) redeem(code string, pairs ...string) answer {
	p.h.t.Helper()
	return p.post("/oidc/token", append([]string{"grant_type", "authorization_code", "code", code, "redirect_uri", callback, "code_verifier", verifier}, pairs...)...)
}

func (p *party) refresh(token string) answer {
	p.h.t.Helper()
	return p.post("/oidc/token", "grant_type", "refresh_token", "refresh_token", token)
}

// signedIn gives the tokens of a person who just signed in.
func (p *party) signedIn(b *browser, pairs ...string) answer {
	p.h.t.Helper()
	given := p.redeem(p.code(b, pairs...))
	if given.status != http.StatusOK {
		p.h.t.Fatalf("no tokens: %d %v", given.status, given.body)
	}
	return given
}

func (h *house) userinfo(scheme, token string) answer {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, h.server.URL+"/oidc/userinfo", nil)
	h.must(err)
	if scheme != "" {
		r.Header.Set("Authorization", scheme+" "+token)
	}
	return h.send(r)
}

func (p *party) active(token string) bool {
	p.h.t.Helper()
	a := p.post("/oidc/introspect", "token", token)
	active, _ := a.body["active"].(bool)
	return a.status == http.StatusOK && active
}

func expect(t *testing.T, what string, got answer, status int, code string) {
	t.Helper()
	if got.status != status || got.text("error") != code {
		t.Errorf("%s: %d %q (%s), want %d %q", what, got.status, got.text("error"), got.text("error_description"), status, code)
	}
}
