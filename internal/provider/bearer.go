package provider

import (
	"context"
	"crypto/sha256"
	"slices"

	"hverv/internal/authz"
	"hverv/internal/client"
	"hverv/internal/database"
	"hverv/internal/fault"
)

// Bearer gives who acts by an access token at our own API: one of ours with our audience, or one
// of a configured outside issuer that names a registered client. Anything else - an id token, a
// refresh token, a token for somebody else - is a fault of kind unauthenticated. A verdict is used
// again for half a second, counted from the start of the read (L5).
func (s *Service) Bearer(ctx context.Context, token string) (authz.Actor, error) {
	key, at := sha256.Sum256([]byte(token)), s.Wall()
	if known, ok := s.verdicts.Get(key, at); ok {
		return known, nil
	}
	actor, err := s.bearer(ctx, token)
	if fault.KindOf(err) == fault.Unauthenticated {
		return authz.Actor{}, fault.New(fault.Unauthenticated, "unauthenticated", "The access token opens nothing here.")
	}
	if err == nil {
		s.verdicts.Put(key, actor, at)
	}
	return actor, err
}

func (s *Service) bearer(ctx context.Context, token string) (authz.Actor, error) {
	if subject, issuer, ok := s.outside.holder(ctx, token); ok {
		var c client.Client
		err := s.DB.Single(ctx, func(tx *database.Tx) (err error) {
			c, err = client.ByOutside(ctx, tx, issuer, subject)
			return err
		})
		return s.asClient(c), absent(err)
	}
	h, err := s.hold(ctx, token)
	if err != nil {
		return authz.Actor{}, err
	}
	if !slices.Contains(h.token.Audiences, s.APIAudience()) {
		return authz.Actor{}, badToken()
	}
	if h.holder == nil {
		return s.asClient(h.client), nil
	}
	actor, err := s.Sessions.ActorOf(ctx, h.holder.Session)
	if err == nil && (actor.Organisation != h.holder.Organisation || actor.Employee != h.holder.Employee) {
		// The person has chosen another organisation since (A6); the token was for the one before.
		err = badToken()
	}
	actor.Client = h.client.ID
	return actor, err
}

func (s *Service) asClient(c client.Client) authz.Actor {
	return authz.Actor{Kind: authz.ClientActor, At: s.DB.Now(), Client: c.ID, Name: c.Name, Organisation: c.Owner}
}
