package provider_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hverv/internal/client"
	"hverv/internal/fault"
)

// raw posts a body as it is.
func (h *house) raw(path, body string, header http.Header) answer {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.server.URL+path, strings.NewReader(body))
	h.must(err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	maps.Copy(r.Header, header)
	return h.send(r)
}

// A redirect address is compared byte for byte, and an unknown one gets nothing sent to it (P4).
func TestRedirectAddressesAreCompared_P4(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	b := h.browser().signIn()
	for _, address := range []string{
		"https://rp.example/callback", "https://rp.example/callback?tenant=1#", "https://RP.example/callback?tenant=1",
		"https://rp.example:443/callback?tenant=1", "https://rp.example/callback?tenant=1&x=2", "https://rp.example/callback/?tenant=1",
		"https://rp.example/./callback?tenant=1", "https://rp.example/callback?tenant=%31", "http://rp.example/callback?tenant=1",
		"https://rp.example@evil.example/callback?tenant=1", "",
	} {
		landed := b.get(p.asks("redirect_uri", address))
		if landed.status != http.StatusBadRequest || landed.location != "" {
			t.Errorf("%q: %d to %q", address, landed.status, landed.location)
		}
	}
	if landed := b.get(strings.Replace(p.asks(), p.client.ID.String(), "00000000-0000-7000-8000-000000000009", 1)); landed.status != http.StatusBadRequest {
		t.Errorf("unknown client: %d", landed.status)
	}
}

// Requests that break a rule are refused to the relying party, with state and issuer.
func TestBadRequestsAreRefused_P1(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	b := h.browser().signIn()
	for name, c := range map[string]struct {
		pairs []string
		code  string
	}{
		"no PKCE":         {[]string{"code_challenge", ""}, "invalid_request"},
		"plain PKCE":      {[]string{"code_challenge_method", "plain"}, "invalid_request"},
		"default PKCE":    {[]string{"code_challenge_method", ""}, "invalid_request"},
		"short challenge": {[]string{"code_challenge", "abc"}, "invalid_request"},
		"implicit":        {[]string{"response_type", "id_token token"}, "unsupported_response_type"},
		"fragment":        {[]string{"response_mode", "fragment"}, "invalid_request"},
		"request object":  {[]string{"request", "a.b.c"}, "request_not_supported"},
		"no known scope":  {[]string{"scope", "everything"}, "invalid_scope"},
		"bad max_age":     {[]string{"max_age", "-1"}, "invalid_request"},
		"bad prompt":      {[]string{"prompt", "none login"}, "invalid_request"},
		"foreign hint":    {[]string{"id_token_hint", "a.b.c"}, "invalid_request"},
		"too high":        {[]string{"acr_values", "high", "prompt", "none"}, "login_required"},
	} {
		members := query(t, b.get(p.asks(c.pairs...)))
		if members.Get("error") != c.code || members.Get("state") != "s-1" || members.Get("iss") != h.server.URL || members.Has("code") {
			t.Errorf("%s: %v, want %s", name, members, c.code)
		}
	}
	if landed := b.get(p.asks() + "&scope=openid"); landed.status != http.StatusBadRequest {
		t.Errorf("a repeated parameter: %d", landed.status)
	}
	members := query(t, h.browser().get(p.asks("prompt", "none")))
	if members.Get("error") != "login_required" {
		t.Errorf("prompt=none without a session: %v", members)
	}
}

// The token endpoint is strict about how a client proves itself (L2) and what a form may hold.
func TestClientsProveThemselves_P1(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	b := h.browser().signIn()
	form := func(pairs ...string) url.Values {
		values := url.Values{
			"grant_type": {"authorization_code"}, "code": {p.code(b)}, "redirect_uri": {callback}, "code_verifier": {verifier},
		}
		change(values, pairs)
		return values
	}
	basic := func(user, secret string) http.Header {
		r := http.Request{Header: http.Header{}}
		r.SetBasicAuth(user, secret)
		return r.Header
	}
	clientID := p.client.ID.String()
	// openid-client and others encode the reserved letters, as RFC 6749 2.3.1 says (L2)
	encoded := strings.ReplaceAll(strings.ReplaceAll(p.secret, "-", "%2D"), "_", "%5F")
	expect(t, "encoded", h.raw("/oidc/token", form().Encode(), basic(strings.ReplaceAll(clientID, "-", "%2D"), encoded)), 200, "")
	expect(t, "in the form", h.raw("/oidc/token", form("client_id", clientID, "client_secret", p.secret).Encode(), nil), 200, "")
	expect(t, "wrong secret", h.raw("/oidc/token", form().Encode(), basic(clientID, "hvs_wrong")), 401, "invalid_client")
	expect(t, "no proof", h.raw("/oidc/token", form("client_id", clientID).Encode(), nil), 401, "invalid_client")
	expect(t, "two proofs", h.raw("/oidc/token", form("client_id", clientID, "client_secret", p.secret).Encode(), basic(clientID, p.secret)), 400, "invalid_request")
	expect(t, "two names", h.raw("/oidc/token", form("client_id", h.org.String()).Encode(), basic(clientID, p.secret)), 401, "invalid_client")
	expect(t, "in the address", h.raw("/oidc/token?client_secret="+p.secret, form("client_id", clientID).Encode(), nil), 400, "invalid_request")
	expect(t, "repeated", h.raw("/oidc/token", form().Encode()+"&grant_type=refresh_token", basic(clientID, p.secret)), 400, "invalid_request")
	expect(t, "JSON", h.raw("/oidc/token", "{}", http.Header{"Content-Type": {"application/json"}, "Authorization": basic(clientID, p.secret)["Authorization"]}), 400, "invalid_request")
	expect(t, "large", h.raw("/oidc/token", "grant_type="+strings.Repeat("x", 100<<10), basic(clientID, p.secret)), 400, "invalid_request")
	expect(t, "NUL", h.raw("/oidc/token", "grant_type=a%00b", basic(clientID, p.secret)), 400, "invalid_request")
	refused := h.raw("/oidc/token", form().Encode(), basic(clientID, "hvs_wrong"))
	if !strings.HasPrefix(refused.header.Get("WWW-Authenticate"), "Basic ") {
		t.Errorf("WWW-Authenticate: %q", refused.header.Get("WWW-Authenticate"))
	}
	given := p.redeem(p.code(b))
	if given.header.Get("Cache-Control") != "no-store" {
		t.Errorf("Cache-Control of tokens: %q", given.header.Get("Cache-Control"))
	}
}

// A redemption with the wrong proof fails and uses the code up.
func TestACodeNeedsItsProof_P1(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p, thief := h.register(nil), h.register(nil)
	b := h.browser().signIn()
	for name, try := range map[string]func(code string) answer{
		"wrong verifier": func(code string) answer { return p.redeem(code, "code_verifier", strings.Repeat("x", 43)) },
		"short verifier": func(code string) answer { return p.redeem(code, "code_verifier", "x") },
		"other address":  func(code string) answer { return p.redeem(code, "redirect_uri", "https://rp.example/callback") },
		"other client":   func(code string) answer { return thief.redeem(code) },
	} {
		code := p.code(b)
		expect(t, name, try(code), 400, "invalid_grant")
		expect(t, "the right one after "+name, p.redeem(code), 400, "invalid_grant")
	}
	expect(t, "no verifier", p.redeem(p.code(b), "code_verifier", ""), 400, "invalid_request")
	code := p.code(b)
	h.later(61e9)
	expect(t, "too late", p.redeem(code), 400, "invalid_grant")
	given := p.signedIn(b)
	expect(t, "another client's refresh", thief.refresh(given.text("refresh_token")), 400, "invalid_grant")
}

