// Package embeddedpg makes and runs a private PostgreSQL cluster in a folder of its own, from the
// PostgreSQL programs of the machine (X1). It owns the folder, the server process and its Unix
// socket: nothing listens on the network. What is inside the databases belongs to others.
//
// The folder given to Start holds `data` (the cluster, complete or absent) and the socket. It is
// chowned to the account that runs PostgreSQL, so give it a folder of its own.
package embeddedpg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
)

// Role is the one database role that Hverv uses; it may create databases but is no superuser.
const Role = "hverv"

// Options says where and how the cluster runs.
type Options struct {
	Dir      string            // the folder, made when missing; its parents must let the account in
	Durable  bool              // false turns fsync off and is for tests only
	Settings map[string]string // PostgreSQL settings that go before our own
	InitDB   []string          // more arguments for initdb
	Log      *slog.Logger
}

// Cluster is a running private PostgreSQL. It is started again when it dies, until Stop.
type Cluster struct {
	place    *place
	socket   string
	settings map[string]string
	log      *slog.Logger

	stop     chan struct{} // closed: end in order
	stopOnce sync.Once
	rush     chan struct{} // closed: end at once
	rushOnce sync.Once
	dead     chan struct{} // closed: ended for good
}

// Start makes the cluster if there is none, repairs what an interrupted start or stop left, and
// gives it back when it answers. ctx bounds the start alone.
func Start(ctx context.Context, o Options) (*Cluster, error) {
	p, err := claim(ctx, o.Dir)
	if err != nil {
		return nil, explain(o.Dir, err)
	}
	c, err := p.start(ctx, o)
	if err != nil {
		return nil, explain(o.Dir, errors.Join(err, p.release()))
	}
	first := make(chan error, 1)
	// The cluster outlives the start, so it must not end with the start's context.
	go c.supervise(context.WithoutCancel(ctx), first)
	select {
	case err = <-first:
	case <-ctx.Done():
		c.hurry()
		err = fmt.Errorf("wait for PostgreSQL: %w", ctx.Err())
	}
	if err != nil {
		<-c.dead
		return nil, explain(o.Dir, err)
	}
	return c, nil
}

// start brings the claimed folder into a state in which PostgreSQL can run.
func (p *place) start(ctx context.Context, o Options) (*Cluster, error) {
	if err := p.settle(ctx); err != nil {
		return nil, err
	}
	if err := p.makeData(ctx, o); err != nil {
		return nil, err
	}
	socket, err := p.makeSocketDir()
	if err != nil {
		return nil, err
	}
	return &Cluster{
		place: p, socket: socket, settings: settings(socket, o), log: o.Log,
		stop: make(chan struct{}), rush: make(chan struct{}), dead: make(chan struct{}),
	}, nil
}

// DSN is the lib/pq connection string of a database in the cluster. sslmode is always said, since
// lib/pq's default would ask for TLS (trap P7).
func (c *Cluster) DSN(database string) string {
	return fmt.Sprintf("host=%s port=%s user=%s dbname=%s sslmode=disable",
		quote(c.socket), port, Role, quote(database))
}

// CreateDatabase makes the database unless it is there already.
func (c *Cluster) CreateDatabase(ctx context.Context, name string) error {
	connector, err := pq.NewConnector(c.DSN("postgres"))
	if err != nil {
		return fmt.Errorf("address the cluster: %w", err)
	}
	db := sql.OpenDB(connector)
	defer db.Close() //nolint:errcheck // nothing is pending on it
	_, err = db.ExecContext(ctx, "create database "+pq.QuoteIdentifier(name))
	if pq.As(err, pqerror.DuplicateDatabase) != nil {
		return nil
	}
	if err != nil {
		return fmt.Errorf("create database %s: %w", name, err)
	}
	return nil
}

