package app

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"hverv/internal/database"
	"hverv/internal/seed"
	"hverv/internal/testkit"
)

// party is a relying party and the browser of somebody who signs in to it.
type party struct {
	t                  *testing.T
	client             *http.Client
	node, org          string
	id, secret, cookie string
}

func (p *party) do(method, address, kind, body string, header http.Header) (status int, location string, said map[string]any) {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header = header.Clone()
	r.Header.Set("Content-Type", kind)
	answer, err := p.client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // a test's
	_ = json.NewDecoder(answer.Body).Decode(&said)
	return answer.StatusCode, answer.Header.Get("Location"), said
}

func (p *party) form(path string, values url.Values) (int, map[string]any) {
	p.t.Helper()
	proof := base64.StdEncoding.EncodeToString([]byte(p.id + ":" + p.secret))
	status, _, said := p.do(http.MethodPost, p.node+path, "application/x-www-form-urlencoded", values.Encode(), http.Header{"Authorization": {"Basic " + proof}})
	return status, said
}

// register registers the party by our own API, as the administrator.
func (p *party) register() {
	p.t.Helper()
	header := http.Header{"Cookie": {p.cookie}, "Idempotency-Key": {"register-the-client"}}
	body := `{"name": "Journalen", "authentication": "client_secret", "grant_types": ["authorization_code", "refresh_token"],
		"redirect_uris": ["https://rp.example/cb"], "scopes": ["openid", "organisation", "privileges", "api"]}`
	var first string
	for range 2 { // repeated, it is the same client with the same secret (law 7)
		status, _, made := p.do(http.MethodPost, p.node+"/api/v1/organisations/"+p.org+"/clients", "application/json", body, header)
		if status != http.StatusCreated {
			p.t.Fatalf("register: %d %v", status, made)
		}
		client, _ := made["client"].(map[string]any)
		p.id, _ = client["id"].(string)
		p.secret, _ = made["client_secret"].(string)
		if first != "" && first != p.id+p.secret {
			p.t.Fatal("a repeated registration made another client")
		}
		first = p.id + p.secret
	}
}

// signIn gives the tokens of the one whose cookie it is.
func (p *party) signIn() map[string]any {
	p.t.Helper()
	const verifier = "0123456789-0123456789-0123456789-0123456789"
	sum := sha256.Sum256([]byte(verifier))
	asked := url.Values{
		"response_type": {"code"}, "client_id": {p.id}, "redirect_uri": {"https://rp.example/cb"}, "scope": {"openid organisation api"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}
	_, location, _ := p.do(http.MethodGet, p.node+"/oidc/authorize?"+asked.Encode(), "", "", http.Header{"Cookie": {p.cookie}})
	landed, err := url.Parse(location)
	if err != nil || !landed.Query().Has("code") {
		p.t.Fatalf("landed at %q", location)
	}
	status, given := p.form("/oidc/token", url.Values{
		"grant_type": {"authorization_code"}, "code": {landed.Query().Get("code")}, "redirect_uri": {"https://rp.example/cb"}, "code_verifier": {verifier},
	})
	if status != http.StatusOK {
		p.t.Fatalf("tokens: %d %v", status, given)
	}
	return given
}

// What ends on one node is refused by every other within a second: session, our own API by bearer,
// introspection, userinfo and refresh (L5). No worker runs.
func TestAnEndCountsOnEveryNode_L5(t *testing.T) {
	t.Parallel()
	dsn := testkit.URL(t)
	folder := t.TempDir()
	a := nodeOn(t, dsn, folder, "HVERV_DEMO=false")
	b := nodeOn(t, dsn, folder, "HVERV_DEMO=false", "HVERV_PUBLIC_URL="+a.URL()) // one installation, one address
	filled, err := Seed(t.Context(), a.cfg, slog.New(slog.DiscardHandler), seed.Options{Seed: 1, Organisations: 1, Employees: 20, Sessions: 1})
	if err != nil {
		t.Fatal(err)
	}
	org := filled.Organisations[0]
	p := &party{
		t: t, node: a.URL(), cookie: org.Sessions[0], org: org.ID.String(),
		client: &http.Client{Transport: documented(t), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
	p.register()
	given := p.signIn()
	access, _ := given["access_token"].(string)
	refresh, _ := given["refresh_token"].(string)
	p.node = "http://" + b.listener.Addr().String() // from here on the other node is asked
	bearer := http.Header{"Authorization": {"Bearer " + access}}
	good := func() (map[string]bool, bool) {
		me, _, _ := p.do(http.MethodGet, p.node+"/api/v1/me", "", "", http.Header{"Cookie": {p.cookie}})
		api, _, _ := p.do(http.MethodGet, p.node+"/api/v1/me", "", "", bearer)
		info, _, _ := p.do(http.MethodGet, p.node+"/oidc/userinfo", "", "", bearer)
		_, intro := p.form("/oidc/introspect", url.Values{"token": {access}})
		by := map[string]bool{
			"session": me == http.StatusOK, "bearer": api == http.StatusOK, "userinfo": info == http.StatusOK, "introspection": intro["active"] == true,
		}
		return by, by["session"] || by["bearer"] || by["userinfo"] || by["introspection"]
	}
	if by, _ := good(); !by["session"] || !by["bearer"] || !by["userinfo"] || !by["introspection"] {
		t.Fatalf("before the end: %v", by)
	}
	for name, token := range map[string]string{"id token": text(given["id_token"]), "refresh token": refresh} {
		status, _, _ := p.do(http.MethodGet, p.node+"/api/v1/me", "", "", http.Header{"Authorization": {"Bearer " + token}})
		if status != http.StatusUnauthorized {
			t.Errorf("%s as bearer: %d, want 401", name, status)
		}
	}
	err = a.db.Upkeep(t.Context(), "test", func(tx *database.Tx) error {
		_, err := tx.Exec(t.Context(), `update employments set ended_at = $1 where organisation_id = $2`, tx.Now, org.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	for {
		by, still := good()
		if !still {
			break
		}
		if time.Since(began) > time.Second {
			t.Fatalf("a second after the end: %v", by)
		}
	}
	if status, said := p.form("/oidc/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}}); status != http.StatusBadRequest {
		t.Errorf("refresh: %d %v", status, said)
	}
}

func text(value any) string {
	s, _ := value.(string)
	return s
}
