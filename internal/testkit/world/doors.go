package world

import (
	"time"

	"hverv/internal/audit"
	"hverv/internal/authenticator"
	"hverv/internal/database"
	"hverv/internal/identity"
	"hverv/internal/passkey"
	"hverv/internal/printing"
	"hverv/internal/proof"
	"hverv/internal/seal"
)

// Doors are the services by which people get in.
type Doors struct {
	Identities     *identity.Service
	Authenticators *authenticator.Service
	Proofs         *proof.Service
}

// DoorDeps are what the doors stand on; Letters and Passkeys may be none.
type DoorDeps struct {
	DB       *database.DB
	Audit    *audit.Log
	Keys     *seal.Keys
	Hasher   *seal.Hasher
	Notify   identity.Notify
	Letters  *printing.Service
	Passkeys *passkey.Party
	Wall     func() time.Time
	URL      string
}

// NewDoors makes them and lets them follow each other, as the product does.
func NewDoors(d DoorDeps) Doors {
	identities := identity.New(identity.Deps{
		DB: d.DB, Letters: d.Letters, Audit: d.Audit, Keys: d.Keys, Hasher: d.Hasher, Notify: d.Notify, PublicURL: d.URL,
	})
	authenticators := authenticator.New(authenticator.Deps{
		DB: d.DB, Audit: d.Audit, Keys: d.Keys, Identities: identities, Passkeys: d.Passkeys, Wall: d.Wall,
		PublicURL: d.URL, Issuer: "Hverv",
	})
	identities.OnEnd(authenticators.EndAllOf)
	identities.OnPassEnd(authenticators.EndOpenedBy)
	proofs := proof.New(proof.Deps{
		DB: d.DB, Audit: d.Audit, Keys: d.Keys, Hasher: d.Hasher, Identities: identities, Authenticators: authenticators,
		Passkeys: d.Passkeys, Wall: d.Wall,
	})
	return Doors{Identities: identities, Authenticators: authenticators, Proofs: proofs}
}

// Doors makes them in the world, with a cheap hash; what is none in d is the world's.
func (w *World) Doors(d DoorDeps) Doors {
	w.T.Helper()
	d.DB, d.Keys, d.URL = w.DB, w.Keys, "https://hverv.example"
	if d.Audit == nil {
		d.Audit = w.Audit
	}
	if d.Hasher == nil {
		d.Hasher = seal.NewHasherWith(8, seal.Params{MemoryKiB: 64, Passes: 1, Threads: 1})
	}
	if d.Notify == nil {
		d.Notify = w.Notify
	}
	if d.Wall == nil {
		d.Wall = w.DB.Now
	}
	return NewDoors(d)
}
