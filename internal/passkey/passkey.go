// Package passkey holds the two ceremonies of WebAuthn: a device registers a key, and later proves
// that it still has it (Web Authentication Level 3). It says what a credential is worth and keeps
// nothing; whose credentials they are, and that a ceremony counts once, is package authenticator's.
// A ceremony's time is the real one, since the browser keeps it too.
package passkey

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Life is how long a browser may take over a ceremony.
const Life = 5 * time.Minute

// MaxAnswer is how many bytes a browser's answer may have.
const MaxAnswer = 64 << 10

// Party is the relying party: this installation, known to browsers by its public address.
type Party struct {
	web   *webauthn.WebAuthn
	wall  func() time.Time
	trust *Metadata // none: nobody's make and model can be proven
}

// ErrNoName says that browsers give no passkeys to a public address without a name of its own.
var ErrNoName = errors.New("passkeys need a public address with a name, not a number")

// New makes the party. Name is what the device shows; address is the public one, whose host the
// credentials are bound to for ever; wall is the real time.
func New(name, address string, wall func() time.Time) (*Party, error) {
	public, err := url.Parse(address)
	if err != nil || public.Hostname() == "" {
		return nil, fmt.Errorf("passkeys need a public address, not %q", address)
	}
	if _, err := netip.ParseAddr(public.Hostname()); err == nil {
		return nil, ErrNoName
	}
	limit := webauthn.TimeoutConfig{Enforce: true, Timeout: Life, TimeoutUVD: Life}
	web, err := webauthn.New(&webauthn.Config{
		RPID: public.Hostname(), RPDisplayName: name, RPOrigins: []string{public.Scheme + "://" + public.Host},
		Timeouts: webauthn.TimeoutsConfig{Login: limit, Registration: limit},
	})
	if err != nil {
		return nil, fmt.Errorf("set up passkeys: %w", err)
	}
	return &Party{web: web, wall: wall}, nil
}

// Model is the AAGUID of a device: which make and model it says it is.
type Model [16]byte

// Credential is a key that a device registered.
type Credential struct {
	ID             []byte
	PublicKey      []byte // COSE
	Model          Model
	SignCount      uint32
	Transports     []string
	BackupEligible bool // it may be copied between devices
	BackedUp       bool
	Attestation    string // the statement's format; "none" when there was none
}

// Holder is whom a credential is for. Handle is what the device gives back; it says nothing to
// others. Name and Display are shown by the browser.
type Holder struct {
	Handle        []byte
	Name, Display string
	Credentials   []Credential // those that they have: registered once, and asked for
}

// Policy says what a registered key must be.
type Policy struct {
	Chip   bool    // a thing of its own (U2): a passkey that is synced between devices is none
	Models []Model // the organisation's list; empty allows all
	Proven bool    // the device must prove its make and model, which must not be withdrawn
}

// Begun is a ceremony under way. Options are for the browser; State must be kept where the browser
// can neither read nor change it, and used once.
type Begun struct {
	Options json.RawMessage
	State   []byte
	Until   time.Time
}

// RefusedError says why a ceremony failed, in a word for the log. What went wrong inside is wrapped.
type RefusedError struct {
	Why string
	Err error
}

func (r *RefusedError) Error() string {
	if r.Err == nil {
		return "passkey refused: " + r.Why
	}
	return "passkey refused: " + r.Why + ": " + r.Err.Error()
}

// Unwrap gives what went wrong inside.
func (r *RefusedError) Unwrap() error { return r.Err }

// Why gives the word of a refusal, or "" for another error.
func Why(err error) string {
	if refused, ok := errors.AsType[*RefusedError](err); ok {
		return refused.Why
	}
	return ""
}

// The words of refusals.
const (
	Malformed       = "malformed"         // the answer cannot be read
	Expired         = "expired"           // too late
	Mismatch        = "mismatch"          // wrong challenge, origin, site or signature, or no verified user
	Unknown         = "unknown"           // no such key
	Synced          = "synced"            // a passkey that may be copied is no chip
	ModelNotAllowed = "model_not_allowed" // not on the organisation's list
	Cloned          = "cloned"            // the counter went back: there are two of it
	NotAttested     = "not_attested"      // the device does not prove its make and model
	Withdrawn       = "withdrawn"         // the model has been revoked or broken
	NoMetadata      = "no_metadata"       // nobody has said which models there are
)

func (m Model) in(list []Model) bool { return len(list) == 0 || slices.Contains(list, m) }

// accepts judges a fresh credential.
func (p Policy) accepts(c Credential) error {
	switch {
	case p.Chip && c.BackupEligible:
		return &RefusedError{Why: Synced}
	case !c.Model.in(p.Models):
		return &RefusedError{Why: ModelNotAllowed}
	default:
		return nil
	}
}

// holder is a Holder as the library wants it.
type holder struct{ Holder }

func (h holder) WebAuthnID() []byte          { return h.Handle }
func (h holder) WebAuthnName() string        { return h.Name }
func (h holder) WebAuthnDisplayName() string { return h.Display }
func (h holder) WebAuthnCredentials() []webauthn.Credential {
	list := make([]webauthn.Credential, len(h.Credentials))
	for n, c := range h.Credentials {
		list[n] = webauthn.Credential{
			ID: c.ID, PublicKey: c.PublicKey, Transport: transports(c.Transports), AttestationFormat: c.Attestation,
			Flags: webauthn.CredentialFlags{
				UserPresent: true, UserVerified: true, BackupEligible: c.BackupEligible, BackupState: c.BackedUp,
			},
			Authenticator: webauthn.Authenticator{AAGUID: c.Model[:], SignCount: c.SignCount},
		}
	}
	return list
}

func transports(names []string) []protocol.AuthenticatorTransport {
	list := make([]protocol.AuthenticatorTransport, len(names))
	for n, name := range names {
		list[n] = protocol.AuthenticatorTransport(name)
	}
	return list
}

func credential(c *webauthn.Credential) Credential {
	made := Credential{
		ID: c.ID, PublicKey: c.PublicKey, SignCount: c.Authenticator.SignCount, Attestation: c.AttestationFormat,
		BackupEligible: c.Flags.BackupEligible, BackedUp: c.Flags.BackupState, Transports: []string{},
	}
	copy(made.Model[:], c.Authenticator.AAGUID)
	for _, t := range c.Transport {
		made.Transports = append(made.Transports, string(t))
	}
	return made
}
