package totp

import (
	"encoding/base32"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"pgregory.net/rapid"
)

func TestVectorsOfRFC4226(t *testing.T) {
	t.Parallel()
	s := Seed{Secret: []byte("12345678901234567890"), Digest: SHA1, Digits: 6, Period: 30}
	want := []string{"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"}
	for counter, code := range want {
		if got := s.code(int64(counter)); got != code {
			t.Errorf("counter %d: %s, want %s", counter, got, code)
		}
	}
}

func TestVectorsOfRFC6238(t *testing.T) {
	t.Parallel()
	tests := []struct {
		digest Digest
		at     int64
		want   string
	}{
		{SHA1, 59, "94287082"},
		{SHA256, 59, "46119246"},
		{SHA512, 59, "90693936"},
		{SHA1, 1111111109, "07081804"},
		{SHA256, 1111111109, "68084774"},
		{SHA512, 1111111109, "25091201"},
		{SHA1, 1111111111, "14050471"},
		{SHA256, 1111111111, "67062674"},
		{SHA512, 1111111111, "99943326"},
		{SHA1, 1234567890, "89005924"},
		{SHA256, 1234567890, "91819424"},
		{SHA512, 1234567890, "93441116"},
		{SHA1, 2000000000, "69279037"},
		{SHA256, 2000000000, "90698825"},
		{SHA512, 2000000000, "38618901"},
		{SHA1, 20000000000, "65353130"},
		{SHA256, 20000000000, "77737706"},
		{SHA512, 20000000000, "47863826"},
	}
	digits := "12345678901234567890123456789012345678901234567890123456789012345"[:64]
	size := map[Digest]int{SHA1: 20, SHA256: 32, SHA512: 64}
	for _, tt := range tests {
		s := Seed{Secret: []byte(digits[:size[tt.digest]]), Digest: tt.digest, Digits: 8, Period: 30}
		if got := s.code(s.stepAt(time.Unix(tt.at, 0))); got != tt.want {
			t.Errorf("%s at %d: %s, want %s", tt.digest, tt.at, got, tt.want)
		}
	}
}

func TestCodesAgreeWithTheOracle(t *testing.T) {
	t.Parallel()
	algorithms := map[Digest]otp.Algorithm{SHA1: otp.AlgorithmSHA1, SHA256: otp.AlgorithmSHA256, SHA512: otp.AlgorithmSHA512}
	rapid.Check(t, func(r *rapid.T) {
		s := Seed{
			Secret: rapid.SliceOfN(rapid.Byte(), 10, 64).Draw(r, "secret"),
			Digest: rapid.SampledFrom([]Digest{SHA1, SHA256, SHA512}).Draw(r, "digest"),
			Digits: rapid.SampledFrom([]int{6, 8}).Draw(r, "digits"),
		}
		counter := rapid.Int64Min(0).Draw(r, "counter")
		want, err := hotp.GenerateCodeCustom(base32.StdEncoding.EncodeToString(s.Secret), uint64(counter), //nolint:gosec // drawn from 0
			hotp.ValidateOpts{Digits: otp.Digits(s.Digits), Algorithm: algorithms[s.Digest]})
		if err != nil {
			r.Fatal(err)
		}
		if got := s.code(counter); got != want {
			r.Fatalf("code %s, want %s", got, want)
		}
	})
}

func TestTheStepThatMatched_U8(t *testing.T) {
	t.Parallel()
	s := New()
	wall := time.Unix(1_800_000_000, 0)
	now := s.stepAt(wall)
	for offset := int64(-3); offset <= 3; offset++ {
		step, ok := s.Match(s.code(now+offset), wall, 0, Window)
		if want := offset >= -1 && offset <= 1; ok != want || ok && step != now+offset {
			t.Errorf("offset %d: step %d, %v", offset, step-now, ok)
		}
	}
	// A device two steps off is found around its remembered drift.
	if step, ok := s.Match(s.code(now+3), wall, 2, Window); !ok || step != now+3 {
		t.Errorf("drifting device: step %d, %v", step-now, ok)
	}
	if _, ok := s.Match(s.code(now), wall, 2, Window); ok {
		t.Error("a code two steps before the drift was taken")
	}
	if got := s.DriftOf(now+100, wall); got != maxDrift {
		t.Errorf("drift %d, want at most %d", got, maxDrift)
	}
}

func TestAppURI_U2(t *testing.T) {
	t.Parallel()
	s := New()
	text := s.URI("Klinik: Øst & Vest", "karen.oestergaard")
	key, err := otp.NewKeyFromURL(text)
	if err != nil {
		t.Fatal(err)
	}
	if key.Issuer() != "Klinik  Øst & Vest" || key.AccountName() != "karen.oestergaard" || key.Secret() != s.Text() ||
		key.Digits() != otp.DigitsSix || key.Period() != 30 {
		t.Errorf("read back %q %q from %s", key.Issuer(), key.AccountName(), text)
	}
	if u, err := url.Parse(text); err != nil || strings.Contains(u.RawQuery, "+") {
		t.Errorf("query %q, %v", text, err)
	}
}

func TestTidyCode(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"123456": "123456", "123 456": "123456", "123-456": "123456", "12345678": "12345678",
		"12345": "", "123456789": "", "12345a": "", "": "", "１２３４５６": "",
	} {
		if got, ok := Tidy(typed); got != want || ok != (want != "") {
			t.Errorf("Tidy(%q) = %q, %v", typed, got, ok)
		}
	}
}
