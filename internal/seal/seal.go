// Package seal owns the installation's keys (X4, E3): sealing of national ids and secrets at rest,
// the keyed (blind) index by which they are found, MACs and derived keys, and password hashing.
// All keys stand in one file outside the database, optionally sealed by a key-encryption key.
// Which rows are re-sealed after a rotation, and when, belongs to the features that own the rows.
package seal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

// Faults of sealed values. They name no value and hold no secret.
var (
	ErrNotOpened = errors.New("sealed value does not open: other key, other context or damaged")
	ErrNoContext = errors.New("sealing needs a context: table/column/row-id")
)

// Keys is the key ring of an installation. It is safe for concurrent use: readers see one
// consistent ring while a rotation, here or on another node, puts the next one in its place.
type Keys struct {
	ring atomic.Pointer[ring]

	mu    sync.Mutex // guards what follows and orders changes of the ring
	path  string     // empty while the keys live in memory only
	kek   KEK
	saved [32]byte // digest of the file as last read or written
}

// Generate makes fresh keys that live in memory until they are saved.
func Generate() (*Keys, error) {
	r, err := newRing()
	if err != nil {
		return nil, err
	}
	return holding(r), nil
}

func holding(r *ring) *Keys {
	k := new(Keys)
	k.ring.Store(r)
	return k
}

// Seal encrypts plain. The context, "table/column/row-id", is bound to the ciphertext, so that a
// value copied to another row or column does not open there.
func (k *Keys) Seal(plain []byte, context string) ([]byte, error) {
	if context == "" {
		return nil, ErrNoContext
	}
	sealed, err := k.ring.Load().aead.Encrypt(plain, []byte(context))
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", context, err)
	}
	return sealed, nil
}

// Open decrypts what Seal made under the same context. A key that is not known yet may have been
// added by another node a moment ago, so the file is read again before giving up (X2, X4).
func (k *Keys) Open(sealed []byte, context string) ([]byte, error) {
	r := k.ring.Load()
	if !r.knows(sealed) {
		if _, err := k.Reload(); err != nil {
			return nil, fmt.Errorf("open %s: %w", context, errors.Join(ErrNotOpened, err))
		}
		r = k.ring.Load()
	}
	plain, err := r.aead.Decrypt(sealed, []byte(context))
	if err != nil { // the library's text says no more than ours
		return nil, fmt.Errorf("open %s: %w", context, ErrNotOpened)
	}
	return plain, nil
}

// NeedsReseal says that the value was sealed by a key that is no longer the primary one; the
// worker of its table then opens and seals it again, row by row, while everything runs.
func (k *Keys) NeedsReseal(sealed []byte) bool {
	return keyIDOf(sealed) != k.ring.Load().sealingID
}

// PrimaryKeyID is the key that seals now.
func (k *Keys) PrimaryKeyID() uint32 { return k.ring.Load().sealingID }

// keyIDOf reads the key id that stands in front of every ciphertext: one format byte, four of id.
func keyIDOf(sealed []byte) uint32 {
	const format = 1
	if len(sealed) < 5 || sealed[0] != format {
		return 0 // no key has id 0
	}
	return binary.BigEndian.Uint32(sealed[1:5])
}
