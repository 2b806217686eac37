package app

import (
	"context"
	"errors"
	"log/slog"

	"hverv/internal/config"
	"hverv/internal/seed"
)

// Seed fills the configured database with made-up people for load runs. It serves nothing, so a
// server may run on the same database meanwhile, unless that is a private one.
func Seed(ctx context.Context, cfg config.Config, log *slog.Logger, o seed.Options) (filled seed.Filled, err error) {
	a := &App{cfg: cfg, log: log}
	defer func() { err = errors.Join(err, a.Stop(context.WithoutCancel(ctx))) }()
	if err := a.openDatabase(ctx); err != nil {
		return filled, err
	}
	if err := a.openKeys(ctx); err != nil {
		return filled, err
	}
	if a.cfg.PublicURL == "" {
		a.cfg.PublicURL = "http://localhost" // of links that nobody follows
	}
	if err := a.build(ctx); err != nil {
		return filled, err
	}
	p := &a.parts
	return seed.Run(ctx, seed.Deps{
		DB: a.db, Log: log, Organisations: p.organisations, Employees: p.employees, Persons: p.persons, Roles: p.roles, Rights: p.rights,
		Identities: p.identities, Authenticators: p.authenticators, Sessions: p.sessions, Clients: p.clients, Handler: a.server.Handler,
	}, o)
}
