package authenticator

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/organisation"
	"hverv/internal/passkey"
)

// NewKey asks for the registration of a key: of the chip that somebody was given, or of an app's
// passkey when no chip is named (U2).
type NewKey struct {
	Organisation id.Organisation
	Identity     id.Identity
	Chip         id.Authenticator
	Label        string // of the app
}

// Asked is a ceremony that a browser is to answer.
type Asked struct {
	Ceremony id.Ceremony
	Options  json.RawMessage
	Until    time.Time
}

// KeyAnswer is what the browser answered.
type KeyAnswer struct {
	Ceremony id.Ceremony
	Answer   []byte
}

// Credential is the key that an authenticator registered.
type Credential struct {
	Organisation   id.Organisation  `db:"organisation_id"`
	Authenticator  id.Authenticator `db:"authenticator_id"`
	ID             []byte           `db:"credential_id"`
	PublicKey      []byte           `db:"public_key"`
	Model          []byte           `db:"aaguid"`
	SignCount      int64            `db:"sign_count"`
	Transports     pq.StringArray   `db:"transports"`
	BackupEligible bool             `db:"backup_eligible"`
	BackedUp       bool             `db:"backed_up"`
	Attestation    string           `db:"attestation"`
	Assurance      authz.Level      `db:"assurance"`
}

func (c Credential) known() passkey.Credential {
	known := passkey.Credential{
		ID: c.ID, PublicKey: c.PublicKey, SignCount: uint32(c.SignCount), Transports: c.Transports, //nolint:gosec // written from one
		BackupEligible: c.BackupEligible, BackedUp: c.BackedUp, Attestation: c.Attestation,
	}
	copy(known.Model[:], c.Model)
	return known
}

// What a ceremony is for: Proving is a sign-in, which package proof judges.
const (
	registering = "registration"
	Proving     = "proof"
)

// Ceremony is one under way.
type Ceremony struct {
	ID            id.Ceremony      `db:"id"`
	Kind          string           `db:"kind"`
	Organisation  id.Organisation  `db:"organisation_id"`
	Identity      id.Identity      `db:"identity_id"` // none: a proof by whoever comes
	Authenticator id.Authenticator `db:"authenticator_id"`
	Label         string           `db:"label"`
	State         []byte           `db:"state"`
	ExpiresAt     time.Time        `db:"expires_at"`
}

// keyPolicy is what a key must be for a kind of authenticator: a chip is no passkey that may be
// copied, and of a model that the organisation allows (U2).
func keyPolicy(kind Kind, o organisation.Organisation) passkey.Policy {
	if kind != Chip {
		return passkey.Policy{}
	}
	policy := passkey.Policy{Chip: true, Proven: o.ChipAttestation}
	for _, each := range o.ChipModels {
		if model, err := uuid.Parse(each); err == nil { // the settings take nothing else
			policy.Models = append(policy.Models, passkey.Model(model))
		}
	}
	return policy
}

// KeyHolder is an identity as a ceremony knows it. Its handle stays on the device: the id says nothing
// to others.
func KeyHolder(p identity.Place, keys []Credential) passkey.Holder {
	h := passkey.Holder{Handle: handleOf(p.Identity.ID), Name: p.Identity.UserName, Display: p.Employee.Name()}
	if h.Name == "" {
		h.Name = h.Display
	}
	for _, key := range keys {
		h.Credentials = append(h.Credentials, key.known())
	}
	return h
}

func handleOf(i id.Identity) []byte {
	raw := i.UUID()
	return raw[:]
}

// keyTaken is the word for a key that somebody has registered before.
const keyTaken = "taken"

// keyRefused says in words why a key was not registered.
func keyRefused(why string) *fault.Fault {
	switch why {
	case passkey.Expired:
		return CeremonyOver()
	case passkey.Synced:
		return fault.New(fault.Invalid, "chip_is_synced",
			"A passkey that may be copied between devices is no chip. Use a security key, or add the passkey as an app.")
	case passkey.ModelNotAllowed:
		return fault.New(fault.Invalid, "chip_model_not_allowed", "The organisation does not allow this make and model of chip.")
	case passkey.NotAttested:
		return fault.New(fault.Invalid, "chip_not_attested", "The chip does not prove which make and model it is, as the organisation wants. Let the browser pass it on, or use another chip.")
	case passkey.Withdrawn:
		return fault.New(fault.Invalid, "chip_withdrawn", "This model of chip has been withdrawn or broken. Use another.")
	case passkey.NoMetadata:
		return fault.New(fault.Conflict, "no_chip_metadata",
			"The organisation wants chips to prove their model, but the operator has supplied no list of models. Ask the support.")
	case keyTaken:
		return fault.New(fault.Conflict, "key_taken", "This key has been registered before. Reset the device, or use another.")
	default:
		return fault.New(fault.Invalid, "key_refused", "The device's answer was not accepted. Try again.")
	}
}

// PasskeysOff refuses a ceremony where browsers would take part in none.
func PasskeysOff() *fault.Fault {
	return fault.New(fault.Conflict, "passkeys_off", "Chips and passkeys cannot be used here: the address of the service has no name.")
}

// CeremonyOver refuses an answer that comes too late or once more.
func CeremonyOver() *fault.Fault {
	return fault.New(fault.Gone, "ceremony_over", "Too much time has passed, or the answer was used already. Begin again.")
}
