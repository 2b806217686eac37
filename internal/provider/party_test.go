package provider_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hverv/internal/authz"
	"hverv/internal/client"
	"hverv/internal/id"
)

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
