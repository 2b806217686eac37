package authenticator

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/identity"
)

// EndAllOf revokes the authenticators of an identity that ends, and gives how many for its event. App
// hands it to identity.Service.OnEnd.
func (s *Service) EndAllOf(ctx context.Context, tx *database.Tx, decision authz.Decision, i identity.Identity) (audit.Fields, error) {
	before, err := Of(ctx, tx, i.Organisation, i.ID) // the identity is locked
	if err != nil {
		return nil, err
	}
	ended, err := endAuthenticators(ctx, tx, i.Organisation, []string{i.ID.String()})
	if err != nil {
		return nil, err
	}
	for _, a := range before {
		if !a.State.Over() {
			from := a.State
			a.State = Revoked
			if err := s.stepped(ctx, tx, decision, a, from); err != nil {
				return nil, err
			}
		}
	}
	return audit.Fields{"authenticators": len(ended)}, nil
}

// EndOpenedBy ends what a temporary pass opened that is over before its time (U9): it is told like the step
// of an authenticator, so that whoever ends such sessions ends those too. App hands it to
// identity.Service.OnPassEnd.
func (s *Service) EndOpenedBy(ctx context.Context, tx *database.Tx, decision authz.Decision, p identity.Pass, of id.Employee) error {
	return s.stepped(ctx, tx, decision, Authenticator{
		Organisation: p.Organisation, ID: p.Opener(), Identity: p.Identity, Employee: of,
		Kind: App, State: Revoked, EndsAt: &p.ExpiresAt, OnLoan: true, // no session of it goes on
	}, Active)
}
