package seal

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/sync/semaphore"
	"golang.org/x/text/unicode/norm"

	"hverv/internal/fault"
)

const (
	saltSize    = 16
	hashSize    = 32
	maxPassword = 1024 // bytes; far above any passphrase, far below a nuisance
	patience    = 2 * time.Second
)

// Params are the costs of Argon2id.
type Params struct {
	MemoryKiB uint32
	Passes    uint32
	Threads   uint8
}

// DefaultParams cost about 30 ms and 19 MiB.
func DefaultParams() Params { return Params{MemoryKiB: 19 * 1024, Passes: 2, Threads: 1} }

// Hasher hashes passwords by Argon2id, a few at a time: each costs memory and a core, so without
// a bound a burst of sign-ins would take the whole machine.
type Hasher struct {
	params Params
	slots  *semaphore.Weighted
	derive func(password, salt []byte, passes, memory uint32, threads uint8, size uint32) []byte // argon2.IDKey
}

// NewHasher allows that many hashes at once (at least one), at the default cost.
func NewHasher(concurrency int) *Hasher { return NewHasherWith(concurrency, DefaultParams()) }

// NewHasherWith is NewHasher at another cost.
func NewHasherWith(concurrency int, params Params) *Hasher {
	return &Hasher{params: params, slots: semaphore.NewWeighted(int64(max(concurrency, 1))), derive: argon2.IDKey}
}

// Hash gives the PHC string of the password under a fresh salt.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	if len(password) > maxPassword {
		return "", fault.New(fault.Invalid, "password_too_long", "The password is too long.")
	}
	salt := make([]byte, saltSize)
	rand.Read(salt) // crypto/rand.Read never returns an error since Go 1.24
	sum, err := h.compute(ctx, h.params, password, salt, hashSize)
	if err != nil {
		return "", err
	}
	return phc{h.params, salt, sum}.String(), nil
}

// Verify says whether the password is the hashed one, and if so, whether the hash was made at
// another cost and should be made anew.
func (h *Hasher) Verify(ctx context.Context, stored, password string) (ok, rehash bool, err error) {
	parsed, err := parsePHC(stored)
	if err != nil {
		return false, false, err
	}
	sum, err := h.compute(ctx, parsed.Params, password, parsed.salt, len(parsed.hash))
	if err != nil {
		return false, false, err
	}
	ok = hmac.Equal(sum, parsed.hash) && len(password) <= maxPassword
	return ok, ok && parsed.Params != h.params, nil
}

// Decoy takes as long as Verify and always means "no": the answer to an unknown user name comes
// no faster than that to a wrong password (U8, X5).
func (h *Hasher) Decoy(ctx context.Context, password string) error {
	_, err := h.compute(ctx, h.params, password, make([]byte, saltSize), hashSize)
	return err
}

func (h *Hasher) compute(ctx context.Context, p Params, password string, salt []byte, size int) ([]byte, error) {
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := h.slots.Acquire(waiting, 1); err != nil {
		return nil, fault.New(fault.Unavailable, "busy", "Too many are signing in just now. Try again in a moment.").After(patience)
	}
	defer h.slots.Release(1)
	password = password[:min(len(password), maxPassword)] // a longer one costs no more and never matches
	// The same letters may be typed composed or not ("å"), depending on the device.
	typed := norm.NFC.Bytes([]byte(password))
	return h.derive(typed, salt, p.Passes, p.MemoryKiB, p.Threads, uint32(size)), nil //nolint:gosec // size is bounded by parsePHC
}
