package passkeytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/uuid"
)

// Maker makes devices that prove their model, and says in a signed file what there is to say of them.
type Maker struct {
	root *x509.Certificate
	key  *ecdsa.PrivateKey
	from time.Time
}

// NewMaker begins a maker whose certificates are good from the instant on, for two years.
func NewMaker(from time.Time) (*Maker, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	m := &Maker{key: key, from: from.Add(-time.Hour)}
	m.root, err = m.certificate(&x509.Certificate{
		Subject: pkix.Name{CommonName: "Made-up root"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}, nil, key)
	return m, err
}

func (m *Maker) certificate(template, parent *x509.Certificate, key *ecdsa.PrivateKey) (*x509.Certificate, error) {
	template.SerialNumber, template.NotBefore, template.NotAfter = big.NewInt(m.from.UnixNano()), m.from, m.from.AddDate(2, 0, 0)
	if parent == nil {
		parent = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, m.key)
	if err != nil {
		return nil, fmt.Errorf("make a certificate: %w", err)
	}
	return x509.ParseCertificate(der) //nolint:wrapcheck // just written
}

// Anchor is the root in PEM.
func (m *Maker) Anchor() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: m.root.Raw})
}

// Attest gives a device the certificate of its model (WebAuthn section 8.2.1).
func (m *Maker) Attest(d *Device) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	model, err := asn1.Marshal(d.Model[:])
	if err != nil {
		return fmt.Errorf("write a model: %w", err)
	}
	signed, err := m.certificate(&x509.Certificate{
		Subject: pkix.Name{
			Country: []string{"DK"}, Organization: []string{"Made-up Keys"}, OrganizationalUnit: []string{"Authenticator Attestation"}, CommonName: "Batch 1",
		},
		BasicConstraintsValid: true,
		ExtraExtensions:       []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 45724, 1, 1, 4}, Value: model}},
	}, m.root, key)
	if err != nil {
		return err
	}
	d.batch, d.batchKey = signed.Raw, key
	return nil
}

// Blob is the signed file that tells of a model with the status given, as FIDO's Metadata Service does.
func (m *Maker) Blob(model [16]byte, status string) ([]byte, error) {
	day := m.from.Format(time.DateOnly)
	payload, err := json.Marshal(map[string]any{
		"legalHeader": "made up", "no": 1, "nextUpdate": m.from.AddDate(0, 1, 0).Format(time.DateOnly),
		"entries": []any{map[string]any{
			"aaguid": uuid.UUID(model).String(), "timeOfLastStatusChange": day,
			"statusReports": []any{map[string]any{"status": status, "effectiveDate": day}},
			"metadataStatement": map[string]any{
				"aaguid": uuid.UUID(model).String(), "description": "Made-up key", "protocolFamily": "fido2", "schema": 3,
				"attestationTypes":            []string{"basic_full"},
				"attestationRootCertificates": []string{base64.StdEncoding.EncodeToString(m.root.Raw)},
			},
		}},
	})
	if err != nil {
		return nil, fmt.Errorf("write the metadata: %w", err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	signer, err := m.certificate(&x509.Certificate{Subject: pkix.Name{CommonName: "Made-up metadata"}, BasicConstraintsValid: true}, m.root, key)
	if err != nil {
		return nil, err
	}
	chain := []string{base64.StdEncoding.EncodeToString(signer.Raw)}
	made, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, (&jose.SignerOptions{}).WithHeader("x5c", chain))
	if err != nil {
		return nil, fmt.Errorf("sign the metadata: %w", err)
	}
	signature, err := made.Sign(payload)
	if err != nil {
		return nil, fmt.Errorf("sign the metadata: %w", err)
	}
	text, err := signature.CompactSerialize()
	return []byte(text), err
}
