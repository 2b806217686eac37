package authenticator

import (
	"context"
	"time"

	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/identity"
)

// Opened is an activation that its holder may go on with, and what they have to sign in with so far.
type Opened struct {
	Ticket   string // none of a private identity, which is active already
	Until    time.Time
	Identity Holder
}

// ByHandOver opens the activation of a dedicated identity by its hand-over code (U5).
func (s *Service) ByHandOver(ctx context.Context, token id.Token, typed string) (Opened, error) {
	open, err := s.identities.ByHandOver(ctx, token, typed)
	if err != nil {
		return Opened{}, err
	}
	return s.opened(ctx, open)
}

// ByPerson activates a private identity by the eID that the person is signed in with (U5), and
// opens the activation of a dedicated one in the same way.
func (s *Service) ByPerson(ctx context.Context, in identity.ByPerson) (Opened, error) {
	open, err := s.identities.ByPerson(ctx, in)
	if err != nil {
		return Opened{}, err
	}
	return s.opened(ctx, open)
}

// opened opens an activation and shows what is there: a code display may wait.
func (s *Service) opened(ctx context.Context, open identity.Opening) (Opened, error) {
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Opened, error) {
		opened, err := open(ctx, tx)
		if err != nil {
			return Opened{}, err
		}
		if opened.Ticket == "" {
			return Opened{Identity: s.shown(ctx, tx, opened.Place, nil)}, nil
		}
		h, err := s.holder(ctx, tx, opened.Place)
		return Opened{Ticket: opened.Ticket, Until: opened.Until, Identity: h}, err
	})
}
