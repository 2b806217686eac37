package outbound

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// client calls this machine and notes its pauses instead of waiting.
func client(tb testing.TB, o Options) (*Client, *[]time.Duration) {
	tb.Helper()
	o.AllowLoopback = true
	c, pauses := New(o), new([]time.Duration)
	c.jitter = func(d time.Duration) time.Duration { return d }
	c.wait = func(ctx context.Context, d time.Duration) error {
		*pauses = append(*pauses, d)
		return ctx.Err()
	}
	tb.Cleanup(c.Close)
	return c, pauses
}

func server(tb testing.TB, handler http.HandlerFunc) *httptest.Server {
	tb.Helper()
	s := httptest.NewServer(handler)
	tb.Cleanup(s.Close)
	return s
}

func request(tb testing.TB, method, url, body string) *http.Request {
	tb.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r, err := http.NewRequestWithContext(tb.Context(), method, url, reader)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func TestPrivateAddressesAreNotCalled(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	s := server(t, func(http.ResponseWriter, *http.Request) { calls.Add(1) })
	c := New(Options{})
	for _, url := range []string{s.URL, strings.Replace(s.URL, "127.0.0.1", "localhost", 1), strings.Replace(s.URL, "127.0.0.1", "[::ffff:127.0.0.1]", 1), "http://10.0.0.1/", "http://169.254.169.254/latest"} {
		if _, err := c.Do(request(t, http.MethodGet, url, "")); !errors.Is(err, ErrPrivateAddress) {
			t.Errorf("%s: %v, want ErrPrivateAddress", url, err)
		}
		if answer, err := c.HTTP().Do(request(t, http.MethodGet, url, "")); !errors.Is(err, ErrPrivateAddress) {
			t.Errorf("%s by HTTP(): %v, want ErrPrivateAddress", url, err)
			answer.Body.Close() //nolint:errcheck,gosec // the test has failed
		}
	}
	if calls.Load() != 0 {
		t.Fatalf("%d calls arrived", calls.Load())
	}
	allowed := New(Options{Allow: []string{s.Listener.Addr().String()}})
	defer allowed.Close()
	if answer, err := allowed.Do(request(t, http.MethodGet, s.URL, "")); err != nil || answer.Status != http.StatusOK {
		t.Fatalf("allowed by name: %v", err)
	}
}

func TestPublicAddresses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"8.8.8.8": true, "2a00:1450::1": true, "130.226.0.1": true,
		"127.0.0.1": false, "127.9.9.9": false, "10.1.2.3": false, "172.16.0.1": false, "172.32.0.1": true, "192.168.1.1": false,
		"169.254.169.254": false, "100.64.0.1": false, "0.0.0.0": false, "0.1.2.3": false, "224.0.0.1": false, "255.255.255.255": false, "198.18.0.1": false,
		"::1": false, "::": false, "fe80::1": false, "fc00::1": false, "fd12::1": false, "ff02::1": false, "fec0::1": false,
		"::ffff:10.0.0.1": false, "::ffff:8.8.8.8": true, "64:ff9b::a00:1": false, "2002:a00:1::": false, "::a00:1": false, "2001:0:1::1": false, "2001:db8::1": false,
	} {
		g := newGuard(Options{})
		address := netip.AddrPortFrom(netip.MustParseAddr(text), 443).String()
		if got := g.judge("tcp", address, nil) == nil; got != want {
			t.Errorf("%s public: %v, want %v", text, got, want)
		}
	}
	if err := newGuard(Options{AllowLoopback: true}).judge("tcp", "10.0.0.1:80", nil); !errors.Is(err, ErrPrivateAddress) {
		t.Errorf("loopback allowed, private too: %v", err)
	}
	if err := newGuard(Options{}).judge("tcp", "nonsense", nil); !errors.Is(err, ErrPrivateAddress) {
		t.Errorf("nonsense: %v", err)
	}
}

func TestRedirectsStayOnTheHost(t *testing.T) {
	t.Parallel()
	other := server(t, func(http.ResponseWriter, *http.Request) { t.Error("the other host was called") })
	var s *httptest.Server
	s = server(t, func(w http.ResponseWriter, r *http.Request) {
		target := map[string]string{"/here": "/end", "/away": other.URL, "/loop": "/loop", "/name": strings.Replace(s.URL, "127.0.0.1", "localhost", 1)}[r.URL.Path]
		if target != "" {
			http.Redirect(w, r, target, http.StatusFound)
		}
	})
	c, _ := client(t, Options{Attempts: 1})
	if answer, err := c.Do(request(t, http.MethodGet, s.URL+"/here", "")); err != nil || answer.Status != http.StatusOK {
		t.Fatalf("same host: %v", err)
	}
	for _, path := range []string{"/away", "/name"} {
		if _, err := c.Do(request(t, http.MethodGet, s.URL+path, "")); !errors.Is(err, ErrRedirect) {
			t.Errorf("%s: %v, want ErrRedirect", path, err)
		}
	}
	if _, err := c.Do(request(t, http.MethodGet, s.URL+"/loop", "")); err == nil {
		t.Error("endless redirects were followed")
	}
}

