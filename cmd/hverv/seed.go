package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"hverv/internal/app"
	"hverv/internal/seed"
)

// seedCommand fills a database for load runs.
type seedCommand struct {
	Organisations int    `help:"How many organisations." default:"10"`
	Employees     int    `help:"How many employees in all; the first organisation has most of them." default:"10000"`
	Sessions      int    `help:"How many employees of the first organisation are signed in." default:"100"`
	Seed          uint64 `help:"Another number gives other people and companies." default:"1"`
	Out           string `help:"Write what a load run needs, sessions and tokens included, into this file." type:"path"`
}

// Run implements the subcommand.
func (s seedCommand) Run(w world) error {
	if s.Organisations < 1 || s.Employees < s.Organisations || s.Employees > 10_000_000 {
		return errors.New("there must be an organisation, an employee in each, and not more than ten million")
	}
	cfg, err := w.load()
	if err != nil {
		return fmt.Errorf("configuration:\n%w", err)
	}
	filled, err := app.Seed(w.ctx, cfg, w.log, seed.Options{Seed: s.Seed, Organisations: s.Organisations, Employees: s.Employees, Sessions: s.Sessions})
	if err != nil {
		return err
	}
	w.say("%d organisations with %d employees in %s", len(filled.Organisations), filled.Employees, filled.Took.Round(time.Millisecond))
	if s.Out == "" {
		return nil
	}
	text, err := json.Marshal(filled)
	if err != nil {
		return fmt.Errorf("write what was made: %w", err)
	}
	if err := os.WriteFile(s.Out, text, 0o600); err != nil { // it signs people in
		return fmt.Errorf("write what was made: %w", err)
	}
	return nil
}
