package app

import (
	"context"
	"errors"
	"log/slog"

	"hverv/internal/audit"
	"hverv/internal/config"
	"hverv/internal/employee"
	"hverv/internal/organisation"
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
	events := audit.New(a.keys)
	return seed.Run(ctx, seed.Deps{
		DB: a.db, Log: log,
		Organisations: organisation.New(organisation.Deps{DB: a.db, Audit: events}),
		Employees:     employee.New(employee.Deps{DB: a.db, Audit: events, Keys: a.keys}),
	}, o)
}
