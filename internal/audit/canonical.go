package audit

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"
)

// version of the event format; a change of the bytes' meaning gets a new one.
const version = 1

// commitment stands for a personal value in the canonical bytes: who knows salt and value can
// check it, nobody else can guess it.
type commitment struct {
	Commitment string `json:"commitment"` // base64url of SHA-256(salt || value)
	Sealed     string `json:"sealed"`     // base64url of AEAD(person's key, salt || value)
}

const saltSize = 16

// canonical gives the bytes of an event: JSON with sorted members, no insignificant space and no
// HTML escapes. Numbers are whole; instants are RFC 3339 in UTC with microseconds.
func canonical(members map[string]any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(members); err != nil { // maps are written with sorted keys
		return nil, fmt.Errorf("write event: %w", err)
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }

// commit seals one personal value.
func (k personKey) commit(value Personal, place string) (commitment, error) {
	salted := make([]byte, saltSize, saltSize+len(value))
	rand.Read(salted)
	salted = append(salted, value...)
	sealed, err := k.seal(salted, place)
	if err != nil {
		return commitment{}, err
	}
	sum := sha256.Sum256(salted)
	return commitment{
		Commitment: base64.RawURLEncoding.EncodeToString(sum[:]),
		Sealed:     base64.RawURLEncoding.EncodeToString(sealed),
	}, nil
}

// open gives the value back and checks it against its commitment.
func (k personKey) open(c commitment, place string) (string, error) {
	sealed, err := base64.RawURLEncoding.DecodeString(c.Sealed)
	if err != nil {
		return "", fmt.Errorf("read sealed field: %w", err)
	}
	salted, err := k.unseal(sealed, place)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(salted)
	if len(salted) < saltSize || base64.RawURLEncoding.EncodeToString(sum[:]) != c.Commitment {
		return "", fmt.Errorf("sealed field %s does not match its commitment", place)
	}
	return string(salted[saltSize:]), nil
}
