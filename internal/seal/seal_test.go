package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

const cpr = "6101901234" // a replacement number: day + 60

func generate(tb testing.TB) *Keys {
	tb.Helper()
	k, err := Generate()
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

func sealed(tb testing.TB, k *Keys, context string) []byte {
	tb.Helper()
	value, err := k.Seal([]byte(cpr), context)
	if err != nil {
		tb.Fatal(err)
	}
	return value
}

func mustOpen(tb testing.TB, k *Keys, value []byte, context string) {
	tb.Helper()
	plain, err := k.Open(value, context)
	if err != nil || string(plain) != cpr {
		tb.Fatalf("opened %q, %v; want %q", plain, err, cpr)
	}
}

func TestSealedValuesOpenInTheirPlaceOnly_E3(t *testing.T) {
	t.Parallel()
	k, stranger := generate(t), generate(t)
	value := sealed(t, k, "employees/cpr/1")
	mustOpen(t, k, value, "employees/cpr/1")
	if bytes.Contains(value, []byte(cpr)) || bytes.Equal(value, sealed(t, k, "employees/cpr/1")) {
		t.Fatal("sealed values must hide the plain text and differ")
	}
	damaged := bytes.Clone(value)
	damaged[len(damaged)-1] ^= 1
	for name, attempt := range map[string]func() ([]byte, error){
		"other row":  func() ([]byte, error) { return k.Open(value, "employees/cpr/2") },
		"other keys": func() ([]byte, error) { return stranger.Open(value, "employees/cpr/1") },
		"damaged":    func() ([]byte, error) { return k.Open(damaged, "employees/cpr/1") },
		"cut short":  func() ([]byte, error) { return k.Open(value[:3], "employees/cpr/1") },
		"empty":      func() ([]byte, error) { return k.Open(nil, "employees/cpr/1") },
	} {
		if plain, err := attempt(); !errors.Is(err, ErrNotOpened) || plain != nil {
			t.Errorf("%s: %q, %v; want ErrNotOpened", name, plain, err)
		}
	}
	if _, err := k.Seal([]byte(cpr), ""); !errors.Is(err, ErrNoContext) {
		t.Errorf("no context: %v", err)
	}
}

func TestIndexIsKeyedAndBoundToItsPurpose_E3(t *testing.T) {
	t.Parallel()
	k := generate(t)
	one := k.Index([]byte(cpr), "cpr")
	if len(one) != 32 || !bytes.Equal(one, k.Index([]byte(cpr), "cpr")) {
		t.Fatal("equal values must have equal indexes of 32 bytes")
	}
	for name, other := range map[string][]byte{
		"purpose": k.Index([]byte(cpr), "serial"),
		"framing": k.Index([]byte("r"+cpr), "cp"),
		"keys":    generate(t).Index([]byte(cpr), "cpr"),
	} {
		if bytes.Equal(one, other) {
			t.Errorf("another %s gives the same index", name)
		}
	}
}

func TestMACAndDerivedKeys_X4(t *testing.T) {
	t.Parallel()
	k := generate(t)
	mac := k.MAC("cookie", []byte("state"))
	if !k.VerifyMAC("cookie", []byte("state"), mac) {
		t.Fatal("own MAC refused")
	}
	if k.VerifyMAC("link", []byte("state"), mac) || k.VerifyMAC("cookie", []byte("other"), mac) || k.VerifyMAC("cookie", []byte("state"), nil) {
		t.Fatal("a MAC was accepted where it does not belong")
	}
	if got := k.Derive("a", 48); len(got) != 48 || !bytes.Equal(got, k.Derive("a", 48)) || bytes.Equal(got, k.Derive("b", 48)) {
		t.Fatal("derived keys must be stable and apart by purpose")
	}
}

func TestUnderNeedsTheSameSecret_X4(t *testing.T) {
	t.Parallel()
	value, err := Under([]byte("key-1"), []byte("result"), "idempotency/1")
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := OpenUnder([]byte("key-1"), value, "idempotency/1"); err != nil || string(plain) != "result" {
		t.Fatalf("opened %q, %v", plain, err)
	}
	for name, attempt := range map[string]func() ([]byte, error){
		"other secret":  func() ([]byte, error) { return OpenUnder([]byte("key-2"), value, "idempotency/1") },
		"other context": func() ([]byte, error) { return OpenUnder([]byte("key-1"), value, "idempotency/2") },
		"cut short":     func() ([]byte, error) { return OpenUnder([]byte("key-1"), value[:20], "idempotency/1") },
		"empty":         func() ([]byte, error) { return OpenUnder([]byte("key-1"), nil, "idempotency/1") },
	} {
		if _, err := attempt(); !errors.Is(err, ErrNotOpened) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Under(nil, nil, "x"); err == nil {
		t.Error("an empty secret was accepted")
	}
	if _, err := Under([]byte("s"), nil, ""); !errors.Is(err, ErrNoContext) {
		t.Errorf("no context: %v", err)
	}
}

func TestKeysAreNotPrinted_X4(t *testing.T) {
	t.Parallel()
	k := generate(t)
	kek, err := NewKEK(bytes.Repeat([]byte{'k'}, 32))
	if err != nil {
		t.Fatal(err)
	}
	for _, holder := range []any{k, kek} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%q"} {
			if got := fmt.Sprintf(verb, holder); got != redactedKeys && got != redactedKEK {
				t.Errorf("%s prints %q", verb, got)
			}
		}
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("start", slog.Any("holder", holder))
		if text, err := json.Marshal(holder); err != nil || !strings.Contains(log.String(), "key") || !strings.HasPrefix(string(text), `"[key`) {
			t.Errorf("logged %s, encoded %s, %v", &log, text, err)
		}
	}
}

func BenchmarkSeal(b *testing.B) {
	k := generate(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := k.Seal([]byte(cpr), "employees/cpr/0190"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	k := generate(b)
	value := sealed(b, k, "employees/cpr/0190")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := k.Open(value, "employees/cpr/0190"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIndex(b *testing.B) {
	k := generate(b)
	b.ReportAllocs()
	for b.Loop() {
		k.Index([]byte(cpr), "employee/cpr")
	}
}
