package proof_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"hverv/internal/embeddedpg"
)

// X2, law 2: a PostgreSQL that is stopped in the middle of writes, as in a crash, and started again
// later is a pause. Nobody restarts anything of ours, and what was acknowledged is there.
func TestStoppedDatabaseIsAPause_X2_Law2(t *testing.T) {
	t.Parallel()
	stopWhileWriting(t, 2)
}

// TestProveStoppedDatabaseIsAPause_X2_Law2 is the same fifteen times.
func TestProveStoppedDatabaseIsAPause_X2_Law2(t *testing.T) { //nolint:paralleltest // it wants the machine for itself
	long(t)
	stopWhileWriting(t, 15)
}

func stopWhileWriting(t *testing.T, times int) {
	t.Helper()
	d := &stoppable{dir: filepath.Join(openTemp(t), "postgres")}
	d.start(t)
	t.Cleanup(func() { d.stop(t) })
	admin, _ := populated(t, serve(t, d.url(), io.Discard))
	book := &ledger{caller: admin, acknowledged: map[string]string{}}
	var over atomic.Bool
	defer over.Store(true)
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for i := 0; !over.Load(); i++ {
				book.write(t, fmt.Sprintf("stop-%d-%d@proof.example", w, i), false)
			}
		})
	}
	for range times {
		book.await(t, 10)
		d.stop(t)
		refusedFor := book.refused.Load()
		admin.away(t, http.MethodGet, "/employees", nil)
		admin.away(t, http.MethodPost, "/employees", newcomer("nobody@proof.example"))
		if got := admin.ask(t, http.MethodGet, "/readyz", nil); got.status != http.StatusServiceUnavailable {
			t.Errorf("readyz while PostgreSQL is stopped: %d", got.status)
		}
		if got := admin.ask(t, http.MethodGet, "/healthz", nil); got.status != http.StatusOK {
			t.Errorf("healthz while PostgreSQL is stopped: %d", got.status)
		}
		for book.refused.Load() == refusedFor { // the writers are told to come back, too
			pause()
		}
		d.start(t)
	}
	book.await(t, 10)
	over.Store(true)
	writers.Wait()
	book.check(t)
	if n := book.broken.Load(); n != 0 {
		t.Errorf("%d connections to us broke", n)
	}
	t.Logf("%d stops: %d employees acknowledged, %d requests told to come back", times, len(book.acknowledged), book.refused.Load())
}

// X1, X2, law 2: when the disk of the private cluster is full changes are told to come back, reads go
// on, nothing acknowledged is lost, and it heals by itself once there is room. The disk is a small
// one in memory, which only root may mount; there is no honest way without: a limit on file sizes
// fails with another error than a full disk does.
func TestFullDiskIsAPause_X1_X2_Law2(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("only root may mount a small disk")
	}
	disk := openTemp(t)
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=256m,mode=711"); err != nil {
		t.Skipf("this machine mounts nothing: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Errorf("take the disk away: %v", err)
		}
	})
	admin, _ := populated(t, serveIn(t, filepath.Join(disk, "data"), "", io.Discard))
	book := &ledger{caller: admin, acknowledged: map[string]string{}}
	book.write(t, "before@proof.example", false)
	fill(t, filepath.Join(disk, "ballast"))

	kept := 0
	for i, full := 0, 0; full < 5; i++ {
		email := fmt.Sprintf("full-%d@proof.example", i)
		got, err := admin.try(t.Context(), http.MethodPost, admin.path("/employees"), newcomer(email), "key-"+email)
		switch {
		case err != nil:
			t.Fatal(err)
		case got.status == http.StatusCreated: // there was room left in a page
			book.acknowledged[email] = idIn(t, got)
			kept++
		default:
			full++
			comesBack(t, "a change on a full disk", got)
		}
		if i > 5000 {
			t.Fatal("the disk does not get full")
		}
	}
	for _, path := range []string{"/employees", "/events", "/units"} {
		if got := admin.ask(t, http.MethodGet, admin.path(path), nil); got.status != http.StatusOK {
			t.Errorf("read %s on a full disk: %d %s", path, got.status, got.body)
		}
	}
	if err := os.Remove(filepath.Join(disk, "ballast")); err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		book.write(t, fmt.Sprintf("after-%d@proof.example", i), false)
	}
	book.check(t)
	t.Logf("%d employees acknowledged on the full disk, %d in all", kept, len(book.acknowledged))
}

// fill writes until there is no room.
func fill(t *testing.T, path string) {
	t.Helper()
	ballast, err := os.Create(path) //nolint:gosec // our own
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ballast.Close() }()
	block := make([]byte, 4096)
	for {
		if _, err := ballast.Write(block); errors.Is(err, syscall.ENOSPC) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// away asks for what must be refused in a way that tells the caller to come back.
func (c caller) away(t *testing.T, method, path string, body any) {
	t.Helper()
	got, err := c.try(t.Context(), method, c.path(path), body, "")
	if err != nil {
		t.Fatal(err)
	}
	comesBack(t, method+" "+path, got)
}

func comesBack(t *testing.T, what string, got answer) {
	t.Helper()
	after, err := strconv.Atoi(got.header.Get("Retry-After"))
	if got.status != http.StatusServiceUnavailable || !strings.HasPrefix(got.header.Get("Content-Type"), "application/problem+json") || err != nil || after < 1 {
		t.Errorf("%s: %d %s Retry-After %q, want a 503 problem that says when to come back", what, got.status, got.body, got.header.Get("Retry-After"))
	}
}

// check holds what was acknowledged against what is there.
func (b *ledger) check(t *testing.T) {
	t.Helper()
	there := onceEach(t, b.caller)
	for email, id := range b.acknowledged {
		if there[email] != id {
			t.Errorf("%s was acknowledged as %s, there is %q", email, id, there[email])
		}
	}
}

// openTemp is a folder that PostgreSQL's account can get through.
func openTemp(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for _, passed := range []string{folder, filepath.Dir(folder)} {
		if err := os.Chmod(passed, 0o711); err != nil { //nolint:gosec // see above
			t.Fatal(err)
		}
	}
	return folder
}

// stoppable is a database server outside ours, which its keeper stops and starts.
type stoppable struct {
	dir     string
	cluster *embeddedpg.Cluster
}

func (d *stoppable) start(t *testing.T) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	cluster, err := embeddedpg.Start(ctx, embeddedpg.Options{Dir: d.dir, Durable: true, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	if err := cluster.CreateDatabase(ctx, "hverv"); err != nil {
		t.Fatal(err)
	}
	d.cluster = cluster
}

// stop ends it at once, as in a crash; the next start repairs it.
func (d *stoppable) stop(t *testing.T) {
	t.Helper()
	at, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	cancel()
	if err := d.cluster.Stop(at); err != nil && !errors.Is(err, context.Canceled) {
		t.Fatalf("stop PostgreSQL: %v", err)
	}
	<-d.cluster.Dead()
}

func (d *stoppable) url() string {
	query := url.Values{"host": {d.dir}, "port": {"5432"}, "sslmode": {"disable"}}
	return (&url.URL{Scheme: "postgres", User: url.User(embeddedpg.Role), Path: "/hverv", RawQuery: query.Encode()}).String()
}
