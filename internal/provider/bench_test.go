package provider_test

import (
	"net/http"
	"testing"

	"hverv/internal/provider"
)

// BenchmarkMachineToken is a client's own token with its rights, over HTTP.
func BenchmarkMachineToken(b *testing.B) {
	p := machineOf(b)
	b.ReportAllocs()
	for b.Loop() {
		if a := p.post("/oidc/token", "grant_type", "client_credentials"); a.status != http.StatusOK {
			b.Fatalf("%d %v", a.status, a.body)
		}
	}
}

// BenchmarkIntrospection is the question that resource servers ask, about a person's token.
func BenchmarkIntrospection(b *testing.B) {
	h := newHouse(b)
	p := h.register(nil)
	token := p.signedIn(h.browser().signIn(), "scope", "openid").text("access_token")
	b.ReportAllocs()
	for b.Loop() {
		if !p.active(token) {
			b.Fatal("not active")
		}
		if b.Elapsed().Minutes() > 4 {
			b.Skip("the token is over")
		}
	}
}

func machineOf(tb testing.TB) *party {
	tb.Helper()
	h := newHouse(tb)
	return h.register(func(s *provider.Settings) {
		s.GrantTypes, s.RedirectURIs = []string{provider.MachineGrant}, nil
	})
}
