// Package trace owns spans (X2): what a request did and how long each part took, sent to a collector
// by OTLP when one is configured. A span carries names and ids that are constants of the program
// or made by Hverv; never an address, a body, a parameter or the text of an error, any of which
// may hold a national id (law 5). Who measures a part asks Child, which costs nothing while
// nobody collects.
package trace

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	api "go.opentelemetry.io/otel/trace"
)

const scope = "hverv"

// Options say where spans go.
type Options struct {
	Endpoint string       // the collector's address; /v1/traces is added to it, as OTLP has it
	Node     string       // which of several nodes this is
	HTTP     *http.Client // that may call it
	Log      *slog.Logger
}

// Tracer begins traces and sends them. The nil Tracer does neither.
type Tracer struct {
	provider *sdk.TracerProvider
	tracer   api.Tracer
}

// Start begins to collect. The collector may be away: spans are then lost, requests are not held up.
func Start(o Options) (*Tracer, error) {
	at, err := url.Parse(o.Endpoint)
	if err != nil {
		return nil, errors.New("the collector's address cannot be read")
	}
	sender := &exporter{client: o.HTTP, address: at.JoinPath("v1", "traces").String(), log: o.Log}
	provider := sdk.NewTracerProvider(sdk.WithBatcher(sender), sdk.WithSampler(sdk.ParentBased(sdk.AlwaysSample())),
		sdk.WithResource(resource.NewSchemaless(attribute.String("service.name", scope), attribute.String("service.instance.id", o.Node))))
	return &Tracer{provider: provider, tracer: provider.Tracer(scope)}, nil
}

// Stop sends what was collected and ends.
func (t *Tracer) Stop(ctx context.Context) error {
	if t == nil {
		return nil
	}
	if err := t.provider.Shutdown(ctx); err != nil {
		return fmt.Errorf("send the last spans: %w", err)
	}
	return nil
}

// Request begins the span of a request, below the caller's when it sent a W3C traceparent. The
// caller's tracestate is left alone: it is free text.
func (t *Tracer) Request(ctx context.Context, header http.Header, name string) (context.Context, Span) {
	if t == nil {
		return ctx, Span{}
	}
	ctx = propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": header.Get("Traceparent")})
	ctx, span := t.tracer.Start(ctx, name, api.WithSpanKind(api.SpanKindServer))
	return ctx, Span{span}
}

// Job begins the span of work that nobody waits for.
func (t *Tracer) Job(ctx context.Context, name string) (context.Context, Span) {
	if t == nil {
		return ctx, Span{}
	}
	ctx, span := t.tracer.Start(ctx, name, api.WithNewRoot(), api.WithSpanKind(api.SpanKindConsumer))
	return ctx, Span{span}
}

// Child begins a part of what ctx is in the middle of; outside any span it does nothing.
func Child(ctx context.Context, name string) (context.Context, Span) {
	parent := api.SpanFromContext(ctx)
	if !parent.IsRecording() {
		return ctx, Span{}
	}
	ctx, span := parent.TracerProvider().Tracer(scope).Start(ctx, name, api.WithSpanKind(api.SpanKindClient))
	return ctx, Span{span}
}

// Pass tells whom we call which span its own belong below, as a W3C traceparent.
func Pass(ctx context.Context, header http.Header) {
	propagation.TraceContext{}.Inject(ctx, propagation.HeaderCarrier(header))
}

// ID is the trace that ctx is part of, for logs; empty outside any.
func ID(ctx context.Context) string {
	if at := api.SpanContextFromContext(ctx); at.IsValid() {
		return at.TraceID().String()
	}
	return ""
}

// Span is one measured part. The zero Span does nothing.
type Span struct{ span api.Span }

// Recording says whether anybody will see what is set.
func (s Span) Recording() bool { return s.span != nil && s.span.IsRecording() }

// Name gives the span a better name.
func (s Span) Name(name string) {
	if s.span != nil {
		s.span.SetName(name)
	}
}

// Set notes a fact. The value must be a constant of the program or an id that Hverv made.
func (s Span) Set(key, value string) {
	if s.span != nil && value != "" {
		s.span.SetAttributes(attribute.String(key, value))
	}
}

// SetNumber notes a number.
func (s Span) SetNumber(key string, value int) {
	if s.span != nil {
		s.span.SetAttributes(attribute.Int(key, value))
	}
}

// End ends the span; failure is a stable code, empty when all went well.
func (s Span) End(failure string) {
	if s.span == nil {
		return
	}
	if failure != "" {
		s.span.SetAttributes(attribute.String("error.type", failure))
		s.span.SetStatus(codes.Error, failure)
	}
	s.span.End()
}
