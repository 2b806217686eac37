package app

import (
	"bytes"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	otlp "go.opentelemetry.io/proto/slim/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"hverv/internal/id"
	"hverv/internal/testkit"
)

// collector plays the one that traces are sent to.
type collector struct {
	mu     sync.Mutex
	raw    bytes.Buffer
	spans  []*otlp.Span
	server *httptest.Server
}

func newCollector(t *testing.T) *collector {
	t.Helper()
	c := &collector{}
	c.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var sent otlp.TracesData
		if err != nil || proto.Unmarshal(body, &sent) != nil || r.URL.Path != "/v1/traces" || r.Header.Get("Content-Type") != "application/x-protobuf" {
			t.Errorf("%s %s: not what a collector takes", r.Method, r.URL)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.raw.Write(body)
		for _, from := range sent.GetResourceSpans() {
			for _, part := range from.GetScopeSpans() {
				c.spans = append(c.spans, part.GetSpans()...)
			}
		}
		w.WriteHeader(http.StatusOK)
	}))
	t.Cleanup(c.server.Close)
	return c
}

func (c *collector) named(t *testing.T, name string) *otlp.Span {
	t.Helper()
	names := []string{}
	for _, s := range c.spans {
		if s.GetName() == name {
			return s
		}
		names = append(names, s.GetName())
	}
	t.Fatalf("no span %q among %q", name, names)
	return nil
}

func said(s *otlp.Span) map[string]string {
	all := map[string]string{}
	for _, a := range s.GetAttributes() {
		all[a.GetKey()] = a.GetValue().GetStringValue()
		if n := a.GetValue().GetIntValue(); n != 0 {
			all[a.GetKey()] = strconv.FormatInt(n, 10)
		}
	}
	return all
}

// Spans arrive with their parts, under the caller's trace, also those of the last moment, and
// nothing in them tells what was asked (X2, law 5).
func TestTracesReachTheCollector_X2(t *testing.T) {
	t.Parallel()
	c := newCollector(t)
	const trace, caller, number = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "6201801234"
	var org id.Organisation
	t.Run("node", func(t *testing.T) { // stopped when this returns, which sends what is left
		a := nodeOn(t, testkit.URL(t), t.TempDir(), "HVERV_OTLP_ENDPOINT="+c.server.URL)
		var hr, signe id.Employee
		org, hr, signe = staffed(t, a)
		boss := cookieOf(t, a, org, hr)
		path := "/api/v1/organisations/" + org.String() + "/employees"
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.URL()+path+"/search", strings.NewReader(`{"national_id": {"kind": "cpr", "value": "`+number+`"}}`))
		if err != nil {
			t.Fatal(err)
		}
		r.AddCookie(boss)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Traceparent", "00-"+trace+"-"+caller+"-01")
		r.Header.Set("Tracestate", "their="+number)
		answer, err := new(http.Client).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusNotFound { // nobody has that number
			t.Fatalf("search: %d", answer.StatusCode)
		}
		call(t, a, http.MethodGet, path+"?name=Hemmeligsen", boss, "")
		call(t, a, http.MethodGet, "/nothing/"+number, boss, "")
		call(t, a, http.MethodPost, path+"/"+signe.String()+"/terminate", boss, `{"reason": "Fratrådt", "comment": "Hemmeligsen"}`)
		if _, err := a.runner.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		call(t, a, http.MethodGet, "/healthz", boss, "")
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	search := c.named(t, "POST /api/v1/organisations/:organisation_id/employees/search")
	if hex.EncodeToString(search.GetTraceId()) != trace || hex.EncodeToString(search.GetParentSpanId()) != caller || search.GetKind() != otlp.Span_SPAN_KIND_SERVER {
		t.Errorf("the search is not under its caller: %v", search)
	}
	about := said(search)
	if about["hverv.organisation"] != org.String() || about["http.response.status_code"] != "404" || about["hverv.request"] == "" {
		t.Errorf("the search says %v", about)
	}
	parts := map[string]int{}
	within := map[string]bool{string(search.GetSpanId()): true}
	for range c.spans { // children may arrive before their parents
		for _, s := range c.spans {
			if within[string(s.GetParentSpanId())] && !within[string(s.GetSpanId())] {
				within[string(s.GetSpanId())] = true
				parts[s.GetName()]++
			}
		}
	}
	if parts["select employees"] == 0 || parts["select sessions"] == 0 {
		t.Errorf("parts of the search: %v", parts)
	}
	c.named(t, "GET unknown")
	c.named(t, "tail")
	c.named(t, "job provider.logout")
	for _, secret := range []string{number, "Hemmeligsen", "Prøvesen", "Fratrådt", "/healthz", "hverv_session"} {
		if bytes.Contains(c.raw.Bytes(), []byte(secret)) {
			t.Errorf("%q left the house", secret)
		}
	}
}

// A collector that is away costs spans, not requests.
func TestACollectorThatIsAwayStopsNothing_X2(t *testing.T) {
	t.Parallel()
	a := nodeOn(t, testkit.URL(t), t.TempDir(), "HVERV_OTLP_ENDPOINT=http://127.0.0.1:9")
	if status, body := get(t, a.URL()+"/readyz"); status != http.StatusOK {
		t.Errorf("readyz: %d %s", status, body)
	}
}
