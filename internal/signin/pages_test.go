package signin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hverv/internal/testeid"
)

func TestPagesLeadNowhereElse_P2(t *testing.T) {
	t.Parallel()
	w := begin(t)
	b := w.browser()
	b.byEID(testeid.Karen, "?return_to="+url.QueryEscape("//evil.example"))
	for _, tricky := range []string{"//evil.example", `/\evil.example`, "https://evil.example", "/%2f%2fevil.example", "/%09//evil.example"} {
		b.open("/signin?return_to=" + url.QueryEscape(tricky))
	}
	for _, address := range b.tries {
		if !strings.HasPrefix(address, w.url+"/") {
			t.Errorf("sent to %s", address)
		}
	}
}

func TestPagesAreStrictAndPlain_X5_W4(t *testing.T) {
	t.Parallel()
	w := begin(t)
	b := w.browser()
	for _, path := range []string{"/signin", "/signout", "/signin/signed_out"} {
		p := b.open(path)
		policy := p.header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Count(p.text, "<script") != strings.Count(p.text, `<script type="module" src="/assets/signin.js">`) {
			t.Errorf("%s: policy %q", path, policy)
		}
		if p.status != http.StatusOK || !strings.Contains(p.text, `<html lang="da">`) || strings.Count(p.text, "<h1>") != 1 {
			t.Errorf("%s: %d %s", path, p.status, p.text)
		}
		if p.header.Get("Cache-Control") != "no-store" || !strings.Contains(p.text, "70 00 00 00") {
			t.Errorf("%s: %v", path, p.header)
		}
	}
}

func TestLanguageIsRemembered_W1(t *testing.T) {
	t.Parallel()
	w := begin(t)
	b := w.browser()
	p := b.open("/signin?return_to=/there&lang=en")
	if !strings.Contains(p.text, "User name") || p.at.Query().Get("return_to") != "/there" {
		t.Fatalf("at %v: %s", p.at, p.text)
	}
	if p = b.open("/signout"); !strings.Contains(p.text, `<html lang="en">`) {
		t.Fatalf("page %s", p.text)
	}
}

func TestSignOutEndsTheSession_P5(t *testing.T) {
	t.Parallel()
	w := begin(t)
	b := w.browser()
	b.byEID(testeid.Karen, "")
	token := b.token()
	if p := b.submit(b.open("/signout"), "/signout", nil); !strings.Contains(p.text, "Du er logget af") {
		t.Fatalf("at %v: %s", p.at, p.text)
	}
	if _, err := w.sessions.Actor(t.Context(), token); err == nil || b.token() != "" {
		t.Fatalf("the session still opens (%v), the cookie is %q", err, b.token())
	}
	if p := b.send(http.MethodPost, "/signout", nil); p.status != http.StatusOK {
		t.Fatalf("signing out twice: %d", p.status)
	}
}

func TestFormsOfOtherBrowsersAndSitesAreRefused_X5(t *testing.T) {
	t.Parallel()
	w := begin(t)
	mine, theirs := w.browser(), w.browser()
	p := theirs.open("/signin")
	mine.open("/signin")
	p = mine.submit(p, "/signin/password", url.Values{"user_name": {"karen"}, "password": {"a long enough one"}})
	if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "for gammel") || !strings.Contains(p.text, `value="karen"`) {
		t.Fatalf("%d: %s", p.status, p.text)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url+"/signout", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Sec-Fetch-Site", "cross-site")
	answer, err := mine.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close() //nolint:errcheck,gosec // only its status counts
	if answer.StatusCode != http.StatusForbidden {
		t.Fatalf("from another site: %d", answer.StatusCode)
	}
}
