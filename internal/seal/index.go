package seal

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
)

const macSize = sha256.Size

// Index is the keyed index of a value under the current key: equal values have equal indexes, and
// without the key nobody can tell which. The purpose ("employee/cpr") keeps two columns apart.
func (k *Keys) Index(value []byte, purpose string) []byte {
	return compute(k.ring.Load().index[0], purpose, value)
}

// Indexes is Index under every live key, the current one first. While a key is rotated, look up
// with `= any(...)` over all of them (E3), and check uniqueness that way too, under the lock of
// the parent row: a unique constraint sees only equal keys.
func (k *Keys) Indexes(value []byte, purpose string) [][]byte {
	keys := k.ring.Load().index
	all := make([][]byte, len(keys))
	for i, key := range keys {
		all[i] = compute(key, purpose, value)
	}
	return all
}

// IndexKeyID is the key of Index; store it beside the index to find the rows still to be re-indexed.
func (k *Keys) IndexKeyID() uint32 { return k.ring.Load().index[0].id }

// MAC authenticates data that leaves us and comes back, as cookies do.
func (k *Keys) MAC(purpose string, data []byte) []byte {
	return compute(k.ring.Load().signing[0], purpose, data)
}

// VerifyMAC checks a MAC in constant time under every live signing key.
func (k *Keys) VerifyMAC(purpose string, data, mac []byte) bool {
	for _, key := range k.ring.Load().signing {
		if hmac.Equal(compute(key, purpose, data), mac) {
			return true
		}
	}
	return false
}

// Derive gives n bytes (at most 8160) of key for a purpose: the same on every node and after every
// rotation. It panics on a length that HKDF cannot give, since n is a constant of the caller.
func (k *Keys) Derive(purpose string, n int) []byte {
	return k.ring.Load().derive(purpose, n)
}

func (r *ring) derive(purpose string, n int) []byte {
	secret := compute(keyed{PRF: r.root}, "derive", nil)
	derived, err := hkdf.Expand(sha256.New, secret, purpose, n)
	if err != nil {
		panic("seal: derive: " + err.Error())
	}
	return derived
}

// compute frames purpose and value, so that no two pairs read as the same bytes.
func compute(key keyed, purpose string, value []byte) []byte {
	framed := make([]byte, 0, len(purpose)+len(value)+binary.MaxVarintLen64)
	framed = binary.AppendUvarint(framed, uint64(len(purpose)))
	framed = append(framed, purpose...)
	framed = append(framed, value...)
	sum, err := key.ComputePRF(framed, macSize)
	if err != nil { // only a too long output fails, and ours is the hash's own length
		panic("seal: compute: " + err.Error())
	}
	return sum
}