// Stop ends the cluster in order (open transactions roll back); when ctx ends first, at once, as
// in a crash, which the next start repairs. It may be called more than once.
func (c *Cluster) Stop(ctx context.Context) error {
	c.stopOnce.Do(func() { close(c.stop) })
	select {
	case <-c.dead:
		return nil
	case <-ctx.Done():
	}
	c.hurry()
	<-c.dead
	return fmt.Errorf("stop PostgreSQL in order: %w", context.Cause(ctx))
}

// Dead is closed when PostgreSQL has ended and will not be started again: after Stop, or when its
// folder has been taken away.
func (c *Cluster) Dead() <-chan struct{} {
	return c.dead
}

func (c *Cluster) hurry() {
	c.rushOnce.Do(func() { close(c.rush) })
	c.stopOnce.Do(func() { close(c.stop) })
}

// quote makes one value of a keyword connection string.
func quote(value string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value) + "'"
}

// port only names the socket file: nothing listens on the network.
const port = "5432"

// settings are ours, under those of the caller.
func settings(socket string, o Options) map[string]string {
	all := map[string]string{
		"listen_addresses":        "",
		"port":                    port,
		"unix_socket_directories": `"` + strings.ReplaceAll(socket, `"`, `""`) + `"`, // a list: quoted, a comma is part of the path
		"timezone":                "UTC",
		"log_timezone":            "UTC",
		"lc_messages":             "C", // the log is read by package embeddedpg, in English
		"jit":                     "off",
		// Refused statements and their values may hold personal data, so PostgreSQL logs only
		// its own life: no errors of statements, no details, no statement texts.
		"log_min_messages":        "log",
		"log_min_error_statement": "panic",
		"log_error_verbosity":     "terse",
		"log_line_prefix":         "",
		"logging_collector":       "off",
		"log_destination":         "stderr",
	}
	if !o.Durable {
		for _, name := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
			all[name] = "off"
		}
	}
	maps.Copy(all, o.Settings)
	return all
}

// socketMax keeps below the 107 bytes that the kernel allows for a socket's path.
const socketMax = 100

// makeSocketDir gives the folder itself when its path will do, else a short one under /tmp,
// noted in the folder so that the next start can clear it away after a crash.
func (p *place) makeSocketDir() (string, error) {
	// lib/pq reads a comma as the next host, so such a path will not do either.
	if len(filepath.Join(p.dir, ".s.PGSQL."+port+".lock")) < socketMax && !strings.Contains(p.dir, ",") {
		return p.dir, nil
	}
	if err := p.dropSocketDir(); err != nil {
		return "", err
	}
	short, err := os.MkdirTemp("/tmp", "hverv-pg-")
	if err != nil {
		return "", fmt.Errorf("make a folder for the socket: %w", err)
	}
	if err := p.as.own(short); err != nil {
		return "", err
	}
	if err := os.WriteFile(p.socketNote(), []byte(short), 0o600); err != nil {
		return "", fmt.Errorf("note the socket's folder: %w", err)
	}
	return short, nil
}

func (p *place) socketNote() string { return filepath.Join(p.dir, "socket-folder") }

func (p *place) dropSocketDir() error {
	note, err := os.ReadFile(p.socketNote())
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read where the socket is: %w", err)
	}
	// Only what we could have made is removed, whatever the note says.
	if dir := string(note); filepath.Dir(dir) == "/tmp" && strings.HasPrefix(filepath.Base(dir), "hverv-pg-") {
		if err := os.RemoveAll(dir); err != nil { //nolint:gosec // checked in the line above
			return fmt.Errorf("remove the old socket folder: %w", err)
		}
	}
	if err := os.Remove(p.socketNote()); err != nil {
		return fmt.Errorf("remove the note of the socket's folder: %w", err)
	}
	return nil
}

// Backoff between two tries to bring a dead PostgreSQL back.
const (
	backoffFirst = 100 * time.Millisecond
	backoffMost  = 10 * time.Second
	steadyAfter  = time.Minute // running this long forgets earlier deaths
)
