package provider

import (
	"context"
	"crypto/sha256"
	"errors"
	"maps"
	"slices"
	"strings"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/client"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// shown is an access token as its text says: nothing of it is believed about its holder until the
// holder was asked for.
type shown struct {
	ID        string        `json:"jti"`
	Issuer    string        `json:"iss"`
	Client    id.Client     `json:"client_id"`
	Grant     id.TokenGrant `json:"grant"`
	Subject   string        `json:"sub"`
	Audiences audiences     `json:"aud"`
	Scope     string        `json:"scope"`
	IssuedAt  int64         `json:"iat"`
	ExpiresAt int64         `json:"exp"`
}

func (t shown) scopes() []string { return strings.Fields(t.Scope) }

// holding is an access token that is in force, and who holds it: a person (through a client), or
// the client itself.
type holding struct {
	token  shown
	client client.Client
	holder *holder // nil: the client's own
}

// hold finds who holds an access token now. Anything that is not one, or no longer, is a fault of
// kind unauthenticated: a refresh token, a code, an id token are not access tokens (L1).
func (s *Service) hold(ctx context.Context, token string) (holding, error) {
	t, err := s.read(ctx, token)
	if err != nil {
		return holding{}, err
	}
	c, err := s.Clients.Known(ctx, t.Client)
	if err != nil {
		return holding{}, absent(err)
	}
	h := holding{token: t, client: c}
	err = s.DB.Single(ctx, func(tx *database.Tx) error {
		if t.Grant.IsZero() {
			gone, err := refused(ctx, tx, t.ID)
			if err == nil && gone {
				err = badToken()
			}
			return err
		}
		found, err := findHolder(ctx, tx, t.Grant, t.ID)
		if err == nil && (!found.Usable || found.Client != t.Client) {
			err = badToken()
		}
		h.holder = &found
		return err
	})
	return h, absent(err)
}

// read takes a token apart: a JWT by its signature, another by its row.
func (s *Service) read(ctx context.Context, token string) (shown, error) {
	if strings.HasPrefix(token, opaquePrefix) {
		return s.readOpaque(ctx, token)
	}
	if len(token) > 8<<10 || strings.Count(token, ".") != 2 {
		return shown{}, badToken()
	}
	hash, now := sha256.Sum256([]byte(token)), s.Wall()
	t, known := s.genuine.Get(hash, now)
	if !known {
		if err := s.verified(ctx, accessType, token, &t); err != nil {
			if fault.KindOf(err) == fault.Unavailable {
				return t, err
			}
			return t, badToken()
		}
		s.genuine.Put(hash, t, now)
	}
	if t.Issuer != s.Issuer || !young(t.IssuedAt, t.ExpiresAt, s.Wall()) {
		return t, badToken()
	}
	return t, nil
}

func (s *Service) readOpaque(ctx context.Context, token string) (shown, error) {
	var o opaque
	err := s.DB.Single(ctx, func(tx *database.Tx) (err error) {
		o, err = findOpaque(ctx, tx, id.Token(token))
		return err
	})
	if err != nil {
		return shown{}, absent(err)
	}
	t := shown{
		ID: o.ID, Issuer: s.Issuer, Client: o.Client, Grant: o.Grant, Subject: o.Client.String(), Audiences: []string(o.Audiences),
		Scope: strings.Join(o.Scopes, " "), IssuedAt: o.IssuedAt.Unix(), ExpiresAt: o.ExpiresAt.Unix(),
	}
	if !young(t.IssuedAt, t.ExpiresAt, s.Wall()) {
		return t, badToken()
	}
	return t, nil
}

// absent turns "no such row" into the one answer for bad tokens.
func absent(err error) error {
	if errors.Is(err, database.ErrNone) || fault.KindOf(err) == fault.NotFound {
		return badToken()
	}
	return err
}

// introspect says whether a token is in force, to the client that has it or to a resource server
// that it is for (RFC 7662); to others it does not exist.
func (s *Service) introspect(ctx context.Context, by client.Client, token string) (map[string]any, error) {
	inactive := map[string]any{"active": false}
	if by.Authentication == client.ByNobody {
		return nil, badClient()
	}
	if strings.HasPrefix(token, refreshPrefix) {
		return s.introspectRefresh(ctx, by, id.Token(token))
	}
	h, err := s.hold(ctx, token)
	if fault.KindOf(err) == fault.Unauthenticated {
		return inactive, nil
	}
	if err != nil {
		return nil, err
	}
	if by.ID != h.client.ID && !slices.ContainsFunc(h.token.Audiences, by.AnswersFor) {
		return inactive, nil
	}
	claims := map[string]any{
		"active": true, "iss": s.Issuer, "client_id": h.client.ID.String(), "sub": h.token.Subject, "scope": h.token.Scope, "jti": h.token.ID,
		"aud": h.token.Audiences, "iat": h.token.IssuedAt, "exp": h.token.ExpiresAt, "token_type": "Bearer",
	}
	about, err := s.about(ctx, h)
	maps.Copy(claims, about)
	return claims, err
}

// about is what an access token of the holder would say if it were made now.
func (s *Service) about(ctx context.Context, h holding) (map[string]any, error) {
	if h.holder == nil && len(h.client.Rights) == 0 {
		return map[string]any{}, nil
	}
	claims := map[string]any{}
	err := s.DB.Single(ctx, func(tx *database.Tx) error { // or asks nothing, when no powers are to be told
		if h.holder == nil {
			powers, err := s.powersOfClient(ctx, tx, h.client)
			claims["privileges"] = grouped(powers)
			return err
		}
		h.holder.Scopes = withoutNumber(h.token.scopes())
		f, err := s.gather(ctx, tx, h.client, *h.holder)
		claims = f.access()
		return err
	})
	return claims, err
}

// withoutNumber is the scopes less that of the national id, which introspection never tells.
func withoutNumber(scopes []string) []string {
	return slices.DeleteFunc(scopes, func(scope string) bool { return scope == client.NationalID })
}

func (s *Service) introspectRefresh(ctx context.Context, by client.Client, token id.Token) (map[string]any, error) {
	var h holder
	err := s.DB.Single(ctx, func(tx *database.Tx) (err error) {
		h, err = findRefreshable(ctx, tx, token)
		return err
	})
	if errors.Is(err, database.ErrNone) || err == nil && (!h.Usable || h.Client != by.ID) {
		return map[string]any{"active": false}, nil
	}
	if err != nil {
		return nil, err
	}
	claims := map[string]any{
		"active": true, "iss": s.Issuer, "client_id": by.ID.String(), "sub": h.Employee.String(), "scope": strings.Join(h.Scopes, " "),
		"sid": h.Session.String(),
	}
	if !h.ReducedTo.IsZero() {
		claims[claimReduced], claims[claimReducedWhy] = true, pooledLoan
	}
	return claims, nil
}

// takeBack revokes a token of the client (RFC 7009): an access token alone, a refresh token with
// its whole grant. One that is unknown or another's is left alone, without saying so.
func (s *Service) takeBack(ctx context.Context, by client.Client, token string) error {
	if strings.HasPrefix(token, refreshPrefix) || strings.HasPrefix(token, codePrefix) {
		return s.takeBackGrant(ctx, by, id.Token(token))
	}
	t, err := s.read(ctx, token)
	if fault.KindOf(err) == fault.Unauthenticated || err == nil && t.Client != by.ID {
		return nil
	}
	if err != nil {
		return err
	}
	err = s.DB.Change(ctx, func(tx *database.Tx) error {
		decision, err := s.clientDecision(ctx, tx, by)
		if err != nil {
			return err
		}
		tx.Append(refusedTokens, t.ID, s.Wall().Add(2*accessLife))
		return s.Audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "token.revoked", Subject: audit.Subject{Kind: "token", ID: t.ID}, New: true,
			After: audit.Fields{"client": by.ID.String(), "grant": t.Grant.String()},
		})
	})
	if database.Violates(err, "refused_tokens_pkey") {
		return nil // it was taken back before
	}
	return err
}

func (s *Service) takeBackGrant(ctx context.Context, by client.Client, token id.Token) error {
	return s.DB.Change(ctx, func(tx *database.Tx) error {
		h, err := findRefreshable(ctx, tx, token)
		if errors.Is(err, database.ErrNone) || err == nil && h.Client != by.ID {
			return nil
		}
		if err != nil {
			return err
		}
		touched, err := revoke(ctx, tx, h.ID, "taken back by the relying party")
		if err != nil || touched == 0 {
			return err
		}
		decision, err := s.decide(ctx, authz.TokenRevoke, h.actor(tx.Now))
		if err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "grant.revoked", Subject: audit.On("grant", h.ID), Person: h.Employee.String(),
			After: audit.Fields{"why": "taken back by the relying party", "client": by.ID.String()},
		})
	})
}

// clientDecision is a client's own act on its own token, which its proof allows.
func (s *Service) clientDecision(ctx context.Context, tx *database.Tx, c client.Client) (authz.Decision, error) {
	actor := authz.Actor{Kind: authz.ClientActor, Client: c.ID, Name: c.Name, Organisation: c.Owner, At: tx.Now}
	return authz.Anonymous(authz.With(ctx, actor), authz.TokenRevoke, tx.Now)
}
