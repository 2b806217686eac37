// Package outbound owns every HTTP call that Hverv makes (ARCHITECTURE 5): nobody else builds a
// client or uses the standard library's. It bounds time and size, stays on the host that was
// named, refuses addresses inside our own network, and repeats only what is safe to repeat.
// What is said over HTTP belongs to the adapters that use it.
package outbound

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Refusals of the client itself. Use errors.Is; the error around them names scheme and host only,
// since paths and queries may hold secrets.
var (
	ErrPrivateAddress = errors.New("address is not on the public network")
	ErrRedirect       = errors.New("redirect to another host")
	ErrTooLarge       = errors.New("answer is larger than allowed")
	ErrScheme         = errors.New("only http and https are spoken")
)

// Options of a client. The zero value is strict and good for most.
type Options struct {
	Timeout       time.Duration  // one attempt, body included; default 10 s
	MaxBody       int64          // bytes of an answer that are read; default 1 MiB
	Attempts      int            // of a repeatable request, the first included; default 3
	Allow         []string       // "host:port" that may be inside our own network
	AllowLoopback bool           // demo and tests: this machine may be called
	RootCAs       *x509.CertPool // default: the system's
}

// Client makes calls under its options. Build one per adapter and keep it.
type Client struct {
	http     *http.Client
	attempts int
	wait     func(ctx context.Context, d time.Duration) error
	jitter   func(d time.Duration) time.Duration
}

// Response is an answer, read to its end. Any status is an answer, not an error.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// New builds a client.
func New(o Options) *Client {
	if o.Timeout <= 0 {
		o.Timeout = 10 * time.Second
	}
	if o.MaxBody <= 0 {
		o.MaxBody = 1 << 20
	}
	if o.Attempts <= 0 {
		o.Attempts = 3
	}
	transport := &http.Transport{
		Proxy:                  nil, // a proxy would look names up for us, past the guard
		DialContext:            newGuard(o).dial,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.RootCAs},
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    o.Timeout,
		MaxIdleConnsPerHost:    8,
		IdleConnTimeout:        time.Minute,
		MaxResponseHeaderBytes: 64 << 10,
	}
	return &Client{
		http:     &http.Client{Transport: traced{limited{transport, o.MaxBody}}, CheckRedirect: sameHost, Timeout: o.Timeout},
		attempts: o.Attempts,
		wait:     wait,
		jitter:   func(d time.Duration) time.Duration { return rand.N(d) + 1 }, //nolint:gosec // spreads load, keeps no secret
	}
}

// HTTP is the same guarded client for libraries that want the standard type (go-oidc, oauth2).
// Reading a body past the limit ends in ErrTooLarge; nothing is repeated.
func (c *Client) HTTP() *http.Client { return c.http }

// Close ends idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Do sends the request. GET and HEAD are repeated after failures of the network and answers that
// ask to come back (429, 502, 503, 504); everything else is sent once.
func (c *Client) Do(request *http.Request) (*Response, error) {
	return c.send(request, request.Method == http.MethodGet || request.Method == http.MethodHead)
}

// DoRepeatable is Do for a request of another method that the receiver takes as one however often
// it comes, for instance because it carries an idempotency key or only searches.
func (c *Client) DoRepeatable(request *http.Request) (*Response, error) {
	return c.send(request, true)
}

func (c *Client) send(request *http.Request, repeatable bool) (*Response, error) {
	repeatable = repeatable && (request.Body == nil || request.GetBody != nil) // a body that can be read once is sent once
	for attempt := 1; ; attempt++ {
		response, err := c.once(request)
		if !repeatable || attempt >= c.attempts || !passing(request.Context(), response, err) {
			return response, named(request.URL, err)
		}
		if waitErr := c.wait(request.Context(), c.pause(attempt, response)); waitErr != nil {
			return nil, named(request.URL, errors.Join(err, waitErr))
		}
		if request, err = again(request); err != nil {
			return nil, named(request.URL, err)
		}
	}
}

func (c *Client) once(request *http.Request) (*Response, error) {
	if request.URL.Scheme != "https" && request.URL.Scheme != "http" {
		return nil, ErrScheme
	}
	answer, err := c.http.Do(request) //nolint:gosec // the dialler judges where the request may go
	if err != nil {
		return nil, err //nolint:wrapcheck // named takes the address out and wraps
	}
	defer answer.Body.Close() //nolint:errcheck // read to its end or given up
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err //nolint:wrapcheck // named wraps
	}
	return &Response{Status: answer.StatusCode, Header: answer.Header, Body: body}, nil
}

// again clones the request with its body from the start.
func again(request *http.Request) (*http.Request, error) {
	next := request.Clone(request.Context())
	if request.GetBody == nil {
		return next, nil
	}
	body, err := request.GetBody()
	if err != nil {
		return request, fmt.Errorf("read request again: %w", err)
	}
	next.Body = body
	return next, nil
}

// named says whom we called, without path, query or password.
func named(u *url.URL, err error) error {
	if err == nil {
		return nil
	}
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err
	}
	return fmt.Errorf("call %s://%s: %w", u.Scheme, u.Host, err)
}

// sameHost follows redirects on one scheme, host and port only, and few of them.
func sameHost(next *http.Request, past []*http.Request) error {
	first := past[0].URL
	if next.URL.Scheme != first.Scheme || !strings.EqualFold(hostPort(next.URL), hostPort(first)) {
		return ErrRedirect
	}
	if len(past) >= 5 {
		return errors.New("too many redirects")
	}
	return nil
}

func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}
