package signin

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"hverv/internal/id"
	"hverv/internal/proof"
	"hverv/internal/seal"
)

const (
	visitLife = 15 * time.Minute // a person looks for the phone
	visits    = 3                // at the eID at once, in tabs of one browser
)

// browser is what we remember of somebody who is not signed in yet, sealed in a cookie of that
// browser: its own secret, which forms must repeat, and its visits to the eID.
type browser struct {
	ID     string `json:"i"`
	Visits []flow `json:"v,omitempty"`
}

// step is what a form carries from the password to the code, sealed for one browser.
type step struct {
	UserName  string          `json:"u"`
	Challenge proof.Challenge `json:"c"`
	Target    target          `json:"t"`
}

// memory reads and writes what browsers keep for us.
type memory struct {
	keys   *seal.Keys
	secure bool
}

func (m memory) name() string {
	if m.secure {
		return "__Host-hverv-signin"
	}
	return "hverv-signin"
}

// read gives the browser, a new one when there is no good cookie.
func (m memory) read(r *http.Request) (b browser, known bool) {
	if cookie, err := r.Cookie(m.name()); err == nil && m.open(cookie.Value, "signin/cookie/browser", &b) == nil && b.ID != "" {
		return b, true
	}
	return browser{ID: rand.Text()}, false
}

func (m memory) write(w http.ResponseWriter, b browser) error {
	value, err := m.seal(b, "signin/cookie/browser")
	if err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // without https there is loopback only, and Secure would lose the cookie
		Name: m.name(), Value: value, Path: "/", Secure: m.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	return nil
}

// begin adds a visit and forgets the oldest.
func (b *browser) begin(t target, at time.Time) flow {
	f := flow{State: rand.Text(), Nonce: rand.Text(), Verifier: rand.Text() + rand.Text(), Begun: at, Target: t}
	b.Visits = append(b.Visits, f)
	if len(b.Visits) > visits {
		b.Visits = b.Visits[len(b.Visits)-visits:]
	}
	return f
}

// end takes a visit out by its state, so that an answer counts once.
func (b *browser) end(state string, at time.Time) (flow, bool) {
	i := slices.IndexFunc(b.Visits, func(f flow) bool {
		return subtle.ConstantTimeCompare([]byte(f.State), []byte(state)) == 1
	})
	if i < 0 {
		return flow{}, false
	}
	f := b.Visits[i]
	b.Visits = slices.Delete(b.Visits, i, i+1)
	return f, at.Sub(f.Begun) < visitLife
}

// mark is what the browser's forms must carry.
func (m memory) mark(b browser) string {
	return base64.RawURLEncoding.EncodeToString(m.keys.MAC("signin/form", []byte(b.ID)))
}

func (m memory) marked(b browser, mark string) bool {
	given, err := base64.RawURLEncoding.DecodeString(mark)
	return err == nil && m.keys.VerifyMAC("signin/form", []byte(b.ID), given)
}

func (m memory) sealStep(b browser, s step) (string, error) { return m.seal(s, "signin/step/"+b.ID) }

func (m memory) openStep(b browser, sealed string) (s step, err error) {
	err = m.open(sealed, "signin/step/"+b.ID, &s)
	return s, err
}

// question is what a browser was asked to have a chip or passkey answer.
type question struct {
	Ceremony id.Ceremony `json:"c"`
}

func (m memory) sealQuestion(b browser, q question) (string, error) {
	return m.seal(q, "signin/question/"+b.ID)
}

func (m memory) openQuestion(b browser, sealed string) (q question, err error) {
	err = m.open(sealed, "signin/question/"+b.ID, &q)
	return q, err
}

func (m memory) seal(value any, context string) (string, error) {
	plain, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("write %s: %w", context, err)
	}
	sealed, err := m.keys.Seal(plain, context)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(sealed), nil
}

func (m memory) open(text, context string, into any) error {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return fmt.Errorf("read %s: %w", context, err)
	}
	plain, err := m.keys.Open(sealed, context)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, into); err != nil {
		return fmt.Errorf("read %s: %w", context, err)
	}
	return nil
}
