// Package app builds the product from its configuration and runs it: database, keys, features,
// server and jobs, started in that order and stopped in the other. It alone knows every package;
// the contracts that hold between them are its tests.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"hverv/internal/config"
	"hverv/internal/database"
	"hverv/internal/embeddedpg"
	"hverv/internal/job"
	"hverv/internal/seal"
	"hverv/internal/trace"
	"hverv/migrations"
)

// App is one node: a server and its workers on a database.
type App struct {
	cfg      config.Config
	log      *slog.Logger
	listener net.Listener
	cluster  *embeddedpg.Cluster // nil on a database of somebody else
	db       *database.DB
	clock    database.Clock
	keys     *seal.Keys
	traces   *trace.Tracer // nil: nobody collects
	runner   *job.Runner
	server   *http.Server
	parts    parts

	background sync.WaitGroup // what the start left to be finished beside the first requests

	Workers int // jobs at once; a negative number starts none, so that a test can prove law 1
}

// New takes the port, starts the private cluster when there is no database URL, brings the schema
// up to date and builds everything. What it started it stops again when it fails.
func New(ctx context.Context, cfg config.Config, log *slog.Logger) (*App, error) {
	a := &App{cfg: cfg, log: log, Workers: 4}
	if err := a.start(ctx); err != nil {
		return nil, errors.Join(err, a.Stop(context.WithoutCancel(ctx)))
	}
	return a, nil
}

func (a *App) start(ctx context.Context) error {
	if err := a.listen(ctx); err != nil {
		return err
	}
	if err := a.openDatabase(ctx); err != nil {
		return err
	}
	if err := a.openKeys(ctx); err != nil {
		return err
	}
	if err := a.openTraces(); err != nil {
		return err
	}
	return a.build(ctx)
}

// listen comes first: two servers on one port must not both touch the data folder, and the public
// address of a server on port 0 is known only now.
func (a *App) listen(ctx context.Context) error {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", a.cfg.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", a.cfg.Listen, err)
	}
	a.listener = listener
	if a.cfg.PublicURL == "" {
		_, port, err := net.SplitHostPort(listener.Addr().String())
		if err != nil {
			return fmt.Errorf("read own address: %w", err)
		}
		a.cfg.PublicURL = "http://localhost:" + port
	}
	return nil
}

func (a *App) openDatabase(ctx context.Context) error {
	dsn, err := a.dataSource(ctx)
	if err != nil {
		return err
	}
	if err := migrate(ctx, dsn); err != nil {
		return err
	}
	a.clock = database.SystemClock{}
	if a.cfg.Demo {
		a.clock = &database.ShiftedClock{}
	}
	a.db, err = database.Open(database.Options{DSN: dsn, MaxConns: a.cfg.MaxConns, Clock: a.clock, Log: a.log})
	return err
}

func (a *App) dataSource(ctx context.Context) (string, error) {
	if url := a.cfg.DatabaseURL.Reveal(); url != "" {
		return url, nil
	}
	cluster, err := embeddedpg.Start(ctx, embeddedpg.Options{Dir: filepath.Join(a.cfg.DataDir, "postgres"), Durable: true, Log: a.log})
	if err != nil {
		return "", fmt.Errorf("start the private PostgreSQL: %w", err)
	}
	a.cluster = cluster
	if err := cluster.CreateDatabase(ctx, "hverv"); err != nil {
		return "", fmt.Errorf("make the database: %w", err)
	}
	return cluster.DSN("hverv"), nil
}

// migrate uses a pool of its own, without the time limits that fit requests but not migrations.
func migrate(ctx context.Context, dsn string) error {
	pool, err := database.OpenPatient(dsn)
	if err != nil {
		return err
	}
	defer pool.Close() //nolint:errcheck // nothing is lost with it
	pending, err := database.Pending(ctx, pool, migrations.FS)
	if err == nil && pending == 0 {
		return nil
	}
	return database.Migrate(ctx, pool, migrations.FS)
}

func (a *App) openKeys(ctx context.Context) error {
	if err := os.MkdirAll(filepath.Dir(a.cfg.KeysFile), 0o750); err != nil {
		return fmt.Errorf("make the folder of the keys: %w", err)
	}
	var kek seal.KEK
	if a.cfg.KEKFile != "" {
		local, err := seal.LocalKEK(a.cfg.KEKFile)
		if err != nil {
			return fmt.Errorf("read the key-encryption key: %w", err)
		}
		kek = local
	}
	keys, err := seal.LoadOrCreate(a.cfg.KeysFile, kek)
	if err != nil {
		return fmt.Errorf("open the keys: %w", err)
	}
	a.keys = keys
	return a.checkKeys(ctx)
}

// URL is where users reach this node.
func (a *App) URL() string { return a.cfg.PublicURL }

// Run serves until ctx ends, then stops in order: refuse new requests, finish the running ones,
// stop the jobs, close the database, stop the private cluster.
func (a *App) Run(ctx context.Context) error {
	if a.Workers >= 0 {
		a.runner.Start(context.WithoutCancel(ctx), a.Workers)
	}
	served := make(chan error, 1)
	go func() { served <- a.server.Serve(a.listener) }()
	a.log.InfoContext(ctx, "ready", slog.String("url", a.cfg.PublicURL))
	var failure error
	select {
	case <-ctx.Done():
	case failure = <-served:
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	if errors.Is(failure, http.ErrServerClosed) {
		failure = nil
	}
	return errors.Join(failure, a.Stop(limited))
}

// Stop ends what New started. It may be called on what is half built.
func (a *App) Stop(ctx context.Context) error {
	var faults []error
	if a.server != nil {
		faults = append(faults, a.server.Shutdown(ctx))
	}
	if a.listener != nil {
		if err := a.listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			faults = append(faults, err)
		}
	}
	if a.runner != nil {
		a.runner.Stop()
	}
	a.background.Wait()
	faults = append(faults, a.traces.Stop(ctx))
	if a.db != nil {
		faults = append(faults, a.db.Close())
	}
	if a.cluster != nil {
		faults = append(faults, a.cluster.Stop(ctx))
	}
	return errors.Join(faults...)
}
