package identity

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
)

// RaiseAssurance gives a dedicated identity the level to which its holder was proofed in person (U13),
// in the transaction that records the proofing. Nothing else raises it, and this lowers nothing; a
// sign-in is still worth no more than its authenticator.
func (s *Service) RaiseAssurance(
	ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, which id.Identity, to authz.Level,
) error {
	i, err := lockByID(ctx, tx, org, which)
	if err != nil {
		return err
	}
	if i.Kind != Dedicated || i.State != Pending && i.State != Active {
		return notPending()
	}
	if i.Assurance.Rank() >= to.Rank() {
		return nil
	}
	if err := updateAssurance(ctx, tx, i, string(to)); err != nil {
		return err
	}
	e := event(decision, "identity.assurance_raised", i)
	e.Before, e.After = audit.Fields{"assurance": string(i.Assurance)}, audit.Fields{"assurance": string(to)}
	return s.audit.Record(ctx, tx, e)
}
