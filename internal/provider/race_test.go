package provider_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"hverv/internal/client"
	"hverv/internal/id"
)

// at runs do n times at the same moment and gives what came.
func at[T any](n int, do func(i int) T) []T {
	results, start := make([]T, n), make(chan struct{})
	var done sync.WaitGroup
	for i := range n {
		done.Go(func() {
			<-start
			results[i] = do(i)
		})
	}
	close(start)
	done.Wait()
	return results
}

func winners(answers []answer) []answer {
	won := []answer{}
	for _, a := range answers {
		if a.status == http.StatusOK {
			won = append(won, a)
		}
	}
	return won
}

// Of twenty parallel redemptions of one code one gets tokens, and the others end them (S1, S2).
func TestACodeIsRedeemedOnce_P1(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	code := p.code(h.browser().signIn())
	won := winners(at(20, func(int) answer { return p.redeem(code) }))
	if len(won) != 1 {
		t.Fatalf("%d redemptions succeeded, want 1", len(won))
	}
	if p.active(won[0].text("access_token")) {
		t.Error("the tokens of a code that was used twice are still in force")
	}
	expect(t, "refresh after reuse", p.refresh(won[0].text("refresh_token")), 400, "invalid_grant")
	expect(t, "a third use", p.redeem(code), 400, "invalid_grant") // L6: the same word each time
	if n := h.count(`select count(*) from audit_events where name = 'grant.redeemed'`); n != 1 {
		t.Errorf("%d events of redemption, want 1", n)
	}
	if n := h.count(`select count(*) from audit_events where name = 'grant.revoked' and outcome = 'refused'`); n != 1 {
		t.Errorf("%d events of the reuse, want 1", n)
	}
}

// Of twenty parallel refreshes one gets tokens, and the family ends (S1, S3).
func TestARefreshTokenIsUsedOnce_P1(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	given := p.signedIn(h.browser().signIn())
	won := winners(at(20, func(int) answer { return p.refresh(given.text("refresh_token")) }))
	if len(won) != 1 {
		t.Fatalf("%d refreshes succeeded, want 1", len(won))
	}
	expect(t, "the winner's next refresh", p.refresh(won[0].text("refresh_token")), 400, "invalid_grant")
	if p.active(won[0].text("access_token")) || p.active(given.text("access_token")) {
		t.Error("an access token of a robbed family is still in force")
	}
}

// A used refresh token that comes back long after ends the family too (S3).
func TestAnOldRefreshTokenEndsTheFamily_P1(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	first := p.signedIn(h.browser().signIn())
	second := p.refresh(first.text("refresh_token"))
	third := p.refresh(second.text("refresh_token"))
	if third.status != http.StatusOK {
		t.Fatalf("third: %v", third.body)
	}
	expect(t, "the first again", p.refresh(first.text("refresh_token")), 400, "invalid_grant")
	expect(t, "the third", p.refresh(third.text("refresh_token")), 400, "invalid_grant")
}

// An administrator's revocation while refreshes are under way is never undone (S2).
func TestARevocationIsNotUndoneByARefresh_P1(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	for range 5 {
		given := p.signedIn(h.browser().signIn())
		at(2, func(i int) int {
			if i == 0 {
				p.refresh(given.text("refresh_token"))
				return 0
			}
			h.exec(`update token_grants set revoked_at = $1, revoke_reason = 'administrator' where revoked_at is null`, time.Now())
			return 0
		})
	}
	if n := h.count(`select count(*) from token_grants where revoked_at is null`); n != 0 {
		t.Errorf("%d revocations were undone", n)
	}
}

// A waiting request that is finished twice gives one code, also in parallel (L4).
func TestAWaitingRequestGivesOneCode_L4(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	b := h.browser()
	waiting := query(t, b.get(p.asks())).Get("return_to")
	if waiting == "" {
		t.Fatal("the browser was not sent to sign in")
	}
	b.signIn()
	codes := 0
	for _, landed := range at(8, func(int) landing { return b.get(waiting) }) {
		if landed.status == http.StatusSeeOther && query(t, landed).Get("code") != "" {
			codes++
		}
	}
	if codes != 1 {
		t.Errorf("%d codes, want 1", codes)
	}
	other := h.browser().signIn()
	if landed := other.get(query(t, h.browser().get(p.asks())).Get("return_to")); landed.status != http.StatusBadRequest {
		t.Errorf("another browser finished the request: %d", landed.status)
	}
}

// What is kept of codes and tokens is their hash alone (S4).
func TestOnlyHashesAreKept_X4(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(func(s *client.Settings) { s.TokenFormat = client.OpaqueFormat })
	code := p.code(h.browser().signIn())
	given := p.redeem(code)
	secrets := []string{code, given.text("access_token"), given.text("refresh_token"), p.secret}
	tables := []string{"clients", "token_grants", "used_refresh_tokens", "opaque_tokens", "authorization_requests", "audit_events", "jobs"}
	for _, secret := range secrets {
		if secret == "" {
			t.Fatal("a secret is missing")
		}
		for _, table := range tables {
			if n := h.count(`select count(*) from `+table+` x where position($1 in x::text) > 0 or position(encode(convert_to($1, 'UTF8'), 'hex') in x::text) > 0`, secret); n > 0 {
				t.Errorf("%s holds a secret in the clear", table)
			}
		}
	}
	if n := h.count(`select count(*) from token_grants where code_hash = $1`, id.Token(code).Hash()); n != 1 {
		t.Error("the code is not found by its hash")
	}
}
