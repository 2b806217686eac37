// Command bench measures the product against PostgreSQL itself: each hot operation over HTTP at 8
// connections, and beside it pgbench running the very statements that the operation made
// PostgreSQL run, on the same database in the same minute. What counts is the ratio. Everything is
// in the path: authentication, authorisation, audit, outbox, idempotency, fsync.
//
//	go run ./tests/bench [-program bin/hverv] [-employees 100000] [-only create,get]
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

type options struct {
	program   string
	employees int
	rounds    int
	seconds   int
	only      string
	keep      bool
}

const (
	clients = 8
	limit   = 8 * time.Minute // of everything; it usually takes half of it
)

func main() {
	var o options
	flag.StringVar(&o.program, "program", "bin/hverv", "the built product")
	flag.IntVar(&o.employees, "employees", 101_000, "how many to seed; the largest organisation has most of them")
	flag.IntVar(&o.rounds, "rounds", 3, "how often each side is measured, in turn")
	flag.IntVar(&o.seconds, "seconds", 4, "how long each measurement takes")
	flag.StringVar(&o.only, "only", "", "measure only these, separated by commas")
	flag.BoolVar(&o.keep, "keep", false, "keep the folder and say where it is")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	ctx, cancel := context.WithTimeout(ctx, limit)
	err := measure(ctx, o)
	cancel()
	stop()
	if err != nil {
		say("bench: %v", err)
		os.Exit(1)
	}
}

func say(format string, args ...any) { _, _ = fmt.Fprintf(os.Stdout, format+"\n", args...) }

func newLog(t *tap) *slog.Logger { return slog.New(t) }

func measure(ctx context.Context, o options) (err error) {
	dir, err := os.MkdirTemp("", "hverv-bench-")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	if err := os.Chmod(dir, 0o711); err != nil { //nolint:gosec // PostgreSQL's account must pass through
		return fmt.Errorf("open the folder: %w", err)
	}
	g := &ground{dir: dir, program: o.program, tap: &tap{}}
	defer func() {
		err = errors.Join(err, g.close(context.WithoutCancel(ctx)))
		if o.keep {
			say("kept %s", dir)
			return
		}
		err = errors.Join(err, os.RemoveAll(dir))
	}()
	w, err := g.fill(ctx, o)
	if err != nil {
		return err
	}
	all := slices.DeleteFunc(w.scenarios(), func(s scenario) bool {
		return o.only != "" && !slices.Contains(strings.Split(o.only, ","), s.name)
	})
	if err := g.listen(ctx, all); err != nil {
		return err
	}
	return g.race(ctx, o, all)
}

// fill seeds the database.
func (g *ground) fill(ctx context.Context, o options) (*world, error) {
	if err := g.open(ctx, false); err != nil {
		return nil, err
	}
	out := filepath.Join(g.dir, "seed.json")
	if err := g.run(ctx, "seed", "--organisations=10", fmt.Sprintf("--employees=%d", o.employees), "--out="+out); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(out) //nolint:gosec // in our own folder
	if err != nil {
		return nil, fmt.Errorf("read what was seeded: %w", err)
	}
	w := &world{}
	if err := json.Unmarshal(text, &w.Filled); err != nil {
		return nil, fmt.Errorf("read what was seeded: %w", err)
	}
	return w, g.close(ctx)
}

const (
	calls  = 40 // that are listened to, of each operation
	enough = 5  // that must have run the same statements
)

// listen learns from a talking cluster which statements each operation runs, and writes them down
// for pgbench.
func (g *ground) listen(ctx context.Context, all []scenario) error {
	if err := g.open(ctx, true); err != nil {
		return err
	}
	n, err := g.serve(ctx)
	if err != nil {
		return err
	}
	for i := range all {
		if err := g.learn(ctx, n, &all[i]); err != nil {
			return errors.Join(fmt.Errorf("%s: %w", all[i].name, err), n.stop())
		}
	}
	return errors.Join(n.stop(), g.close(ctx))
}

