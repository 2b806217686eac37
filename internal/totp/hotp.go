package totp

import "crypto/subtle"

// How far a device that counts may have run ahead of us, in presses (RFC 4226 section 7.4). Ten is
// for buttons pressed in a pocket; beyond that two codes in a row must be brought.
const (
	LookAhead    = 10
	ResyncWindow = 1000
)

const maxCounter = 1 << 62 // nobody presses so often; sums stay positive

// Counts says that the device shows codes by counting presses (HOTP), not by its clock.
func (s Seed) Counts() bool { return s.Period == 0 }

// Ahead looks for the code among the next reach counters after the last one that was spent. It gives
// the nearest: a farther one would leave the device behind us, where its codes are spent.
func (s Seed) Ahead(code string, last int64, reach int) (counter int64, ok bool) {
	for n := int64(reach); n >= 1; n-- { // every one is tried, so that the time tells nothing
		if s.Shows(code, last+n) {
			counter, ok = last+n, true
		}
	}
	return counter, ok
}

// Behind says whether the code is one of the latest that were spent or passed over.
func (s Seed) Behind(code string, last int64) bool {
	found := false
	for counter := max(last-LookAhead+1, 0); counter <= last; counter++ {
		found = s.Shows(code, counter) || found
	}
	return found
}

// Resync looks for two codes in a row in the large window, and gives the counter of the second.
func (s Seed) Resync(first, second string, last int64) (counter int64, ok bool) {
	for n := int64(ResyncWindow); n >= 1; n-- {
		if s.Shows(first, last+n) && s.Shows(second, last+n+1) {
			counter, ok = last+n+1, true
		}
	}
	return counter, ok
}

// Shows says whether the code is that of the counter.
func (s Seed) Shows(code string, counter int64) bool {
	return subtle.ConstantTimeCompare([]byte(s.code(counter)), []byte(code)) == 1
}
