package provider_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"hverv/internal/client"
	"hverv/internal/id"
)

// A session that was opened with a device of a pool has the powers that the bundle holds too, in every token and
// answer, and all of them say that something is held back and why (U10).
func TestPooledLoanReducesThePowersThatAreTold_U10_P3(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const journal, shelf = "urn:dk:hverv:journal:read", "urn:dk:hverv:shelf:read"
	extra := h.right(shelf, true)
	h.exec(`insert into assignments (organisation_id, id, employee_id, right_id, scope_kind, starts_on, created_at)
		values ($1, $2, $3, $4, 'organisation', '2020-01-01', $5)`, h.org, id.New[id.Assignment](), h.employee, extra, h.clock.Last())
	bundle := h.bundle(extra)
	p := h.register(func(s *client.Settings) { s.Systems = []id.System{h.systemOf(journal), h.systemOf(shelf)} })
	b := h.browser().signIn()
	whole := p.signedIn(b)
	if got := p.told(t, whole); !slices.Equal(got, []string{journal, shelf}) {
		t.Fatalf("with an own authenticator: %v", got)
	}
	if claims := h.userinfo("Bearer", whole.text("access_token")).body; claims["powers_reduced"] != nil {
		t.Errorf("whole powers say %v", claims["powers_reduced"])
	}
	h.exec(`update sessions set reduced_to = $1`, bundle)
	given := p.signedIn(b)
	for range 2 { // and once more after a refresh
		if got := p.told(t, given); !slices.Equal(got, []string{shelf}) {
			t.Errorf("with a loan: %v", got)
		}
		for way, claims := range map[string]map[string]any{
			"userinfo":      h.userinfo("Bearer", given.text("access_token")).body,
			"introspection": p.post("/oidc/introspect", "token", given.text("access_token")).body,
			"refresh token": p.post("/oidc/introspect", "token", given.text("refresh_token")).body,
			"id token":      claimsOf(t, given.text("id_token")),
			"access token":  claimsOf(t, given.text("access_token")),
		} {
			if claims["powers_reduced"] != true || claims["powers_reduced_reason"] != "pooled_loan" {
				t.Errorf("%s does not say that something is held back: %v", way, claims)
			}
		}
		given = p.refresh(given.text("refresh_token"))
	}
	h.repack(bundle, 2, "{}") // its present version counts
	if got := p.told(t, p.signedIn(b)); len(got) != 0 {
		t.Errorf("an empty bundle: %v", got)
	}
	h.repack(bundle, 3, "{"+extra.String()+"}")
	h.exec(`update bundles set retired_at = created_at where id = $1`, bundle)
	if got := p.told(t, p.signedIn(b)); len(got) != 0 {
		t.Errorf("a retired bundle: %v", got)
	}
}

// No token outlives the session, which ends with the loan; nor does a refresh.
func TestTokensEndWithTheLoan_U10(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	b := h.browser().signIn()
	h.exec(`update sessions set expires_at = $1`, h.clock.Last().Add(2*time.Minute))
	given := p.signedIn(b)
	if left, _ := given.body["expires_in"].(float64); left <= 0 || left > 120 {
		t.Errorf("expires_in %v", given.body["expires_in"])
	}
	now := time.Now().Add(2*time.Minute + 5*time.Second).Unix()
	for _, member := range []string{"access_token", "id_token"} {
		if exp, _ := claimsOf(t, given.text(member))["exp"].(float64); int64(exp) > now {
			t.Errorf("%s lives until %v", member, exp)
		}
	}
	h.clock.Advance(2*time.Minute + time.Second)
	if p.active(given.text("access_token")) || p.refresh(given.text("refresh_token")).status == http.StatusOK {
		t.Error("a token outlived the session")
	}
	if got := h.userinfo("Bearer", given.text("access_token")); got.status != http.StatusUnauthorized {
		t.Errorf("userinfo: %d", got.status)
	}
}

func (h *house) bundle(rights ...id.Right) id.Bundle {
	h.t.Helper()
	bundle, texts := id.New[id.Bundle](), []string{}
	for _, r := range rights {
		texts = append(texts, r.String())
	}
	h.exec(`insert into bundles (organisation_id, id, name, created_at) values ($1, $2, 'Vagt', $3)`, h.org, bundle, h.clock.Last())
	h.exec(`insert into bundle_versions (organisation_id, bundle_id, number, right_ids, made_at) values ($1, $2, 1, $3, $4)`,
		h.org, bundle, "{"+strings.Join(texts, ",")+"}", h.clock.Last())
	return bundle
}

func (h *house) repack(bundle id.Bundle, version int, rights string) {
	h.t.Helper()
	h.exec(`insert into bundle_versions (organisation_id, bundle_id, number, right_ids, made_at) values ($1, $2, $3, $4, $5)`,
		h.org, bundle, version, rights, h.clock.Last())
	h.exec(`update bundles set current_version = $2 where id = $1`, bundle, version)
}

// claimsOf reads a token without asking who signed it.
func claimsOf(t *testing.T, token string) map[string]any {
	t.Helper()
	read, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		t.Fatal(err)
	}
	claims := map[string]any{}
	if err := read.UnsafeClaimsWithoutVerification(&claims); err != nil {
		t.Fatal(err)
	}
	return claims
}
