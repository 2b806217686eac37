package job

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/trace"
)

const (
	lease       = 2 * time.Minute // how long a worker may hold a job
	maxAttempts = 12
	batch       = 20
)

// Runner works on the queue with a few workers and runs the schedules.
type Runner struct {
	db        *database.DB
	queue     *Queue
	log       *slog.Logger
	handlers  map[Kind]Handler
	schedules []schedule
	traces    *trace.Tracer // nil: nobody collects
	stop      context.CancelFunc
	done      sync.WaitGroup
}

type schedule struct {
	name  string
	every time.Duration
	do    func(ctx context.Context) error
}

// NewRunner makes a runner; Register and Every come before Start.
func NewRunner(db *database.DB, queue *Queue, log *slog.Logger) *Runner {
	return &Runner{db: db, queue: queue, log: log, handlers: map[Kind]Handler{}}
}

// Trace gives each job a span; it comes before Start (X2).
func (r *Runner) Trace(tracer *trace.Tracer) { r.traces = tracer }

// Register names who does a kind of job.
func (r *Runner) Register(kind Kind, handler Handler) {
	if _, twice := r.handlers[kind]; twice {
		panic("two handlers for job " + string(kind))
	}
	r.handlers[kind] = handler
}

// Every runs do on each node at about that interval, and at each Drain. It must select what is due
// by the product's clock and tolerate another node doing the same.
func (r *Runner) Every(name string, interval time.Duration, do func(ctx context.Context) error) {
	r.schedules = append(r.schedules, schedule{name, interval, do})
}

// Start begins to work in the background until Stop.
func (r *Runner) Start(ctx context.Context, workers int) {
	ctx, r.stop = context.WithCancel(ctx)
	for range workers {
		r.done.Go(func() { r.work(ctx) })
	}
	for _, s := range r.schedules {
		r.done.Go(func() { r.tick(ctx, s) })
	}
}

// Stop ends the workers and waits for the jobs under way.
func (r *Runner) Stop() {
	if r.stop != nil {
		r.stop()
	}
	r.done.Wait()
}

// Drain runs every schedule once and then what is due, until nothing is, and says how many jobs it
// did. It is the test switch of the demo and the command for an operator in a hurry.
func (r *Runner) Drain(ctx context.Context) (int, error) {
	for _, s := range r.schedules {
		if err := s.do(ctx); err != nil {
			return 0, fmt.Errorf("schedule %s: %w", s.name, err)
		}
	}
	total := 0
	for {
		n, err := r.round(ctx)
		total += n
		if err != nil || n == 0 {
			return total, err
		}
	}
}

// Backlog is for readiness and metrics.
func (r *Runner) Backlog(ctx context.Context) (b Backlog, err error) {
	err = r.db.Single(ctx, func(tx *database.Tx) (err error) {
		b, err = backlog(ctx, tx)
		return err
	})
	return b, err
}

func (r *Runner) work(ctx context.Context) {
	for ctx.Err() == nil {
		n, err := r.round(ctx)
		if err != nil && ctx.Err() == nil {
			r.log.WarnContext(ctx, "take jobs", slog.Any("error", err))
		}
		if n > 0 && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-r.queue.wake:
		case <-time.After(500*time.Millisecond + chance(time.Second)):
		}
	}
}

func (r *Runner) tick(ctx context.Context, s schedule) {
	for {
		if err := s.do(ctx); err != nil && ctx.Err() == nil {
			r.log.WarnContext(ctx, "schedule", slog.String("name", s.name), slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(s.every + chance(s.every/4)):
		}
	}
}

// round takes a batch and does it; the number counts jobs taken, done or not.
func (r *Runner) round(ctx context.Context) (int, error) {
	// A job that begins within half the lease ends within it, so nobody else has it meanwhile.
	begin, cancel := context.WithTimeout(ctx, lease/2)
	defer cancel()
	var taken []row
	err := r.db.Upkeep(ctx, "job.take", func(tx *database.Tx) (err error) {
		taken, err = take(ctx, tx, tx.Now.Add(lease), batch)
		return err
	})
	for i, j := range taken {
		if begin.Err() != nil {
			return i, r.giveBack(ctx, taken[i:])
		}
		r.do(ctx, j)
	}
	return len(taken), err
}

// giveBack lets others have what this worker will not begin: it is stopping, or was slow.
func (r *Runner) giveBack(ctx context.Context, rest []row) error {
	ctx = context.WithoutCancel(ctx)
	return r.db.Upkeep(ctx, "job.settle", func(tx *database.Tx) error {
		for _, j := range rest {
			if err := release(ctx, tx, j); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *Runner) do(ctx context.Context, j row) {
	limited, cancel := context.WithTimeout(ctx, lease/2)
	defer cancel()
	limited, span := r.traces.Job(limited, "job "+string(j.Kind))
	span.Set("hverv.organisation", j.Organisation.String())
	failure := r.call(limited, j)
	span.End(codeOf(failure))
	if failure != nil {
		r.log.WarnContext(ctx, "job failed", slog.Any("kind", j.Kind), slog.String("job", j.ID.String()),
			slog.Int("attempt", j.Attempts), slog.Any("error", failure))
	}
	// The outcome is written even when the server is stopping, so that a job done is not done again.
	ctx = context.WithoutCancel(ctx)
	err := r.db.Upkeep(ctx, "job.settle", func(tx *database.Tx) error {
		switch {
		case failure == nil:
			return remove(ctx, tx, j)
		case j.Attempts >= maxAttempts:
			return giveUp(ctx, tx, j, failure.Error())
		default:
			return postpone(ctx, tx, j, tx.Now.Add(backoff(j.Attempts)), failure.Error())
		}
	})
	if err != nil {
		r.log.WarnContext(ctx, "settle job", slog.Any("kind", j.Kind), slog.String("job", j.ID.String()), slog.Any("error", err))
	}
}

func (r *Runner) call(ctx context.Context, j row) (err error) {
	handler, ok := r.handlers[j.Kind]
	if !ok {
		return fmt.Errorf("nobody does %s", j.Kind)
	}
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("panic in %s: %v\n%s", j.Kind, broken, debug.Stack())
		}
	}()
	return handler(ctx, j.Organisation, j.Arguments)
}

// codeOf says to a trace that a job failed; the text of an error is for the log.
func codeOf(failure error) string {
	if failure == nil {
		return ""
	}
	return cmp.Or(fault.CodeOf(failure), "error")
}

// backoff doubles from two seconds to an hour, with up to a quarter of chance on top.
func backoff(attempt int) time.Duration {
	wait := min(time.Second<<attempt, time.Hour)
	return wait + chance(wait/4)
}

// chance spreads what would else happen everywhere at once.
func chance(most time.Duration) time.Duration {
	return time.Duration(rand.Int64N(int64(most) + 1)) //nolint:gosec // a pause needs no secrecy
}
