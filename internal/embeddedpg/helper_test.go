package embeddedpg_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/lib/pq"

	"hverv/internal/embeddedpg"
)

// The test program run again with this variable is a server of its own, that can be killed or be
// another user.
const helperDir = "HVERV_TEST_POSTGRES_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperDir); dir != "" {
		os.Exit(serve(dir))
	}
	os.Exit(m.Run())
}

// serve runs a cluster until its input ends.
func serve(dir string) int {
	ctx := context.Background()
	o := options(dir)
	o.Durable = true
	c, err := embeddedpg.Start(ctx, o)
	if err == nil {
		err = c.CreateDatabase(ctx, "hverv")
	}
	if err != nil {
		_, _ = fmt.Fprintln(os.Stdout, "error:", err)
		return 1
	}
	_, _ = fmt.Fprintln(os.Stdout, c.DSN("hverv"))
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := c.Stop(ctx); err != nil {
		return 1
	}
	return 0
}

func options(dir string) embeddedpg.Options {
	return embeddedpg.Options{
		Dir: dir, InitDB: []string{"--wal-segsize=1"}, Log: slog.New(slog.DiscardHandler),
		Settings: map[string]string{"shared_buffers": "16MB"},
	}
}

// folder is a place that any user may enter, unlike t.TempDir under root (trap D2).
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "hverv-test-pg-") //nolint:usetesting // see above
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // see above
		t.Fatal(err)
	}
	return dir
}

func start(t *testing.T, o embeddedpg.Options) *embeddedpg.Cluster {
	t.Helper()
	c, err := embeddedpg.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, c) })
	return c
}

func stop(t *testing.T, c *embeddedpg.Cluster) {
	t.Helper()
	if err := c.Stop(context.Background()); err != nil {
		t.Error(err)
	}
}

func open(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	connector, err := pq.NewConnector(dsn)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func exec1(t *testing.T, db *sql.DB, statement string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func ask(t *testing.T, db *sql.DB, question string) string {
	t.Helper()
	var answer string
	if err := db.QueryRowContext(t.Context(), question).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", question, err)
	}
	return answer
}

// eventually asks until there is an answer, since a killed PostgreSQL is away for a moment.
func eventually(t *testing.T, try func() error) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(20 * time.Second)
	for {
		err := try()
		if err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-limit:
			t.Fatal(err)
		}
	}
}

func postmaster(t *testing.T, dir string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid")) //nolint:gosec // the test's own folder
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(line)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// helper is another process that runs the cluster.
type helper struct {
	cmd   *exec.Cmd
	stdin io.Closer
	line  string // its DSN, or "error: ..."
}

func startHelper(t *testing.T, dir string, as *syscall.Credential) helper {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program(t)) //nolint:gosec // this very program
	cmd.Env = []string{helperDir + "=" + dir}
	cmd.Dir = filepath.Dir(dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return helper{cmd: cmd, stdin: stdin, line: strings.TrimSpace(line)}
}

// program copies this test program to where any user may run it.
func program(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(self) //nolint:gosec // this very program
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder(t), "helper")
	if err := os.WriteFile(path, text, 0o755); err != nil { //nolint:gosec // others run it
		t.Fatal(err)
	}
	return path
}
