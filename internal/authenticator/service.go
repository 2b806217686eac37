package authenticator

import (
	"time"

	"hverv/internal/audit"
	"hverv/internal/database"
	"hverv/internal/identity"
	"hverv/internal/passkey"
	"hverv/internal/seal"
	"hverv/internal/throttle"
)

// Deps are what the service stands on; all of them are required but Passkeys.
type Deps struct {
	DB         *database.DB
	Audit      *audit.Log
	Keys       *seal.Keys
	Identities *identity.Service
	Passkeys   *passkey.Party   // none: the public address has no name, so no browser would use them
	Wall       func() time.Time // the real time: the devices that show codes know no other
	PublicURL  string           // where the links in mails lead
	Issuer     string           // the name that authenticator apps show
}

// Service does what may be done to authenticators.
type Service struct {
	db         *database.DB
	audit      *audit.Log
	keys       *seal.Keys
	guard      throttle.Guard
	identities *identity.Service
	party      *passkey.Party
	wall       func() time.Time
	url        string
	issuer     string
	steps      []OnStep
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{
		db: d.DB, audit: d.Audit, keys: d.Keys, guard: throttle.Guard{DB: d.DB, Keys: d.Keys},
		identities: d.Identities, party: d.Passkeys, wall: d.Wall, url: d.PublicURL, issuer: d.Issuer,
	}
}
