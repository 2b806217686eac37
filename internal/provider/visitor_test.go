package provider_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"hverv/internal/authz"
	"hverv/internal/id"
	"hverv/internal/session"
)

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
