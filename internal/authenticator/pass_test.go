package authenticator_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/identity"
	"hverv/internal/notify"
	"hverv/internal/testkit/clinic"
)

func TestAPassBridgesForHours_U9(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, _ := c.Dedicated()
	made := c.Pass(i.Identity)
	for range 2 { // again and again, however it is typed
		proof, err := c.Proof(i.UserName, " "+strings.ToLower(strings.ReplaceAll(made.Code, "-", " ")))
		c.Must(err)
		if proof.Assurance != authz.Low || !slices.Equal(proof.AMR, []string{"pwd"}) {
			t.Errorf("%+v", proof)
		}
	}
	if c.Mails.Count(notify.PassIssued) != 1 || c.Events("pass.used") != 2 || c.Reason("pass.issued") != "Glemt telefonen" {
		t.Error("nobody was told, or nothing recorded")
	}
	for _, m := range c.Mails.Sent {
		for _, value := range m.Values {
			if strings.Contains(value, made.Code) {
				t.Errorf("the code stands in %s", m.Template)
			}
		}
	}
	c.Clock.Advance(8*time.Hour - time.Second)
	_, err := c.Proof(i.UserName, made.Code)
	c.Must(err)
	c.Clock.Advance(time.Second)
	_, err = c.Proof(i.UserName, made.Code)
	c.Refused(err, "sign_in_failed")
	_, err = c.Identities.IssuePass(c.Users(), identity.IssuePass{Organisation: c.Org, Identity: i.ID, Reason: "igen"}) // the old one makes way
	c.Must(err)
}

func TestOnePassAtATime_U9(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, _ := c.Dedicated()
	var all sync.WaitGroup
	made := make([]identity.IssuedPass, 4)
	for n := range made {
		ctx := c.Users()
		all.Go(func() {
			var err error
			made[n], err = c.Identities.IssuePass(ctx, identity.IssuePass{Organisation: c.Org, Identity: i.ID, Reason: "fordi"})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	good := 0
	for _, each := range made {
		if _, err := c.Proof(i.UserName, each.Code); err == nil {
			good++
		}
	}
	if good != 1 {
		t.Errorf("%d passes are good", good)
	}
}

func TestPassesAreCountedLikeCodes_U8_U9(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, p := c.Dedicated()
	made := c.Pass(i.Identity)
	last := ""
	for range 40 {
		_, err := c.Proof(i.UserName, "ABCDE-FHJKL")
		last = fault.CodeOf(err)
		if last == "sign_in_blocked" {
			break
		}
		c.Clock.Advance(20 * time.Minute)
	}
	if last != "sign_in_blocked" {
		t.Fatalf("guessing went on: %s", last)
	}
	_, err := c.Proof(i.UserName, made.Code)
	c.Refused(err, "sign_in_blocked")
	_, err = c.Proof(i.UserName, p.Code())
	c.Refused(err, "sign_in_blocked")
	again := c.Pass(i.Identity) // a new door
	_, err = c.Proof(i.UserName, again.Code)
	c.Must(err)
}

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
