package provider

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"net/url"
	"slices"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"hverv/internal/client"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// proof is how a request says which client it is from, as the gate read it.
type proof struct {
	client    string
	secret    string // from the header or the form
	assertion string // private_key_jwt
	endpoint  string // where it was sent
}

const assertionKind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// readProof takes the client's proof from header and form. One way at a time: two that disagree
// must not be resolved by ignoring one (RFC 6749 2.3).
func readProof(form url.Values, user, password string, basic bool, endpoint string) (proof, error) {
	p := proof{client: form.Get("client_id"), secret: form.Get("client_secret"), assertion: form.Get("client_assertion"), endpoint: endpoint}
	if basic {
		if p.secret != "" || p.assertion != "" {
			return proof{}, refuse(invalidRequest, "The client proves itself in more than one way.")
		}
		var err error
		if user, err = url.QueryUnescape(user); err == nil { // RFC 6749 2.3.1: both are form-encoded first
			password, err = url.QueryUnescape(password)
		}
		if err != nil || p.client != "" && p.client != user {
			return proof{}, badClient()
		}
		p.client, p.secret = user, password
		return p, nil
	}
	if p.assertion == "" {
		return p, nil
	}
	if p.secret != "" {
		return proof{}, refuse(invalidRequest, "The client proves itself in more than one way.")
	}
	if form.Get("client_assertion_type") != assertionKind {
		return proof{}, refuse(invalidRequest, "This client_assertion_type is not supported.")
	}
	if p.client == "" {
		p.client = unproved(p.assertion)
	}
	return p, nil
}

//nolint:gochecknoglobals // a table
var assertionAlgorithms = []jose.SignatureAlgorithm{jose.ES256, jose.ES384, jose.PS256, jose.RS256}

// unproved is whom an assertion names; nothing is believed of it yet.
func unproved(assertion string) string {
	var claims jwt.Claims
	parsed, err := jwt.ParseSigned(assertion, assertionAlgorithms)
	if err != nil || parsed.UnsafeClaimsWithoutVerification(&claims) != nil {
		return ""
	}
	return claims.Subject
}

// prove gives the client, if it proves itself in the one way it registered. Public is whether a
// client without a proof will do.
func (s *Service) prove(ctx context.Context, p proof, public bool) (client.Client, error) {
	clientID, err := id.Parse[id.Client](p.client)
	if err != nil {
		return client.Client{}, badClient()
	}
	c, err := s.Clients.Known(ctx, clientID)
	if fault.KindOf(err) == fault.NotFound {
		return client.Client{}, badClient()
	}
	if err != nil {
		return client.Client{}, err
	}
	switch c.Authentication {
	case client.BySecret:
		if p.assertion != "" || p.secret == "" || !c.Proves(p.secret, s.DB.Now()) {
			return client.Client{}, badClient()
		}
	case client.ByKey:
		if p.secret != "" || p.assertion == "" {
			return client.Client{}, badClient()
		}
		return c, s.asserts(ctx, c, p)
	default:
		if !public || p.secret != "" || p.assertion != "" {
			return client.Client{}, badClient()
		}
	}
	return c, nil
}

// asserts checks a signed assertion (RFC 7523): the client's key, about itself, for us, soon over,
// and never seen before.
func (s *Service) asserts(ctx context.Context, c client.Client, p proof) error {
	claims, ok := signedByClient(c, p.assertion)
	now := s.Wall()
	if !ok || claims.Expiry == nil || claims.ID == "" || claims.Expiry.Time().After(now.Add(assertionLife+leeway)) {
		return badClient()
	}
	expected := jwt.Expected{
		Issuer: c.ID.String(), Subject: c.ID.String(), Time: now, AnyAudience: jwt.Audience{s.Issuer, s.Issuer + tokenPath, p.endpoint},
	}
	if claims.ValidateWithLeeway(expected, leeway) != nil {
		return badClient()
	}
	hash := sha256.Sum256([]byte(c.ID.String() + "\n" + claims.ID))
	first := false
	err := s.DB.Upkeep(ctx, "provider.assertion", func(tx *database.Tx) (err error) {
		first, err = useAssertion(ctx, tx, hash[:], claims.Expiry.Time().Add(2*leeway))
		return err
	})
	if err != nil {
		return err
	}
	if !first {
		return badClient()
	}
	return nil
}

func signedByClient(c client.Client, assertion string) (jwt.Claims, bool) {
	var claims jwt.Claims
	var set jose.JSONWebKeySet
	parsed, err := jwt.ParseSigned(assertion, assertionAlgorithms)
	if err != nil || len(parsed.Headers) != 1 || json.Unmarshal(c.JWKS, &set) != nil {
		return claims, false
	}
	header := parsed.Headers[0]
	return claims, slices.ContainsFunc(set.Keys, func(key jose.JSONWebKey) bool {
		if header.KeyID != "" && key.KeyID != "" && header.KeyID != key.KeyID || key.Algorithm != "" && key.Algorithm != header.Algorithm {
			return false
		}
		return parsed.Claims(key.Key, &claims) == nil
	})
}

// young says whether an instant of ours lies no more than a moment ahead and the end is not reached.
func young(issued, expires int64, now time.Time) bool {
	return now.Unix() < expires && issued <= now.Add(leeway).Unix()
}
