package outbound_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hverv/internal/outbound"
	"hverv/internal/trace"
)

// Who is called learns the trace, and only inside one (X2).
func TestCallsPassTheTraceOn_X2(t *testing.T) {
	t.Parallel()
	heard := make(chan string, 2)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v1/traces" {
			heard <- r.Header.Get("Traceparent")
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	client := outbound.New(outbound.Options{AllowLoopback: true})
	tracer, err := trace.Start(trace.Options{Endpoint: server.URL, HTTP: client.HTTP()})
	if err != nil {
		t.Fatal(err)
	}
	ctx, span := tracer.Request(t.Context(), http.Header{}, "GET /here")
	within, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/there", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for _, request := range []*http.Request{within, within.WithContext(t.Context())} {
		if _, err := client.Do(request); err != nil {
			t.Fatal(err)
		}
	}
	span.End("")
	if got := <-heard; !strings.HasPrefix(got, "00-"+trace.ID(ctx)+"-") || !strings.HasSuffix(got, "-01") {
		t.Errorf("inside the trace: %q", got)
	}
	if got := <-heard; got != "" {
		t.Errorf("outside: %q", got)
	}
	if within.Header.Get("Traceparent") != "" {
		t.Error("the caller's request was changed")
	}
	if err := tracer.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}
