package identity

import (
	"context"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// List gives an employee's identities, the present one first, each with the pass that is good now.
func List(ctx context.Context, tx *database.Tx, org id.Organisation, of id.Employee) ([]Identity, error) {
	list, err := listOf(ctx, tx, org, of)
	if err != nil {
		return nil, err
	}
	ids, at := make([]string, len(list)), map[id.Identity]int{}
	for n := range list {
		ids[n], at[list[n].ID] = list[n].ID.String(), n
	}
	passes, err := listPasses(ctx, tx, org, ids)
	for n := range passes {
		list[at[passes[n].Identity]].Pass = &passes[n]
	}
	return list, err
}

// For is the identity as it is answered: its state by the clock, and the steps that its state and the
// caller's rights allow.
func (i Identity) For(ctx context.Context, whose employee.Employee, today calendar.Date) Identity {
	i.Actions, i.State = []string{}, i.StateOn(today)
	offer := func(ok bool, name string, action authz.Action) {
		if ok && Permitted(ctx, action, whose) {
			i.Actions = append(i.Actions, name)
		}
	}
	actor, _ := authz.From(ctx)
	offer(i.State == Pending || i.State == Lapsed, "restart_activation", authz.IdentityRestart)
	offer(i.State == Pending || i.State == Active && i.Kind == Dedicated && !today.After(i.ActivateUntil),
		"hand_over", authz.IdentityHandOver)
	offer(i.State == Active && i.HasPassword, "change_password", authz.IdentityPassword)
	offer(i.State == Active && i.Kind == Private, "withdraw_consent", authz.MeConsent)
	offer(i.passable() == nil && actor.Employee != whose.ID, "issue_pass", authz.PassIssue)
	offer(i.Pass != nil, "revoke_pass", authz.PassRevoke)
	return i
}

// Permitted says whether the caller may do it to that employee's things, if need be after signing
// in once more.
func Permitted(ctx context.Context, action authz.Action, whose employee.Employee) bool {
	permit, err := authz.Require(ctx, action, authz.In(whose.Organisation))
	if fault.KindOf(err) == fault.StepUp {
		return true
	}
	if err != nil {
		return false
	}
	_, err = permit.On(whose.Because("asked by a list"))
	return err == nil
}
