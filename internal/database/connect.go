package database

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"strconv"
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
	connector.Dialer(dialer{limit: o.StatementTimeout + 2*time.Second})
	return sql.OpenDB(connector), nil
}

// dialer gives connections that give up on a silent peer.
type dialer struct{ limit time.Duration }

func (d dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

func (d dialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

func (d dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	plain := net.Dialer{KeepAlive: 10 * time.Second}
	conn, err := plain.DialContext(ctx, network, address)
	if err != nil {
		return nil, fmt.Errorf("reach the database: %w", err)
	}
	return &impatientConn{Conn: conn, limit: d.limit}, nil
}

type impatientConn struct {
	net.Conn

	limit time.Duration
}

func (c *impatientConn) Read(b []byte) (int, error) {
	if err := c.SetReadDeadline(wall().Add(c.limit)); err != nil {
		return 0, fmt.Errorf("set a deadline: %w", err)
	}
	return c.Conn.Read(b) //nolint:wrapcheck // a connection passes errors as they are
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
