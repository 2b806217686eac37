package authz

import (
	"context"

	"hverv/internal/fault"
)

// May says whether the caller could do the action somewhere in the target, if need be after a
// fresh sign-in: it decides what a resource offers (law 6), never what is done.
func May(ctx context.Context, action Action, target Target) bool {
	_, err := Require(ctx, action, target)
	return err == nil || fault.KindOf(err) == fault.StepUp
}
