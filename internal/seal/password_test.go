package seal

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hverv/internal/fault"
)

func cheap() Params { return Params{MemoryKiB: 64, Passes: 1, Threads: 1} }

func hashed(tb testing.TB, h *Hasher, password string) string {
	tb.Helper()
	stored, err := h.Hash(tb.Context(), password)
	if err != nil {
		tb.Fatal(err)
	}
	return stored
}

func TestPasswordsVerify_U1(t *testing.T) {
	t.Parallel()
	h := NewHasher(1)
	stored := hashed(t, h, "blåbærgrød")
	if !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") || stored == hashed(t, h, "blåbærgrød") {
		t.Fatalf("stored %q: want the default cost and a fresh salt", stored)
	}
	for password, want := range map[string]bool{
		"blåbærgrød": true, "bla\u030abærgrød": true, "blaabaergroed": false, "": false,
		"blåbærgrød!": false, strings.Repeat("x", maxPassword+1): false,
	} {
		if ok, rehash, err := h.Verify(t.Context(), stored, password); ok != want || rehash || err != nil {
			t.Errorf("%.20q: %v, rehash %v, %v; want %v", password, ok, rehash, err, want)
		}
	}
}

func TestOldCostsAskForARehash(t *testing.T) {
	t.Parallel()
	old := hashed(t, NewHasherWith(1, cheap()), "x")
	dearer := NewHasherWith(1, Params{MemoryKiB: 128, Passes: 1, Threads: 1})
	if ok, rehash, err := dearer.Verify(t.Context(), old, "x"); !ok || !rehash || err != nil {
		t.Fatalf("right: %v, %v, %v", ok, rehash, err)
	}
	if ok, rehash, err := dearer.Verify(t.Context(), old, "y"); ok || rehash || err != nil {
		t.Fatalf("wrong: %v, %v, %v; a wrong password never leads to a new hash", ok, rehash, err)
	}
}

func TestLongPasswordsAreRefusedNotCut(t *testing.T) {
	t.Parallel()
	h := NewHasherWith(1, cheap())
	if _, err := h.Hash(t.Context(), strings.Repeat("x", maxPassword+1)); fault.CodeOf(err) != "password_too_long" {
		t.Fatalf("got %v", err)
	}
	stored := hashed(t, h, strings.Repeat("x", maxPassword))
	if ok, _, err := h.Verify(t.Context(), stored, strings.Repeat("x", maxPassword+1)); ok || err != nil {
		t.Fatalf("a longer password matched its beginning: %v", err)
	}
}

func TestUnreadableHashesAreErrors(t *testing.T) {
	t.Parallel()
	h := NewHasherWith(1, cheap())
	good := hashed(t, h, "x")
	for _, stored := range []string{
		"", "x", "$2a$10$abc", strings.Replace(good, "m=64", "m=9999999999", 1), strings.Replace(good, "m=64", "m=99999999", 1),
		strings.Replace(good, "t=1", "t=0", 1), strings.Replace(good, "p=1", "p=0", 1), strings.Replace(good, "v=19", "v=16", 1), good + "$", good[:40],
	} {
		if ok, _, err := h.Verify(t.Context(), stored, "x"); ok || err == nil {
			t.Errorf("%q: %v, %v", stored, ok, err)
		}
	}
}

func TestBusyHasherRefuses_X5(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHasherWith(1, cheap())
		if err := h.slots.Acquire(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		err := h.Decoy(t.Context(), "x")
		if f := fault.Of(err); f == nil || f.Kind != fault.Unavailable || f.Code != "busy" || f.RetryAfter == 0 || time.Since(began) != patience {
			t.Fatalf("after %v: %v", time.Since(began), err)
		}
		leaving, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := h.Hash(leaving, "x"); fault.CodeOf(err) != "busy" {
			t.Fatalf("caller left: %v", err)
		}
		h.slots.Release(1)
		if err := h.Decoy(t.Context(), "x"); err != nil {
			t.Fatal(err)
		}
	})
}

func TestDecoyCostsTheSame_U8(t *testing.T) {
	t.Parallel()
	h := NewHasher(1)
	stored := hashed(t, h, "x")
	type cost struct {
		password, salt int
		passes, memory uint32
		threads        uint8
		size           uint32
	}
	var costs []cost
	h.derive = func(password, salt []byte, passes, memory uint32, threads uint8, size uint32) []byte {
		costs = append(costs, cost{len(password), len(salt), passes, memory, threads, size})
		return make([]byte, size)
	}
	_, _, err := h.Verify(t.Context(), stored, "wrong")
	if err := errors.Join(err, h.Decoy(t.Context(), "wrong")); err != nil {
		t.Fatal(err)
	}
	if len(costs) != 2 || costs[0] != costs[1] {
		t.Fatalf("costs of wrong password and unknown user: %+v", costs)
	}
}

func BenchmarkHash(b *testing.B) {
	h := NewHasher(1)
	for b.Loop() {
		if err := h.Decoy(b.Context(), "x"); err != nil {
			b.Fatal(err)
		}
	}
}
