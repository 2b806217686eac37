package authenticator

import (
	"context"
	"slices"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
	"hverv/internal/identity"
)

// Identities gives an employee's identities, the present one first, with their authenticators and
// the steps that are allowed now.
func (s *Service) Identities(ctx context.Context, org id.Organisation, of id.Employee) ([]Holder, error) {
	permit, err := authz.Require(ctx, authz.IdentityRead, authz.In(org))
	if err != nil {
		return nil, err
	}
	var list []Holder
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		whose, err := employee.Find(ctx, tx, org, of)
		if err != nil {
			return err
		}
		if _, err := permit.On(whose.Facts()); err != nil {
			return err
		}
		all, err := identity.List(ctx, tx, org, of)
		if err != nil {
			return err
		}
		held, err := heldBy(ctx, tx, org, all)
		if err != nil {
			return err
		}
		list = make([]Holder, len(all))
		for n, i := range all {
			list[n] = s.shown(ctx, tx, identity.Place{Identity: i, Employee: whose}, held[i.ID])
		}
		return nil
	})
	return list, err
}

// heldBy gives the authenticators of several identities by one statement.
func heldBy(ctx context.Context, tx *database.Tx, org id.Organisation, of []identity.Identity) (map[id.Identity][]Authenticator, error) {
	ids := make([]string, len(of))
	for n := range of {
		ids[n] = of[n].ID.String()
	}
	all, err := listAuthenticators(ctx, tx, org, ids)
	held := map[id.Identity][]Authenticator{}
	for _, a := range all {
		held[a.Identity] = append(held[a.Identity], a)
	}
	return held, err
}

// holder is an identity with all that it signs in with, as it is answered.
func (s *Service) holder(ctx context.Context, tx *database.Tx, p identity.Place) (Holder, error) {
	all, err := Of(ctx, tx, p.Identity.Organisation, p.Identity.ID)
	if err != nil {
		return Holder{}, err
	}
	return s.shown(ctx, tx, p, all), nil
}

// shown is an identity with authenticators as it is answered: its state by the clock, what it lacks, and the
// steps that its state and the caller's rights allow.
func (s *Service) shown(ctx context.Context, tx *database.Tx, p identity.Place, held []Authenticator) Holder {
	h := Holder{Identity: p.Identity.For(ctx, p.Employee, tx.Today), Authenticators: held, Warnings: []string{}}
	if h.LacksSpare(tx.Now) {
		h.Warnings = append(h.Warnings, "lacks_spare")
	}
	_, late := h.late()
	if late {
		h.Warnings = append(h.Warnings, lateDelivery)
	}
	taken, _ := apps(held)
	room := h.State == identity.Active && h.Kind == identity.Dedicated && taken < maxApps && !weakHere(ctx, p.Employee.ID)
	for _, more := range []struct {
		ok     bool
		name   string
		action authz.Action
	}{
		{late, "start_at_dispatch", authz.IdentityRestart},
		{room, "add_authenticator", authz.AuthenticatorAdd},
		{room, "add_passkey", authz.AuthenticatorKey},
	} {
		if more.ok && identity.Permitted(ctx, more.action, p.Employee) {
			h.Actions = append(h.Actions, more.name)
		}
	}
	slices.SortFunc(h.Actions, func(a, b string) int { return slices.Index(actionOrder, a) - slices.Index(actionOrder, b) })
	if h.Authenticators == nil {
		h.Authenticators = []Authenticator{}
	}
	last, alone := h.lastUsable(tx.Now)
	for n := range h.Authenticators {
		h.Authenticators[n] = s.allowed(ctx, h.Authenticators[n], p.Employee)
		h.Authenticators[n].State = h.Authenticators[n].stateAt(tx.Now)
		h.Authenticators[n].Last = alone && h.Authenticators[n].ID == last.ID
	}
	return h
}

// actionOrder is how the actions of an identity are listed, whichever package offers them.
//
//nolint:gochecknoglobals // a table
var actionOrder = []string{
	"restart_activation", "start_at_dispatch", "hand_over", "add_authenticator", "add_passkey",
	"change_password", "withdraw_consent", "issue_pass", "revoke_pass",
}
