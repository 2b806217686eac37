package authz

import (
	"context"
	"slices"

	"hverv/internal/fault"
)

// May says whether the caller could do the action somewhere in the target, if need be after a
// fresh sign-in: it decides what a resource offers (law 6), never what is done.
func May(ctx context.Context, action Action, target Target) bool {
	_, err := Require(ctx, action, target)
	return err == nil || fault.KindOf(err) == fault.StepUp
}

// Offered lists what the caller could do somewhere in the organisation that was chosen, or outside
// any while none is: a client builds its menu by it and hides the rest.
func Offered(ctx context.Context) []Action {
	target := Everywhere()
	if actor, _ := From(ctx); !actor.Organisation.IsZero() {
		target = In(actor.Organisation)
	}
	return slices.DeleteFunc(Actions(), func(a Action) bool { return !May(ctx, a, target) })
}
