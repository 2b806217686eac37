package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// asks makes the bytes of the n-th request; n is never given twice in one run.
type asks func(n uint64) []byte

// load sends requests over as many kept connections as there are clients, each waiting for its
// answer, and gives answers per second. Any answer but the expected status ends the run. It reads
// no more of HTTP than it must, since it shares the processors with what it measures.
func load(ctx context.Context, address string, ask asks, clients int, took time.Duration, status int) (float64, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, took, errDone)
	defer cancel()
	var sent, answered atomic.Uint64
	failures := make([]error, clients)
	var all sync.WaitGroup
	begun := time.Now() //nolint:forbidigo // a stopwatch
	for i := range clients {
		all.Go(func() {
			failures[i] = keepAsking(ctx, address, ask, &sent, &answered, status)
			if failures[i] != nil {
				cancel()
			}
		})
	}
	all.Wait()
	return float64(answered.Load()) / time.Since(begun).Seconds(), errors.Join(failures...)
}

var errDone = errors.New("the time is up")

func keepAsking(ctx context.Context, address string, ask asks, sent, answered *atomic.Uint64, status int) error {
	c, err := dial(ctx, address)
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // nothing is pending on it
	for ctx.Err() == nil {
		got, body, err := c.roundTrip(ask(sent.Add(1)))
		if err != nil {
			return err
		}
		if got != status {
			return fmt.Errorf("answer %d instead of %d: %s", got, status, body)
		}
		answered.Add(1)
	}
	return nil
}

// conn is one kept connection.
type conn struct {
	net.Conn

	in   *bufio.Reader
	body []byte
}

func dial(ctx context.Context, address string) (*conn, error) {
	var d net.Dialer
	plain, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("reach the server: %w", err)
	}
	return &conn{Conn: plain, in: bufio.NewReaderSize(plain, 64<<10)}, nil
}

// roundTrip gives status and body; the body is good until the next call.
func (c *conn) roundTrip(request []byte) (status int, body []byte, err error) {
	if _, err := c.Write(request); err != nil {
		return 0, nil, fmt.Errorf("ask: %w", err)
	}
	line, err := c.in.ReadSlice('\n')
	if err != nil || len(line) < len("HTTP/1.1 200") {
		return 0, nil, fmt.Errorf("read the answer: %w", err)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, nil, fmt.Errorf("read the status: %w", err)
	}
	length, chunked, err := c.headers()
	if err != nil {
		return 0, nil, err
	}
	c.body = c.body[:0]
	if !chunked {
		err = c.append(length)
		return status, c.body, err
	}
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return 0, nil, fmt.Errorf("read a chunk: %w", err)
		}
		size, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 32)
		if err != nil {
			return 0, nil, fmt.Errorf("read a chunk's size: %w", err)
		}
		if err := c.append(int(size)); err != nil {
			return 0, nil, err
		}
		if _, err := c.in.Discard(len("\r\n")); err != nil {
			return 0, nil, fmt.Errorf("read a chunk: %w", err)
		}
		if size == 0 {
			return status, c.body, nil
		}
	}
}

func (c *conn) headers() (length int, chunked bool, err error) {
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return 0, false, fmt.Errorf("read a header: %w", err)
		}
		name, text, _ := bytes.Cut(bytes.TrimSpace(line), []byte(": "))
		switch {
		case len(name) == 0:
			return length, chunked, nil
		case bytes.EqualFold(name, []byte("content-length")):
			if length, err = strconv.Atoi(string(text)); err != nil {
				return 0, false, fmt.Errorf("read the length: %w", err)
			}
		case bytes.EqualFold(name, []byte("transfer-encoding")):
			chunked = true
		}
	}
}

func (c *conn) append(n int) error {
	at := len(c.body)
	if cap(c.body) < at+n {
		c.body = append(make([]byte, 0, 2*(at+n)), c.body...)
	}
	c.body = c.body[:at+n]
	if _, err := io.ReadFull(c.in, c.body[at:]); err != nil {
		return fmt.Errorf("read the body: %w", err)
	}
	return nil
}
