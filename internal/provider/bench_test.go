package provider

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

func trialKey(tb testing.TB) signingKey {
	tb.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	return signingKey{ID: "k1", private: private, public: jose.JSONWebKey{Key: private.Public(), KeyID: "k1", Algorithm: string(algorithm)}}
}

func trialClaims() map[string]any {
	return map[string]any{
		"iss": "https://hverv.example", "aud": []string{"https://fagsystem.example"}, "exp": 1_790_000_300, "iat": 1_790_000_000,
		"client_id": "019ab2c0-1111-7000-8000-000000000001", "scope": "openid privileges", "name": "Åse <Østergård> & co",
	}
}

func TestWhatIsSignedByHandIsReadByTheLibrary_P1(t *testing.T) {
	t.Parallel()
	key := trialKey(t)
	for range 300 { // a number in three hundred has a leading zero byte
		token, err := sign(key, accessType, trialClaims())
		if err != nil {
			t.Fatal(err)
		}
		var read map[string]any
		if err := verify([]signingKey{key}, accessType, token, &read); err != nil {
			t.Fatalf("%v: %s", err, token)
		}
		if got, want := read["name"], trialClaims()["name"]; got != want {
			t.Fatalf("name %v, want %v", got, want)
		}
	}
}

func BenchmarkSign(b *testing.B) {
	key := trialKey(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := sign(key, accessType, trialClaims()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	key := trialKey(b)
	token, err := sign(key, accessType, trialClaims())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var t shown
		if err := verify([]signingKey{key}, accessType, token, &t); err != nil {
			b.Fatal(err)
		}
	}
}
