// Command hverv is the product: the server and every job of its operator, one file for each
// subcommand.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"hverv/internal/config"
)

// commands is the command line; each field's type has a Run method in a file of its own.
type commands struct {
	ConfigFile string `name:"config" help:"File of HVERV_* settings." env:"HVERV_CONFIG_FILE" type:"path"`

	Serve   serveCommand   `cmd:"" help:"Run the server."`
	Migrate migrateCommand `cmd:"" help:"Bring the database's schema up to date and stop."`
	Seed    seedCommand    `cmd:"" help:"Fill the database with made-up people for load runs."`
	Config  struct {
		Check checkCommand `cmd:"" help:"Print the effective configuration without secrets, and what is lacking."`
	} `cmd:"" help:"Look at the configuration."`
	Keys    keysCommand    `cmd:"" help:"Look after the key file."`
	Tour    tourCommand    `cmd:"" help:"Walk the whole main job on a throw-away server, step by step."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// world is what a subcommand may use of its surroundings.
type world struct {
	ctx     context.Context //nolint:containedctx // kong hands Run its arguments by type
	out     io.Writer
	log     *slog.Logger
	environ []string
	file    string
}

func (w world) load(more ...string) (config.Config, error) {
	return config.Load(append(w.environ, more...), w.file)
}

// say prints a line for the user. A terminal that is gone is no reason to stop serving.
func (w world) say(format string, args ...any) {
	_, _ = fmt.Fprintf(w.out, format+"\n", args...)
}

// gcPercent lets the heap grow to five times what is in use before it is collected. Little is (some
// 5 MB), so that at the usual 100 a busy server would collect thirty times a second.
const gcPercent = 400

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr)
	stop()
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "hverv:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args, environ []string, out, logs io.Writer) error {
	var line commands
	parser, err := kong.New(&line, kong.Name("hverv"), kong.UsageOnError(), kong.Writers(out, logs),
		kong.Description("Administrates business identities and delegated powers."))
	if err != nil {
		return fmt.Errorf("read own command line: %w", err)
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		return err //nolint:wrapcheck // kong's text is for the user
	}
	level := new(slog.LevelVar)
	w := world{
		ctx: ctx, out: out, environ: environ, file: line.ConfigFile,
		log: slog.New(slog.NewJSONHandler(logs, &slog.HandlerOptions{Level: level})),
	}
	if cfg, err := w.load(); err == nil {
		level.Set(cfg.LogLevel)
	}
	return chosen.Run(w) //nolint:wrapcheck // the subcommand's own
}

func wall() time.Time {
	return time.Now() //nolint:forbidigo // what the outside measures is real time
}
