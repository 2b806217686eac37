// Package notifytest is the conformance suite of mailers: what holds for the mail server holds for
// the demo's mailbox too (law 9).
package notifytest

import (
	"context"
	"errors"
	"testing"

	"hverv/internal/id"
	"hverv/internal/notify"
)

// Start makes a mailer, and a way to see what has arrived behind it.
type Start func(t *testing.T) (mailer notify.Mailer, arrived func() []notify.Mail)

// Run proves a mailer.
func Run(t *testing.T, start Start) {
	t.Helper()
	t.Run("danish text arrives as it was", func(t *testing.T) { t.Parallel(); arrives(t, start) })
	t.Run("an address cannot add a header", func(t *testing.T) { t.Parallel(); badAddresses(t, start) })
	t.Run("a subject cannot add a header", func(t *testing.T) { t.Parallel(); badSubject(t, start) })
	t.Run("a cancelled delivery says so", func(t *testing.T) { t.Parallel(); cancelled(t, start) })
}

func letter() notify.Mail {
	return notify.Mail{
		ID: id.New[id.Message](), To: "karen@klinik.example", Language: "da",
		Subject: "Aktivér din adgang til Klinikken på Torvet ApS",
		Body:    "Kære Karen Østergård\n\nÆblerne i Århus: https://hverv.example/a/" + id.NewToken().Reveal() + "\n.\n\nEn linje, der begynder med punktum:\n.punktum\n",
	}
}

func arrives(t *testing.T, start Start) {
	t.Helper()
	mailer, arrived := start(t)
	sent := letter()
	if err := mailer.Deliver(t.Context(), sent); err != nil {
		t.Fatalf("deliver: %v", err)
	}
	got := arrived()
	if len(got) != 1 || got[0] != sent {
		t.Fatalf("arrived:\n%q\nsent:\n%q", got, sent)
	}
}

func badAddresses(t *testing.T, start Start) {
	t.Helper()
	mailer, arrived := start(t)
	for _, to := range []string{
		"", "karen", "karen@klinik.example\r\nBcc: ond@example.org", "karen@klinik.example\nX: y",
		"Karen <karen@klinik.example>", "karen@klinik.example, ond@example.org", "karen@klinik.example>\r\nRCPT TO:<ond@example.org",
	} {
		sent := letter()
		sent.To = to
		_, refused := errors.AsType[*notify.Refusal](mailer.Deliver(t.Context(), sent))
		if !refused {
			t.Errorf("%q was not refused", to)
		}
	}
	if got := arrived(); len(got) != 0 {
		t.Fatalf("arrived: %q", got)
	}
}

func badSubject(t *testing.T, start Start) {
	t.Helper()
	mailer, arrived := start(t)
	sent := letter()
	sent.Subject = "Hej\r\nBcc: ond@example.org\r\n\r\nnyt"
	if err := mailer.Deliver(t.Context(), sent); err != nil {
		t.Fatalf("deliver: %v", err)
	}
	got := arrived()
	if len(got) != 1 || got[0].Subject != "Hej Bcc: ond@example.org nyt" || got[0].To != sent.To || got[0].Body != sent.Body {
		t.Fatalf("arrived: %q", got)
	}
}

func cancelled(t *testing.T, start Start) {
	t.Helper()
	mailer, arrived := start(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := mailer.Deliver(ctx, letter())
	if _, refused := errors.AsType[*notify.Refusal](err); err == nil || refused {
		t.Fatalf("a cancelled delivery answered %v", err)
	}
	if got := arrived(); len(got) != 0 {
		t.Fatalf("arrived: %q", got)
	}
}
