package authenticator_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/notify"
)

func (c *clinic) pass(i authenticator.Identity) authenticator.IssuedPass {
	c.t.Helper()
	made, err := c.service.IssuePass(c.users(), authenticator.IssuePass{Organisation: c.org, Identity: i.ID, Reason: "Glemt telefonen"})
	c.must(err)
	return made
}

func (c *clinic) proof(userName, code string) (authenticator.Proof, error) {
	ctx := c.from("192.0.2.1")
	challenge, err := c.service.BeginPassword(ctx, userName, password)
	if err != nil {
		return authenticator.Proof{}, err
	}
	return c.service.FinishCode(ctx, challenge, code)
}

func TestAPassBridgesForHours_U9(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, _ := c.dedicated()
	made := c.pass(i)
	for range 2 { // again and again, however it is typed
		proof, err := c.proof(i.UserName, " "+strings.ToLower(strings.ReplaceAll(made.Code, "-", " ")))
		c.must(err)
		if proof.Assurance != authz.Low || !slices.Equal(proof.AMR, []string{"pwd"}) {
			t.Errorf("%+v", proof)
		}
	}
	if c.mails.count(notify.PassIssued) != 1 || c.events("pass.used") != 2 || c.reason("pass.issued") != "Glemt telefonen" {
		t.Error("nobody was told, or nothing recorded")
	}
	for _, m := range c.mails.sent {
		for _, value := range m.Values {
			if strings.Contains(value, made.Code) {
				t.Errorf("the code stands in %s", m.Template)
			}
		}
	}
	c.clock.Advance(8*time.Hour - time.Second)
	_, err := c.proof(i.UserName, made.Code)
	c.must(err)
	c.clock.Advance(time.Second)
	_, err = c.proof(i.UserName, made.Code)
	c.refused(err, "sign_in_failed")
	_, err = c.service.IssuePass(c.users(), authenticator.IssuePass{Organisation: c.org, Identity: i.ID, Reason: "igen"}) // the old one makes way
	c.must(err)
}

