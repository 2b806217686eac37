package provider

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"hverv/internal/seal"
)

const (
	keyLead      = 15 * time.Minute // a new key is published so long before it signs
	keyTail      = 24 * time.Hour   // an old one is published so long after
	keyAge       = 90 * 24 * time.Hour
	ringLife     = 10 * time.Second
	ringPatience = time.Second // between two reads for an unknown key
	algorithm    = jose.ES256
)

// The types of our tokens (RFC 9068, OpenID Connect Back-Channel Logout). One is never taken for
// another.
const (
	accessType = "at+jwt"
	idType     = "JWT"
	logoutType = "logout+jwt"
)

// signingKey is a key pair and when it is used. ES256: RS256 costs 36 times as much.
type signingKey struct {
	ID         string     `db:"id"`
	Number     int        `db:"number"`
	Sealed     []byte     `db:"sealed"`
	Public     []byte     `db:"public"`
	SignsFrom  time.Time  `db:"signs_from"`
	ShownUntil *time.Time `db:"shown_until"`
	CreatedAt  time.Time  `db:"created_at"`

	private *ecdsa.PrivateKey
	public  jose.JSONWebKey
}

func makeKey(keys *seal.Keys, number int, from time.Time) (signingKey, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return signingKey{}, fmt.Errorf("make a signing key: %w", err)
	}
	public := jose.JSONWebKey{Key: private.Public(), Algorithm: string(algorithm), Use: "sig"}
	thumbprint, err := public.Thumbprint(crypto.SHA256)
	if err != nil {
		return signingKey{}, fmt.Errorf("name a signing key: %w", err)
	}
	public.KeyID = base64.RawURLEncoding.EncodeToString(thumbprint)
	shown, err := json.Marshal(public)
	if err != nil {
		return signingKey{}, fmt.Errorf("write a public key: %w", err)
	}
	plain, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return signingKey{}, fmt.Errorf("write a signing key: %w", err)
	}
	sealed, err := keys.Seal(plain, "signing_keys/sealed/"+public.KeyID)
	if err != nil {
		return signingKey{}, err
	}
	return signingKey{ID: public.KeyID, Number: number, Sealed: sealed, Public: shown, SignsFrom: from}, nil
}

func (k *signingKey) open(keys *seal.Keys) error {
	if err := json.Unmarshal(k.Public, &k.public); err != nil {
		return fmt.Errorf("read public key %s: %w", k.ID, err)
	}
	plain, err := keys.Open(k.Sealed, "signing_keys/sealed/"+k.ID)
	if err != nil {
		return err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(plain)
	if err != nil {
		return errors.New("a signing key cannot be read") // the cause might show it
	}
	private, ok := parsed.(*ecdsa.PrivateKey)
	if !ok {
		return errors.New("a signing key of another kind")
	}
	k.private = private
	return nil
}

// ring is the signing keys as last read. Which of them signs follows from the clock, so that all
// nodes change over at the same instant without being told.
type ring struct {
	mu     sync.Mutex
	keys   []signingKey // newest first
	readAt time.Time
}

// signer is the newest key whose time has come.
func signer(keys []signingKey, now time.Time) (signingKey, error) {
	for _, k := range keys {
		if !now.Before(k.SignsFrom) {
			return k, nil
		}
	}
	return signingKey{}, errors.New("no signing key is in use")
}

func published(keys []signingKey, now time.Time) jose.JSONWebKeySet {
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for _, k := range keys {
		if k.ShownUntil == nil || now.Before(*k.ShownUntil) {
			set.Keys = append(set.Keys, k.public)
		}
	}
	return set
}

// sign writes a token of the given type in the compact form (RFC 7515 7.1). It is written out here
// because the library's way of doing the same took as long again as the signature itself.
func sign(k signingKey, kind string, claims map[string]any) (string, error) {
	header, err := json.Marshal(map[string]string{"alg": string(algorithm), "kid": k.ID, "typ": kind})
	if err != nil {
		return "", fmt.Errorf("write the header: %w", err)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("write the claims: %w", err)
	}
	text := base64.RawURLEncoding
	token := make([]byte, 0, text.EncodedLen(len(header))+text.EncodedLen(len(payload))+text.EncodedLen(signatureSize)+2)
	token = text.AppendEncode(token, header)
	token = text.AppendEncode(append(token, '.'), payload)
	digest := sha256.Sum256(token)
	r, s, err := ecdsa.Sign(rand.Reader, k.private, digest[:])
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	var signature [signatureSize]byte
	r.FillBytes(signature[:signatureSize/2])
	s.FillBytes(signature[signatureSize/2:])
	return string(text.AppendEncode(append(token, '.'), signature[:])), nil
}

const signatureSize = 64 // of ES256: two numbers of 32 bytes (RFC 7518 3.4)

// verify gives the claims of a token that one of the keys signed, if it is of the wanted type. It
// does not look at any clock.
func verify(keys []signingKey, kind, token string, into ...any) error {
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{algorithm})
	if err != nil {
		return fmt.Errorf("read token: %w", err)
	}
	if len(parsed.Headers) != 1 || parsed.Headers[0].ExtraHeaders[jose.HeaderType] != kind {
		return fmt.Errorf("a token of another type than %s", kind)
	}
	for _, k := range keys {
		if k.ID == parsed.Headers[0].KeyID {
			if err := parsed.Claims(k.public.Key, into...); err != nil {
				return fmt.Errorf("check token: %w", err)
			}
			return nil
		}
	}
	return errUnknownKey
}

var errUnknownKey = errors.New("signed by a key that we do not know")
