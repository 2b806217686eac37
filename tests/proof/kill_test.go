package proof_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"hverv/internal/testeid"
)

// X1, law 2, law 7: whatever is killed in the middle of writes, what was acknowledged is there
// exactly once, with its one event.
func TestKillsLoseNothing_X1_Law2_Law7(t *testing.T) {
	t.Parallel()
	killWhileWriting(t, 2, 1)
}

// TestProveKillsLoseNothing_X1_Law2_Law7 is the same twenty times, and PostgreSQL alone five times.
func TestProveKillsLoseNothing_X1_Law2_Law7(t *testing.T) { //nolint:paralleltest // it wants the machine for itself
	long(t)
	killWhileWriting(t, 20, 5)
}

// killWhileWriting kills a server so many times, and so many times only its PostgreSQL, while four
// writers enter employees.
func killWhileWriting(t *testing.T, servers, databases int) {
	t.Helper()
	p := startProgram(t)
	book := &ledger{caller: signIn(t, p.base, testeid.Mette), acknowledged: map[string]string{}}
	var over atomic.Bool
	defer over.Store(true)
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for i := 0; !over.Load(); i++ {
				book.write(t, fmt.Sprintf("kill-%d-%d@proof.example", w, i), (w+i)%3 == 0)
			}
		})
	}
	for round := range servers + databases {
		book.await(t, 5+rand.IntN(30)) //nolint:gosec // any number will do
		if round < servers {
			p.kill(t)
			p.start(t)
		} else {
			p.killPostgres(t)
		}
	}
	book.await(t, 5)
	over.Store(true)
	writers.Wait()
	book.check(t)
	t.Logf("%d kills of the server, %d of PostgreSQL: %d employees acknowledged, %d requests broken, %d told to come back, %d given up, %d answers repeated",
		servers, databases, len(book.acknowledged), book.broken.Load(), book.refused.Load(), book.givenUp.Load(), book.replayed.Load())
}

// ledger is what the writers were told.
type ledger struct {
	caller

	done, broken, refused, givenUp, replayed atomic.Int64

	mu           sync.Mutex
	acknowledged map[string]string // ids by address
}

// write enters one employee with one key, again and again until it is acknowledged. A fickle
// writer gives up after the first failure: then it may be there or not, but not twice.
func (b *ledger) write(t *testing.T, email string, fickle bool) {
	t.Helper()
	for begun := wall(); wall().Sub(begun) < 2*time.Minute; pause() {
		got, err := b.try(t.Context(), http.MethodPost, b.path("/employees"), newcomer(email), "key-"+email)
		switch {
		case err != nil:
			b.broken.Add(1)
		case got.status == http.StatusCreated:
			if got.header.Get("Idempotent-Replayed") == "true" {
				b.replayed.Add(1)
			}
			b.mu.Lock()
			b.acknowledged[email] = idIn(t, got)
			b.mu.Unlock()
			b.done.Add(1)
			return
		case got.status == http.StatusServiceUnavailable:
			b.refused.Add(1)
		default:
			t.Errorf("%s: %d %s, want 201 or 503", email, got.status, got.body)
			return
		}
		if fickle {
			b.givenUp.Add(1)
			return
		}
	}
	t.Errorf("%s: no answer for two minutes", email)
}

// await lets the writers get on by so many employees.
func (b *ledger) await(t *testing.T, more int) {
	t.Helper()
	begun := wall()
	for next := b.done.Load() + int64(more); b.done.Load() < next; pause() {
		if wall().Sub(begun) > 2*time.Minute {
			t.Fatal("the writers do not get on")
		}
	}
}

// program is the built product on a folder and port of its own.
type program struct {
	path, folder, base string

	process *exec.Cmd
	said    *logbook
}

// startProgram builds the product and starts it with its made-up people on a private cluster.
func startProgram(t *testing.T) *program {
	t.Helper()
	folder := t.TempDir()
	for _, passed := range []string{folder, filepath.Dir(folder)} { // PostgreSQL's account must get through
		if err := os.Chmod(passed, 0o711); err != nil { //nolint:gosec // see above
			t.Fatal(err)
		}
	}
	p := &program{path: filepath.Join(t.TempDir(), "hverv"), folder: filepath.Join(folder, "data"), base: "http://localhost:" + freePort(t)}
	built, err := exec.CommandContext(t.Context(), "go", "build", "-o", p.path, "hverv/cmd/hverv").CombinedOutput() //nolint:gosec // our own program
	if err != nil {
		t.Fatalf("build: %v\n%s", err, built)
	}
	p.start(t)
	t.Cleanup(func() {
		if err := p.process.Process.Signal(syscall.SIGTERM); err != nil {
			t.Errorf("end the server: %v", err)
		}
		if err := p.process.Wait(); err != nil {
			t.Errorf("the server did not end in order: %v\n%s", err, p.said.bytes())
		}
	})
	return p
}

func freePort(t *testing.T) string {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// start runs the program and waits until it welcomes its users.
func (p *program) start(t *testing.T) {
	t.Helper()
	p.said = &logbook{}
	p.process = exec.Command(p.path, "serve") //nolint:gosec,noctx // our own program; it is ended by name of its process alone
	// The product refuses settings that it does not know, such as the one that calls for long proofs.
	others := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "HVERV_") })
	p.process.Env = slices.Concat(others, settings("127.0.0.1:"+p.base[len("http://localhost:"):], p.folder, ""))
	p.process.Stdout, p.process.Stderr = p.said, p.said
	if err := p.process.Start(); err != nil {
		t.Fatalf("start the server: %v", err)
	}
	for begun := wall(); !bytes.Contains(p.said.bytes(), []byte("Hverv serves on")); pause() {
		if wall().Sub(begun) > 2*time.Minute {
			t.Fatalf("the server does not start:\n%s", p.said.bytes())
		}
	}
}

func (p *program) kill(t *testing.T) {
	t.Helper()
	if err := p.process.Process.Kill(); err != nil {
		t.Fatalf("kill the server: %v", err)
	}
	_ = p.process.Wait() // it ended by a signal, as it should
}

// killPostgres kills the cluster's first process, by the number in its own file, and leaves the
// server to start it again.
func (p *program) killPostgres(t *testing.T) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(p.folder, "postgres", "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := bytes.Cut(text, []byte("\n"))
	pid, err := strconv.Atoi(string(first))
	if err != nil || pid < 2 {
		t.Fatalf("whose number is %q: %v", first, err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatalf("kill PostgreSQL: %v", err)
	}
}