func (g *ground) learn(ctx context.Context, n *node, s *scenario) error {
	if s.prepare != nil {
		if err := s.prepare(ctx, n.address); err != nil {
			return err
		}
	}
	c, err := dial(ctx, n.address)
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // nothing is pending on it
	var heard []call
	for i := range calls {
		g.tap.take()
		status, body, err := c.roundTrip(s.ask(uint64(warmUp + i)))
		if err != nil {
			return err
		}
		if status != s.status {
			return fmt.Errorf("answer %d instead of %d: %s", status, s.status, body)
		}
		time.Sleep(2 * time.Millisecond) // the pipe of PostgreSQL's log
		if c := s.part(read(g.tap.take())); len(c) > 0 {
			heard = append(heard, c)
		}
	}
	same := usual(heard)
	if len(same) < enough {
		return fmt.Errorf("only %d of %d calls ran the same statements", len(same), calls)
	}
	s.statements = len(same[0])
	s.script, err = newScript(g.dir, s.name, same)
	return err
}

const warmUp = 1 << 40 // numbers of requests that no load run reaches

// race measures both sides in turn and prints the medians.
func (g *ground) race(ctx context.Context, o options, all []scenario) error {
	if err := g.open(ctx, false); err != nil {
		return err
	}
	n, err := g.serve(ctx)
	if err != nil {
		return err
	}
	time.Sleep(3 * time.Second) // until it is idle
	resident, err := n.resident()
	if err != nil {
		return errors.Join(err, n.stop())
	}
	say("%-34s %8d ms   (at most 150; %d ms of processor time)", "ready after start", n.ready.Milliseconds(), n.used.Milliseconds())
	say("%-34s %8.1f MiB  (at most 40)", "resident memory, idle", resident)
	say("\n%-12s %10s %11s %10s %7s %9s %7s  %s", "operation", "statements", "pgbench/s", "product/s", "ratio", "(by cpu)", "wanted",
		"processor us of one: postgres+pgbench, postgres+product+load")
	for _, s := range all {
		if err := g.compare(ctx, n, s, o); err != nil {
			return errors.Join(fmt.Errorf("%s: %w", s.name, err), n.stop())
		}
	}
	if resident, err = n.resident(); err == nil {
		say("\n%-34s %8.1f MiB", "resident memory after the load", resident)
	}
	return errors.Join(err, n.stop())
}

func (g *ground) compare(ctx context.Context, n *node, s scenario, o options) error {
	took := time.Duration(o.seconds) * time.Second
	if s.prepare != nil {
		if err := s.prepare(ctx, n.address); err != nil {
			return err
		}
	}
	if _, err := load(ctx, n.address, s.ask, clients, time.Second/2, s.status); err != nil { // prepares every connection
		return err
	}
	var theirs, ours, ratios, costs []float64
	var base, mine measured
	var err error
	for range o.rounds {
		if base, err = g.asPostgres(ctx, n, s, took); err != nil {
			return err
		}
		if mine, err = g.asProduct(ctx, n, s, took); err != nil {
			return err
		}
		theirs, ours = append(theirs, base.rate), append(ours, mine.rate)
		ratios = append(ratios, mine.rate/base.rate)
		costs = append(costs, float64(base.cost.total())/float64(mine.cost.total()))
	}
	verdict := ""
	if median(ratios) < s.wanted {
		verdict = "  short"
	}
	say("%-12s %10d %11.0f %10.0f %7.2f %9.2f %7.2f %10d+%d %10d+%d+%d%s", s.name, s.statements, median(theirs), median(ours),
		median(ratios), median(costs), s.wanted, base.cost.postgres.Microseconds(), base.cost.client.Microseconds(),
		mine.cost.postgres.Microseconds(), mine.cost.server.Microseconds(), mine.cost.client.Microseconds(), verdict)
	return nil
}

// measured is a rate, and the processor time of one call.
type measured struct {
	rate float64
	cost cost
}

func (g *ground) asPostgres(ctx context.Context, n *node, s scenario, took time.Duration) (measured, error) {
	start := time.Now().Unix() * 100_000 //nolint:forbidigo // only has to rise
	return g.timed(n, func() (run, error) { return pgbench(ctx, g.host(), s.script, clients, took, start) })
}

func (g *ground) asProduct(ctx context.Context, n *node, s scenario, took time.Duration) (measured, error) {
	return g.timed(n, func() (run, error) {
		rate, err := load(ctx, n.address, s.ask, clients, took, s.status)
		return run{rate: rate, calls: rate * took.Seconds()}, err
	})
}

func (g *ground) timed(n *node, do func() (run, error)) (measured, error) {
	before, err := g.spent(n)
	if err != nil {
		return measured{}, err
	}
	r, err := do()
	if err != nil {
		return measured{}, err
	}
	after, err := g.spent(n)
	used := after.minus(before)
	used.client += r.used
	return measured{r.rate, used.each(r.calls)}, err
}

func median(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
