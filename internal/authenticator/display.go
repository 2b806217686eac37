package authenticator

import (
	"strings"
	"time"

	"hverv/internal/fault"
	"hverv/internal/throttle"
	"hverv/internal/totp"
)

// Codes are what shows that somebody holds a device: one code, and the next one too of a device that
// counts presses (U8).
type Codes struct {
	Code string
	Next string
}

// begun judges the first codes of a device, and gives where it stands.
func (in Codes) begun(of totp.Seed, last int64, reach int, wall time.Time) (step int64, drift int, err error) {
	code, ok := totp.Tidy(in.Code)
	if !ok {
		return 0, 0, codeWrong()
	}
	if !of.Counts() {
		if step, ok = of.Match(code, wall, 0, reach); !ok || step <= last {
			return 0, 0, codeWrong()
		}
		return step, of.DriftOf(step, wall), nil
	}
	next, ok := totp.Tidy(in.Next)
	if !ok {
		return 0, 0, codeWrong()
	}
	if step, ok = of.Resync(code, next, last); !ok {
		return 0, 0, codeWrong()
	}
	return step, 0, nil
}

// complete asks for the second code before anything is counted: who is still typing has not missed.
func (in Codes) complete(a Authenticator) error {
	if a.Method == HOTP && strings.TrimSpace(in.Next) == "" {
		return fault.New(fault.Invalid, "two_codes_needed", "Press the code display once more and enter the next code too.").
			On("/next_code", "missing", "Enter the next code too.")
	}
	return nil
}

// sameSerial compares a typed serial number with the one on record, however it is spaced and cased.
func sameSerial(typed, recorded string) bool {
	tidy := strings.NewReplacer(" ", "", "-", "", "\u00a0", "")
	return strings.EqualFold(tidy.Replace(typed), tidy.Replace(recorded))
}

// byDevice is the try that is counted for the first codes of a device. Unlike an app's secret, its
// seed was not just shown to who enters them.
func byDevice(a Authenticator) throttle.Try {
	return throttle.Code.Of("device " + a.Organisation.String() + "/" + a.ID.String())
}

func noCodeDisplay() *fault.Fault {
	return fault.New(fault.Conflict, "no_code_display",
		"No code display with that serial number waits for you. Check the number, or ask an administrator of your organisation.")
}

func displayDead() *fault.Fault {
	return fault.New(fault.Forbidden, "code_display_dead",
		"Too many wrong codes. The code display cannot be used any more: ask an administrator of your organisation for another.")
}
