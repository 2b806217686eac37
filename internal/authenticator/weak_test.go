package authenticator_test

import (
	"slices"
	"testing"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/testkit/clinic"
)

// A pass for some hours must not make itself lasting (P3).
func TestAPassAddsNothingToSignInWith_U9(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	c.Enable()
	i, _ := c.Dedicated()
	c.Pass(i.Identity)
	low := c.Acting(authz.Actor{Employee: i.Employee, Assurance: authz.Low})
	_, err := c.Authenticators.Add(low, c.Org, i.ID, "")
	c.Refused(err, "sign_in_too_weak")
	_, err = c.Authenticators.BeginKey(low, authenticator.NewKey{Organisation: c.Org, Identity: i.ID})
	c.Refused(err, "sign_in_too_weak")
	d, err := c.Provide(clinic.Display(i.Identity, clinic.ByPress()))
	c.Must(err)
	shows := c.Device(clinic.ByPress())
	_, err = c.Authenticators.Confirm(low, authenticator.Confirm{
		Organisation: c.Org, Authenticator: d.ID, Codes: authenticator.Codes{Code: shows.Press(), Next: shows.Press()},
	})
	c.Refused(err, "sign_in_too_weak")
	list, err := c.Authenticators.Identities(low, c.Org, i.Employee)
	c.Must(err)
	if slices.Contains(list[0].Actions, "add_authenticator") || list[0].Pass == nil || !slices.Contains(list[0].Actions, "revoke_pass") {
		t.Errorf("%v, pass %v", list[0].Actions, list[0].Pass)
	}
}