// Only an access token is a bearer token: at userinfo (L1) and at our own API.
func TestOnlyAccessTokensBear_L1(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	given := p.signedIn(h.browser().signIn(), "scope", "openid profile api")
	access := given.text("access_token")
	for name, token := range map[string]string{
		"refresh token": given.text("refresh_token"), "id token": given.text("id_token"), "nothing": "", "noise": "a.b.c", "secret": p.secret,
		"cut token": access[:len(access)-4], "unsigned": unsigned(access),
	} {
		expect(t, name, h.userinfo("Bearer", token), 401, "invalid_token")
		if _, err := h.provider.Bearer(t.Context(), token); fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("%s at our API: %v", name, err)
		}
		if p.active(token) && name != "refresh token" {
			t.Errorf("%s is active", name)
		}
	}
	expect(t, "another scheme", h.userinfo("Basic", access), 401, "invalid_token")
	if got := h.userinfo("Bearer", "x").header.Get("WWW-Authenticate"); !strings.Contains(got, `error="invalid_token"`) {
		t.Errorf("WWW-Authenticate: %q", got)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.server.URL+"/oidc/userinfo?access_token="+access, nil)
	h.must(err)
	expect(t, "in the address", h.send(r), 400, "invalid_request")
	if actor, err := h.provider.Bearer(t.Context(), access); err != nil || actor.Employee != h.employee {
		t.Errorf("the right token at our API: %v, %v", actor, err)
	}
	without := p.signedIn(h.browser().signIn(), "scope", "openid")
	if _, err := h.provider.Bearer(t.Context(), without.text("access_token")); fault.KindOf(err) != fault.Unauthenticated {
		t.Errorf("a token for somebody else at our API: %v", err)
	}
	h.later(5*60e9 + 31e9)
	expect(t, "an old token", h.userinfo("Bearer", access), 401, "invalid_token")
}

// unsigned is the token with alg none.
func unsigned(token string) string {
	parts := strings.Split(token, ".")
	return "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0." + parts[1] + "."
}

// Nobody registers by protocol; clients come from the API alone (L8).
func TestNobodyRegistersByProtocol_L8(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, path := range []string{"/register", "/oidc/register"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.server.URL+path, strings.NewReader(`{}`))
		h.must(err)
		answer, err := http.DefaultClient.Do(r)
		h.must(err)
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, answer.StatusCode)
		}
	}
}

// A relying party's wishes about the sign-in are kept: fresh, recent, strong enough, this person.
func TestWishesAboutTheSignIn_P2(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	strict := h.register(func(s *client.Settings) { s.FreshSignIn = true })
	b := h.browser().signIn()
	h.clock.Advance(30e9)
	sentToSignIn := func(what string, landed landing) string {
		t.Helper()
		if !strings.HasPrefix(landed.location, "/signin") {
			t.Errorf("%s: sent to %q", what, landed.location)
		}
		return query(t, landed).Get("return_to")
	}
	waiting := sentToSignIn("prompt=login", b.get(p.asks("prompt", "login")))
	sentToSignIn("back without a new sign-in", b.get(waiting))
	sentToSignIn("max_age", b.get(p.asks("max_age", "10")))
	sentToSignIn("a client that always wants it", b.get(strict.asks()))
	sentToSignIn("select_account", b.get(p.asks("prompt", "select_account")))
	high := sentToSignIn("acr", b.get(p.asks("acr_values", "https://data.gov.dk/concept/core/nsis/loa/High")))
	if members := query(t, b.get(p.asks("max_age", "60", "acr_values", "low unknown"))); !members.Has("code") {
		t.Errorf("a recent sign-in was refused: %v", members)
	}
	b.signIn()
	if members := query(t, b.get(waiting)); !members.Has("code") {
		t.Errorf("after a fresh sign-in: %v", members)
	}
	if members := query(t, b.get(high)); members.Get("error") != "unmet_authentication_requirements" {
		t.Errorf("a level that was not reached: %v", members)
	}
	cancelled := sentToSignIn("cancelled", h.browser().get(p.asks()))
	if members := query(t, h.browser().get(cancelled+"?cancel=1")); members.Has("error") {
		t.Error("another browser cancelled the request")
	}
}

// Two things at once never make a stronger sign-in: the lower of identity and session counts (P3).
func TestTheLowerLevelCounts_P3(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	h.exec(`update identities set assurance = 'low'`)
	b := h.browser().signInAs(h.org, h.employee, h.identity, "high")
	given := p.signedIn(b)
	if level := h.userinfo("Bearer", given.text("access_token")).text("assurance_level"); level != "low" {
		t.Errorf("level %q, want low", level)
	}
	if members := query(t, b.get(p.asks("acr_values", "substantial"))); members.Get("error") != "unmet_authentication_requirements" {
		t.Errorf("asked for more: %v", members)
	}
}
