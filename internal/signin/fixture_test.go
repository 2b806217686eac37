package signin_test

import (
	"bytes"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/net/html"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/config"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/job"
	"hverv/internal/outbound"
	"hverv/internal/person"
	"hverv/internal/seal"
	"hverv/internal/server"
	"hverv/internal/session"
	"hverv/internal/signin"
	"hverv/internal/testeid"
	"hverv/internal/testkit"
	"hverv/openapi"
)

// world is a server with the sign-in pages and the test eID, on a database of its own.
type world struct {
	t        *testing.T
	db       *database.DB
	keys     *seal.Keys
	log      *audit.Log
	sessions *session.Service
	url      string
	logged   *bytes.Buffer
}

func begin(t *testing.T, change ...func(*signin.Deps)) *world {
	t.Helper()
	var handler http.Handler
	listening := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(listening.Close)
	w := &world{t: t, db: testkit.DB(t), keys: testkit.Keys(t), url: listening.URL, logged: &bytes.Buffer{}}
	w.log = audit.New(w.keys)
	log := slog.New(slog.NewTextHandler(w.logged, nil))
	w.sessions = session.New(session.Deps{DB: w.db, Audit: w.log, Queue: job.NewQueue(), Log: log})
	client := outbound.New(outbound.Options{AllowLoopback: true})
	t.Cleanup(client.Close)
	deps := signin.Deps{
		DB: w.db, Audit: w.log, Keys: w.keys, Persons: person.New(person.Deps{DB: w.db, Keys: w.keys, Audit: w.log}), Sessions: w.sessions,
		HTTP: client.HTTP(), PublicURL: w.url, Wall: time.Now, Log: log,
		Support: config.Support{Phone: "+45 70 00 00 00", Email: "hjaelp@drift.example", Hours: "8-16"},
		EID: config.EID{
			Issuer: w.url + "/testeid", ClientID: "hverv", Scopes: []string{"openid"},
			Claims:    config.EIDClaims{CPR: "cpr", Name: "name", Birthdate: "birthdate"},
			Assurance: testeid.Levels,
		},
	}
	for _, each := range change {
		each(&deps)
	}
	eid := testeid.New(w.url+"/testeid", testeid.Persons)
	built, err := server.New(server.Deps{
		Log: log, Document: openapi.Document, Handlers: &server.Handlers{SessionHandler: session.NewHandler(w.sessions)}, Sessions: w.sessions, Registry: prometheus.NewRegistry(),
		Pages: []func(gin.IRouter){signin.New(deps).Mount, func(r gin.IRouter) {
			r.Any("/testeid/*path", gin.WrapH(eid))
			r.GET("/there", func(c *gin.Context) { c.String(http.StatusOK, "there") })
			r.GET("/", func(c *gin.Context) { c.String(http.StatusOK, "home") })
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	handler = built
	return w
}

// run writes a row past the product; what makes them is tested where they are made.
func (w *world) run(text string, args ...any) {
	w.t.Helper()
	if _, err := w.db.Pool().ExecContext(w.t.Context(), text, args...); err != nil {
		w.t.Fatalf("%s: %v", text, err)
	}
}

// employ gives somebody who has signed in before an employment with a private identity.
func (w *world) employ(subject, cvr, name string) id.Organisation {
	w.t.Helper()
	organisation, employee := id.New[id.Organisation](), id.New[id.Employee]()
	w.organisation(organisation, cvr, name)
	w.employee(organisation, employee)
	w.run(`insert into identities (organisation_id, id, employee_id, kind, state, person_id, activate_from, activate_until, assurance, created_at)
		select $1, $2, $3, 'private', 'active', person_id, now(), '2020-02-01', 'substantial', now() from external_logins where subject = $4`,
		organisation, id.New[id.Identity](), employee, subject)
	return organisation
}

func (w *world) organisation(organisation id.Organisation, cvr, name string) {
	w.t.Helper()
	w.run(`insert into organisations (id, cvr, name, form, address, created_at) values ($1, $2, $3, 'ApS', '{}', now())`, organisation, cvr, name)
	w.run(`insert into employment_categories (organisation_id, code, name_da, name_en) values ($1, 'F', 'Fast', 'Permanent')`, organisation)
}

func (w *world) employee(organisation id.Organisation, employee id.Employee) {
	w.t.Helper()
	w.run(`insert into employees (organisation_id, id, given_name, family_name, sort_key, search_key, created_at, changed_at)
		values ($1, $2, 'Karen', 'Østergård', '', '', now(), now())`, organisation, employee)
	w.run(`insert into employments (organisation_id, id, employee_id, category, starts_on, created_at)
		values ($1, $2, $3, 'F', '2020-01-01', now())`, organisation, id.New[id.Employment](), employee)
}

// browser keeps cookies and follows redirects, as far as this server.
type browser struct {
	*world

	client *http.Client
	tries  []string // the addresses it was sent to
}

func (w *world) browser() *browser {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	b := &browser{world: w}
	b.client = &http.Client{Jar: jar, CheckRedirect: func(next *http.Request, _ []*http.Request) error {
		b.tries = append(b.tries, next.URL.String())
		if !strings.HasPrefix(next.URL.String(), w.url+"/") {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	return b
}

// page is what the browser shows.
type page struct {
	status int
	at     *url.URL
	header http.Header
	text   string
	forms  map[string]url.Values // hidden fields, by the path of the form's action
}

func (b *browser) open(path string) page {
	b.t.Helper()
	return b.send(http.MethodGet, path, nil)
}

// submit sends the page's form with what the person typed.
func (b *browser) submit(p page, action string, typed url.Values) page {
	b.t.Helper()
	fields, ok := p.forms[action]
	if !ok {
		b.t.Fatalf("page %v (%d) has no form to %s: %s", p.at, p.status, action, p.text)
	}
	maps.Copy(fields, typed)
	return b.send(http.MethodPost, action, fields)
}

func (b *browser) send(method, path string, form url.Values) page {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), method, b.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	answer, err := b.client.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // read to its end
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return page{answer.StatusCode, answer.Request.URL, answer.Header, string(body), forms(b.t, body)}
}

func forms(t *testing.T, body []byte) map[string]url.Values {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]url.Values{}
	var open url.Values
	for node := range root.Descendants() {
		attributes := map[string]string{}
		for _, a := range node.Attr {
			attributes[a.Key] = a.Val
		}
		switch {
		case node.Data == "form":
			open = url.Values{}
			found[attributes["action"]] = open
		case node.Data == "input" && attributes["type"] == "hidden":
			open.Add(attributes["name"], attributes["value"])
		}
	}
	return found
}

// byEID walks the whole visit to the test eID.
func (b *browser) byEID(subject, query string) page {
	b.t.Helper()
	return b.submit(b.open("/signin/eid"+query), "/testeid/authorize", url.Values{"person": {subject}})
}

// actor is who the browser's session is, if any.
func (b *browser) actor() (authz.Actor, bool) {
	b.t.Helper()
	actor, err := b.sessions.Actor(b.t.Context(), b.token())
	return actor, err == nil
}

func (b *browser) token() string {
	at, err := url.Parse(b.url)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, cookie := range b.client.Jar.Cookies(at) {
		if cookie.Name == b.sessions.CookieName() {
			return cookie.Value
		}
	}
	return ""
}
