package id

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"

	"github.com/google/uuid"
)

// Token is 256 random bits in URL-safe text: session ids, one-time links, refresh tokens.
// It is shown to its holder once; the database keeps only its Hash.
type Token string

// NewToken draws a token from the system's random source.
func NewToken() Token {
	var raw [32]byte
	rand.Read(raw[:]) // never returns an error since Go 1.24
	return Token(base64.RawURLEncoding.EncodeToString(raw[:]))
}

// Hash is what is stored and looked up. A plain SHA-256 suffices for 256 random bits.
func (t Token) Hash() []byte {
	sum := sha256.Sum256([]byte(t))
	return sum[:]
}

// String hides the token from logs and formatted errors (X4).
func (t Token) String() string { return "[token]" }

// Reveal is the token itself, for the one answer that hands it over.
func (t Token) Reveal() string { return string(t) }

func mustParse[I ~struct{ value uuid.UUID }](text string) I { return From[I](uuid.MustParse(text)) }
