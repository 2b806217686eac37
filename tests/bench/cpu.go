package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Processor time tells what an operation costs even where other programs want the processors too:
// then rates mostly say whose threads were more.

const tick = 10 * time.Millisecond // of /proc; Linux has said 100 a second for as long as it has users

// cost is processor time by who spent it.
type cost struct{ postgres, server, client time.Duration }

func (c cost) total() time.Duration { return c.postgres + c.server + c.client }

func (c cost) minus(d cost) cost {
	return cost{c.postgres - d.postgres, c.server - d.server, c.client - d.client}
}

func (c cost) each(calls float64) cost {
	one := func(d time.Duration) time.Duration { return time.Duration(float64(d) / calls) }
	return cost{one(c.postgres), one(c.server), one(c.client)}
}

// spent is what was spent so far.
func (g *ground) spent(n *node) (c cost, err error) {
	if c.postgres, err = g.ofPostgres(); err != nil {
		return c, err
	}
	c.server, _, err = statOf(n.cmd.Process.Pid, false)
	c.client = own()
	return c, err
}

// ofPostgres is the time of the cluster, its ended backends included.
func (g *ground) ofPostgres() (time.Duration, error) {
	text, err := os.ReadFile(filepath.Join(g.host(), "data", "postmaster.pid"))
	if err != nil {
		return 0, fmt.Errorf("find the cluster: %w", err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	postmaster, err := strconv.Atoi(first)
	if err != nil {
		return 0, fmt.Errorf("find the cluster: %w", err)
	}
	total, _, err := statOf(postmaster, true)
	if err != nil {
		return 0, err
	}
	processes, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return 0, fmt.Errorf("list processes: %w", err)
	}
	for _, p := range processes {
		pid, _ := strconv.Atoi(filepath.Base(p)) // the pattern lets only digits in front
		took, parent, err := statOf(pid, false)
		if err == nil && parent == postmaster {
			total += took
		}
	}
	return total, nil
}

// statOf reads the time and the parent of a process, with the time of its ended children if asked.
func statOf(pid int, children bool) (took time.Duration, parent int, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, fmt.Errorf("read the time of a process: %w", err)
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name before may hold anything
	fields := strings.Fields(rest)
	if len(fields) < 15 {
		return 0, 0, errors.New("the kernel writes stat in another way")
	}
	const ppid, utime, cutime = 1, 11, 13
	last := cutime
	if children {
		last = cutime + 2
	}
	for _, f := range fields[utime:last] {
		ticks, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, 0, fmt.Errorf("read the time of a process: %w", err)
		}
		took += time.Duration(ticks) * tick
	}
	parent, err = strconv.Atoi(fields[ppid])
	return took, parent, err //nolint:wrapcheck // the kernel's own form
}

// own is the processor time of this program, which is the load generator.
func own() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
