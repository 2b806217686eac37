package authenticator_test

import (
	"log/slog"
	"testing"

	"hverv/internal/authenticator"
	"hverv/internal/job"
	"hverv/internal/seal"
)

func TestKeysAreRotatedOnline_X4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, app := c.dedicated()
	for range 3 {
		c.refused(c.signIn(i.UserName, app.wrong()), "sign_in_failed")
	}
	before := c.employ(2) // indexed under the old key
	c.choose(before, authenticator.Private)
	token := c.mails.token(t)
	for _, part := range []seal.Part{seal.Sealing, seal.Indexing, seal.Signing} {
		_, err := c.keys.Rotate(part)
		c.must(err)
	}
	ctx, _ := c.eid(2, "") // indexed under the new one
	_, err := c.service.ByPerson(ctx, authenticator.ByPerson{Token: token, Consent: true})
	c.must(err)
	c.refused(c.signIn(i.UserName, app.wrong()), "sign_in_failed")
	c.refused(c.signIn(i.UserName, app.code()), "too_many_requests") // the misses still stand

	runner := job.NewRunner(c.db, job.NewQueue(), slog.New(slog.DiscardHandler))
	c.service.Jobs(runner)
	_, err = runner.Drain(t.Context())
	c.must(err)
	var sealed [][]byte
	c.must(c.db.Pool().SelectContext(t.Context(), &sealed, `select secret_sealed from authenticators`))
	for _, secret := range sealed {
		if c.keys.NeedsReseal(secret) {
			t.Error("a secret is still under the old key")
		}
	}
	c.clock.Advance(1e12)
	c.must(c.signIn(i.UserName, app.code()))
}
