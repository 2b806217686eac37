package embeddedpg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// ended tells how one run of PostgreSQL went.
type ended struct {
	ready  bool // it answered
	steady bool // it ran long enough to forget earlier deaths
	err    error
}

// supervise runs PostgreSQL until it is told to stop, and starts it again when it dies. The kernel
// kills PostgreSQL when the thread that started it ends, so this goroutine keeps its thread (D4).
func (c *Cluster) supervise(ctx context.Context, first chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer c.finish(ctx)
	wait := backoffFirst
	for started, tries := false, 0; ; tries++ {
		end := c.run(ctx, first)
		started = started || end.ready
		if c.stopping() {
			c.report(first, started, end.err)
			return
		}
		if !started && (tries >= lingerTries || !lingers(end.err)) {
			first <- end.err
			return
		}
		if end.steady {
			wait = backoffFirst
		}
		if !c.revive(ctx, end.err, wait) {
			c.report(first, started, end.err)
			return
		}
		wait = min(2*wait, backoffMost)
	}
}

// report answers a Start that is still waiting when the cluster is told to stop.
func (c *Cluster) report(first chan<- error, started bool, err error) {
	if !started {
		first <- fmt.Errorf("stopped while starting: %w", err)
	}
}

func (c *Cluster) finish(ctx context.Context) {
	if err := c.place.release(); err != nil {
		c.log.WarnContext(ctx, "postgres folder not cleared", slog.Any("error", err))
	}
	close(c.dead)
}

// revive waits and clears up before the next run; false when there shall be none.
func (c *Cluster) revive(ctx context.Context, err error, wait time.Duration) bool {
	if _, statErr := os.Stat(filepath.Join(c.place.data, "PG_VERSION")); errors.Is(statErr, os.ErrNotExist) {
		c.log.ErrorContext(ctx, "postgres folder is gone", slog.String("dir", c.place.dir))
		return false
	}
	c.log.ErrorContext(ctx, "postgres died and is started again",
		slog.Any("error", explain(c.place.dir, err)), slog.Duration("wait", wait))
	select {
	case <-c.stop:
		return false
	case <-time.After(wait):
	}
	if err := c.place.settle(ctx); err != nil {
		c.log.ErrorContext(ctx, "postgres left processes", slog.Any("error", err)) // the next run says so too, and is tried again
	}
	return true
}

func (c *Cluster) stopping() bool {
	select {
	case <-c.stop:
		return true
	default:
		return false
	}
}

// run is one life of PostgreSQL.
func (c *Cluster) run(ctx context.Context, first chan<- error) ended {
	cmd, out, err := c.launch(ctx)
	if err != nil {
		return ended{err: err}
	}
	exited := make(chan struct{})
	go func() {
		defer close(exited)
		_ = cmd.Wait() // how it ended is read from its state
	}()
	end := c.watch(cmd, out, exited, first)
	c.sweep(ctx)
	if said := out.close(); said != "" {
		end.err = fmt.Errorf("%w: %s", end.err, said)
	}
	return end
}

// sweep waits until the children are gone too: they hold the log's pipe and the shared memory.
func (c *Cluster) sweep(ctx context.Context) {
	if err := c.place.endStrays(ctx); err != nil {
		c.log.ErrorContext(ctx, "postgres left processes", slog.Any("error", err))
	}
}

func (c *Cluster) watch(cmd *exec.Cmd, out *output, exited <-chan struct{}, first chan<- error) ended {
	var end ended
	steady := time.NewTimer(steadyAfter)
	defer steady.Stop()
	ready := out.ready
	for {
		select {
		case <-ready:
			ready, end.ready = nil, true
			select {
			case first <- nil:
			default: // only the first start is waited for
			}
		case <-steady.C:
			end.steady = end.ready
		case <-exited:
			end.err = fmt.Errorf("PostgreSQL ended by itself (%s)", cmd.ProcessState)
			return end
		case <-c.stop:
			c.end(cmd, exited)
			end.err = fmt.Errorf("PostgreSQL was stopped (%s)", cmd.ProcessState)
			return end
		}
	}
}

// end stops PostgreSQL in order, or at once when told to hurry.
func (c *Cluster) end(cmd *exec.Cmd, exited <-chan struct{}) {
	_ = cmd.Process.Signal(syscall.SIGINT) // it may be gone already; exited says so
	select {
	case <-exited:
		return
	case <-c.rush:
	}
	_ = cmd.Process.Signal(syscall.SIGQUIT) // as above
	select {
	case <-exited:
	case <-time.After(strayPatience):
		_ = cmd.Process.Kill() // as above
		<-exited
	}
}

// launch starts the program; it must be called on the supervisor's thread (D4).
func (c *Cluster) launch(ctx context.Context) (*exec.Cmd, *output, error) {
	var given []string
	for name, value := range c.settings {
		given = append(given, "--"+name+"="+value)
	}
	slices.Sort(given)
	args := append([]string{"-D", c.place.data}, given...) // isOurs knows the first two
	cmd := c.place.as.command(ctx, c.place.data, filepath.Join(c.place.bin, "postgres"), args...)
	cmd.SysProcAttr.Pdeathsig = syscall.SIGQUIT // goes at once, and takes its children along
	out, err := listen(ctx, c.log)
	if err != nil {
		return nil, nil, err
	}
	cmd.Stderr = out.write
	cmd.Stdout = out.write
	if err := cmd.Start(); err != nil {
		out.close()
		return nil, nil, fmt.Errorf("start postgres: %w", err)
	}
	return cmd, out, nil
}

// Processes that cannot be seen (another user's, in a container) may still hold the cluster's
// memory for a moment after their postmaster was killed.
const lingerTries = 8

func lingers(err error) bool {
	return err != nil && (strings.Contains(err.Error(), "shared memory block") ||
		strings.Contains(err.Error(), "postmaster.pid"))
}
