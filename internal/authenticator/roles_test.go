package authenticator_test

import (
	"context"
	"slices"
	"testing"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// TestRoles tries every act as every role. What a role may do fails, if at all, for another reason
// than the right: the ids are of nothing.
func TestRoles(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	e := c.employ(1)
	i := c.choose(e, authenticator.Dedicated)
	move := authenticator.Move{Organisation: c.org, Authenticator: id.New[id.Authenticator](), Version: 1}
	const org, users, desk = authz.OrganisationAdministrator, authz.UserAdministrator, authz.ServiceDeskAgent
	acts := map[string]struct {
		roles []authz.Role
		do    func(ctx context.Context) error
	}{
		"list": {[]authz.Role{org, users, desk}, func(ctx context.Context) error {
			_, err := c.service.Identities(ctx, c.org, e.ID)
			return err
		}},
		"choose": {[]authz.Role{users}, func(ctx context.Context) error {
			_, err := c.service.Choose(ctx, authenticator.ChooseFor{Organisation: c.org, Employee: e.ID, Kind: authenticator.Dedicated})
			return err
		}},
		"restart": {[]authz.Role{users}, func(ctx context.Context) error {
			_, err := c.service.Restart(ctx, c.org, i.ID, 1_000_000)
			return err
		}},
		"hand over": {[]authz.Role{users}, func(ctx context.Context) error {
			_, err := c.service.HandOver(ctx, c.org, i.ID, "sms")
			return err
		}},
		"add": {[]authz.Role{users}, func(ctx context.Context) error {
			_, err := c.service.Add(ctx, c.org, i.ID, "")
			return err
		}},
		"block": {[]authz.Role{org, users}, func(ctx context.Context) error {
			_, err := c.service.Block(ctx, move)
			return err
		}},
		"unblock": {[]authz.Role{users}, func(ctx context.Context) error {
			_, err := c.service.Unblock(ctx, move)
			return err
		}},
		"report lost": {[]authz.Role{org, users}, func(ctx context.Context) error {
			_, err := c.service.ReportLost(ctx, move)
			return err
		}},
		"revoke": {[]authz.Role{org, users}, func(ctx context.Context) error {
			_, err := c.service.Revoke(ctx, move)
			return err
		}},
	}
	roles := []authz.Role{
		org, users, desk, authz.RightsAdministrator, authz.UnitManager, authz.Approver, authz.CaseWorker, authz.Authoriser,
		authz.CardOfficer, authz.Orderer, authz.Auditor, authz.BillingReader,
	}
	for _, role := range roles {
		ctx := c.as(role)
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
	c := newClinic(t)
	i, _ := c.dedicated()
	ctx := c.users()
	actor, _ := authz.From(ctx)
	actor.SignedInAt = actor.SignedInAt.Add(-1e12) // seventeen minutes
	stale := authz.With(t.Context(), actor)
	in := authenticator.Move{Organisation: c.org, Authenticator: i.Authenticators[0].ID, Reason: "set i forkerte hænder"}
	_, err := c.service.HandOver(stale, c.org, i.ID, "sms")
	c.refused(err, "step_up_required")
	_, err = c.service.Add(stale, c.org, i.ID, "")
	c.refused(err, "step_up_required")
	_, err = c.service.Block(stale, in) // an emergency is not held up
	c.must(err)
	_, err = c.service.Unblock(stale, in)
	c.refused(err, "step_up_required")
	_, err = c.service.ReportLost(stale, in)
	c.must(err)
}

func TestCategoriesSayWhichKinds_E4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, _ := c.dedicated()
	c.set(`update employment_categories set allowed_authenticators = '{chip}' where code = 'F'`)
	_, err := c.service.Add(c.self(i.Employee), c.org, i.ID, "")
	c.refused(err, "authenticator_not_allowed")
	e := c.employ(2)
	c.set(`update employments set ends_on = '2026-11-21' where employee_id = $1`, e.ID)
	_, err = c.service.Choose(c.users(), authenticator.ChooseFor{Organisation: c.org, Employee: e.ID, Kind: authenticator.Private})
	c.refused(err, "employee_not_employed")
}
