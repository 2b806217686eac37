package seal

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Bounds on what a stored hash may ask of the machine.
const (
	maxMemoryKiB = 1 << 20 // 1 GiB
	maxPasses    = 64
	maxThreads   = 64
	maxPHCBytes  = 64
	minPHCBytes  = 8
)

var errPHC = errors.New("stored password hash is not an Argon2id PHC string")

// phc is the password hash as stored: $argon2id$v=19$m=..,t=..,p=..$salt$hash.
type phc struct {
	Params

	salt, hash []byte
}

// String is the stored form.
func (p phc) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.MemoryKiB, p.Passes, p.Threads,
		base64.RawStdEncoding.EncodeToString(p.salt), base64.RawStdEncoding.EncodeToString(p.hash))
}

func parsePHC(text string) (phc, error) {
	fields := strings.Split(text, "$")
	if len(fields) != 6 || fields[0] != "" || fields[1] != "argon2id" || fields[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return phc{}, errPHC
	}
	var p phc
	if _, err := fmt.Sscanf(fields[3], "m=%d,t=%d,p=%d", &p.MemoryKiB, &p.Passes, &p.Threads); err != nil {
		return phc{}, errPHC
	}
	var err1, err2 error
	p.salt, err1 = base64.RawStdEncoding.DecodeString(fields[4])
	p.hash, err2 = base64.RawStdEncoding.DecodeString(fields[5])
	if err1 != nil || err2 != nil || !p.bearable() || p.String() != text {
		return phc{}, errPHC
	}
	return p, nil
}

func (p phc) bearable() bool {
	within := func(n, low, high int) bool { return n >= low && n <= high }
	return within(int(p.MemoryKiB), 8*int(p.Threads), maxMemoryKiB) && within(int(p.Passes), 1, maxPasses) &&
		within(int(p.Threads), 1, maxThreads) && within(len(p.salt), minPHCBytes, maxPHCBytes) && within(len(p.hash), minPHCBytes, maxPHCBytes)
}
