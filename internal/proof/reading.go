package proof

import (
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/totp"
)

// meaning is what a typed code says to one authenticator; the better one is the greater.
type meaning int

const (
	unseen meaning = iota
	far            // of a counter beyond the window: the next code must follow (U8)
	spent          // right, but accepted before or passed over
	fresh
)

// reading is what a code means to which authenticator.
type reading struct {
	of      authenticator.Authenticator
	meaning meaning
	step    int64
	drift   int
}

// read judges a code by one authenticator. Nothing is spent yet.
func read(a authenticator.Authenticator, seed totp.Seed, code string, wall time.Time) reading {
	if seed.Counts() {
		return readCounter(a, seed, code)
	}
	step, ok := seed.Match(code, wall, a.Drift, totp.Window)
	switch {
	case !ok:
		return reading{of: a}
	case step <= a.LastStep:
		return reading{of: a, meaning: spent}
	default:
		return reading{of: a, meaning: fresh, step: step, drift: seed.DriftOf(step, wall)}
	}
}

// readCounter judges the code of a device that counts presses: the one that follows a far code brings
// it back into step.
func readCounter(a authenticator.Authenticator, seed totp.Seed, code string) reading {
	if a.OutOfStep != nil && *a.OutOfStep >= a.LastStep && seed.Shows(code, *a.OutOfStep+1) {
		return reading{of: a, meaning: fresh, step: *a.OutOfStep + 1}
	}
	if step, ok := seed.Ahead(code, a.LastStep, totp.LookAhead); ok {
		return reading{of: a, meaning: fresh, step: step}
	}
	if seed.Behind(code, a.LastStep) {
		return reading{of: a, meaning: spent}
	}
	if step, ok := seed.Ahead(code, a.LastStep, totp.ResyncWindow); ok {
		return reading{of: a, meaning: far, step: step}
	}
	return reading{of: a}
}
