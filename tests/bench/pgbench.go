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

// pgbench runs the script with prepared statements and gives transactions per second.
func pgbench(ctx context.Context, host string, s script, clients int, took time.Duration, start int64) (float64, error) {
	bin, err := embeddedpg.Programs()
	if err != nil {
		return 0, err
	}
	args := []string{
		"-h", host, "-U", embeddedpg.Role, "-n", "-M", "prepared", "-c", strconv.Itoa(clients), "-j", "2",
		"-T", strconv.Itoa(int(took.Seconds())), "-D", "n=" + strconv.FormatInt(start, 10), "-f", s.file,
	}
	for _, d := range s.defines {
		args = append(args, "-D", d)
	}
	out, err := exec.CommandContext(ctx, filepath.Join(bin, "pgbench"), append(args, database)...).CombinedOutput() //nolint:gosec // our own scripts
	if err != nil {
		return 0, fmt.Errorf("pgbench: %w\n%s", err, out)
	}
	found := tps.FindSubmatch(out)
	if found == nil {
		return 0, fmt.Errorf("pgbench said no rate:\n%s", out)
	}
	return strconv.ParseFloat(string(found[1]), 64) //nolint:wrapcheck // the pattern is a number
}
