package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/lib/pq"
)

// connect opens a pool whose connections cannot hang: lib/pq cancels a statement over a second
// connection, which a dead network swallows, so every read carries a deadline of its own that is
// longer than the server's statement_timeout.
func connect(o Options) (*sql.DB, error) {
	cfg, err := pq.NewConfig(o.DSN)
	if err != nil {
		return nil, fmt.Errorf("read the data source name: %w", err)
	}
	if cfg.Runtime == nil {
		cfg.Runtime = map[string]string{}
	}
	ms := strconv.FormatInt(o.StatementTimeout.Milliseconds(), 10)
	cfg.Runtime["statement_timeout"] = ms
	cfg.Runtime["lock_timeout"] = ms
	cfg.Runtime["idle_in_transaction_session_timeout"] = "30000"
	cfg.Runtime["timezone"] = "UTC"
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = 5 * time.Second
	}
	connector, err := pq.NewConnectorConfig(cfg)
	if err != nil {
		return nil, fmt.Errorf("prepare the connection: %w", err)
	}
	connector.Dialer(&dialer{limit: o.StatementTimeout + 2*time.Second, reading: map[*impatientConn]struct{}{}})
	return sql.OpenDB(connector), nil
}

const (
	// silentLimit is how long a peer may be silent that was silent too long a moment ago. Without it
	// a request would wait the full limit on each dead connection that the pool tries in turn.
	silentLimit = time.Second
	// probeEvery is the time between new connections to it. The pool opens those one by one for
	// all who wait, so that without refusing some at once the queue would grow by a second each.
	probeEvery = 2 * silentLimit
)

// dialer gives connections that give up on a silent peer. They share what they know: when one
// has waited in vain, the others are not given the full time again until somebody hears something.
type dialer struct {
	limit time.Duration

	mu      sync.Mutex
	silent  bool
	probe   time.Time // when a silent peer is tried again
	reading map[*impatientConn]struct{}
}

func (d *dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

func (d *dialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

func (d *dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	if !d.mayDial() {
		return nil, fmt.Errorf("the database was silent a moment ago: %w", os.ErrDeadlineExceeded)
	}
	plain := net.Dialer{KeepAlive: 10 * time.Second}
	conn, err := plain.DialContext(ctx, network, address)
	if err != nil {
		return nil, fmt.Errorf("reach the database: %w", err)
	}
	return &impatientConn{Conn: conn, dialer: d}, nil
}

// mayDial lets one connection through at a time while the peer is silent.
func (d *dialer) mayDial() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := wall()
	if d.silent && now.Before(d.probe) {
		return false
	}
	d.probe = now.Add(probeEvery)
	return true
}

// begin sets the time that a read may take.
func (d *dialer) begin(c *impatientConn) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	limit := d.limit
	if d.silent {
		limit = min(limit, silentLimit)
	}
	d.reading[c] = struct{}{}
	return c.SetReadDeadline(wall().Add(limit)) //nolint:wrapcheck // the reader says what failed
}

// end learns from a read what it says of the peer.
func (d *dialer) end(c *impatientConn, n int, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.reading, c)
	if n > 0 {
		d.silent = false
		return
	}
	if failure, ok := errors.AsType[net.Error](err); !ok || !failure.Timeout() || d.silent {
		return
	}
	d.silent = true
	soon := wall().Add(silentLimit)
	for other := range d.reading {
		_ = other.SetReadDeadline(soon) // one that fails is closed, which ends its read as well
	}
}

type impatientConn struct {
	net.Conn

	dialer *dialer
}

func (c *impatientConn) Read(b []byte) (int, error) {
	if err := c.dialer.begin(c); err != nil {
		return 0, fmt.Errorf("set a deadline: %w", err)
	}
	n, err := c.Conn.Read(b)
	c.dialer.end(c, n, err)
	return n, err //nolint:wrapcheck // a connection passes errors as they are
}

func wall() time.Time {
	return time.Now() //nolint:forbidigo // a network deadline is protocol time
}

// OpenPatient is a pool without the time limits of requests, for migrations.
func OpenPatient(dsn string) (*sql.DB, error) {
	connector, err := pq.NewConnector(dsn)
	if err != nil {
		return nil, fmt.Errorf("read the data source name: %w", err)
	}
	return sql.OpenDB(connector), nil
}
