// Package passkeytest is a security key made of software: it answers both ceremonies of WebAuthn as
// a browser with a device would, and misbehaves where a test or the tour wants it.
package passkeytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/fxamacker/cbor/v2"
)

// Device is one key. The zero value of each switch is a good device.
type Device struct {
	Origin     string // of the page that asks
	Model      [16]byte
	Count      uint32 // grows with each use, unless Frozen
	Synced     bool   // a passkey that may be copied
	Unverified bool   // no PIN and no finger
	Frozen     bool   // the counter stands still, as in a clone
	ID         []byte

	key      *ecdsa.PrivateKey
	handle   []byte
	site     string
	batch    []byte            // its certificate, when a maker has given it one
	batchKey *ecdsa.PrivateKey // shared by all of its model
}

// New makes a device that speaks to pages of the origin.
func New(origin string) (*Device, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	d := &Device{Origin: origin, key: key, ID: make([]byte, 32)}
	rand.Read(d.ID) // never fails since Go 1.24
	return d, nil
}

type creation struct {
	Challenge string `json:"challenge"`
	RP        struct {
		ID string `json:"id"`
	} `json:"rp"`
	User struct {
		ID string `json:"id"`
	} `json:"user"`
}

// Register answers the options of a registration.
func (d *Device) Register(options []byte) ([]byte, error) {
	var asked creation
	if err := json.Unmarshal(options, &asked); err != nil {
		return nil, fmt.Errorf("read the options: %w", err)
	}
	var err error
	if d.handle, err = base64.RawURLEncoding.DecodeString(asked.User.ID); err != nil {
		return nil, fmt.Errorf("read the user's handle: %w", err)
	}
	d.site = asked.RP.ID
	public, err := d.cose()
	if err != nil {
		return nil, err
	}
	const attested = 0x40
	data := d.data(attested)
	data = append(data, d.Model[:]...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(d.ID))) //nolint:gosec // 32
	data = append(append(data, d.ID...), public...)
	client := d.client("webauthn.create", asked.Challenge)
	format, statement, err := d.attestation(data, client)
	if err != nil {
		return nil, err
	}
	object, err := cbor.Marshal(map[string]any{"fmt": format, "attStmt": statement, "authData": data})
	if err != nil {
		return nil, fmt.Errorf("write the attestation: %w", err)
	}
	return d.answer(map[string]any{
		"clientDataJSON": text(client), "attestationObject": text(object), "transports": []string{"usb"},
	})
}

// attestation is the statement by which a device proves its model, or none.
func (d *Device) attestation(data, client []byte) (format string, statement map[string]any, err error) {
	if d.batchKey == nil {
		return "none", map[string]any{}, nil
	}
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(slices.Clone(data), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.batchKey, digest[:])
	if err != nil {
		return "", nil, fmt.Errorf("sign: %w", err)
	}
	return "packed", map[string]any{"alg": -7, "sig": signature, "x5c": [][]byte{d.batch}}, nil
}

// Prove answers the options of a proof.
func (d *Device) Prove(options []byte) ([]byte, error) {
	var asked struct {
		Challenge string `json:"challenge"`
		RPID      string `json:"rpId"`
	}
	if err := json.Unmarshal(options, &asked); err != nil {
		return nil, fmt.Errorf("read the options: %w", err)
	}
	if d.site != asked.RPID {
		return nil, fmt.Errorf("no key for %q", asked.RPID)
	}
	if !d.Frozen {
		d.Count++
	}
	client, data := d.client("webauthn.get", asked.Challenge), d.data(0)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(data, hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, digest[:])
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	return d.answer(map[string]any{
		"clientDataJSON": text(client), "authenticatorData": text(data), "signature": text(signature), "userHandle": text(d.handle),
	})
}

// data is the head of the authenticator's data (WebAuthn section 6.1).
func (d *Device) data(flags byte) []byte {
	const present, verified, eligible, backedUp = 0x01, 0x04, 0x08, 0x10
	flags |= present
	if !d.Unverified {
		flags |= verified
	}
	if d.Synced {
		flags |= eligible | backedUp
	}
	site := sha256.Sum256([]byte(d.site))
	return binary.BigEndian.AppendUint32(append(site[:], flags), d.Count)
}

func (d *Device) client(kind, challenge string) []byte {
	written, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.Origin, "crossOrigin": false})
	if err != nil {
		panic(err) // strings and a boolean
	}
	return written
}

// cose is the public key as RFC 9053 writes it: EC2, ES256, P-256.
func (d *Device) cose() ([]byte, error) {
	point, err := d.key.PublicKey.Bytes()
	if err != nil {
		return nil, fmt.Errorf("write the public key: %w", err)
	}
	written, err := cbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	if err != nil {
		return nil, fmt.Errorf("write the public key: %w", err)
	}
	return written, nil
}

func (d *Device) answer(response map[string]any) ([]byte, error) {
	written, err := json.Marshal(map[string]any{
		"id": text(d.ID), "rawId": text(d.ID), "type": "public-key", "authenticatorAttachment": "cross-platform",
		"clientExtensionResults": map[string]any{}, "response": response,
	})
	if err != nil {
		return nil, fmt.Errorf("write the answer: %w", err)
	}
	return written, nil
}

func text(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }
