package main

import (
	"fmt"
	"log/slog"

	"hverv/internal/app"
)

// serveCommand runs one node until it is told to stop.
type serveCommand struct {
	Demo   bool   `help:"Load made-up people and add the test eID, the mailbox and the test switches."`
	Listen string `help:"Address to serve on; the same as HVERV_LISTEN." placeholder:"HOST:PORT"`
}

// Run implements the subcommand.
func (s serveCommand) Run(w world) error {
	var more []string
	if s.Demo {
		more = append(more, "HVERV_DEMO=true")
	}
	if s.Listen != "" {
		more = append(more, "HVERV_LISTEN="+s.Listen)
	}
	cfg, err := w.load(more...)
	if err != nil {
		return fmt.Errorf("configuration:\n%w", err)
	}
	for _, lack := range cfg.Lacking() {
		w.log.WarnContext(w.ctx, "configuration", slog.String("lacking", lack))
	}
	node, err := app.New(w.ctx, cfg, w.log)
	if err != nil {
		return err
	}
	w.say("\nHverv serves on %s", node.URL())
	w.say("  API document   %s/docs", node.URL())
	return node.Run(w.ctx)
}
