package provider_test

import (
	"net/http"
	"testing"
	"time"

	"hverv/internal/client"
	"hverv/internal/fault"
)

// Whatever ends a person's right to act ends what a relying party may do for them at once: at
// refresh, introspection, userinfo and our own API, without any job (L4, L5).
func TestWhoMayNotActAnyMoreIsRefusedEverywhere_L5(t *testing.T) {
	t.Parallel()
	ends := map[string]func(h *house, b *browser){
		"employment ended": func(h *house, _ *browser) { h.exec(`update employments set ended_at = $1`, h.clock.Last()) },
		"employment over":  func(h *house, _ *browser) { h.exec(`update employments set ends_on = '2020-02-01'`) },
		"blocked": func(h *house, _ *browser) {
			h.exec(`insert into block_reasons (organisation_id, id, employee_id, kind, set_at) values ($1, gen_random_uuid(), $2, 'administrator', $3)`, h.org, h.employee, h.clock.Last())
		},
		"organisation suspended": func(h *house, _ *browser) { h.exec(`update organisations set state = 'suspended'`) },
		"identity withdrawn":     func(h *house, _ *browser) { h.exec(`update identities set state = 'withdrawn'`) },
		"session ended": func(h *house, b *browser) {
			h.exec(`update sessions set ended_at = $2 where id = $1`, b.session, h.clock.Last())
		},
		"session over":                 func(h *house, _ *browser) { h.clock.Advance(13 * time.Hour) },
		"relying party's session over": func(h *house, _ *browser) { h.clock.Advance(9 * time.Hour) },
		"grant revoked":                func(h *house, _ *browser) { h.exec(`update token_grants set revoked_at = $1`, h.clock.Last()) },
	}
	for name, end := range ends {
		for _, format := range []string{client.JWTFormat, client.OpaqueFormat} {
			t.Run(name+" "+format, func(t *testing.T) {
				t.Parallel()
				h := newHouse(t)
				p := h.register(func(s *client.Settings) { s.TokenFormat = format })
				b := h.browser().signIn()
				given := p.signedIn(b, "scope", "openid profile api")
				access := given.text("access_token")
				if _, err := h.provider.Bearer(t.Context(), access); err != nil || !p.active(access) || h.userinfo("Bearer", access).status != http.StatusOK {
					t.Fatalf("the token should be good (%v)", err)
				}
				end(h, b)
				h.later(500 * time.Millisecond) // past what was kept
				if p.active(access) {
					t.Error("introspection says active")
				}
				expect(t, "userinfo", h.userinfo("Bearer", access), 401, "invalid_token")
				if _, err := h.provider.Bearer(t.Context(), access); fault.KindOf(err) != fault.Unauthenticated {
					t.Errorf("our API: %v", err)
				}
				expect(t, "refresh", p.refresh(given.text("refresh_token")), 400, "invalid_grant")
			})
		}
	}
}

// A code that was given a moment before the end gives nothing after it.
func TestACodeDoesNotOutliveItsPerson_L5(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	code := p.code(h.browser().signIn())
	h.exec(`update employments set ended_at = $1`, h.clock.Last())
	expect(t, "redeem", p.redeem(code), 400, "invalid_grant")
	h.exec(`update employments set ended_at = null`)
	expect(t, "redeem after they came back", p.redeem(code), 400, "invalid_grant")
}

// A retired client has nothing left, and its secret opens nothing.
func TestARetiredClientIsNobody_P4(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p, other := h.register(nil), h.register(func(s *client.Settings) { s.Audiences = []string{"https://api.example/"} })
	given := p.signedIn(h.browser().signIn())
	if _, err := h.clients.Retire(h.operator(), p.client.Owner, p.client.ID); err != nil {
		t.Fatal(err)
	}
	expect(t, "refresh", p.refresh(given.text("refresh_token")), 401, "invalid_client")
	expect(t, "userinfo", h.userinfo("Bearer", given.text("access_token")), 401, "invalid_token")
	if other.active(given.text("access_token")) {
		t.Error("its token is in force")
	}
}
