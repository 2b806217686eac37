package proof

import (
	"time"

	"hverv/internal/audit"
	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/identity"
	"hverv/internal/passkey"
	"hverv/internal/seal"
	"hverv/internal/throttle"
)

// Deps are what the service stands on; all of them are required but Passkeys.
type Deps struct {
	DB             *database.DB
	Audit          *audit.Log
	Keys           *seal.Keys
	Hasher         *seal.Hasher
	Identities     *identity.Service
	Authenticators *authenticator.Service
	Passkeys       *passkey.Party   // none: the public address has no name, so no browser would use them
	Wall           func() time.Time // the real time: the devices that show codes know no other
}

// Service judges sign-ins.
type Service struct {
	db             *database.DB
	audit          *audit.Log
	keys           *seal.Keys
	hasher         *seal.Hasher
	guard          throttle.Guard
	identities     *identity.Service
	authenticators *authenticator.Service
	party          *passkey.Party
	wall           func() time.Time
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{
		db: d.DB, audit: d.Audit, keys: d.Keys, hasher: d.Hasher, guard: throttle.Guard{DB: d.DB, Keys: d.Keys},
		identities: d.Identities, authenticators: d.Authenticators, party: d.Passkeys, wall: d.Wall,
	}
}

// eventOf is one about an authenticator by which somebody signs in.
func eventOf(decision authz.Decision, name string, a authenticator.Authenticator) audit.Event {
	return audit.Event{Decision: decision, Name: name, Subject: audit.On("authenticator", a.ID), Person: a.Employee.String()}
}
