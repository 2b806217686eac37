package identity_test

import (
	"strings"
	"sync"
	"testing"

	"hverv/internal/fault"
	"hverv/internal/identity"
	"hverv/internal/testkit/clinic"
)

func TestKindsFollowTheOrganisation_U1(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	e := c.Hire(1)
	choose := func(kind identity.Kind) error {
		_, err := c.Identities.Choose(c.Users(), identity.ChooseFor{Organisation: c.Org, Employee: e.ID, Kind: kind})
		return err
	}
	c.SQL(`update organisations set private_identities = false`)
	c.Refused(choose(identity.Private), "identity_kind_off")
	c.SQL(`update organisations set private_identities = true, dedicated_identities = false`)
	c.Refused(choose(identity.Dedicated), "identity_kind_off")
	c.Refused(choose("audio"), "invalid_input")
	c.Must(choose(identity.Private))
	c.Refused(choose(identity.Private), "identity_exists")
	c.SQL(`update organisations set dedicated_identities = true`)
	c.Must(choose(identity.Dedicated))
	list, err := c.Authenticators.Identities(c.Users(), c.Org, e.ID)
	c.Must(err)
	if len(list) != 2 || list[0].Kind != identity.Dedicated || list[1].State != identity.Revoked {
		t.Errorf("a change of kind is a new identity, the old one revoked: %+v", list)
	}
}

func TestOneIdentityAtATime_U1(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	e, ctx := c.Hire(1), c.Users()
	var wait sync.WaitGroup
	errs := make([]error, 6)
	for n := range errs {
		wait.Go(func() {
			_, errs[n] = c.Identities.Choose(ctx, identity.ChooseFor{Organisation: c.Org, Employee: e.ID, Kind: identity.Dedicated})
		})
	}
	wait.Wait()
	made := 0
	for _, err := range errs {
		if err == nil {
			made++
		} else if fault.CodeOf(err) != "identity_exists" {
			t.Error(err)
		}
	}
	if made != 1 {
		t.Fatalf("%d identities were made at once", made)
	}
}

func TestUserNamesAreTheInstallations_U1(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	choose := func(n int, name string) (string, error) {
		chosen, err := c.Identities.Choose(c.Users(), identity.ChooseFor{
			Organisation: c.Org, Employee: c.Hire(n).ID, Kind: identity.Dedicated, UserName: name,
		})
		return chosen.Identity.UserName, err
	}
	for n, want := range []string{"soeren.aagaard", "soeren.aagaard2", "soeren.aagaard3"} {
		if got, err := choose(n+1, ""); got != want {
			t.Errorf("suggested %q, want %q (%v)", got, want, err)
		}
	}
	_, err := choose(4, "SOEREN.AAGAARD")
	c.Refused(err, "user_name_taken")
	for n, name := range []string{"610101-1234", "ab", "a b c", "bruger6101011234", "æ\x00ø", strings.Repeat("å", 65)} {
		_, err := choose(5+n, name)
		c.Refused(err, "invalid_input")
	}
	got, err := choose(12, "Sørens-Konto")
	if got != "sørens-konto" {
		t.Errorf("%q, %v", got, err)
	}
}
