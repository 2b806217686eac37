package authenticator_test

import (
	"testing"

	"hverv/internal/authenticator"
	"hverv/internal/identity"
	"hverv/internal/seal"
	"hverv/internal/testkit"
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

	testkit.Resealed(t, c.DB, c.Keys, authenticator.Sealed()...)
	c.Clock.Advance(1e12)
	c.Must(c.SignIn(i.UserName, app.Code()))
}
