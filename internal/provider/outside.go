package provider

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"sync"

	"github.com/coreos/go-oidc/v3/oidc"

	"hverv/internal/outbound"
)

// outside checks access tokens of the configured outside issuers. Their keys are fetched at first
// use and kept by the library; an issuer that is away only fails its own tokens.
type outside struct {
	trusted map[string]string // issuer -> audience
	client  *outbound.Client
	known   *sync.Map // issuer -> *oidc.IDTokenVerifier
}

func newOutside(trusted []TrustedIssuer, client *outbound.Client) outside {
	o := outside{trusted: map[string]string{}, client: client, known: &sync.Map{}}
	for _, t := range trusted {
		o.trusted[t.Issuer] = t.Audience
	}
	return o
}

// holder gives the subject and issuer of a good token. Its audience must be ours, which that of an
// id token, the client's own, is not.
func (o outside) holder(ctx context.Context, token string) (subject, issuer string, ok bool) {
	issuer = unprovedIssuer(token)
	audience, trusted := o.trusted[issuer]
	if !trusted {
		return "", "", false
	}
	verifier, err := o.verifier(ctx, issuer, audience)
	if err != nil {
		return "", "", false
	}
	checked, err := verifier.Verify(ctx, token)
	if err != nil {
		return "", "", false
	}
	return checked.Subject, issuer, true
}

func (o outside) verifier(ctx context.Context, issuer, audience string) (*oidc.IDTokenVerifier, error) {
	if known, ok := o.known.Load(issuer); ok {
		return known.(*oidc.IDTokenVerifier), nil //nolint:forcetypeassert // only verifiers are stored
	}
	// The keys are fetched again long after this request is over.
	found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), o.client.HTTP()), issuer)
	if err != nil {
		return nil, err //nolint:wrapcheck // answered as "not good"
	}
	made := found.VerifierContext(oidc.ClientContext(context.WithoutCancel(ctx), o.client.HTTP()), &oidc.Config{ClientID: audience})
	o.known.Store(issuer, made)
	return made, nil
}

// unprovedIssuer is whom a JWT names as its issuer; nothing is believed of it yet.
func unprovedIssuer(token string) string {
	parts := strings.Split(token, ".")
	if len(parts) != 3 || len(token) > 16<<10 {
		return ""
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return ""
	}
	var claims struct {
		Issuer string `json:"iss"`
	}
	if json.Unmarshal(payload, &claims) != nil {
		return ""
	}
	return claims.Issuer
}
