package signin

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"hverv/internal/authz"
	"hverv/internal/config"
)

// Refusals of an eID's answer that the person can do something about.
var (
	errDenied   = errors.New("cancelled at the eID")
	errNotFresh = errors.New("the eID did not ask anew")
)

// eid is the relying party of the private eID (U1). The provider is looked up at its first use and
// kept; a failed look-up is tried again by the next person.
type eid struct {
	cfg      config.EID
	callback string
	client   *http.Client

	mu    sync.Mutex
	found *provider
}

type provider struct {
	*oidc.Provider

	oauth oauth2.Config
}

// flow is a visit to the eID that is under way, known to one browser.
type flow struct {
	State    string    `json:"s"`
	Nonce    string    `json:"n"`
	Verifier string    `json:"v"`
	Begun    time.Time `json:"b"`
	Target   target    `json:"t"`
}

func (e *eid) configured() bool { return e.cfg.Issuer != "" }

func (e *eid) provider(ctx context.Context) (*provider, error) {
	e.mu.Lock()
	known := e.found
	e.mu.Unlock()
	if known != nil {
		return known, nil
	}
	discovered, err := oidc.NewProvider(oidc.ClientContext(ctx, e.client), e.cfg.Issuer)
	if err != nil {
		return nil, fmt.Errorf("ask the eID for its addresses: %w", err)
	}
	var offers struct {
		Methods []string `json:"token_endpoint_auth_methods_supported"`
	}
	if err := discovered.Claims(&offers); err != nil {
		return nil, fmt.Errorf("read what the eID offers: %w", err)
	}
	made := &provider{discovered, oauth2.Config{
		ClientID: e.cfg.ClientID, ClientSecret: e.cfg.ClientSecret.Reveal(), RedirectURL: e.callback,
		Scopes: e.cfg.Scopes, Endpoint: discovered.Endpoint(),
	}}
	// Trying both ways would redeem the code twice.
	made.oauth.Endpoint.AuthStyle = oauth2.AuthStyleInHeader
	if e.cfg.ClientSecret == "" || len(offers.Methods) > 0 && !slices.Contains(offers.Methods, "client_secret_basic") {
		made.oauth.Endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.found = made
	return made, nil
}

// visit gives the address to send the browser to.
func (e *eid) visit(ctx context.Context, f flow, language string) (string, error) {
	p, err := e.provider(ctx)
	if err != nil {
		return "", err
	}
	options := []oauth2.AuthCodeOption{
		oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier), oauth2.SetAuthURLParam("ui_locales", language),
	}
	if f.Target.Fresh {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	if wanted := e.levels(f.Target); wanted != "" {
		options = append(options, oauth2.SetAuthURLParam("acr_values", wanted))
	}
	return p.oauth.AuthCodeURL(f.State, options...), nil
}

// levels are the eID's names of the levels that suffice.
func (e *eid) levels(t target) string {
	if t.Level == "" {
		return ""
	}
	var wanted []string
	for _, acr := range slices.Sorted(maps.Keys(e.cfg.Assurance)) {
		if t.reachedBy(authz.Level(e.cfg.Assurance[acr])) {
			wanted = append(wanted, acr)
		}
	}
	return strings.Join(wanted, " ")
}

// finish takes what the browser brought back and gives what the eID vouches for.
func (e *eid) finish(ctx context.Context, f flow, back url.Values) (answer, error) {
	if iss := back.Get("iss"); iss != "" && iss != e.cfg.Issuer { // RFC 9207
		return answer{}, errors.New("the answer comes from another eID")
	}
	if code := back.Get("error"); code != "" {
		if code == "access_denied" {
			return answer{}, errDenied
		}
		return answer{}, errors.New("the eID refused")
	}
	p, err := e.provider(ctx)
	if err != nil {
		return answer{}, err
	}
	ctx = oidc.ClientContext(ctx, e.client)
	token, err := p.oauth.Exchange(ctx, back.Get("code"), oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return answer{}, fmt.Errorf("redeem the eID's code: %w", quiet(err))
	}
	return e.verify(ctx, p, f, token)
}

// verify checks the id token: signature, issuer, audience and life by the library, the rest here.
func (e *eid) verify(ctx context.Context, p *provider, f flow, token *oauth2.Token) (answer, error) {
	raw, _ := token.Extra("id_token").(string)
	verified, err := p.Verifier(&oidc.Config{ClientID: e.cfg.ClientID}).Verify(ctx, raw)
	if err != nil {
		return answer{}, fmt.Errorf("verify the eID's token: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(verified.Nonce), []byte(f.Nonce)) != 1 {
		return answer{}, errors.New("the eID's token was made for another visit")
	}
	if verified.AccessTokenHash != "" {
		if err := verified.VerifyAccessToken(token.AccessToken); err != nil {
			return answer{}, fmt.Errorf("compare the eID's tokens: %w", err)
		}
	}
	var claims map[string]any
	if err := verified.Claims(&claims); err != nil {
		return answer{}, fmt.Errorf("read the eID's token: %w", err)
	}
	if party, given := claims["azp"].(string); given && party != e.cfg.ClientID || !given && len(verified.Audience) > 1 {
		return answer{}, errors.New("the eID's token was made for another party")
	}
	if f.Target.Fresh && !askedAnew(claims, f.Begun) {
		return answer{}, errNotFresh
	}
	info, err := e.info(ctx, p, token, verified.Subject, claims)
	if err != nil {
		return answer{}, err
	}
	return mapped(e.cfg, verified.Issuer, verified.Subject, merged(claims, info))
}

// askedAnew demands the time of authentication, which the eID owes when max_age was sent.
func askedAnew(claims map[string]any, begun time.Time) bool {
	const skew = time.Minute
	at, given := claims["auth_time"].(float64)
	return given && !time.Unix(int64(at), 0).Before(begun.Add(-skew))
}

// info asks for what the id token does not say.
func (e *eid) info(ctx context.Context, p *provider, token *oauth2.Token, subject string, claims map[string]any) (map[string]any, error) {
	if p.UserInfoEndpoint() == "" || complete(e.cfg, claims) {
		return map[string]any{}, nil
	}
	told, err := p.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return nil, fmt.Errorf("ask the eID who it is: %w", quiet(err))
	}
	if told.Subject != subject {
		return nil, errors.New("the eID speaks of two persons")
	}
	var info map[string]any
	if err := told.Claims(&info); err != nil {
		return nil, fmt.Errorf("read who it is: %w", err)
	}
	return info, nil
}

// quiet keeps the eID's own texts, which may hold anything, out of the log.
func quiet(err error) error {
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok && refused.Response != nil {
		return fmt.Errorf("status %d, %q", refused.Response.StatusCode, refused.ErrorCode)
	}
	return err
}
