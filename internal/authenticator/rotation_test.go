package authenticator_test

import (
	"log/slog"
	"testing"

	"hverv/internal/identity"
	"hverv/internal/job"
	"hverv/internal/seal"
	"hverv/internal/testkit/clinic"
)

func TestKeysAreRotatedOnline_X4(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, app := c.Dedicated()
	for range 3 {
		c.Refused(c.SignIn(i.UserName, app.Wrong()), "sign_in_failed")
	}
	before := c.Hire(2) // indexed under the old key
	c.Choose(before, identity.Private)
	token := c.Mails.Token(t)
	for _, part := range []seal.Part{seal.Sealing, seal.Indexing, seal.Signing} {
		_, err := c.Keys.Rotate(part)
		c.Must(err)
	}
	ctx, _ := c.EID(2, "") // indexed under the new one
	_, err := c.Authenticators.ByPerson(ctx, identity.ByPerson{Token: token, Consent: true})
	c.Must(err)
	c.Refused(c.SignIn(i.UserName, app.Wrong()), "sign_in_failed")
	c.Refused(c.SignIn(i.UserName, app.Code()), "too_many_requests") // the misses still stand

	runner := job.NewRunner(c.DB, job.NewQueue(), slog.New(slog.DiscardHandler))
	c.Authenticators.Jobs(runner)
	_, err = runner.Drain(t.Context())
	c.Must(err)
	var sealed [][]byte
	c.Must(c.DB.Pool().SelectContext(t.Context(), &sealed, `select secret_sealed from authenticators`))
	for _, secret := range sealed {
		if c.Keys.NeedsReseal(secret) {
			t.Error("a secret is still under the old key")
		}
	}
	c.Clock.Advance(1e12)
	c.Must(c.SignIn(i.UserName, app.Code()))
}
