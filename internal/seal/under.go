package seal

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
)

// Format of Under: one byte of version, the salt of the key, then nonce and ciphertext.
const (
	underVersion = 1
	underSalt    = 16
)

// Under seals plain by a secret that only the caller holds and we do not keep, such as the
// Idempotency-Key of a request: without it nobody can open the stored result, neither we. Each
// value has a key of its own, so that a secret may be used many times.
func Under(secretKey, plain []byte, context string) ([]byte, error) {
	if context == "" {
		return nil, ErrNoContext
	}
	sealed := make([]byte, 1+underSalt)
	sealed[0] = underVersion
	rand.Read(sealed[1:]) // crypto/rand.Read never returns an error since Go 1.24
	gcm, err := underKey(secretKey, sealed[1:])
	if err != nil {
		return nil, err
	}
	return gcm.Seal(sealed, nil, plain, []byte(context)), nil //nolint:gosec // this cipher draws its own nonce
}

// OpenUnder opens what Under sealed by the same secret and context.
func OpenUnder(secretKey, sealed []byte, context string) ([]byte, error) {
	if len(sealed) < 1+underSalt || sealed[0] != underVersion {
		return nil, fmt.Errorf("open %s: %w", context, ErrNotOpened)
	}
	gcm, err := underKey(secretKey, sealed[1:1+underSalt])
	if err != nil {
		return nil, err
	}
	plain, err := gcm.Open(nil, nil, sealed[1+underSalt:], []byte(context))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", context, ErrNotOpened)
	}
	return plain, nil
}

func underKey(secretKey, salt []byte) (cipher.AEAD, error) {
	if len(secretKey) == 0 {
		return nil, errors.New("sealing under a secret needs the secret")
	}
	key, err := hkdf.Key(sha256.New, secretKey, salt, "hverv/seal/under", kekSize)
	if err != nil {
		return nil, fmt.Errorf("derive key: %w", err)
	}
	return randomNonceGCM(key)
}
