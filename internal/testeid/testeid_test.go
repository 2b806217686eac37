package testeid_test

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"hverv/internal/nationalid"
	"hverv/internal/testeid"
)

func TestPersonsHaveReplacementNumbers_E2(t *testing.T) {
	t.Parallel()
	for _, p := range testeid.Persons {
		if p.CPR == "" {
			continue
		}
		number, err := nationalid.ParseCPR(p.CPR)
		if err != nil || number.Kind() != nationalid.CPRReplacement {
			t.Errorf("%s: kind %q (%v), want a replacement number", p.Name, number.Kind(), err)
		}
		if born, ok := number.BirthDate(); !ok || born.String() != p.BirthDate {
			t.Errorf("%s: born %v by the number, %s by the list", p.Name, born, p.BirthDate)
		}
	}
}

// walk is a browser that follows no redirects, beside a relying party of the test eID.
type walk struct {
	t      *testing.T
	server *httptest.Server
	client *http.Client
	issuer *oidc.Provider
	oauth  oauth2.Config
}

func begin(t *testing.T) walk {
	t.Helper()
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	handler = testeid.New(server.URL+"/testeid", testeid.Persons)
	client := server.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	ctx := oidc.ClientContext(t.Context(), client)
	issuer, err := oidc.NewProvider(ctx, server.URL+"/testeid")
	if err != nil {
		t.Fatal(err)
	}
	endpoint := issuer.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInParams
	return walk{t, server, client, issuer, oauth2.Config{
		ClientID: "hverv", Endpoint: endpoint, RedirectURL: "http://localhost:9/callback", Scopes: []string{"openid"},
	}}
}

func (w walk) ctx() context.Context { return oidc.ClientContext(w.t.Context(), w.client) }

func (w walk) send(method, address string, form url.Values) (*http.Response, error) {
	request, err := http.NewRequestWithContext(w.t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		w.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.client.Do(request)
}

// pick answers the page's form and gives what came back to the redirect URI.
func (w walk) pick(authorize string, with url.Values) url.Values {
	w.t.Helper()
	at, err := url.Parse(authorize)
	if err != nil {
		w.t.Fatal(err)
	}
	form := at.Query()
	maps.Copy(form, with)
	at.RawQuery = ""
	answer, err := w.send(http.MethodPost, at.String(), form)
	if err != nil {
		w.t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // read no further
	to, err := answer.Location()
	if err != nil {
		w.t.Fatalf("status %d: %v", answer.StatusCode, err)
	}
	return to.Query()
}

func TestSignInByCode_U1(t *testing.T) {
	t.Parallel()
	w := begin(t)
	verifier := oauth2.GenerateVerifier()
	address := w.oauth.AuthCodeURL("a-state", oidc.Nonce("a-nonce"), oauth2.S256ChallengeOption(verifier))
	page, err := w.send(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	page.Body.Close() //nolint:errcheck,gosec // only its status counts
	if page.StatusCode != http.StatusOK {
		t.Fatalf("page: status %d", page.StatusCode)
	}
	back := w.pick(address, url.Values{"person": {testeid.Karen}})
	if back.Get("state") != "a-state" || back.Get("iss") != w.server.URL+"/testeid" {
		t.Fatalf("came back with %v", back)
	}
	token, err := w.oauth.Exchange(w.ctx(), back.Get("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := token.Extra("id_token").(string)
	verified, err := w.issuer.Verifier(&oidc.Config{ClientID: "hverv"}).Verify(w.ctx(), raw)
	if err != nil || verified.Nonce != "a-nonce" || verified.Subject != testeid.Karen {
		t.Fatalf("id token %+v (%v)", verified, err)
	}
	if err := verified.VerifyAccessToken(token.AccessToken); err != nil {
		t.Fatal(err)
	}
	info, err := w.issuer.UserInfo(w.ctx(), oauth2.StaticTokenSource(token))
	if err != nil || info.Subject != testeid.Karen || info.Email == "" {
		t.Fatalf("userinfo %+v (%v)", info, err)
	}
	if _, err := w.oauth.Exchange(w.ctx(), back.Get("code"), oauth2.VerifierOption(verifier)); err == nil {
		t.Fatal("a code was redeemed twice")
	}
}

func TestCodeIsBoundToItsVerifier(t *testing.T) {
	t.Parallel()
	w := begin(t)
	address := w.oauth.AuthCodeURL("s", oauth2.S256ChallengeOption(oauth2.GenerateVerifier()))
	back := w.pick(address, url.Values{"person": {testeid.Karen}})
	if _, err := w.oauth.Exchange(w.ctx(), back.Get("code"), oauth2.VerifierOption(oauth2.GenerateVerifier())); err == nil {
		t.Fatal("another verifier redeemed the code")
	}
}

func TestCancelComesBackAsDenied(t *testing.T) {
	t.Parallel()
	w := begin(t)
	address := w.oauth.AuthCodeURL("s", oauth2.S256ChallengeOption(oauth2.GenerateVerifier()))
	if got, want := w.pick(address, url.Values{"cancel": {"1"}}).Get("error"), "access_denied"; got != want {
		t.Fatalf("error %q, want %q", got, want)
	}
}

func TestForeignRedirectIsRefused(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.oauth.RedirectURL = "https://elsewhere.example/callback"
	answer, err := w.send(http.MethodGet, w.oauth.AuthCodeURL("s", oauth2.S256ChallengeOption(oauth2.GenerateVerifier())), nil)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close() //nolint:errcheck,gosec // only its status counts
	if answer.StatusCode != http.StatusBadRequest || strings.Contains(answer.Header.Get("Location"), "elsewhere") {
		t.Fatalf("status %d, to %q", answer.StatusCode, answer.Header.Get("Location"))
	}
}
