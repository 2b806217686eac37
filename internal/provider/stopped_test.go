package provider_test

import (
	"testing"
	"time"

	"hverv/internal/audit"
	"hverv/internal/client"
	"hverv/internal/id"
	"hverv/internal/organisation"
)

// stopping is organisation's service with the steps that app adds to it.
func (h *house) stopping() *organisation.Service {
	h.t.Helper()
	s := organisation.New(organisation.Deps{DB: h.db, Audit: audit.New(h.keys)})
	for _, state := range []organisation.State{organisation.Suspended, organisation.Connected, organisation.Closed} {
		s.Follow(state, h.sessions.EndEveryoneIn)
		s.Follow(state, h.provider.EndEveryoneIn)
	}
	return s
}

func (h *house) drain() {
	h.t.Helper()
	for range 3 {
		_, err := h.runner.Drain(h.t.Context())
		h.must(err)
		h.clock.Advance(10 * time.Second)
	}
}

// Whoever is suspended is refused at once and by no job, and the relying parties are told. A
// resumption lets people sign in, and gives no old session or refresh token back, not even before
// a worker has run; what is begun then is left alone by a job that comes late (C9).
func TestSuspensionEndsAndTells_C9(t *testing.T) {
	t.Parallel()
	for name, late := range map[string]bool{"told at once": false, "told after the resumption": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			hears := newEar(t, 1)
			p := h.register(func(s *client.Settings) { s.BackchannelLogoutURI = hears.server.URL })
			organisations, admin := h.stopping(), h.administrator()
			b, other := h.browser().signIn(), h.browser().signIn()
			given := p.signedIn(b)
			p.signedIn(other)
			unused := p.code(other)
			stopped, err := organisations.Suspend(admin, h.org, "Mistanke om misbrug")
			h.must(err)

			expect(t, "refresh", p.refresh(given.text("refresh_token")), 400, "invalid_grant")
			expect(t, "redeem", p.redeem(unused), 400, "invalid_grant")
			if query(t, b.get(p.asks())).Has("code") {
				t.Error("a code was given")
			}
			if !late {
				h.drain()
			}
			_, err = organisations.Resume(h.operator(), h.org, stopped.Version)
			h.must(err)
			expect(t, "refresh after the resumption", p.refresh(given.text("refresh_token")), 400, "invalid_grant")
			if query(t, b.get(p.asks())).Has("code") {
				t.Error("the old session came back")
			}
			fresh := p.signedIn(h.browser().signIn())
			h.drain()
			if got := len(hears.all()); got != 2 {
				t.Errorf("told of %d sessions, want 2", got)
			}
			if renewed := p.refresh(fresh.text("refresh_token")); renewed.status != 200 {
				t.Errorf("who signed in again: %d %v", renewed.status, renewed.body)
			}
		})
	}
}

// A session begun in the very instant of the suspension ends at the resumption.
func TestWhatSlippedInEndsToo_C9(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p, organisations := h.register(nil), h.stopping()
	b := h.browser().signIn()
	given := p.signedIn(b)
	stopped, err := organisations.Suspend(h.administrator(), h.org, "Prøve")
	h.must(err)
	h.exec(`update sessions set ended_at = null`)
	h.exec(`update token_grants set revoked_at = null`)
	_, err = organisations.Resume(h.operator(), h.org, stopped.Version)
	h.must(err)
	expect(t, "refresh", p.refresh(given.text("refresh_token")), 400, "invalid_grant")
	if query(t, b.get(p.asks())).Has("code") {
		t.Error("the session came back")
	}
}

// Closing tells as well; an organisation of any size is told page by page, nobody left out, and
// other organisations keep what they have.
func TestClosingTellsEverybody_C9(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	hears := newEar(t, 0)
	p := h.register(func(s *client.Settings) { s.BackchannelLogoutURI = hears.server.URL })
	p.signedIn(h.browser().signIn())
	const more = 503 // beyond one page
	h.exec(`insert into sessions (id, token_hash, organisation_id, employee_id, identity_id, assurance, amr, signed_in_at, seen_at, idle_until, expires_at)
		select md5('session' || n)::uuid, decode(md5('token' || n), 'hex'), organisation_id, employee_id, identity_id, assurance, amr,
			signed_in_at, seen_at, idle_until, expires_at from sessions, generate_series(1, $1::int) n`, more)
	h.exec(`insert into token_grants (id, client_id, organisation_id, employee_id, identity_id, session_id, scopes, assurance, amr, signed_in_at,
			redirect_uri, nonce, challenge, code_hash, code_until, redeemed_at, ends_at, created_at)
		select md5('grant' || n)::uuid, client_id, organisation_id, employee_id, identity_id, md5('session' || n)::uuid, scopes, assurance, amr,
			signed_in_at, redirect_uri, nonce, challenge, decode(md5('code' || n), 'hex'), code_until, redeemed_at, ends_at, created_at
		from token_grants, generate_series(1, $1::int) n`, more)
	other := h.neighbour()
	organisations, admin := h.stopping(), h.administrator()
	before, err := organisations.Get(admin, h.org)
	h.must(err)
	_, err = organisations.Close(admin, h.org, before.Version, "Ophør")
	h.must(err)
	if n := h.count(`select count(*) from jobs where kind like 'provider.%'`); n != 1 {
		t.Errorf("%d jobs in the transaction itself, want 1", n)
	}
	h.drain()
	if got := len(hears.all()); got != more+1 {
		t.Errorf("told of %d sessions, want %d", got, more+1)
	}
	if n := h.count(`select count(*) from sessions where organisation_id = $1 and ended_at is null`, other); n != 1 {
		t.Error("the neighbour's session ended")
	}
	if n := h.count(`select count(*) from audit_events where name in ('grant.all_revoked', 'session.all_ended')`); n != 2 {
		t.Errorf("%d events, want 2", n)
	}
}

// neighbour is another organisation with somebody signed in.
func (h *house) neighbour() id.Organisation {
	h.t.Helper()
	org, who := h.connect(organisation.New(organisation.Deps{DB: h.db, Audit: audit.New(h.keys)}), "90000004", "Klinikken ved Havnen")
	h.browser().signInAs(org, who, h.identify(org, who), "substantial")
	return org
}
