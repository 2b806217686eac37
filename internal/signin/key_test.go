package signin_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"hverv/internal/authz"
	"hverv/internal/id"
	"hverv/internal/passkey"
	"hverv/internal/passkey/passkeytest"
)

// named is the server's address as somebody types it: browsers give no passkeys to a number.
func named(address string) string { return strings.Replace(address, "127.0.0.1", "localhost", 1) }

// chip gives the account's employee a registered chip.
func (w *world) chip(a account) *passkeytest.Device {
	w.t.Helper()
	device, err := passkeytest.New(named(w.url))
	w.must(err)
	party, err := passkey.New("Hverv", named(w.url), time.Now)
	w.must(err)
	var identity id.Identity
	w.must(w.db.Pool().QueryRowContext(w.t.Context(), `select id from identities where employee_id = $1`, a.employee).Scan(&identity))
	raw := identity.UUID()
	holder := passkey.Holder{Handle: raw[:], Name: "karen", Display: "Karen Østergård"}
	begun, err := party.Register(holder, passkey.Policy{Chip: true})
	w.must(err)
	answer, err := device.Register(begun.Options)
	w.must(err)
	made, err := party.Registered(w.t.Context(), holder, passkey.Policy{Chip: true}, begun.State, answer)
	w.must(err)
	chip := id.New[id.Authenticator]()
	w.run(`insert into authenticators (organisation_id, id, identity_id, employee_id, kind, state, method, created_at)
		values ($1, $2, $3, $4, 'chip', 'active', 'webauthn', now())`, a.organisation, chip, identity, a.employee)
	w.run(`insert into credential_ids (credential_id, organisation_id, authenticator_id) values ($1, $2, $3)`, made.ID, a.organisation, chip)
	w.run(`insert into credentials (organisation_id, authenticator_id, credential_id, public_key, aaguid, sign_count, transports,
			backup_eligible, backed_up, attestation, assurance, registered_at)
		values ($1, $2, $3, $4, $5, 0, '{}', false, false, 'none', 'high', now())`, a.organisation, chip, made.ID, made.PublicKey, made.Model[:])
	return device
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// byKey does what the page's script does.
func (b *browser) byKey(p page, device *passkeytest.Device) page {
	b.t.Helper()
	begun := b.send(http.MethodPost, "/signin/key/begin", p.forms["/signin/key"])
	if begun.status != http.StatusOK {
		b.t.Fatalf("%d: %s", begun.status, begun.text)
	}
	var asked struct {
		Options  json.RawMessage `json:"options"`
		Question string          `json:"question"`
	}
	b.must(json.Unmarshal([]byte(begun.text), &asked))
	answer, err := device.Prove(asked.Options)
	b.must(err)
	return b.submit(p, "/signin/key", url.Values{"question": {asked.Question}, "answer": {string(answer)}})
}

func TestEmployeeSignsInByChipAlone_P2(t *testing.T) {
	t.Parallel()
	w, a := withPasswords(t)
	chip := w.chip(a)
	b := w.browser()
	if p := b.byKey(b.open("/signin?return_to=/there"), chip); p.text != "there" {
		t.Fatalf("arrived at %v (%d): %s", p.at, p.status, p.text)
	}
	actor, ok := b.actor()
	if !ok || actor.Employee != a.employee || !actor.Person.IsZero() || actor.Assurance != authz.Substantial {
		t.Fatalf("actor %+v", actor)
	}
}

func TestChipFollowsThePassword_P2(t *testing.T) {
	t.Parallel()
	w, a := withPasswords(t)
	b := w.browser()
	if p := b.password("karen", password, ""); strings.Contains(p.text, "/signin/key") || strings.Contains(p.text, "<script") {
		t.Error("a key is asked for that nobody has")
	}
	chip := w.chip(a)
	p := b.password("karen", password, "?return_to=/there")
	if policy := p.header.Get("Content-Security-Policy"); !strings.Contains(policy, "script-src 'self'") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %q", policy)
	}
	stranger, err := passkeytest.New(named(w.url))
	w.must(err)
	_, err = stranger.Register([]byte(`{"rp": {"id": "localhost"}, "user": {"id": "AAAA"}}`))
	w.must(err)
	if p = b.byKey(p, stranger); p.status != http.StatusUnauthorized || !strings.Contains(p.text, "blev ikke godtaget") {
		t.Fatalf("%d: %s", p.status, p.text)
	}
	if p = b.byKey(p, chip); p.text != "there" {
		t.Fatalf("arrived at %v (%d): %s", p.at, p.status, p.text)
	}
	w.run(`update authenticators set state = 'revoked' where kind = 'app'`)
	if p = w.browser().password("karen", password, ""); strings.Contains(p.text, `name="code"`) || !strings.Contains(p.text, "Brug din chip") {
		t.Errorf("a code is asked for that nothing shows: %s", p.text)
	}
}

func TestKeyAnswersOneBrowserOnce_X5(t *testing.T) {
	t.Parallel()
	w, a := withPasswords(t)
	chip := w.chip(a)
	b := w.browser()
	p := b.open("/signin")
	if arrived := b.byKey(p, chip); arrived.text != "home" {
		t.Fatalf("%d: %s", arrived.status, arrived.text)
	}
	again := b.send(http.MethodPost, "/signin/key", p.forms["/signin/key"]) // with the answer that was used
	if again.status != http.StatusGone || !strings.Contains(again.text, "allerede brugt") {
		t.Errorf("%d: %s", again.status, again.text)
	}
	other := w.browser()
	stolen := other.open("/signin").forms["/signin/key"]
	stolen.Set("question", p.forms["/signin/key"].Get("question"))
	stolen.Set("answer", p.forms["/signin/key"].Get("answer"))
	if answer := other.send(http.MethodPost, "/signin/key", stolen); answer.status != http.StatusUnprocessableEntity {
		t.Errorf("another browser: %d", answer.status)
	}
	stolen.Set("mark", "AAAA")
	if answer := other.send(http.MethodPost, "/signin/key/begin", stolen); answer.status != http.StatusUnprocessableEntity || !strings.Contains(answer.text, "complaint") {
		t.Errorf("no page of ours: %d %s", answer.status, answer.text)
	}
}
