package authenticator

import (
	"context"

	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// weak says that somebody acts on own things after a sign-in that proves less than what they would add
// to sign in with: else a pass for some hours would make itself lasting (P3).
func weak(a authz.Actor, whose id.Employee) bool {
	return a.Employee == whose && a.Assurance == authz.Low
}

func weakHere(ctx context.Context, whose id.Employee) bool {
	actor, _ := authz.From(ctx)
	return weak(actor, whose)
}

func strongEnough(d authz.Decision, whose id.Employee) error {
	if !weak(d.Actor(), whose) {
		return nil
	}
	return fault.New(fault.Forbidden, "sign_in_too_weak",
		"Your sign-in proves too little to add something to sign in with. Use the link from your administrator together with a hand-over code.")
}
