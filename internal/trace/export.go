package trace

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	common "go.opentelemetry.io/proto/slim/otlp/common/v1"
	resources "go.opentelemetry.io/proto/slim/otlp/resource/v1"
	otlp "go.opentelemetry.io/proto/slim/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// exporter sends spans by OTLP over HTTP. OpenTelemetry's own brings gRPC along: 2 MB of memory that
// every server would pay, also one that traces nothing.
type exporter struct {
	client  *http.Client
	address string
	log     *slog.Logger
	failing atomic.Bool
}

// ExportSpans implements the SDK's interface. A collector that is away is said once, not once for
// each batch; its spans are gone.
func (e *exporter) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	err := e.send(ctx, spans)
	switch {
	case err != nil && !e.failing.Swap(true):
		e.log.WarnContext(ctx, "traces are lost", slog.Any("error", err))
	case err == nil && e.failing.Swap(false):
		e.log.InfoContext(ctx, "traces are sent again")
	}
	return nil
}

// Shutdown implements the SDK's interface.
func (e *exporter) Shutdown(context.Context) error {
	e.client.CloseIdleConnections()
	return nil
}

func (e *exporter) send(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	if len(spans) == 0 {
		return nil
	}
	// The message that a collector takes has the same form as this one.
	body, err := proto.Marshal(&otlp.TracesData{ResourceSpans: []*otlp.ResourceSpans{{
		Resource:   &resources.Resource{Attributes: attributes(spans[0].Resource().Attributes())},
		ScopeSpans: []*otlp.ScopeSpans{{Scope: &common.InstrumentationScope{Name: scope}, Spans: each(spans)}},
	}}})
	if err != nil {
		return fmt.Errorf("encode spans: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, e.address, bytes.NewReader(body))
	if err != nil {
		return errors.New("the collector's address cannot be called")
	}
	request.Header.Set("Content-Type", "application/x-protobuf")
	answer, err := e.client.Do(request)
	if err != nil {
		return fmt.Errorf("reach the collector: %w", err)
	}
	defer answer.Body.Close() //nolint:errcheck // read to its end or given up
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return fmt.Errorf("hear the collector: %w", err)
	}
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return fmt.Errorf("the collector answered %d", answer.StatusCode)
	}
	return nil
}

func each(spans []sdk.ReadOnlySpan) []*otlp.Span {
	all := make([]*otlp.Span, len(spans))
	for i, s := range spans {
		all[i] = encode(s)
	}
	return all
}

func encode(s sdk.ReadOnlySpan) *otlp.Span {
	trace, span := s.SpanContext().TraceID(), s.SpanContext().SpanID()
	made := &otlp.Span{
		TraceId: trace[:], SpanId: span[:], Name: s.Name(), Kind: otlp.Span_SpanKind(s.SpanKind()), Flags: uint32(s.SpanContext().TraceFlags()), //nolint:gosec // a handful of kinds, numbered alike
		StartTimeUnixNano: uint64(s.StartTime().UnixNano()), EndTimeUnixNano: uint64(s.EndTime().UnixNano()),
		Attributes: attributes(s.Attributes()), Status: &otlp.Status{},
	}
	if s.Parent().SpanID().IsValid() {
		parent := s.Parent().SpanID()
		made.ParentSpanId = parent[:]
	}
	if s.Status().Code == codes.Error {
		made.Status = &otlp.Status{Code: otlp.Status_STATUS_CODE_ERROR, Message: s.Status().Description}
	}
	return made
}

// attributes knows the two types that Span has.
func attributes(set []attribute.KeyValue) []*common.KeyValue {
	all := make([]*common.KeyValue, len(set))
	for i, a := range set {
		value := &common.AnyValue{Value: &common.AnyValue_StringValue{StringValue: a.Value.AsString()}}
		if a.Value.Type() == attribute.INT64 {
			value.Value = &common.AnyValue_IntValue{IntValue: a.Value.AsInt64()}
		}
		all[i] = &common.KeyValue{Key: string(a.Key), Value: value}
	}
	return all
}
