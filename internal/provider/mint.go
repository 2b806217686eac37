package provider

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"hverv/internal/client"
	"hverv/internal/id"
)

// mint writes the tokens of one request: it holds what they all need, and touches no database.
type mint struct {
	issuer string
	api    string // the audience of our own API
	key    signingKey
	client client.Client
	wall   time.Time
	narrow []string // scopes that a refresh asks for, when fewer
}

// nextRefresh is the first refresh token and its hash, or none for a client that may not refresh.
func (m mint) nextRefresh() (token id.Token, hash any) {
	if !m.client.May(client.RefreshGrant) {
		return "", nil
	}
	token = id.Token(refreshPrefix + id.NewToken().Reveal())
	return token, token.Hash()
}

// forPerson writes the access token and, for openid, the id token. The opaque row is nil for a JWT.
func (m mint) forPerson(f facts) (tokens, *opaque, error) {
	scopes, err := narrowed(f.Scopes, m.narrow)
	if err != nil {
		return tokens{}, nil, err
	}
	f.Scopes = scopes
	given, row, err := m.access(scopes, f.access(), f.ID, f.life(accessLife))
	if err != nil || !slices.Contains(scopes, client.OpenID) {
		return given, row, err
	}
	claims, err := f.person()
	if err != nil {
		return tokens{}, nil, err
	}
	maps.Copy(claims, map[string]any{
		"iss": m.issuer, "aud": m.client.ID.String(), "iat": m.wall.Unix(), "exp": m.wall.Add(f.life(idTokenLife)).Unix(),
		"at_hash": halfHash(given.Access),
	})
	if f.Nonce != "" {
		claims["nonce"] = f.Nonce
	}
	given.ID, err = sign(m.key, idType, claims)
	return given, row, err
}

// narrowed is the scopes of a refreshed token: never more than were granted (RFC 6749 6).
func narrowed(granted, asked []string) ([]string, error) {
	if len(asked) == 0 {
		return granted, nil
	}
	for _, scope := range asked {
		if !slices.Contains(granted, scope) {
			return nil, refuse(invalidScope, "A refresh cannot widen the scopes.")
		}
	}
	return asked, nil
}

// forClient writes a token of the client's own.
func (m mint) forClient(scopes []string, powers []power) (tokens, *opaque, error) {
	claims := map[string]any{"sub": m.client.ID.String()}
	if !m.client.Owner.IsZero() {
		claims["organisation_id"] = m.client.Owner.String()
	}
	if len(powers) > 0 {
		claims["privileges"], claims["cvr"] = grouped(powers), powers[0].cvr
	}
	return m.access(scopes, claims, id.TokenGrant{}, accessLife)
}

// access writes an access token in the client's format (RFC 9068).
func (m mint) access(scopes []string, claims map[string]any, grant id.TokenGrant, life time.Duration) (tokens, *opaque, error) {
	audiences := slices.Clone([]string(m.client.Audiences))
	if slices.Contains(scopes, client.API) {
		audiences = append(audiences, m.api)
	}
	if len(audiences) == 0 {
		audiences = []string{m.client.ID.String()}
	}
	until := m.wall.Add(life)
	given := tokens{Type: "Bearer", Seconds: int(life / time.Second), Scope: strings.Join(scopes, " ")}
	jti := uuid.Must(uuid.NewV7()).String()
	if m.client.TokenFormat == client.OpaqueFormat {
		given.Access = opaquePrefix + id.NewToken().Reveal()
		return given, &opaque{
			ID: jti, Client: m.client.ID, Grant: grant, Scopes: pq.StringArray(scopes), Audiences: pq.StringArray(audiences), IssuedAt: m.wall, ExpiresAt: until,
		}, nil
	}
	maps.Copy(claims, map[string]any{
		"iss": m.issuer, "aud": audiences, "client_id": m.client.ID.String(), "jti": jti, "iat": m.wall.Unix(), "exp": until.Unix(),
		"scope": given.Scope,
	})
	var err error
	given.Access, err = sign(m.key, accessType, claims)
	return given, nil, err
}
