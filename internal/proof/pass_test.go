package proof_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

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
