package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"hverv/internal/embeddedpg"
)

const database = "hverv"

// ground is the private cluster and the folder that everything of one run lives in.
type ground struct {
	dir     string
	program string // the built hverv
	cluster *embeddedpg.Cluster
	tap     *tap
}

// open starts the cluster as the product does, fsync on. A talking one logs every statement.
func (g *ground) open(ctx context.Context, talking bool) error {
	settings := map[string]string{}
	if talking {
		settings["log_statement"], settings["log_error_verbosity"] = "all", "default"
	}
	cluster, err := embeddedpg.Start(ctx, embeddedpg.Options{
		Dir: g.host(), Durable: true, Settings: settings, Log: newLog(g.tap),
	})
	if err != nil {
		return err
	}
	g.cluster = cluster
	return cluster.CreateDatabase(ctx, database)
}

func (g *ground) close(ctx context.Context) error {
	if g.cluster == nil {
		return nil
	}
	err := g.cluster.Stop(ctx)
	g.cluster = nil
	return err
}

// host is the folder of the cluster's socket.
func (g *ground) host() string { return filepath.Join(g.dir, "postgres") }

func (g *ground) url() string {
	at := url.Values{"host": {g.host()}, "sslmode": {"disable"}}
	return "postgres://" + embeddedpg.Role + "@/" + database + "?" + at.Encode()
}

func (g *ground) environ(more ...string) []string {
	return append(os.Environ(), append([]string{
		"HVERV_DATABASE_URL=" + g.url(), "HVERV_DATA_DIR=" + g.dir,
		"HVERV_PUBLIC_URL=http://localhost", // the issuer of tokens stays the same whichever port is free
		// The limits are in the path, but never reached.
		"HVERV_LIMIT_PRINCIPAL=1000000", "HVERV_LIMIT_ORGANISATION=1000000", "HVERV_LIMIT_SOURCE=1000000",
	}, more...)...)
}

// run runs a subcommand to its end and shows what it printed.
func (g *ground) run(ctx context.Context, args ...string) error {
	cmd := exec.CommandContext(ctx, g.program, args...) //nolint:gosec // our own program
	cmd.Env = g.environ()
	cmd.Stdout = os.Stdout
	var complaints strings.Builder
	cmd.Stderr = &complaints
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w\n%s", args[0], err, complaints.String())
	}
	return nil
}

// node is one running server.
type node struct {
	cmd     *exec.Cmd
	address string
	ready   time.Duration
	used    time.Duration // processor time until then
	log     *os.File
}

// serve starts a server and waits until it says that it is ready.
func (g *ground) serve(ctx context.Context) (*node, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	n := &node{address: address}
	// What a server logs goes to a file, as it would under a supervisor.
	if n.log, err = os.Create(filepath.Join(g.dir, "server.log")); err != nil {
		return nil, fmt.Errorf("open the server's log: %w", err)
	}
	n.cmd = exec.CommandContext(ctx, g.program, "serve") //nolint:gosec // our own program
	n.cmd.Env, n.cmd.Stderr = g.environ("HVERV_LISTEN="+address), n.log
	n.cmd.Cancel = func() error { return n.cmd.Process.Signal(syscall.SIGTERM) }
	n.cmd.WaitDelay = 10 * time.Second
	begun := time.Now() //nolint:forbidigo // a stopwatch
	if err := n.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	for {
		if n.answers(ctx) {
			n.ready = time.Since(begun)
			n.used, _, err = statOf(n.cmd.Process.Pid, false)
			return n, err
		}
		if time.Since(begun) > startLimit || ctx.Err() != nil {
			return nil, errors.Join(errors.New("the server does not become ready; see its log in "+n.log.Name()), n.stop())
		}
		time.Sleep(time.Millisecond)
	}
}

const startLimit = 15 * time.Second

func (n *node) answers(ctx context.Context) bool {
	c, err := dial(ctx, n.address)
	if err != nil {
		return false
	}
	defer c.Close() //nolint:errcheck // nothing is pending on it
	status, _, err := c.roundTrip([]byte("GET /readyz HTTP/1.1\r\nHost: bench\r\n\r\n"))
	return err == nil && status == 200
}

func (n *node) stop() error {
	err := n.cmd.Process.Signal(syscall.SIGTERM)
	return errors.Join(err, n.cmd.Wait(), n.log.Close())
}

// resident is the memory that the server holds, in MiB.
func (n *node) resident() (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", n.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("read the server's memory: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, found := strings.CutPrefix(line, "VmRSS:"); found {
			kib, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			return kib / 1024, err //nolint:wrapcheck // the kernel's own form
		}
	}
	return 0, errors.New("the kernel says nothing of the server's memory")
}

func freeAddress(ctx context.Context) (string, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return l.Addr().String(), l.Close()
}
