package passkey

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-webauthn/webauthn/metadata"
	"github.com/go-webauthn/webauthn/metadata/providers/memory"
	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/google/uuid"
)

// Metadata is what the makers of devices say of them, in the form of FIDO's Metadata Service 3: by which
// certificates a model is known, and which models are withdrawn. The operator supplies it as a file;
// nothing is fetched.
type Metadata struct {
	NextUpdate time.Time // when there is a newer one at latest

	provider metadata.Provider
	wall     func() time.Time
}

// ReadMetadata reads a signed file. Its signer must chain to one of the anchors, given in PEM.
func ReadMetadata(blob, anchors []byte, wall func() time.Time) (*Metadata, error) {
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(anchors) {
		if block, _ := pem.Decode(anchors); block == nil {
			return nil, errors.New("the trust anchor is no PEM file of certificates")
		}
		return nil, errors.New("the trust anchor holds no certificate that can be read")
	}
	payload, err := signedBy(roots, blob, wall())
	if err != nil {
		return nil, err
	}
	var raw metadata.PayloadJSON
	if err := json.Unmarshal(payload, &raw); err != nil {
		return nil, fmt.Errorf("read the metadata: %w", err)
	}
	decoder, err := metadata.NewDecoder(metadata.WithIgnoreEntryParsingErrors()) // a model that cannot be read is one that is not known
	if err != nil {
		return nil, fmt.Errorf("read the metadata: %w", err)
	}
	read, err := decoder.Parse(&raw)
	if err != nil {
		return nil, fmt.Errorf("read the metadata: %w", err)
	}
	provider, err := memory.New(memory.WithMetadata(read.ToMap()), memory.WithValidateAAGUID(true))
	if err != nil {
		return nil, fmt.Errorf("read the metadata: %w", err)
	}
	return &Metadata{NextUpdate: read.Parsed.NextUpdate, provider: provider, wall: wall}, nil
}

// signedBy gives what a file says when its signature is good. The library's own reader asks the network
// for lists of revoked certificates; a start of ours must not.
func signedBy(roots *x509.CertPool, blob []byte, now time.Time) ([]byte, error) {
	signed, err := jose.ParseSignedCompact(string(blob), []jose.SignatureAlgorithm{jose.ES256, jose.ES384, jose.ES512, jose.RS256, jose.RS384, jose.RS512, jose.PS256})
	if err != nil {
		return nil, fmt.Errorf("the metadata is no signed file: %w", err)
	}
	chains, err := signed.Signatures[0].Protected.Certificates(x509.VerifyOptions{
		Roots: roots, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if err != nil {
		return nil, fmt.Errorf("the signer of the metadata does not chain to the trust anchor: %w", err)
	}
	payload, err := signed.Verify(chains[0][0].PublicKey)
	if err != nil {
		return nil, fmt.Errorf("the signature of the metadata is wrong: %w", err)
	}
	return payload, nil
}

// Trust lets the party judge attestations by what the makers say. Only app calls it, before anything is served.
func (p *Party) Trust(m *Metadata) { p.trust = m }

// attested says whether a fresh credential has proven its make and model, which nobody has withdrawn.
func (p *Party) attested(ctx context.Context, made *webauthn.Credential, parsed *protocol.ParsedCredentialCreationData) error {
	if p.trust == nil {
		return &RefusedError{Why: NoMetadata}
	}
	model, err := uuid.FromBytes(made.Authenticator.AAGUID)
	if err != nil {
		return &RefusedError{Why: NotAttested, Err: err}
	}
	// What a device signs with its own key says nothing of who made it.
	if chain, _ := parsed.Response.AttestationObject.AttStatement["x5c"].([]any); len(chain) == 0 {
		return &RefusedError{Why: NotAttested}
	}
	entry, err := p.trust.provider.GetEntry(ctx, model)
	if err != nil || entry == nil {
		return &RefusedError{Why: NotAttested, Err: err}
	}
	if err := metadata.ValidateStatusReportsAt(entry.StatusReports, nil, metadata.DefaultUndesiredAuthenticatorStatuses(), p.trust.wall()); err != nil {
		return &RefusedError{Why: Withdrawn, Err: err}
	}
	if err := made.Verify(p.trust.provider, protocol.AttestationPolicy{}, protocol.SignaturePolicy{}); err != nil {
		return &RefusedError{Why: NotAttested, Err: err}
	}
	return nil
}
