package seed

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"hverv/internal/authz"
	"hverv/internal/client"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/right"
)

// Client is a relying party of an organisation that may also act by itself.
type Client struct {
	ID      string   `json:"id"`
	Secret  string   `json:"secret"`
	Refresh []string `json:"refresh_tokens"` // one for each person who is signed in
}

const callback = "https://fagsystem.example/callback"

// trust registers a relying party, and everybody who is signed in lets it in. The tokens come out
// of the protocol's own addresses: there is no other door to them.
func trust(ctx context.Context, d Deps, org Organisation) (Client, error) {
	rights, systems, err := rightsOf(ctx, d, org)
	if err != nil {
		return Client{}, err
	}
	made, err := d.Clients.Register(ctx, org.ID, client.Settings{
		Name: "Fagsystem", Authentication: client.BySecret, TokenFormat: client.JWTFormat, Rights: rights, Systems: systems,
		GrantTypes: []string{client.CodeGrant, client.RefreshGrant, client.MachineGrant}, RedirectURIs: []string{callback},
		Scopes:         []string{client.OpenID, client.Profile, client.Organisation, client.Privileges},
		SessionMinutes: 12 * 60, MinimumAssurance: authz.Low,
	})
	if err != nil {
		return Client{}, fmt.Errorf("register: %w", err)
	}
	c := Client{ID: made.Client.ID.String(), Secret: made.Secret, Refresh: make([]string, len(org.Sessions))}
	return c, parallel(ctx, len(org.Sessions), 1, func(ctx context.Context, n, _ int) (err error) {
		c.Refresh[n], err = c.letIn(ctx, d.Handler, org.Sessions[n])
		return err
	})
}

// rightsOf is what the organisation's basic bundle holds, and of which systems: the first employee has it.
func rightsOf(ctx context.Context, d Deps, org Organisation) (rights []id.Right, systems []id.System, err error) {
	err = d.DB.Read(ctx, func(tx *database.Tx) error {
		powers, err := right.EffectiveOf(ctx, tx, org.ID, org.Employees[0])
		rights, systems = make([]id.Right, len(powers)), []id.System{}
		for i, p := range powers {
			rights[i] = p.Right
			if !slices.Contains(systems, p.System) {
				systems = append(systems, p.System)
			}
		}
		return err
	})
	return rights, systems, err
}

// letIn is the code flow: the browser's part with the cookie, then the relying party's.
func (c Client) letIn(ctx context.Context, handler http.Handler, cookie string) (string, error) {
	verifier := id.NewToken().Reveal()
	challenge := sha256.Sum256([]byte(verifier))
	asked := url.Values{
		"response_type": {"code"}, "client_id": {c.ID}, "redirect_uri": {callback}, "state": {"seed"}, "nonce": {"seed"},
		"scope":          {"openid profile organisation privileges"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(challenge[:])}, "code_challenge_method": {"S256"},
	}
	at, err := c.send(ctx, handler, http.MethodGet, "/oidc/authorize?"+asked.Encode(), cookie, "")
	if err != nil {
		return "", err
	}
	back, err := url.Parse(at.header.Get("Location"))
	if err != nil || back.Query().Get("code") == "" {
		return "", fmt.Errorf("no code: %d %s %s", at.status, at.header.Get("Location"), at.body.String())
	}
	form := url.Values{
		"grant_type": {"authorization_code"}, "code": {back.Query().Get("code")}, "redirect_uri": {callback}, "code_verifier": {verifier},
	}
	at, err = c.send(ctx, handler, http.MethodPost, "/oidc/token", "", form.Encode())
	if err != nil {
		return "", err
	}
	var given struct {
		Refresh string `json:"refresh_token"`
	}
	if err := json.Unmarshal(at.body.Bytes(), &given); err != nil || given.Refresh == "" {
		return "", fmt.Errorf("no refresh token: %d %s", at.status, at.body.String())
	}
	return given.Refresh, nil
}

func (c Client) send(ctx context.Context, handler http.Handler, method, target, cookie, form string) (*answer, error) {
	r, err := http.NewRequestWithContext(ctx, method, target, strings.NewReader(form))
	if err != nil {
		return nil, fmt.Errorf("make a request: %w", err)
	}
	r.RemoteAddr, r.Host = "127.0.0.1:1", "localhost"
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	} else {
		r.SetBasicAuth(url.QueryEscape(c.ID), url.QueryEscape(c.Secret))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	at := &answer{header: http.Header{}, status: http.StatusOK}
	handler.ServeHTTP(at, r)
	return at, nil
}

// answer takes what the handler says; there is no network in between.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) } //nolint:wrapcheck // a buffer never fails
