package authenticator_test

import (
	"context"
	"slices"
	"testing"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/testkit/clinic"
)

// TestRoles tries every act as every role. What a role may do fails, if at all, for another reason
// than the right: the ids are of nothing.
func TestRoles(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	e := c.Hire(1)
	i := c.Choose(e, identity.Dedicated)
	move := authenticator.Move{Organisation: c.Org, Authenticator: id.New[id.Authenticator](), Version: 1}
	const org, users, desk = authz.OrganisationAdministrator, authz.UserAdministrator, authz.ServiceDeskAgent
	acts := map[string]struct {
		roles []authz.Role
		do    func(ctx context.Context) error
	}{
		"list": {[]authz.Role{org, users, desk}, func(ctx context.Context) error {
			_, err := c.Authenticators.Identities(ctx, c.Org, e.ID)
			return err
		}},
		"choose": {[]authz.Role{users}, func(ctx context.Context) error {
			_, err := c.Identities.Choose(ctx, identity.ChooseFor{Organisation: c.Org, Employee: e.ID, Kind: identity.Dedicated})
			return err
		}},
		"restart": {[]authz.Role{users}, func(ctx context.Context) error {
			_, err := c.Identities.Restart(ctx, c.Org, i.ID, 1_000_000)
			return err
		}},
		"hand over": {[]authz.Role{users}, func(ctx context.Context) error {
			_, err := c.Identities.HandOver(ctx, c.Org, i.ID, "sms")
			return err
		}},
		"add": {[]authz.Role{users}, func(ctx context.Context) error {
			_, err := c.Authenticators.Add(ctx, c.Org, i.ID, "")
			return err
		}},
		"block": {[]authz.Role{org, users}, func(ctx context.Context) error {
			_, err := c.Authenticators.Block(ctx, move)
			return err
		}},
		"unblock": {[]authz.Role{users}, func(ctx context.Context) error {
			_, err := c.Authenticators.Unblock(ctx, move)
			return err
		}},
		"report lost": {[]authz.Role{org, users}, func(ctx context.Context) error {
			_, err := c.Authenticators.ReportLost(ctx, move)
			return err
		}},
		"revoke": {[]authz.Role{org, users}, func(ctx context.Context) error {
			_, err := c.Authenticators.Revoke(ctx, move)
			return err
		}},
	}
	roles := []authz.Role{
		org, users, desk, authz.RightsAdministrator, authz.UnitManager, authz.Approver, authz.CaseWorker, authz.Authoriser,
		authz.CardOfficer, authz.Orderer, authz.Auditor, authz.BillingReader,
	}
	for _, role := range roles {
		ctx := c.In(role)
		for name, act := range acts {
			err := act.do(ctx)
			self := fault.KindOf(err) == fault.NotFound // a right to the own things only: these are nobody's
			if slices.Contains(act.roles, role) == (fault.CodeOf(err) == "forbidden") && !self {
				t.Errorf("%s as %s: %v", name, role, err)
			}
		}
	}
	for name, act := range acts {
		if err := act.do(t.Context()); fault.CodeOf(err) != "unauthenticated" {
			t.Errorf("%s by nobody: %v", name, err)
		}
	}
}

func TestFreshSignInWhereItIsAsked(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, _ := c.Dedicated()
	ctx := c.Users()
	actor, _ := authz.From(ctx)
	actor.SignedInAt = actor.SignedInAt.Add(-1e12) // seventeen minutes
	stale := authz.With(t.Context(), actor)
	in := authenticator.Move{Organisation: c.Org, Authenticator: i.Authenticators[0].ID, Reason: "set i forkerte hænder"}
	_, err := c.Identities.HandOver(stale, c.Org, i.ID, "sms")
	c.Refused(err, "step_up_required")
	_, err = c.Authenticators.Add(stale, c.Org, i.ID, "")
	c.Refused(err, "step_up_required")
	_, err = c.Authenticators.Block(stale, in) // an emergency is not held up
	c.Must(err)
	_, err = c.Authenticators.Unblock(stale, in)
	c.Refused(err, "step_up_required")
	_, err = c.Authenticators.ReportLost(stale, in)
	c.Must(err)
}

func TestCategoriesSayWhichKinds_E4(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, _ := c.Dedicated()
	c.SQL(`update employment_categories set allowed_authenticators = '{chip}' where code = 'F'`)
	_, err := c.Authenticators.Add(c.Self(i.Employee), c.Org, i.ID, "")
	c.Refused(err, "authenticator_not_allowed")
	e := c.Hire(2)
	c.SQL(`update employments set ends_on = '2026-11-21' where employee_id = $1`, e.ID)
	_, err = c.Identities.Choose(c.Users(), identity.ChooseFor{Organisation: c.Org, Employee: e.ID, Kind: identity.Private})
	c.Refused(err, "employee_not_employed")
}
