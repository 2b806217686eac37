package throttle

import (
	"testing"
	"time"
)

func TestDelayGrows_U8(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	want := []int{0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}
	var of tally
	for miss, seconds := range want {
		of = Code.counted(of, now)
		if got := of.wait(now); int(got.Seconds()) != seconds {
			t.Errorf("after miss %d: wait %s, want %d s", miss+1, got, seconds)
		}
		if got, blocks := Code.Exhausts(of.Misses), miss+1 >= 10; got != blocks {
			t.Errorf("miss %d blocks: %v", miss+1, got)
		}
	}
	if got := of.wait(now.Add(time.Hour)); got != 0 {
		t.Errorf("an hour later: wait %s", got)
	}
}

func TestOldMissesAreForgotten_U8(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	pair, of := Pair.counted(tally{Misses: 999}, now), Code.counted(tally{Misses: 999}, now)
	if got := Pair.counted(pair, now.Add(23*time.Hour)); got.Misses != 1001 {
		t.Errorf("within a day: %+v", got)
	}
	if got := Pair.counted(pair, now.Add(25*time.Hour)); got.Misses != 1 || got.wait(got.LastAt) != 0 {
		t.Errorf("after a day: %+v", got)
	}
	if got := Code.counted(of, now.Add(1000*time.Hour)); got.Misses != 1001 {
		t.Errorf("misses after the right password are kept: %+v", got)
	}
}

func TestNoNameAloneIsHeld_U8(t *testing.T) {
	t.Parallel()
	for _, l := range []Limit{Pair, Source} {
		if l.block != 0 {
			t.Errorf("%s blocks by misses without the right password", l.name)
		}
	}
}

func TestSources_X5(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"fe80::1%eth0": "fe80::/64", "": "", "pipe": "pipe",
	} {
		if got := sourceOf(address); got != want {
			t.Errorf("sourceOf(%q) = %q, want %q", address, got, want)
		}
	}
}
