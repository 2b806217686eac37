package app

import (
	"time"

	"hverv/internal/authenticator"
)

// buildIdentities makes the feature of identities and authenticators.
func (a *App) buildIdentities() {
	p := &a.parts
	p.authenticators = authenticator.New(authenticator.Deps{
		DB: a.db, Audit: p.log, Keys: a.keys, Hasher: p.hasher, Notify: p.notify, Wall: wall, PublicURL: a.cfg.PublicURL, Issuer: "Hverv",
	})
	p.authenticators.Jobs(a.runner)
	p.handlers.AuthenticatorHandler = authenticator.NewHandler(p.authenticators)
}

// wall is the real time, whatever the product's clock says.
func wall() time.Time {
	return time.Now() //nolint:forbidigo // the devices that show codes know no other (ARCHITECTURE 4)
}
