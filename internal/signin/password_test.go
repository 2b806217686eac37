package signin_test

import (
	"encoding/base32"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"hverv/internal/audit"
	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/passkey"
	"hverv/internal/proof"
	"hverv/internal/seal"
	"hverv/internal/signin"
)

const password = "korrekt hest batteri" //nolint:gosec // a made-up one

// account is an employee with a dedicated identity and an app.
type account struct {
	organisation id.Organisation
	employee     id.Employee
	secret       []byte
}

// code is what the app shows, now or some steps later.
func (a account) code(t *testing.T, steps int) string {
	t.Helper()
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(a.secret)
	shown, err := totp.GenerateCode(text, time.Now().Add(time.Duration(steps)*30*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	return shown
}

func withPasswords(t *testing.T) (*world, account) {
	t.Helper()
	hasher := seal.NewHasherWith(4, seal.Params{MemoryKiB: 64, Passes: 1, Threads: 1})
	w := begin(t, func(d *signin.Deps) {
		party, err := passkey.New("Hverv", named(d.PublicURL), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		log := audit.New(d.Keys)
		identities := identity.New(identity.Deps{DB: d.DB, Audit: log, Keys: d.Keys, Hasher: hasher, PublicURL: d.PublicURL})
		authenticators := authenticator.New(authenticator.Deps{
			DB: d.DB, Audit: log, Keys: d.Keys, Identities: identities, Passkeys: party, Wall: time.Now, PublicURL: d.PublicURL, Issuer: "Hverv",
		})
		d.Proofs = proof.New(proof.Deps{
			DB: d.DB, Audit: log, Keys: d.Keys, Hasher: hasher, Identities: identities, Authenticators: authenticators, Passkeys: party, Wall: time.Now,
		})
	})
	hash, err := hasher.Hash(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	a := account{id.New[id.Organisation](), id.New[id.Employee](), []byte("twenty bytes of seed")}
	identity, app := id.New[id.Identity](), id.New[id.Authenticator]()
	seed, err := json.Marshal(map[string]any{"secret": a.secret, "digest": "SHA1", "digits": 6, "period": 30})
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := w.keys.Seal(seed, "authenticators/secret/"+a.organisation.String()+"/"+app.String())
	if err != nil {
		t.Fatal(err)
	}
	w.organisation(a.organisation, "90000001", "Klinikken på Torvet")
	w.employee(a.organisation, a.employee)
	w.run(`insert into identities (organisation_id, id, employee_id, kind, state, user_name, password_hash, activate_from, activate_until, created_at)
		values ($1, $2, $3, 'dedicated', 'active', 'karen', $4, now(), '2020-02-01', now())`, a.organisation, identity, a.employee, hash)
	w.run(`insert into user_names (user_name, organisation_id, identity_id) values ('karen', $1, $2)`, a.organisation, identity)
	w.run(`insert into authenticators (organisation_id, id, identity_id, employee_id, kind, state, secret_sealed, created_at)
		values ($1, $2, $3, $4, 'app', 'active', $5, now())`, a.organisation, app, identity, a.employee, sealed)
	return w, a
}

func (b *browser) password(userName, secret, query string) page {
	b.t.Helper()
	return b.submit(b.open("/signin"+query), "/signin/password", url.Values{"user_name": {userName}, "password": {secret}})
}

func TestEmployeeSignsInByPasswordAndCode_P2(t *testing.T) {
	t.Parallel()
	w, a := withPasswords(t)
	b := w.browser()
	p := b.password("Karen", password, "?return_to=/there")
	if _, ok := b.actor(); ok {
		t.Fatal("signed in without the code")
	}
	if p = b.submit(p, "/signin/code", url.Values{"code": {a.code(t, 0)}}); p.text != "there" {
		t.Fatalf("arrived at %v (%d): %s", p.at, p.status, p.text)
	}
	actor, ok := b.actor()
	if !ok || actor.Organisation != a.organisation || actor.Employee != a.employee || !actor.Person.IsZero() || actor.Assurance != authz.Substantial {
		t.Fatalf("actor %+v", actor)
	}
}

func TestUnknownAndWrongGetTheSameAnswer_U8_X5(t *testing.T) {
	t.Parallel()
	w, _ := withPasswords(t)
	answer := func(userName, secret string) string {
		p := w.browser().password(userName, secret, "")
		if p.status != http.StatusUnauthorized {
			t.Errorf("%s: %d", userName, p.status)
		}
		text := strings.ReplaceAll(p.text, userName, "NAME")
		return text[strings.Index(text, "<main"):strings.Index(text, `name="mark"`)]
	}
	if wrong, unknown := answer("karen", "en helt forkert en"), answer("nobody", password); wrong != unknown {
		t.Errorf("wrong:\n%s\nunknown:\n%s", wrong, unknown)
	}
	if strings.Contains(w.logged.String(), password) {
		t.Error("the password is in the log")
	}
}

func TestWrongCodeKeepsTheFormAndUsedCodeIsRefused_U8_W5(t *testing.T) {
	t.Parallel()
	w, a := withPasswords(t)
	b := w.browser()
	p := b.submit(b.password("karen", password, "?return_to=/there"), "/signin/code", url.Values{"code": {"abc"}})
	if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "seks til otte") {
		t.Fatalf("%d: %s", p.status, p.text)
	}
	if p = b.submit(p, "/signin/code", url.Values{"code": {a.code(t, 0)}}); p.text != "there" {
		t.Fatalf("arrived at %v: %s", p.at, p.text)
	}
	other := w.browser()
	p = other.submit(other.password("karen", password, ""), "/signin/code", url.Values{"code": {a.code(t, 0)}})
	if _, ok := other.actor(); ok || p.status != http.StatusUnauthorized {
		t.Fatalf("a used code: %d", p.status)
	}
}

func TestOneAddressBeginsSoManySignInsOnly_X5(t *testing.T) {
	t.Parallel()
	w := begin(t, func(d *signin.Deps) { d.PerMinute = 2 })
	b := w.browser()
	for i, want := range []int{http.StatusOK, http.StatusOK, http.StatusTooManyRequests} {
		if p := b.open("/signin/eid"); p.status != want || (want != http.StatusOK && p.header.Get("Retry-After") == "") {
			t.Errorf("visit %d: %d %v", i, p.status, p.header)
		}
	}
}

func TestPasswordStepBelongsToItsBrowser(t *testing.T) {
	t.Parallel()
	w, a := withPasswords(t)
	b, thief := w.browser(), w.browser()
	p := b.password("karen", password, "")
	thief.open("/signin")
	got := thief.submit(p, "/signin/code", url.Values{"code": {a.code(t, 0)}})
	if _, ok := thief.actor(); ok || got.status != http.StatusUnprocessableEntity {
		t.Fatalf("another browser went on: %d", got.status)
	}
}

func TestTerminatedEmployeeIsOutAndStaysOut_L5(t *testing.T) {
	t.Parallel()
	w, a := withPasswords(t)
	b := w.browser()
	b.submit(b.password("karen", password, ""), "/signin/code", url.Values{"code": {a.code(t, 0)}})
	half := w.browser()
	p := half.password("karen", password, "")
	w.run(`update employments set ended_at = now()`)
	deadline := time.After(time.Second)
	for _, in := b.actor(); in; _, in = b.actor() {
		select {
		case <-deadline:
			t.Fatal("still in after a second")
		case <-time.After(10 * time.Millisecond):
		}
	}
	if p = half.submit(p, "/signin/code", url.Values{"code": {a.code(t, 1)}}); p.status == http.StatusOK {
		t.Errorf("half-way sign-in went through: %v", p.at)
	}
	if p = w.browser().password("karen", password, ""); p.status != http.StatusUnauthorized {
		t.Errorf("password: %d", p.status)
	}
}

func TestUnstorableInputIsAnswered(t *testing.T) {
	t.Parallel()
	w, _ := withPasswords(t)
	for _, name := range []string{"ka\x00ren", "\xff\xfe", strings.Repeat("å", 5000), "'; drop table sessions; --"} {
		if p := w.browser().password(name, name, ""); p.status != http.StatusUnauthorized && p.status != http.StatusUnprocessableEntity {
			t.Errorf("%.20q: %d", name, p.status)
		}
	}
}
