package identity_test

import (
	"context"
	"slices"
	"testing"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/identity"
	"hverv/internal/testkit/clinic"
)

func TestWhatEndsAPass_U9(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*clinic.Clinic, identity.Identity){
		"revoked": func(c *clinic.Clinic, i identity.Identity) { c.Must(c.Identities.RevokePass(c.Users(), c.Org, i.ID)) },
		"by the holder": func(c *clinic.Clinic, i identity.Identity) {
			c.Must(c.Identities.RevokePass(c.Self(i.Employee), c.Org, i.ID))
		},
		"a new authenticator": func(c *clinic.Clinic, i identity.Identity) { c.SpareApp(i) },
		"the identity": func(c *clinic.Clinic, i identity.Identity) {
			_, err := clinic.Inside(c, func(ctx context.Context, tx *database.Tx, decision authz.Decision) (struct{}, error) {
				return struct{}{}, c.Identities.RevokeAllIn(ctx, tx, decision, c.Org, i.Employee, "")
			})
			c.Must(err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := clinic.New(t)
			i, _ := c.Dedicated()
			made := c.Pass(i.Identity)
			ended := []string{}
			c.Authenticators.OnStep(func(_ context.Context, _ *database.Tx, _ authz.Decision, a authenticator.Authenticator, _ authenticator.State) error {
				ended = append(ended, a.ID.String())
				return nil
			})
			end(c, i.Identity)
			_, err := c.Proof(i.UserName, made.Code)
			c.Refused(err, "sign_in_failed")
			if c.Events("pass.ended") != 1 || !slices.Contains(ended, made.Pass.ID.String()) {
				t.Errorf("%d events, told of %v: its sessions would go on", c.Events("pass.ended"), ended)
			}
		})
	}
}

func TestWhoGetsAPass_U9_A5(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, _ := c.Dedicated()
	in := identity.IssuePass{Organisation: c.Org, Identity: i.ID, Reason: "fordi"}
	own := c.Acting(authz.Actor{Employee: i.Employee, Grants: []authz.Grant{c.GrantOf(authz.UserAdministrator, i.Employee)}})
	_, err := c.Identities.IssuePass(own, in)
	c.Refused(err, "pass_for_self")
	_, err = c.Identities.IssuePass(c.Users(), identity.IssuePass{Organisation: c.Org, Identity: i.ID})
	c.Refused(err, "reason_missing")
	pending := c.Choose(c.Hire(2), identity.Dedicated)
	in.Identity = pending.ID
	_, err = c.Identities.IssuePass(c.Users(), in)
	c.Refused(err, "identity_not_active")
	private := c.Choose(c.Hire(3), identity.Private)
	in.Identity = private.ID
	_, err = c.Identities.IssuePass(c.Users(), in)
	c.Refused(err, "pass_not_for_private")
	in.Identity = i.ID
	for _, role := range []authz.Role{authz.OrganisationAdministrator, authz.CardOfficer, authz.ServiceDeskAgent, authz.UnitManager, authz.Auditor} {
		_, err = c.Identities.IssuePass(c.In(role), in)
		c.Refused(err, "forbidden")
	}
	_, err = c.Identities.IssuePass(c.Self(i.Employee), in)
	c.Refused(err, "forbidden")
	err = c.Identities.RevokePass(c.Users(), c.Org, i.ID)
	c.Refused(err, "no_pass")
	stranger := c.Self(pending.Employee)
	err = c.Identities.RevokePass(stranger, c.Org, i.ID)
	c.Refused(err, "forbidden")
}
