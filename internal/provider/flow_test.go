package provider_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// A relying party built on other people's libraries signs an employee in and reads P3.
func TestForeignRelyingPartyReadsTheClaims_P1_P3(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	found, err := oidc.NewProvider(t.Context(), h.server.URL)
	h.must(err)
	config := oauth2.Config{
		ClientID: p.client.ID.String(), ClientSecret: p.secret, Endpoint: found.Endpoint(), RedirectURL: callback,
		Scopes: []string{oidc.ScopeOpenID, "profile", "organisation", "privileges"},
	}
	pkce := oauth2.GenerateVerifier()
	landed := h.browser().signIn().get(config.AuthCodeURL("the-state", oidc.Nonce("the-nonce"), oauth2.S256ChallengeOption(pkce)))
	members := query(t, landed)
	if landed.status != http.StatusSeeOther || members.Get("state") != "the-state" || members.Get("iss") != h.server.URL || members.Get("tenant") != "1" {
		t.Fatalf("landed at %s", landed.location)
	}
	token, err := config.Exchange(t.Context(), members.Get("code"), oauth2.VerifierOption(pkce))
	h.must(err)
	raw, _ := token.Extra("id_token").(string)
	checked, err := found.Verifier(&oidc.Config{ClientID: p.client.ID.String()}).Verify(t.Context(), raw)
	h.must(err)
	h.must(checked.VerifyAccessToken(token.AccessToken))
	var claims map[string]any
	h.must(checked.Claims(&claims))
	want := map[string]any{
		"sub": h.employee.String(), "uuid": h.employee.String(), "nonce": "the-nonce", "given_name": "Karen", "family_name": "Østergård",
		"cvr": "90000001", "organisation_name": "Klinikken på Torvet", "assurance_level": "substantial",
		"https://data.gov.dk/concept/core/nsis/loa": "Substantial",
	}
	for name, value := range want {
		if claims[name] != value {
			t.Errorf("%s = %v, want %v", name, claims[name], value)
		}
	}
	text, _ := claims["https://data.gov.dk/model/core/eid/privilegesIntermediate"].(string)
	document, err := base64.StdEncoding.DecodeString(text)
	h.must(err)
	if !strings.Contains(string(document), `Scope="urn:dk:gov:saml:cvrNumberIdentifier:90000001"><Privilege>urn:dk:hverv:journal:read</Privilege>`) {
		t.Errorf("privileges: %s", document)
	}
	info, err := found.UserInfo(t.Context(), config.TokenSource(t.Context(), token))
	h.must(err)
	if info.Subject != h.employee.String() {
		t.Errorf("userinfo about %s", info.Subject)
	}
	token.Expiry = h.clock.Last().AddDate(0, 0, -1)
	renewed, err := config.TokenSource(t.Context(), token).Token()
	h.must(err)
	if renewed.RefreshToken == token.RefreshToken || renewed.AccessToken == token.AccessToken {
		t.Error("a refresh must give new tokens")
	}
}
