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

var tps = regexp.MustCompile(`tps = ([0-9.]+) \(without`)

// pgbench runs the script with prepared statements and gives transactions per second, and the
// processor time of pgbench itself.
func pgbench(ctx context.Context, host string, s script, clients int, took time.Duration, start int64) (rate float64, used time.Duration, err error) {
	bin, err := embeddedpg.Programs()
	if err != nil {
		return 0, 0, err
	}
	args := []string{
		"-h", host, "-U", embeddedpg.Role, "-n", "-M", "prepared", "-c", strconv.Itoa(clients), "-j", "2",
		"-T", strconv.Itoa(int(took.Seconds())), "-D", "n=" + strconv.FormatInt(start, 10), "-f", s.file,
	}
	for _, d := range s.defines {
		args = append(args, "-D", d)
	}
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "pgbench"), append(args, database)...) //nolint:gosec // our own scripts
	out, err := cmd.CombinedOutput()
	if err != nil {
		return 0, 0, fmt.Errorf("pgbench: %w\n%s", err, out)
	}
	found := tps.FindSubmatch(out)
	if found == nil {
		return 0, 0, fmt.Errorf("pgbench said no rate:\n%s", out)
	}
	rate, err = strconv.ParseFloat(string(found[1]), 64)
	return rate, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), err //nolint:wrapcheck // the pattern is a number
}
