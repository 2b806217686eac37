package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"hverv/internal/app"
	"hverv/internal/tour"
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
	ctx, stop := context.WithCancel(w.ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- node.Run(ctx) }()
	if cfg.Demo {
		err = populate(w, node)
	}
	if err == nil {
		err = w.welcome(node, cfg.Demo)
	}
	if err != nil {
		stop()
	}
	return errors.Join(err, <-ended)
}

// populate lets the made-up people enter the demo's data, once for each database.
func populate(w world, node *app.App) error {
	empty, err := node.Empty(w.ctx)
	if err != nil || !empty {
		return err
	}
	walk := tour.New(node.URL(), io.Discard, false, wall)
	if err := walk.Populate(w.ctx); err != nil {
		return fmt.Errorf("enter the demo's data: %w", err)
	}
	found := walk.Found()
	return node.RememberDemo(app.DemoPerson{UserName: found.UserName, Password: found.Password, Secret: found.Secret})
}

// welcome says where to go, and as whom.
func (w world) welcome(node *app.App, demo bool) error {
	url := node.URL()
	w.say("\nHverv serves on %s", url)
	w.say("  the API          %s/docs", url)
	if !demo {
		return nil
	}
	w.say("  sign in          %s/signin", url)
	w.say("  mailbox          %s/demo/mailbox", url)
	w.say("\nMade-up people of Klinikken på Torvet ApS; pick them at the test eID:")
	for _, line := range []string{
		"Karen Østergård          management representative, approved the clinic",
		"Mette Nørgaard Sørensen  first administrator: everything",
		"Lars Bække               second administrator",
		"Ahmed El-Sayed           physician",
		"Bodil Kjær               runs the installation",
	} {
		w.say("  %s", line)
	}
	person, ok, err := node.DemoPerson()
	if ok {
		w.say("With a user name of her own: Signe Ørum, nurse")
		w.say("  user name %s, password %q, code on %s/demo/people", person.UserName, person.Password, url)
	}
	w.say("\nCtrl-C stops it; the data stays in the data folder.")
	return err
}
