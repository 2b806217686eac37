package main

import (
	"fmt"
	"runtime/debug"

	"hverv/internal/database"
	"hverv/migrations"
)

// migrateCommand is for installations that change the schema before they change the servers.
type migrateCommand struct{}

// Run implements the subcommand.
func (migrateCommand) Run(w world) error {
	cfg, err := w.load()
	if err != nil {
		return fmt.Errorf("configuration:\n%w", err)
	}
	if cfg.DatabaseURL.Reveal() == "" {
		return fmt.Errorf("HVERV_DATABASE_URL is empty: the private database is migrated by serve")
	}
	pool, err := database.OpenPatient(cfg.DatabaseURL.Reveal())
	if err != nil {
		return err
	}
	defer pool.Close() //nolint:errcheck // nothing is lost with it
	return database.Migrate(w.ctx, pool, migrations.FS)
}

// checkCommand prints what is in force.
type checkCommand struct{}

// Run implements the subcommand.
func (checkCommand) Run(w world) error {
	cfg, err := w.load()
	if err != nil {
		return fmt.Errorf("configuration:\n%w", err)
	}
	if err := cfg.Print(w.out); err != nil {
		return err
	}
	for _, lack := range cfg.Lacking() {
		w.say("# lacking: %s", lack)
	}
	return nil
}

// versionCommand prints what was built.
type versionCommand struct{}

// Run implements the subcommand.
func (versionCommand) Run(w world) error {
	version := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
	}
	_, err := fmt.Fprintln(w.out, "hverv", version)
	return err //nolint:wrapcheck // the terminal's own
}
