// Package totp computes and judges the codes that devices show, by the time (RFC 6238) or by counting
// presses (RFC 4226), and shows a device its secret as text and as a QR code. It keeps nothing; whose codes they are is package
// authenticator's.
package totp

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // RFC 6238's default, which every app knows; HMAC-SHA-1 stands
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"hash"
	"net/url"
	"strconv"
	"strings"
	"time"

	"hverv/internal/fault"
)

// Digest is the hash of a code (RFC 6238 section 1.2).
type Digest string

// The digests of RFC 6238.
const (
	SHA1   Digest = "SHA1"
	SHA256 Digest = "SHA256"
	SHA512 Digest = "SHA512"
)

func (d Digest) new() hash.Hash {
	switch d {
	case SHA256:
		return sha256.New()
	case SHA512:
		return sha512.New()
	default:
		return sha1.New() //nolint:gosec // see the import
	}
}

const (
	appSecretSize = 20 // bytes; RFC 4226 section 4 recommends the length of the digest
	appDigits     = 6
	appPeriod     = 30 // seconds
	maxDrift      = 20 // steps; a device ten minutes off needs its clock set, not our patience
)

// How far Match reaches, in steps.
const (
	Window        = 1  // on each side of the remembered drift
	EnrolWindow   = 4  // on the first code, when the device's clock is not known yet
	DisplayWindow = 10 // on the first code of hardware, whose clock nobody can set
)

// Seed is what a code is computed from. It is kept sealed, as JSON.
type Seed struct {
	Secret  []byte `json:"secret"`
	Digest  Digest `json:"digest"`
	Digits  int    `json:"digits"`
	Period  int    `json:"period"`            // seconds; 0 for a device that counts (HOTP)
	Counter int64  `json:"counter,omitempty"` // of the first code that a device that counts may show
}

// Check says what makes a seed useless: codes of six to eight digits, every 30 or 60 seconds or on a
// press, with a secret of a length that RFC 4226 section 4 allows.
func (s Seed) Check() error {
	var c fault.Check
	c.That(len(s.Secret) >= 16 && len(s.Secret) <= 128, "/secret", "out_of_range", "A secret has 16 to 128 bytes.")
	c.That(s.Digest == SHA1 || s.Digest == SHA256 || s.Digest == SHA512, "/digest", "unknown", "SHA1, SHA256 or SHA512.")
	c.That(s.Digits >= 6 && s.Digits <= 8, "/digits", "out_of_range", "A code has six to eight digits.")
	c.That(s.Period == 0 || s.Period == 30 || s.Period == 60, "/period", "out_of_range", "A code is new every 30 or 60 seconds, or on a press.")
	c.That(s.Counter >= 0 && s.Counter < maxCounter, "/counter", "out_of_range", "The counter is not one that a device can show.")
	return c.Err()
}

// New makes one that every authenticator app understands: SHA-1, six digits, 30 seconds.
func New() Seed {
	secret := make([]byte, appSecretSize)
	rand.Read(secret) // never fails since Go 1.24
	return Seed{Secret: secret, Digest: SHA1, Digits: appDigits, Period: appPeriod}
}

// code is the HOTP value of a counter (RFC 4226 section 5.3).
func (s Seed) code(counter int64) string {
	mac := hmac.New(s.Digest.new, s.Secret)
	var moving [8]byte
	binary.BigEndian.PutUint64(moving[:], uint64(counter)) //nolint:gosec // counters are never negative
	mac.Write(moving[:])
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0x0f
	truncated := binary.BigEndian.Uint32(sum[at:at+4]) & 0x7fffffff
	modulus := uint32(1)
	for range s.Digits {
		modulus *= 10
	}
	return fmt.Sprintf("%0*d", s.Digits, truncated%modulus)
}

// stepAt is the time step of an instant (RFC 6238 section 4.2). It is the real time that counts,
// since that is what the device shows codes by, not the product's clock.
func (s Seed) stepAt(wall time.Time) int64 { return wall.Unix() / int64(s.Period) }

// Match looks for the step whose code this is, within reach steps of where the device's clock was
// last seen. Every step is tried, so that the time tells nothing.
func (s Seed) Match(code string, wall time.Time, drift, reach int) (step int64, ok bool) {
	middle := s.stepAt(wall) + int64(drift)
	for offset := -int64(reach); offset <= int64(reach); offset++ {
		candidate := max(middle+offset, 0)
		if subtle.ConstantTimeCompare([]byte(s.code(candidate)), []byte(code)) == 1 {
			step, ok = candidate, true // the latest of two equal ones: it spends the earlier as well
		}
	}
	return step, ok
}

// DriftOf is by how many steps a device that showed the code of step is off, within bounds.
func (s Seed) DriftOf(step int64, wall time.Time) int {
	return int(max(-maxDrift, min(maxDrift, step-s.stepAt(wall))))
}

// Text is the secret as people type it.
func (s Seed) Text() string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(s.Secret)
}

// URI is what the QR code holds. Spaces are written %20: apps read a plus sign as a plus sign.
func (s Seed) URI(issuer, account string) string {
	issuer = strings.ReplaceAll(issuer, ":", " ") // the separator of the label
	return "otpauth://totp/" + url.PathEscape(issuer) + ":" + url.PathEscape(account) +
		"?secret=" + s.Text() + "&issuer=" + strings.ReplaceAll(url.QueryEscape(issuer), "+", "%20") +
		"&algorithm=" + string(s.Digest) + "&digits=" + strconv.Itoa(s.Digits) + "&period=" + strconv.Itoa(s.Period)
}

// Tidy takes out the spaces that apps show and people type. ok is false when it cannot be a code.
func Tidy(typed string) (code string, ok bool) {
	code = strings.NewReplacer(" ", "", "\u00a0", "", "-", "").Replace(strings.TrimSpace(typed))
	if len(code) < 6 || len(code) > 8 {
		return "", false
	}
	for _, c := range code {
		if c < '0' || c > '9' {
			return "", false
		}
	}
	return code, true
}
