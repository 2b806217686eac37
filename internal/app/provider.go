package app

import (
	"hverv/internal/client"
	"hverv/internal/provider"
)

// buildProvider makes the register of clients and the OpenID Provider, which also judges the access tokens of our own API.
func (a *App) buildProvider() {
	p := &a.parts
	trusted := make([]provider.TrustedIssuer, len(a.cfg.TrustedIssuers))
	for i, t := range a.cfg.TrustedIssuers {
		trusted[i] = provider.TrustedIssuer{Issuer: t.Issuer, Audience: t.Audience}
	}
	p.clients = client.New(client.Deps{DB: a.db, Audit: p.log, Wall: wall})
	p.handlers.ClientHandler = client.NewHandler(p.clients)
	p.provider = provider.New(provider.Deps{
		DB: a.db, Audit: p.log, Keys: a.keys, Queue: p.queue, Outbound: p.outbound, Log: a.log, Sessions: p.sessions,
		Clients: p.clients, Trusted: trusted, Issuer: a.cfg.PublicURL, Wall: wall,
	})
	p.provider.Jobs(a.runner)
	p.handlers.ProviderHandler = provider.NewHandler(p.provider)
	p.protocols = append(p.protocols, p.handlers.Mount)
}
