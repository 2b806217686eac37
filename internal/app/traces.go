package app

import (
	"net"
	"net/url"

	"hverv/internal/id"
	"hverv/internal/outbound"
	"hverv/internal/trace"
)

// openTraces begins to send traces when a collector is named, and starts nothing when none is (X2).
func (a *App) openTraces() error {
	if a.cfg.OTLPEndpoint == "" {
		return nil
	}
	// A collector stands inside one's own network as a rule; this one was named by the operator.
	client := outbound.New(outbound.Options{Allow: []string{hostPort(a.cfg.OTLPEndpoint)}})
	tracer, err := trace.Start(trace.Options{
		Endpoint: a.cfg.OTLPEndpoint, Node: id.New[id.Job]().String(), HTTP: client.HTTP(), Log: a.log,
	})
	a.traces = tracer
	return err
}

// hostPort is what the guard of outgoing calls compares with.
func hostPort(address string) string {
	at, err := url.Parse(address)
	if err != nil {
		return "" // nothing is allowed by it; the tracer says that it cannot be read
	}
	port := at.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[at.Scheme]
	}
	return net.JoinHostPort(at.Hostname(), port)
}
