package embeddedpg_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"hverv/internal/embeddedpg"
)

func TestClusterKeepsItsDataOverStops_X1(t *testing.T) {
	t.Parallel()
	o := options(filepath.Join(folder(t), "a folder, of 'its' own", "postgres"))
	o.Durable = true
	c := start(t, o)
	if err := errors.Join(c.CreateDatabase(t.Context(), "hverv"), c.CreateDatabase(t.Context(), "hverv")); err != nil {
		t.Fatal(err)
	}
	db := open(t, c.DSN("hverv"))
	exec1(t, db, "create extension pg_trgm; create table letter (body text); insert into letter values ('æ')")
	for setting, want := range map[string]string{
		"server_encoding": "UTF8", "lc_collate": "C", "listen_addresses": "", "fsync": "on",
		"is_superuser": "off", "data_checksums": "on", "TimeZone": "UTC",
	} {
		if got := ask(t, db, "select current_setting('"+setting+"')"); got != want {
			t.Errorf("%s is %q, want %q", setting, got, want)
		}
	}
	if got := ask(t, db, `select ('å' collate "da-x-icu" > 'z')::text`); got != "true" {
		t.Error("Danish does not sort å last")
	}
	stop(t, c)
	<-c.Dead()
	again := start(t, o)
	if got := ask(t, open(t, again.DSN("hverv")), "select body from letter"); got != "æ" {
		t.Fatalf("after a restart the letter reads %q", got)
	}
}

func TestKilledPostgresComesBack_X1(t *testing.T) {
	t.Parallel()
	o := options(folder(t))
	c := start(t, o)
	db := open(t, c.DSN("postgres"))
	exec1(t, db, "create database kept")
	killed := postmaster(t, o.Dir)
	if err := syscall.Kill(killed, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() error {
		var there bool
		err := db.QueryRowContext(t.Context(), "select exists (select from pg_database where datname = 'kept')").Scan(&there)
		if err == nil && !there {
			t.Fatal("the database was lost")
		}
		if err == nil && postmaster(t, o.Dir) == killed {
			return errors.New("the killed one still answers")
		}
		return err
	})
}

func TestKilledServerIsRepairedByTheNextStart_X1(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	h := startHelper(t, dir, nil)
	db := open(t, h.line)
	exec1(t, db, "create table letter (body text)")
	exec1(t, db, "insert into letter values ('kept')")
	left := postmaster(t, dir)
	if err := h.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = h.cmd.Wait()
	c := start(t, options(dir))
	if got := ask(t, open(t, c.DSN("hverv")), "select string_agg(body, ',') from letter"); got != "kept" {
		t.Fatalf("an acknowledged letter reads %q", got)
	}
	if postmaster(t, dir) == left {
		t.Fatal("the killed server's PostgreSQL is still in charge")
	}
}

func TestKilledServerTakesPostgresAlong_X1(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	h := startHelper(t, dir, nil)
	left := postmaster(t, dir)
	if err := h.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = h.cmd.Wait()
	eventually(t, func() error {
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(left) + "/stat")
		if err == nil && !strings.Contains(string(stat), ") Z ") { // nobody may have reaped it
			return fmt.Errorf("postgres outlives its server: %s", stat)
		}
		return nil
	})
}

func TestInterruptedMakingIsRepaired_X1(t *testing.T) {
	t.Parallel()
	o := options(folder(t))
	half := filepath.Join(o.Dir, "making-1234")
	if err := os.MkdirAll(filepath.Join(half, "base"), 0o700); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond) // initdb takes about a second
	defer cancel()
	if _, err := embeddedpg.Start(ctx, o); err == nil {
		t.Fatal("a cluster was made faster than we could interrupt")
	}
	c := start(t, o)
	if got := ask(t, open(t, c.DSN("postgres")), "select 'here'"); got != "here" {
		t.Fatal(got)
	}
	left, err := filepath.Glob(filepath.Join(o.Dir, "making-*"))
	if err != nil || len(left) > 0 {
		t.Fatalf("half-made clusters stay: %v, %v", left, err)
	}
}

func TestStaleFileNamingALivingProcess_X1(t *testing.T) {
	t.Parallel()
	o := options(folder(t))
	stop(t, start(t, o))
	pid := filepath.Join(o.Dir, "data", "postmaster.pid")
	// After a reboot the number may be anybody's; the test program plays that part.
	if err := os.WriteFile(pid, fmt.Appendf(nil, "%d\n%s\n1\n5432\n%s\n\n", os.Getppid(), filepath.Dir(pid), o.Dir), 0o600); err != nil {
		t.Fatal(err)
	}
	start(t, o)
}

func TestSecondServerIsRefused_X1(t *testing.T) {
	t.Parallel()
	o := options(folder(t))
	c := start(t, o)
	if _, err := embeddedpg.Start(t.Context(), o); !errors.Is(err, embeddedpg.ErrInUse) {
		t.Fatalf("second start: %v", err)
	}
	if h := startHelper(t, o.Dir, nil); !strings.HasPrefix(h.line, "error: ") {
		t.Fatalf("second process: %s", h.line)
	}
	if got := ask(t, open(t, c.DSN("postgres")), "select 'here'"); got != "here" {
		t.Fatal("the first was disturbed")
	}
}

func TestNormalUserRunsACluster_X1(t *testing.T) {
	t.Parallel()
	var as *syscall.Credential
	dir := filepath.Join(folder(t), "postgres")
	if os.Geteuid() == 0 {
		as = &syscall.Credential{Uid: 65534, Gid: 65534}
		if err := os.Chown(filepath.Dir(dir), 65534, 65534); err != nil {
			t.Fatal(err)
		}
	}
	h := startHelper(t, dir, as)
	if strings.HasPrefix(h.line, "error: ") {
		t.Fatal(h.line)
	}
	if err := errors.Join(h.stdin.Close(), h.cmd.Wait()); err != nil {
		t.Fatal(err)
	}
	// Root carries on with what the user made, as the user.
	start(t, options(dir))
}

func TestLongPathHasItsSocketElsewhere_X1(t *testing.T) {
	t.Parallel()
	o := options(filepath.Join(folder(t), strings.Repeat("long", 30)))
	c := start(t, o)
	dsn := c.DSN("postgres")
	if got := ask(t, open(t, dsn), "select 'here'"); got != "here" {
		t.Fatal(got)
	}
	_, rest, _ := strings.Cut(dsn, "host='")
	socket, _, _ := strings.Cut(rest, "'")
	stop(t, c)
	if _, err := os.Stat(socket); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("the socket's folder %s stays: %v", socket, err)
	}
}

func TestImpatientStopIsACrashThatIsRepaired_X1(t *testing.T) {
	t.Parallel()
	o := options(folder(t))
	c := start(t, o)
	exec1(t, open(t, c.DSN("postgres")), "create database kept")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Stop(ctx); err == nil {
		t.Log("it stopped faster than it was told to hurry")
	}
	<-c.Dead()
	again := start(t, o)
	ask(t, open(t, again.DSN("kept")), "select 'here'")
}
