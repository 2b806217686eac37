package client

import (
	"strings"
	"testing"

	"hverv/internal/authz"
)

func TestAddressesThatPeopleAreSentTo_P4(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"https://rp.example/cb": true, "https://rp.example/cb?x=1": true, "http://localhost:8080/cb": true, "http://127.0.0.1/cb": true,
		"http://[::1]:9/cb": true, "http://rp.example/cb": false, "https://rp.example/cb#x": false, "https://*.example/cb": false,
		"https://u:p@rp.example/cb": false, "javascript:alert(1)": false, "https:/rp.example": false, "https://": false, "": false,
		"https://rp.example/\\evil": false, "https://rp.example/a b": false, "https://rp.example/\n": false, "https://rp.example/ø": false,
		"http://localhost.evil.example/": false, "custom:/cb": false, "https://" + strings.Repeat("a", 2000): false,
	} {
		if got := returnable(address); got != want {
			t.Errorf("%q: %v, want %v", address, got, want)
		}
	}
}

// A registration tells all its faults at once.
func TestRegistrationsAreJudged_P4(t *testing.T) {
	t.Parallel()
	good := Settings{
		Name: "x", Authentication: BySecret, GrantTypes: []string{CodeGrant}, RedirectURIs: []string{"https://a.example/"},
		TokenFormat: JWTFormat, SessionMinutes: 60, MinimumAssurance: authz.Low, Scopes: []string{OpenID},
	}
	if err := good.check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Settings){
		"no name": func(s *Settings) { s.Name = "" }, "odd proof": func(s *Settings) { s.Authentication = "mtls" },
		"odd grant": func(s *Settings) { s.GrantTypes = append(s.GrantTypes, "password") }, "odd scope": func(s *Settings) { s.Scopes = []string{"all"} },
		"twice": func(s *Settings) { s.Scopes = []string{OpenID, OpenID} }, "no address": func(s *Settings) { s.RedirectURIs = nil },
		"public machine": func(s *Settings) { s.Authentication, s.GrantTypes = ByNobody, append(s.GrantTypes, MachineGrant) },
		"public CPR":     func(s *Settings) { s.Authentication, s.Scopes = ByNobody, []string{OpenID, NationalID} },
		"keys unasked":   func(s *Settings) { s.JWKS = []byte(`{"keys":[]}`) }, "no keys": func(s *Settings) { s.Authentication = ByKey },
		"private key": func(s *Settings) {
			s.Authentication = ByKey
			s.JWKS = []byte(`{"keys":[{"kty":"oct","k":"AAAA"}]}`)
		},
		"endless": func(s *Settings) { s.SessionMinutes = 10000 }, "odd format": func(s *Settings) { s.TokenFormat = "x" },
		"odd level": func(s *Settings) { s.MinimumAssurance = "x" }, "half outside": func(s *Settings) { s.OutsideIssuer = "https://i.example" },
		"odd audience": func(s *Settings) { s.Audiences = []string{"api"} }, "fragment": func(s *Settings) { s.PostLogoutURIs = []string{"https://a.example/#x"} },
	} {
		bad := good
		spoil(&bad)
		if bad.check() == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
