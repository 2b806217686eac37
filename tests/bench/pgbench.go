package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"hverv/internal/embeddedpg"
)

var (
	progress  = regexp.MustCompile(`(?m)^progress: [0-9.]+ s, ([0-9.]+) tps`)
	processed = regexp.MustCompile(`(?m)^number of transactions actually processed: (\d+)`)
)

// run is what one measurement gave: calls a second, all calls, and the processor time of the
// program that made them, where that is not this one.
type run struct {
	rate  float64
	calls float64
	used  time.Duration
}

// pgbench runs the script with prepared statements. Its first second does not count: then each
// connection prepares the statements and plans them five times, as the product did long ago.
func pgbench(ctx context.Context, host string, s script, clients int, took time.Duration, start int64) (run, error) {
	bin, err := embeddedpg.Programs()
	if err != nil {
		return run{}, err
	}
	args := []string{
		"-h", host, "-U", embeddedpg.Role, "-n", "-M", "prepared", "-c", strconv.Itoa(clients), "-j", "2", "-P", "1",
		"-T", strconv.Itoa(1 + int(took.Seconds())), "-D", "n=" + strconv.FormatInt(start, 10), "-f", s.file,
	}
	for _, d := range s.defines {
		args = append(args, "-D", d)
	}
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "pgbench"), append(args, database)...) //nolint:gosec // our own scripts
	out, err := cmd.CombinedOutput()
	if err != nil {
		return run{}, fmt.Errorf("pgbench: %w\n%s", err, out)
	}
	r := run{used: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if found := processed.FindSubmatch(out); found != nil {
		r.calls, _ = strconv.ParseFloat(string(found[1]), 64) // the pattern is a number
	}
	seconds := progress.FindAllSubmatch(out, -1)
	if len(seconds) < 2 || r.calls == 0 {
		return run{}, fmt.Errorf("pgbench said no rate:\n%s", out)
	}
	for _, found := range seconds[1:] {
		rate, _ := strconv.ParseFloat(string(found[1]), 64) // the pattern is a number
		r.rate += rate / float64(len(seconds)-1)
	}
	return r, nil
}
