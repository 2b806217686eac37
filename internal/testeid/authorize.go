package testeid

import (
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	codeLife  = time.Minute
	tokenLife = 5 * time.Minute
)

// carried are the parameters of the request that the page's form sends back.
//
//nolint:gochecknoglobals // a table
var carried = []string{"client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "prompt", "max_age", "acr_values", "ui_locales"}

// ask shows the persons to pick from. It asks each time: there is no session to remember, so
// prompt and max_age are kept by themselves.
func (e *eid) ask(w http.ResponseWriter, r *http.Request) {
	if !e.readable(w, r.URL.Query()) {
		return
	}
	if r.URL.Query().Get("prompt") == "none" {
		e.back(w, r, r.URL.Query(), url.Values{"error": {"login_required"}})
		return
	}
	fields := map[string]string{}
	for _, name := range carried {
		if value := r.URL.Query().Get(name); value != "" {
			fields[name] = value
		}
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	// No form-action: the browsers apply it to the redirect after the form too.
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'")
	err := e.page.Execute(w, map[string]any{
		"Fields": fields, "Persons": e.persons, "Action": r.URL.Path,
		"Danish": !strings.HasPrefix(r.URL.Query().Get("ui_locales"), "en"),
	})
	if err != nil {
		return // the caller has gone
	}
}

// answer takes the form: a person and "sign_in", or "cancel".
func (e *eid) answer(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "The form cannot be read.", http.StatusBadRequest)
		return
	}
	form := r.PostForm
	if !e.readable(w, form) {
		return
	}
	if form.Has("cancel") {
		e.back(w, r, form, url.Values{"error": {"access_denied"}})
		return
	}
	i := slices.IndexFunc(e.persons, func(p Person) bool { return p.Subject == form.Get("person") })
	if i < 0 {
		again := url.Values{}
		for _, name := range carried {
			if form.Has(name) {
				again.Set(name, form.Get(name))
			}
		}
		http.Redirect(w, r, r.URL.Path+"?"+again.Encode(), http.StatusSeeOther) //nolint:gosec // our own path
		return
	}
	code := e.keep(grant{
		person: e.persons[i], clientID: form.Get("client_id"), redirectURI: form.Get("redirect_uri"),
		nonce: form.Get("nonce"), verify: form.Get("code_challenge"), at: now(), until: now().Add(codeLife),
	})
	e.back(w, r, form, url.Values{"code": {code}})
}

// readable refuses what may not even be sent back to the caller, on a page of our own.
func (e *eid) readable(w http.ResponseWriter, in url.Values) bool {
	if why := e.wrong(in); why != "" {
		http.Error(w, why, http.StatusBadRequest)
		return false
	}
	return true
}

func (e *eid) wrong(in url.Values) string {
	switch {
	case in.Get("client_id") == "":
		return "client_id is missing"
	case !e.ours(in.Get("redirect_uri")):
		return "redirect_uri must lead to this server or this machine"
	case in.Get("response_type") != "code":
		return "response_type must be code"
	case !slices.Contains(strings.Fields(in.Get("scope")), "openid"):
		return "scope must hold openid"
	case in.Get("code_challenge_method") != "S256" || len(in.Get("code_challenge")) != 43:
		return "PKCE with S256 is needed"
	}
	return ""
}

// ours says that an address is on the same server or the same machine: the test eID serves nobody
// else.
func (e *eid) ours(address string) bool {
	at, err := url.Parse(address)
	if err != nil || at.Fragment != "" || at.Scheme != "http" && at.Scheme != "https" {
		return false
	}
	ip := net.ParseIP(at.Hostname())
	return at.Host == e.host || at.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

func (e *eid) back(w http.ResponseWriter, r *http.Request, in, answer url.Values) {
	answer.Set("iss", e.issuer)
	if in.Has("state") {
		answer.Set("state", in.Get("state"))
	}
	to := in.Get("redirect_uri")
	separator := "?"
	if strings.Contains(to, "?") {
		separator = "&"
	}
	http.Redirect(w, r, to+separator+answer.Encode(), http.StatusSeeOther) //nolint:gosec // ours has judged the address
}

func (e *eid) keep(g grant) string {
	code := random()
	e.mu.Lock()
	defer e.mu.Unlock()
	old := func(_ string, g grant) bool { return now().After(g.until) }
	maps.DeleteFunc(e.codes, old)
	maps.DeleteFunc(e.tokens, old)
	e.codes[code] = g
	return code
}
