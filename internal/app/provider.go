package app

import (
	"hverv/internal/provider"
)

// buildProvider makes the OpenID Provider, which also judges the access tokens of our own API.
func (a *App) buildProvider() {
	p := &a.parts
	trusted := make([]provider.TrustedIssuer, len(a.cfg.TrustedIssuers))
	for i, t := range a.cfg.TrustedIssuers {
		trusted[i] = provider.TrustedIssuer{Issuer: t.Issuer, Audience: t.Audience}
	}
	p.provider = provider.New(provider.Deps{
		DB: a.db, Audit: p.log, Keys: a.keys, Queue: p.queue, Outbound: p.outbound, Log: a.log, Sessions: p.sessions,
		Trusted: trusted, Issuer: a.cfg.PublicURL, Wall: wall,
	})
	p.provider.Jobs(a.runner)
	p.handlers.ProviderHandler = provider.NewHandler(p.provider)
	p.protocols = append(p.protocols, p.handlers.Mount)
}
