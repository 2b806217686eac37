package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
)

// KEK is the key-encryption key that seals the key file: the door for a key management service.
// Its two methods are those of Tink's AEAD, so the Vault, AWS and Google clients of Tink fit as
// they are; a client that talks to a network brings its own timeouts. It is asked only when the
// file is read or written, never per value.
type KEK interface {
	Encrypt(plaintext, associatedData []byte) ([]byte, error)
	Decrypt(ciphertext, associatedData []byte) ([]byte, error)
}

const kekSize = 32

// LocalKEK reads an AES-256 key-encryption key from a file that its owner alone may read: 32 bytes
// raw, in base64, or in hexadecimal.
func LocalKEK(path string) (KEK, error) {
	raw, err := readPrivate(path)
	if err != nil {
		return nil, err
	}
	kek, err := NewKEK(raw)
	if err != nil {
		return nil, fmt.Errorf("read key-encryption key from %s: %w", path, err)
	}
	return kek, nil
}

// NewKEK makes a local key-encryption key of 32 bytes given raw, in base64, or in hexadecimal.
func NewKEK(text []byte) (KEK, error) {
	key := text
	if len(key) != kekSize {
		key = decodeKEK(string(bytes.TrimSpace(text)))
	}
	if len(key) != kekSize {
		return nil, fmt.Errorf("want %d bytes, raw, in base64 or in hexadecimal", kekSize)
	}
	gcm, err := randomNonceGCM(key)
	if err != nil {
		return nil, err
	}
	return localKEK{gcm}, nil
}

func decodeKEK(text string) []byte {
	if key, err := hex.DecodeString(text); err == nil {
		return key
	}
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil
	}
	return key
}

type localKEK struct{ gcm cipher.AEAD }

func (k localKEK) Encrypt(plaintext, associatedData []byte) ([]byte, error) {
	return k.gcm.Seal(nil, nil, plaintext, associatedData), nil //nolint:gosec // this cipher draws its own nonce
}

func (k localKEK) Decrypt(ciphertext, associatedData []byte) ([]byte, error) {
	plain, err := k.gcm.Open(nil, nil, ciphertext, associatedData)
	if err != nil {
		return nil, errors.New("other key or damaged")
	}
	return plain, nil
}

func randomNonceGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	return gcm, nil
}
