package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"hverv/internal/app"
	"hverv/internal/tour"
)

// tourCommand starts a throw-away server and walks the whole main job on it as its users would.
type tourCommand struct {
	JSON bool `help:"Print one JSON object for each step."`
}

// Run implements the subcommand; the first surprise ends it with an error.
func (c tourCommand) Run(w world) error {
	folder, err := os.MkdirTemp("", "hverv-tour-")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer os.RemoveAll(folder)                      //nolint:errcheck // a throw-away folder
	if err := os.Chmod(folder, 0o711); err != nil { //nolint:gosec // PostgreSQL's account has to pass through
		return fmt.Errorf("open the folder: %w", err)
	}
	logs, err := os.OpenFile(filepath.Join(folder, "log"), os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // in a folder of our own
	if err != nil {
		return fmt.Errorf("make a log: %w", err)
	}
	defer logs.Close() //nolint:errcheck // a throw-away file
	quiet := w
	quiet.environ = nil // the tour is the same wherever it is walked
	cfg, err := quiet.load("HVERV_DEMO=true", "HVERV_LISTEN=127.0.0.1:0", "HVERV_DATA_DIR="+filepath.Join(folder, "data"))
	if err != nil {
		return fmt.Errorf("configuration:\n%w", err)
	}
	node, err := app.New(w.ctx, cfg, slog.New(slog.NewJSONHandler(logs, nil)))
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(w.ctx)
	ended := make(chan error, 1)
	go func() { ended <- node.Run(ctx) }()
	walked := tour.New(node.URL(), w.out, c.JSON, wall).Run(ctx)
	stop()
	return errors.Join(walked, <-ended)
}
