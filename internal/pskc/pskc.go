// Package pskc reads the files that makers of code displays deliver secrets in (RFC 6030), key package
// by key package, so that memory does not grow with the file. It reads HOTP and TOTP keys, in the clear
// or under AES-CBC with a MAC, by a key agreed beforehand or a password (PBKDF2); everything else is
// refused in words. It keeps nothing, and a signature on the file is not judged: who brings the file
// answers for it.
package pskc

import (
	"fmt"
	"time"

	"hverv/internal/totp"
)

// Key is one key package: a device and what its codes are computed from.
type Key struct {
	Line         int // where the package begins in the file
	Serial       string
	Manufacturer string
	Model        string
	KeyID        string
	Issuer       string
	Seed         totp.Seed // period 0: HOTP
	Counter      int64     // the next HOTP counter
	Drift        int       // time steps by which the device's clock is off
	StartsAt     time.Time // zero: no start
	ExpiresAt    time.Time // zero: no end

	// Refused says why the package cannot be used; the others of the file can.
	Refused *Error
}

// Error is why a file or a package is not read. It never holds a secret.
type Error struct {
	Code string // stable, lower snake case
	Text string
	Line int
}

// Error says where and why.
func (e *Error) Error() string { return fmt.Sprintf("line %d: %s (%s)", e.Line, e.Text, e.Code) }

// Codes of what stops the whole file.
const (
	CodeMalformed  = "file_malformed"       // no XML, or not this format
	CodeForbidden  = "file_forbidden"       // DTD, entities, processing instructions
	CodeTooLarge   = "file_part_too_large"  // one package beyond all reason
	CodeTruncated  = "file_truncated"       // it ends before its end
	CodeLocked     = "file_locked"          // a key or password is needed
	CodeWrongKey   = "file_key_wrong"       // the key or password does not fit
	CodeEncryption = "encryption_not_known" // of the file, or of one package
)

// Codes of what stops one package.
const (
	CodeAlgorithm = "algorithm_not_known"
	CodeSecret    = "secret_missing"
	CodeMAC       = "mac_wrong"
	CodeValue     = "value_wrong"
	CodePolicy    = "policy_not_known"
)

// Unlock is what encrypted files are opened with; at most one of them is needed.
type Unlock struct {
	Key      []byte // agreed beforehand: 16, 24 or 32 bytes
	Password string
}