func TestAnswersAreLimited(t *testing.T) {
	t.Parallel()
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, err := w.Write(make([]byte, 1<<20))
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/full":
			w.Write(make([]byte, 2000)) //nolint:errcheck,gosec // the test reads it
		case "/declared":
			w.Write(make([]byte, 2001)) //nolint:errcheck,gosec // the test reads it
		case "/streamed":
			w.(http.Flusher).Flush()    //nolint:forcetypeassert // net/http's always is
			w.Write(make([]byte, 9000)) //nolint:errcheck,gosec // the test reads it
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(zipped.Bytes()) //nolint:errcheck,gosec // the test reads it
		}
	})
	c, pauses := client(t, Options{MaxBody: 2000})
	if answer, err := c.Do(request(t, http.MethodGet, s.URL+"/full", "")); err != nil || len(answer.Body) != 2000 {
		t.Fatalf("exactly full: %v", err)
	}
	for _, path := range []string{"/declared", "/streamed", "/bomb"} {
		if answer, err := c.Do(request(t, http.MethodGet, s.URL+path, "")); !errors.Is(err, ErrTooLarge) || answer != nil {
			t.Errorf("%s: %v, want ErrTooLarge", path, err)
		}
	}
	if len(*pauses) != 0 {
		t.Errorf("too large answers were asked for again: %v", *pauses)
	}
}

func TestOnlySafeRequestsAreRepeated(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || (r.Method == http.MethodPost && string(body) != "order") {
			t.Errorf("call %d came with body %q, %v", calls.Load(), body, err)
		}
		if calls.Add(1) < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	c, pauses := client(t, Options{})
	for name, tt := range map[string]struct {
		do         func(*http.Request) (*Response, error)
		method     string
		body       string
		wantStatus int
		wantCalls  int32
	}{
		"GET":             {c.Do, http.MethodGet, "", 200, 3},
		"POST":            {c.Do, http.MethodPost, "order", 503, 1},
		"repeatable POST": {c.DoRepeatable, http.MethodPost, "order", 200, 3},
	} {
		calls.Store(0)
		*pauses = nil
		answer, err := tt.do(request(t, tt.method, s.URL, tt.body))
		if err != nil || answer.Status != tt.wantStatus || calls.Load() != tt.wantCalls || len(*pauses) != int(tt.wantCalls)-1 {
			t.Errorf("%s: %+v, %v after %d calls and pauses %v", name, answer, err, calls.Load(), *pauses)
		}
	}
}

func TestLastAnswerIsGivenAndRetryAfterKept(t *testing.T) {
	t.Parallel()
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", r.URL.Query().Get("after"))
		w.WriteHeader(http.StatusTooManyRequests)
	})
	for after, want := range map[string][]time.Duration{
		"3":    {3 * time.Second, 3 * time.Second},
		"9999": {mostPause, mostPause},
		"":     {firstPause, 2 * firstPause},
		"-5":   {firstPause, 2 * firstPause},
	} {
		c, pauses := client(t, Options{})
		answer, err := c.Do(request(t, http.MethodGet, s.URL+"?after="+after, ""))
		if err != nil || answer.Status != http.StatusTooManyRequests || len(*pauses) != 2 || (*pauses)[0] != want[0] || (*pauses)[1] != want[1] {
			t.Errorf("after %q: %v, pauses %v, want %v", after, err, *pauses, want)
		}
	}
}

func TestBrokenConnectionsAreTriedAgain(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	s := server(t, func(w http.ResponseWriter, _ *http.Request) {
		if calls.Add(1) < 3 {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(http.StatusNoContent)
	})
	c, _ := client(t, Options{})
	if answer, err := c.Do(request(t, http.MethodGet, s.URL, "")); err != nil || answer.Status != http.StatusNoContent {
		t.Fatalf("after %d calls: %v", calls.Load(), err)
	}
}

func TestSlowAnswersEnd(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{})
	s := server(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done(); close(ended) })
	c, _ := client(t, Options{Timeout: 30 * time.Millisecond, Attempts: 1})
	_, err := c.Do(request(t, http.MethodGet, s.URL, ""))
	var timeout net.Error
	if !errors.As(err, &timeout) || !timeout.Timeout() {
		t.Fatalf("got %v, want a timeout", err)
	}
	<-ended
}

func TestCallersEndStopsTheRepeats(t *testing.T) {
	t.Parallel()
	s := server(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	c, pauses := client(t, Options{Attempts: 9})
	ctx, cancel := context.WithCancel(t.Context())
	noted := c.wait
	c.wait = func(ctx context.Context, d time.Duration) error { cancel(); return noted(ctx, d) }
	if _, err := c.Do(request(t, http.MethodGet, s.URL, "").WithContext(ctx)); !errors.Is(err, context.Canceled) || len(*pauses) != 1 {
		t.Fatalf("got %v after pauses %v", err, *pauses)
	}
}

func TestErrorsNameNoSecrets_X4(t *testing.T) {
	t.Parallel()
	s := server(t, func(http.ResponseWriter, *http.Request) {})
	address := s.Listener.Addr().String()
	s.Close()
	c, _ := client(t, Options{Attempts: 2})
	_, err := c.Do(request(t, http.MethodGet, "http://clinic:hush@"+address+"/hook/secret-path?code=hidden", ""))
	if err == nil || strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), "secret-path") || strings.Contains(err.Error(), "hidden") || !strings.Contains(err.Error(), address) {
		t.Fatalf("error says: %v", err)
	}
	if _, err := c.Do(request(t, http.MethodGet, "file:///etc/hostname", "")); !errors.Is(err, ErrScheme) {
		t.Fatalf("file: %v", err)
	}
}

func TestProxiesOfTheEnvironmentAreIgnored(t *testing.T) {
	proxy := server(t, func(http.ResponseWriter, *http.Request) { t.Error("the proxy was called") })
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("HTTPS_PROXY", proxy.URL)
	c := New(Options{})
	if _, err := c.Do(request(t, http.MethodGet, "http://10.0.0.1/", "")); !errors.Is(err, ErrPrivateAddress) {
		t.Fatalf("got %v", err)
	}
}

func TestWaitEndsWithTheCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		if err := wait(t.Context(), time.Hour); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := wait(ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v", err)
		}
	})
}