func TestOnePassAtATime_U9(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, _ := c.dedicated()
	var all sync.WaitGroup
	made := make([]authenticator.IssuedPass, 4)
	for n := range made {
		ctx := c.users()
		all.Go(func() {
			var err error
			made[n], err = c.service.IssuePass(ctx, authenticator.IssuePass{Organisation: c.org, Identity: i.ID, Reason: "fordi"})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	good := 0
	for _, each := range made {
		if _, err := c.proof(i.UserName, each.Code); err == nil {
			good++
		}
	}
	if good != 1 {
		t.Errorf("%d passes are good", good)
	}
}

func TestWhatEndsAPass_U9(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*clinic, authenticator.Identity){
		"revoked": func(c *clinic, i authenticator.Identity) { c.must(c.service.RevokePass(c.users(), c.org, i.ID)) },
		"by the holder": func(c *clinic, i authenticator.Identity) {
			c.must(c.service.RevokePass(c.self(i.Employee), c.org, i.ID))
		},
		"a new authenticator": func(c *clinic, i authenticator.Identity) { c.spareApp(i) },
		"the identity": func(c *clinic, i authenticator.Identity) {
			_, err := inside(c, func(ctx context.Context, tx *database.Tx, decision authz.Decision) (struct{}, error) {
				return struct{}{}, c.service.RevokeAllIn(ctx, tx, decision, c.org, i.Employee, "")
			})
			c.must(err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t)
			i, _ := c.dedicated()
			made := c.pass(i)
			ended := []string{}
			c.service.OnStep(func(_ context.Context, _ *database.Tx, _ authz.Decision, a authenticator.Authenticator, _ authenticator.State) error {
				ended = append(ended, a.ID.String())
				return nil
			})
			end(c, i)
			_, err := c.proof(i.UserName, made.Code)
			c.refused(err, "sign_in_failed")
			if c.events("pass.ended") != 1 || !slices.Contains(ended, made.Pass.ID.String()) {
				t.Errorf("%d events, told of %v: its sessions would go on", c.events("pass.ended"), ended)
			}
		})
	}
}

func TestPassesAreCountedLikeCodes_U8_U9(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, p := c.dedicated()
	made := c.pass(i)
	last := ""
	for range 40 {
		_, err := c.proof(i.UserName, "ABCDE-FHJKL")
		last = fault.CodeOf(err)
		if last == "sign_in_blocked" {
			break
		}
		c.clock.Advance(20 * time.Minute)
	}
	if last != "sign_in_blocked" {
		t.Fatalf("guessing went on: %s", last)
	}
	_, err := c.proof(i.UserName, made.Code)
	c.refused(err, "sign_in_blocked")
	_, err = c.proof(i.UserName, p.code())
	c.refused(err, "sign_in_blocked")
	again := c.pass(i) // a new door
	_, err = c.proof(i.UserName, again.Code)
	c.must(err)
}

func TestWhoGetsAPass_U9_A5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, _ := c.dedicated()
	in := authenticator.IssuePass{Organisation: c.org, Identity: i.ID, Reason: "fordi"}
	own := c.acting(authz.Actor{Employee: i.Employee, Grants: []authz.Grant{c.grantOf(authz.UserAdministrator, i.Employee)}})
	_, err := c.service.IssuePass(own, in)
	c.refused(err, "pass_for_self")
	_, err = c.service.IssuePass(c.users(), authenticator.IssuePass{Organisation: c.org, Identity: i.ID})
	c.refused(err, "reason_missing")
	pending := c.choose(c.employ(2), authenticator.Dedicated)
	in.Identity = pending.ID
	_, err = c.service.IssuePass(c.users(), in)
	c.refused(err, "identity_not_active")
	private := c.choose(c.employ(3), authenticator.Private)
	in.Identity = private.ID
	_, err = c.service.IssuePass(c.users(), in)
	c.refused(err, "pass_not_for_private")
	in.Identity = i.ID
	for _, role := range []authz.Role{authz.OrganisationAdministrator, authz.CardOfficer, authz.ServiceDeskAgent, authz.UnitManager, authz.Auditor} {
		_, err = c.service.IssuePass(c.as(role), in)
		c.refused(err, "forbidden")
	}
	_, err = c.service.IssuePass(c.self(i.Employee), in)
	c.refused(err, "forbidden")
	err = c.service.RevokePass(c.users(), c.org, i.ID)
	c.refused(err, "no_pass")
	stranger := c.self(pending.Employee)
	err = c.service.RevokePass(stranger, c.org, i.ID)
	c.refused(err, "forbidden")
}

// A pass for some hours must not make itself lasting (P3).
func TestAPassAddsNothingToSignInWith_U9(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.enable()
	i, _ := c.dedicated()
	c.pass(i)
	low := c.acting(authz.Actor{Employee: i.Employee, Assurance: authz.Low})
	_, err := c.service.Add(low, c.org, i.ID, "")
	c.refused(err, "sign_in_too_weak")
	_, err = c.service.BeginKey(low, authenticator.NewKey{Organisation: c.org, Identity: i.ID})
	c.refused(err, "sign_in_too_weak")
	d, err := c.provide(display(i, byPress))
	c.must(err)
	shows := &device{c: c, seed: byPress}
	_, err = c.service.Confirm(low, authenticator.Confirm{
		Organisation: c.org, Authenticator: d.ID, Codes: authenticator.Codes{Code: shows.press(), Next: shows.press()},
	})
	c.refused(err, "sign_in_too_weak")
	list, err := c.service.Identities(low, c.org, i.Employee)
	c.must(err)
	if slices.Contains(list[0].Actions, "add_authenticator") || list[0].Pass == nil || !slices.Contains(list[0].Actions, "revoke_pass") {
		t.Errorf("%v, pass %v", list[0].Actions, list[0].Pass)
	}
}
