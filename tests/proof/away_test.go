package proof_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"hverv/internal/testkit"
)

// What a caller waits at most for being told that the database does not answer: a read of a dead
// connection ends after 12 s, and a health check must end before a load balancer's own patience.
const (
	refusedWithin = 20 * time.Second
	checkedWithin = 6 * time.Second
)

// X2: a database that has fallen silent is a pause. Everything is refused in time and says when to
// come back, the process stays up, and when the network is back so is the service.
func TestSilentDatabaseIsAPause_X2(t *testing.T) {
	t.Parallel()
	dsn := testkit.URL(t)
	proxy, through := silenceable(t, dsn)
	admin, _ := populated(t, serve(t, through, io.Discard))
	if _, err := proxy.Toxics.AddToxicJson(strings.NewReader(`{"name": "silence", "type": "timeout", "attributes": {"timeout": 0}}`)); err != nil {
		t.Fatal(err)
	}

	var asked sync.WaitGroup
	for i := range 12 { // more than there are connections: who waits for one is refused in time too
		asked.Go(func() {
			method, path, body := http.MethodGet, admin.path("/employees"), any(nil)
			if i%2 == 1 {
				method, path, body = http.MethodPost, admin.path("/employees"), newcomer(fmt.Sprintf("lost-%d@proof.example", i))
			}
			got, took := admin.timed(t, method, path, body, fmt.Sprintf("silence-%d", i))
			problem := strings.HasPrefix(got.header.Get("Content-Type"), "application/problem+json")
			after, err := strconv.Atoi(got.header.Get("Retry-After"))
			if got.status != http.StatusServiceUnavailable || !problem || err != nil || after < 1 || took > refusedWithin {
				t.Errorf("%s %s: %d %q %s Retry-After %q after %s", method, path, got.status, got.code(), got.body, got.header.Get("Retry-After"), took)
			}
		})
	}
	if got, took := admin.timed(t, http.MethodGet, "/readyz", nil, ""); got.status != http.StatusServiceUnavailable || took > checkedWithin {
		t.Errorf("readyz: %d after %s, want 503 within %s", got.status, took, checkedWithin)
	}
	if got, took := admin.timed(t, http.MethodGet, "/healthz", nil, ""); got.status != http.StatusOK || took > time.Second {
		t.Errorf("healthz: %d after %s, want 200 at once", got.status, took)
	}
	asked.Wait()

	if err := proxy.Toxics.RemoveToxic(t.Context(), "silence"); err != nil {
		t.Fatal(err)
	}
	back := wall()
	for {
		if got := admin.ask(t, http.MethodGet, "/readyz", nil); got.status == http.StatusOK {
			break
		}
		if wall().Sub(back) > 30*time.Second {
			t.Fatal("not ready 30 s after the network came back")
		}
		pause()
	}
	t.Logf("ready %s after the network came back", wall().Sub(back).Round(time.Millisecond))
	for i := 1; i < 12; i += 2 { // with the same keys, as a careful caller does
		email := fmt.Sprintf("lost-%d@proof.example", i)
		got, err := admin.try(t.Context(), http.MethodPost, admin.path("/employees"), newcomer(email), fmt.Sprintf("silence-%d", i))
		if err != nil || got.status != http.StatusCreated {
			t.Errorf("%s afterwards: %d %s %v", email, got.status, got.body, err)
		}
	}
	if there := onceEach(t, admin); there["lost-11@proof.example"] == "" {
		t.Error("who was entered afterwards is not there")
	}
}

// X2, law 2: a database whose every connection is ended again and again, in the middle of changes,
// makes callers come back and nothing else: no other refusal, nothing half done, nothing twice.
func TestEndedConnectionsAreAPause_X2_Law2(t *testing.T) {
	t.Parallel()
	dsn := testkit.URL(t)
	admin, _ := populated(t, serve(t, dsn, io.Discard))
	db := open(t, dsn)
	db.SetMaxOpenConns(1)
	var acknowledged, refused atomic.Int64
	var over atomic.Bool
	defer over.Store(true)
	ids := &sync.Map{}
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for i := 0; !over.Load(); i++ {
				email := fmt.Sprintf("cut-%d-%d@proof.example", w, i)
				ids.Store(email, admin.enter(t, email, &refused))
				acknowledged.Add(1)
			}
		})
	}
	const cuts = 15
	ended := 0
	for range cuts {
		for next := acknowledged.Load() + 8; acknowledged.Load() < next; {
			pause()
		}
		var n int
		err := db.QueryRowContext(t.Context(), `select count(pg_terminate_backend(pid)) from pg_stat_activity
			where datname = current_database() and pid <> pg_backend_pid()`).Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		ended += n
	}
	over.Store(true)
	writers.Wait()
	there := onceEach(t, admin)
	ids.Range(func(email, id any) bool {
		if there[email.(string)] != id { //nolint:forcetypeassert // stored so above
			t.Errorf("%s was acknowledged as %s, there is %q", email, id, there[email.(string)]) //nolint:forcetypeassert // stored so above
		}
		return true
	})
	t.Logf("%d connections ended in %d cuts; %d employees acknowledged, %d requests told to come back", ended, cuts, acknowledged.Load(), refused.Load())
}

// enter makes one employee as a careful caller does: with one key, again and again while told to
// come back. It gives the id that was acknowledged.
func (c caller) enter(t *testing.T, email string, refused *atomic.Int64) string {
	t.Helper()
	for range 200 {
		got, err := c.try(t.Context(), http.MethodPost, c.path("/employees"), newcomer(email), "key-"+email)
		switch {
		case err != nil:
			t.Errorf("%s: %v", email, err)
			return ""
		case got.status == http.StatusCreated:
			return idIn(t, got)
		case got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") == "":
			t.Errorf("%s: %d %s, want 201 or 503 with Retry-After", email, got.status, got.body)
			return ""
		}
		refused.Add(1)
		pause()
	}
	t.Errorf("%s: told 200 times to come back", email)
	return ""
}

// pause waits a moment for something outside that says nothing by itself.
func pause() { <-time.After(10 * time.Millisecond) }

func (c caller) timed(t *testing.T, method, path string, body any, key string) (answer, time.Duration) {
	t.Helper()
	begun := wall()
	got, err := c.try(t.Context(), method, path, body, key)
	if err != nil {
		t.Errorf("%s %s: %v", method, path, err)
	}
	return got, wall().Sub(begun).Round(time.Millisecond)
}

// silenceable puts a proxy before the test's database and gives it with an address through it.
func silenceable(t *testing.T, dsn string) (proxy *toxiproxy.Proxy, through string) {
	t.Helper()
	at, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	socket := at.Query().Get("host") + "/.s.PGSQL." + at.Query().Get("port")
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	proxy = toxiproxy.NewProxy(server, "postgres", "127.0.0.1:0", bridge(t, socket))
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Stop)
	at.Host, at.RawQuery = proxy.Listen, "sslmode=disable"
	return proxy, at.String()
}

// bridge leads from a TCP port to a Unix socket: the test's cluster has no port, the proxy knows
// nothing else.
func bridge(t *testing.T, socket string) string {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			var dialer net.Dialer
			far, err := dialer.DialContext(context.WithoutCancel(t.Context()), "unix", socket)
			if err != nil {
				_ = near.Close()
				continue
			}
			go join(near, far)
			go join(far, near)
		}
	}()
	return listener.Addr().String()
}

// join copies until one side ends, and ends both then.
func join(to, from net.Conn) {
	_, _ = io.Copy(to, from)
	_ = to.Close()
	_ = from.Close()
}
