package passkey

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Register begins a registration: the device must verify its user, by PIN or finger, and keep the
// key so that it is found without a user name.
func (p *Party) Register(h Holder, policy Policy) (Begun, error) {
	known := holder{h}.WebAuthnCredentials()
	selection := protocol.AuthenticatorSelection{
		ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
		UserVerification: protocol.VerificationRequired,
	}
	wanted := protocol.PreferNoAttestation
	if policy.Chip {
		selection.AuthenticatorAttachment = protocol.CrossPlatform
	}
	if len(policy.Models) > 0 || policy.Proven {
		wanted = protocol.PreferDirectAttestation // without it the device does not say what it is
	}
	options, state, err := p.web.BeginRegistration(holder{h}, webauthn.WithExclusions(webauthn.Credentials(known).CredentialDescriptors()),
		webauthn.WithAuthenticatorSelection(selection), webauthn.WithConveyancePreference(wanted))
	if err != nil {
		return Begun{}, fmt.Errorf("begin a registration: %w", err)
	}
	return begun(options.Response, state)
}

// Registered judges what the browser answered to Register. It gives a *RefusedError when the answer is
// not good enough.
func (p *Party) Registered(ctx context.Context, h Holder, policy Policy, state, answer []byte) (Credential, error) {
	session, err := p.resume(state)
	if err != nil {
		return Credential{}, err
	}
	if len(answer) > MaxAnswer {
		return Credential{}, &RefusedError{Why: Malformed}
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return Credential{}, &RefusedError{Why: Malformed, Err: err}
	}
	made, err := p.web.CreateCredential(holder{h}, session, parsed)
	if err != nil {
		return Credential{}, &RefusedError{Why: Mismatch, Err: err}
	}
	c := credential(made)
	if err := policy.accepts(c); err != nil || !policy.Proven {
		return c, err
	}
	return c, p.attested(ctx, made, parsed)
}

// Ask begins a proof by one of the holder's keys; with no holder by whichever key the browser
// offers.
func (p *Party) Ask(h *Holder) (Begun, error) {
	verified := webauthn.WithUserVerification(protocol.VerificationRequired)
	var options *protocol.CredentialAssertion
	var state *webauthn.SessionData
	var err error
	if h == nil {
		options, state, err = p.web.BeginDiscoverableLogin(verified)
	} else {
		options, state, err = p.web.BeginLogin(holder{*h}, verified)
	}
	if err != nil {
		return Begun{}, fmt.Errorf("begin a proof: %w", err)
	}
	return begun(options.Response, state)
}

// Find gives whose key it is by the key's id and the handle that the device kept, with that key
// among the credentials. It gives ErrNobody when there is none.
type Find func(credential, handle []byte) (Holder, error)

// ErrNobody says that no holder has the key.
var ErrNobody = errors.New("nobody has this key")

// Proven judges what the browser answered to Ask. The credential comes back as it is to be kept: a
// counter that did not grow is the refusal Cloned, beside the credential that it concerns.
func (p *Party) Proven(find Find, state, answer []byte) (Credential, error) {
	session, err := p.resume(state)
	if err != nil {
		return Credential{}, err
	}
	if len(answer) > MaxAnswer {
		return Credential{}, &RefusedError{Why: Malformed}
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return Credential{}, &RefusedError{Why: Malformed, Err: err}
	}
	h, err := find(parsed.RawID, parsed.Response.UserHandle)
	if errors.Is(err, ErrNobody) {
		return Credential{}, &RefusedError{Why: Unknown}
	}
	if err != nil {
		return Credential{}, err
	}
	used, err := p.validate(h, session, parsed)
	if err != nil {
		return Credential{}, err
	}
	if used.Authenticator.CloneWarning {
		return credential(used), &RefusedError{Why: Cloned}
	}
	return credential(used), nil
}

func (p *Party) validate(h Holder, session webauthn.SessionData, parsed *protocol.ParsedCredentialAssertionData) (*webauthn.Credential, error) {
	var used *webauthn.Credential
	var err error
	if len(session.UserID) > 0 {
		used, err = p.web.ValidateLogin(holder{h}, session, parsed)
	} else {
		_, used, err = p.web.ValidatePasskeyLogin(func([]byte, []byte) (webauthn.User, error) { return holder{h}, nil }, session, parsed)
	}
	if err != nil {
		return nil, &RefusedError{Why: Mismatch, Err: err}
	}
	return used, nil
}

func begun(options any, session *webauthn.SessionData) (Begun, error) {
	made := Begun{Until: session.Expires}
	var err error
	if made.Options, err = json.Marshal(options); err != nil {
		return Begun{}, fmt.Errorf("write the options of a ceremony: %w", err)
	}
	if made.State, err = json.Marshal(session); err != nil {
		return Begun{}, fmt.Errorf("write the state of a ceremony: %w", err)
	}
	return made, nil
}

func (p *Party) resume(state []byte) (webauthn.SessionData, error) {
	var session webauthn.SessionData
	if err := json.Unmarshal(state, &session); err != nil {
		return session, fmt.Errorf("read the state of a ceremony: %w", err)
	}
	if !p.wall().Before(session.Expires) {
		return session, &RefusedError{Why: Expired}
	}
	return session, nil
}
