package embeddedpg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A killed server's PostgreSQL gets this long to go by itself after SIGQUIT.
const (
	strayPatience = 5 * time.Second
	strayLimit    = 15 * time.Second
	strayPoll     = 20 * time.Millisecond // they are not our children, so nothing tells when they end
)

// settle ends what an earlier run left behind: a PostgreSQL whose server was killed, or processes
// whose postmaster was. The folder is locked by us, so none of them has an owner any more.
func (p *place) settle(ctx context.Context) error {
	if _, err := os.Stat(p.data); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err := p.endStrays(ctx); err != nil {
		return err
	}
	// With nobody left the file is stale, and its number may meanwhile be somebody else's process,
	// which would keep PostgreSQL from starting.
	err := os.Remove(filepath.Join(p.data, "postmaster.pid"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove the stale postmaster.pid: %w", err)
	}
	return nil
}

func (p *place) endStrays(ctx context.Context) error {
	strays := p.strays()
	signal(strays, syscall.SIGQUIT)
	kill, give := time.After(strayPatience), time.After(strayLimit)
	poll := time.NewTicker(strayPoll)
	defer poll.Stop()
	for len(strays) > 0 {
		select {
		case <-kill:
			signal(strays, syscall.SIGKILL)
		case <-give:
			return fmt.Errorf("PostgreSQL of an earlier run does not end: process %v", strays)
		case <-ctx.Done():
			return fmt.Errorf("wait for PostgreSQL of an earlier run to end: %w", ctx.Err())
		case <-poll.C:
		}
		strays = p.strays()
	}
	return nil
}

func signal(pids []int, sig syscall.Signal) {
	for _, pid := range pids {
		_ = syscall.Kill(pid, sig) // it may have gone; who stays is seen by the caller
	}
}

// strays lists the PostgreSQL processes of this cluster. They all work in the data folder.
func (p *place) strays() []int {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	var found []int
	for _, entry := range entries {
		if pid, err := strconv.Atoi(entry.Name()); err == nil && p.isOurs(filepath.Join("/proc", entry.Name())) {
			found = append(found, pid)
		}
	}
	return found
}

// isOurs looks at program and working folder. In a container root may not see those of another
// user's process; then the postmaster is known by its command line, and its children follow it.
func (p *place) isOurs(proc string) bool {
	if cwd, err := os.Readlink(filepath.Join(proc, "cwd")); err == nil {
		exe, err := os.Readlink(filepath.Join(proc, "exe"))
		return err == nil && cwd == p.data && strings.HasPrefix(filepath.Base(exe), "postgres")
	}
	line, err := os.ReadFile(filepath.Join(proc, "cmdline")) //nolint:gosec // a file of the kernel
	if err != nil {
		return false
	}
	args := bytes.Split(line, []byte{0})
	return filepath.Base(string(args[0])) == "postgres" && len(args) > 2 && string(args[1]) == "-D" && string(args[2]) == p.data
}
