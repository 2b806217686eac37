package totp

import (
	"encoding/hex"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

func counting() Seed { return Seed{Secret: []byte("12345678901234567890"), Digest: SHA1, Digits: 6} }

func TestLookAheadOfRFC4226_U8(t *testing.T) {
	t.Parallel()
	s := counting()
	for _, tt := range []struct {
		code string
		last int64
		want int64
		ok   bool
	}{
		{"755224", -1, 0, true}, // the first of the RFC's vectors
		{"755224", 0, 0, false}, // spent
		{"520489", -1, 9, true}, // the tenth press
		{s.code(10), -1, 0, false},
		{s.code(10), 0, 10, true},
	} {
		if got, ok := s.Ahead(tt.code, tt.last, LookAhead); got != tt.want || ok != tt.ok {
			t.Errorf("%s after %d: %d, %v", tt.code, tt.last, got, ok)
		}
	}
	if !s.Behind("755224", 5) || s.Behind("520489", 5) || s.Behind(s.code(0), -1) {
		t.Error("what is spent and what is not")
	}
}

func TestTwoCodesInARow_U8(t *testing.T) {
	t.Parallel()
	s := counting()
	for _, tt := range []struct {
		first, second, last, want int64
		ok                        bool
	}{
		{500, 501, -1, 501, true},
		{999, 1000, -1, 1000, true},
		{1000, 1001, -1, 0, false}, // beyond the window
		{500, 502, -1, 0, false},   // not in a row
		{501, 500, -1, 0, false},
		{500, 501, 500, 0, false}, // spent
		{500, 501, 499, 501, true},
	} {
		got, ok := s.Resync(s.code(tt.first), s.code(tt.second), tt.last)
		if got != tt.want || ok != tt.ok {
			t.Errorf("%d and %d after %d: %d, %v", tt.first, tt.second, tt.last, got, ok)
		}
	}
}

func TestUselessSeeds_U2(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*Seed){
		"short secret":   func(s *Seed) { s.Secret = s.Secret[:15] },
		"long secret":    func(s *Seed) { s.Secret = make([]byte, 129) },
		"unknown digest": func(s *Seed) { s.Digest = "MD5" },
		"five digits":    func(s *Seed) { s.Digits = 5 },
		"nine digits":    func(s *Seed) { s.Digits = 9 },
		"ten seconds":    func(s *Seed) { s.Period = 10 },
		"no counter":     func(s *Seed) { s.Counter = -1 },
	} {
		s := counting()
		if err := s.Check(); err != nil {
			t.Fatal(err)
		}
		spoil(&s)
		if s.Check() == nil {
			t.Errorf("%s passed", name)
		}
	}
}

// oathtool asks Debian's oathtool, another implementation, for a code. `make setup` installs it.
func oathtool(t *testing.T, s Seed, arguments ...string) string {
	t.Helper()
	arguments = append(arguments, "--digits", strconv.Itoa(s.Digits), hex.EncodeToString(s.Secret))
	made, err := exec.CommandContext(t.Context(), "oathtool", arguments...).CombinedOutput() //nolint:gosec // a test's own words
	if err != nil {
		t.Fatalf("oathtool (tools/setup oathtool installs it): %v: %s", err, made)
	}
	return strings.TrimSpace(string(made))
}

func TestCodesOfOathtoolAreAccepted_U2(t *testing.T) {
	t.Parallel()
	wall := time.Date(2026, 11, 22, 9, 0, 7, 0, time.UTC)
	for _, digits := range []int{6, 7, 8} {
		for _, digest := range []Digest{SHA1, SHA256, SHA512} {
			for _, period := range []int{30, 60} {
				s := Seed{Secret: []byte("12345678901234567890123456789012"), Digest: digest, Digits: digits, Period: period}
				code := oathtool(t, s, "--totp="+string(digest), "--time-step-size", strconv.Itoa(period), "--now", "2026-11-22 09:00:07 UTC")
				if step, ok := s.Match(code, wall, 0, Window); !ok || step != s.stepAt(wall) {
					t.Errorf("%s every %d seconds, %d digits: %s", digest, period, digits, code)
				}
			}
		}
		s := Seed{Secret: []byte("12345678901234567890"), Digest: SHA1, Digits: digits}
		if counter, ok := s.Ahead(oathtool(t, s, "--hotp", "--counter", "42"), 37, LookAhead); !ok || counter != 42 {
			t.Errorf("press 42 with %d digits was taken for %d", digits, counter)
		}
	}
}
