package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/job"
	"hverv/internal/testkit"
)

const kind job.Kind = "test.do"

// works is a queue on a database of its own, with as many runners as a test makes: each stands for
// a server process.
type works struct {
	t     *testing.T
	db    *database.DB
	clock *testkit.Clock
	queue *job.Queue
}

func open(t *testing.T) works {
	t.Helper()
	clock := testkit.NewClock(t, "2026-11-22T08:00:00Z")
	return works{t, testkit.DBAt(t, clock), clock, job.NewQueue()}
}

func (w works) runner(handler job.Handler) *job.Runner {
	r := job.NewRunner(w.db, w.queue, slog.New(slog.DiscardHandler))
	r.Register(kind, handler)
	return r
}

func (w works) enqueue(numbers ...int) {
	w.t.Helper()
	err := w.db.Upkeep(w.t.Context(), "test.enqueue", func(tx *database.Tx) error {
		for _, n := range numbers {
			if err := w.queue.Enqueue(tx, id.New[id.Organisation](), kind, n, tx.Now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w works) drain(r *job.Runner) int {
	w.t.Helper()
	n, err := r.Drain(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w works) backlog(r *job.Runner) job.Backlog {
	w.t.Helper()
	b, err := r.Backlog(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

func number(raw json.RawMessage) int {
	var n int
	if err := json.Unmarshal(raw, &n); err != nil {
		panic(err)
	}
	return n
}

// tally counts how often each job was begun, and whether one was ever under way twice.
type tally struct {
	mu      sync.Mutex
	begun   map[int]int
	running map[int]bool
	twice   bool
}

func newTally() *tally { return &tally{begun: map[int]int{}, running: map[int]bool{}} }

func (c *tally) do(_ context.Context, _ id.Organisation, raw json.RawMessage) error {
	n := number(raw)
	c.mu.Lock()
	c.twice = c.twice || c.running[n]
	c.running[n] = true
	c.begun[n]++
	c.mu.Unlock()
	c.mu.Lock()
	c.running[n] = false
	c.mu.Unlock()
	return nil
}

func TestManyRunnersDoEachJobOnce(t *testing.T) {
	t.Parallel()
	w := open(t)
	const jobs = 150
	for n := range jobs {
		w.enqueue(n)
	}
	count := newTally()
	var done sync.WaitGroup
	for range 4 {
		r := w.runner(count.do)
		done.Go(func() { w.drain(r) })
	}
	done.Wait()
	if count.twice || len(count.begun) != jobs {
		t.Fatalf("%d of %d jobs begun, twice at once: %v", len(count.begun), jobs, count.twice)
	}
	for n, times := range count.begun {
		if times != 1 {
			t.Errorf("job %d was begun %d times", n, times)
		}
	}
}

// A process that dies with a job loses it when its lease is over, and not before. What the dead one
// says afterwards changes nothing.
func TestJobOfADeadProcess(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.enqueue(1)
	begun, die := make(chan struct{}), make(chan struct{})
	dead := w.runner(func(context.Context, id.Organisation, json.RawMessage) error {
		close(begun)
		<-die
		return errors.New("much too late")
	})
	var gone sync.WaitGroup
	gone.Go(func() { w.drain(dead) })
	<-begun
	count := newTally()
	other := w.runner(count.do)
	if w.drain(other); len(count.begun) != 0 {
		t.Fatal("a job under way was taken")
	}
	w.clock.Advance(3 * time.Minute)
	taken, finish := make(chan struct{}), make(chan struct{})
	slow := w.runner(func(context.Context, id.Organisation, json.RawMessage) error {
		close(taken)
		<-finish
		return nil
	})
	gone.Go(func() { w.drain(slow) })
	<-taken
	close(die) // the dead one fails while the job is another's
	w.clock.Advance(10 * time.Second)
	if w.drain(other); len(count.begun) != 0 {
		t.Fatal("the dead one's failure freed the job for a third")
	}
	close(finish)
	gone.Wait()
	w.clock.Advance(24 * time.Hour)
	if w.drain(other); len(count.begun) != 0 {
		t.Fatal("the job is still there")
	}
}

// Failures are tried again after a growing wait by the product's clock, and given up in the end,
// where an operator sees them.
func TestFailuresAreTriedAgainAndGivenUp(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.enqueue(1)
	attempts := 0
	r := w.runner(func(context.Context, id.Organisation, json.RawMessage) error {
		attempts++
		return errors.New("not yet")
	})
	waits := []time.Duration{}
	for waited := time.Duration(0); w.backlog(r).Failed == 0; waited += time.Second {
		before := attempts
		w.drain(r)
		if attempts == before {
			step := max(time.Second, waited/10)
			w.clock.Advance(step)
			waited += step - time.Second
			continue
		}
		waits = append(waits, waited)
		waited = 0
		if attempts > 100 {
			t.Fatal("tried for ever")
		}
	}
	if attempts != 12 {
		t.Errorf("%d attempts", attempts)
	}
	for i := 2; i < len(waits)-2; i++ {
		if waits[i] < waits[i-1] {
			t.Errorf("wait %d is %s after %s", i, waits[i], waits[i-1])
		}
	}
	w.clock.Advance(24 * time.Hour)
	if w.drain(r); attempts != 12 || w.backlog(r).Failed != 1 {
		t.Errorf("tried again after giving up: %d, %+v", attempts, w.backlog(r))
	}
}

func TestSuccessAfterFailure(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.enqueue(1)
	attempts := 0
	r := w.runner(func(context.Context, id.Organisation, json.RawMessage) error {
		if attempts++; attempts == 1 {
			panic("broken")
		}
		return nil
	})
	w.drain(r)
	w.drain(r) // not yet due
	if attempts != 1 {
		t.Fatalf("%d attempts without waiting", attempts)
	}
	w.clock.Advance(time.Minute)
	w.drain(r)
	w.clock.Advance(time.Hour)
	w.drain(r)
	if attempts != 2 || w.backlog(r) != (job.Backlog{}) {
		t.Fatalf("%d attempts, %+v", attempts, w.backlog(r))
	}
}

// A job whose change failed does not exist; one for later waits for the product's clock.
func TestJobsRideInTheTransaction(t *testing.T) {
	t.Parallel()
	w := open(t)
	broken := errors.New("the change fails")
	err := w.db.Upkeep(t.Context(), "test.enqueue", func(tx *database.Tx) error {
		return errors.Join(w.queue.Enqueue(tx, id.Installation, kind, 1, tx.Now), broken)
	})
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	err = w.db.Upkeep(t.Context(), "test.enqueue", func(tx *database.Tx) error {
		return w.queue.Enqueue(tx, id.Installation, kind, 2, tx.Now.Add(time.Hour))
	})
	if err != nil {
		t.Fatal(err)
	}
	count := newTally()
	r := w.runner(count.do)
	if w.drain(r); len(count.begun) != 0 {
		t.Fatalf("done before its time: %v", count.begun)
	}
	w.clock.Advance(time.Hour)
	if w.drain(r); len(count.begun) != 1 || count.begun[2] != 1 {
		t.Fatalf("after an hour: %v", count.begun)
	}
}

// Drain runs the schedules once, and then also what the jobs themselves ask for.
func TestDrainGoesOnUntilNothingIsDue(t *testing.T) {
	t.Parallel()
	w := open(t)
	var r *job.Runner
	seen := []int{}
	r = w.runner(func(_ context.Context, _ id.Organisation, raw json.RawMessage) error {
		n := number(raw)
		seen = append(seen, n)
		if n < 5 {
			w.enqueue(n + 1) //nolint:contextcheck // the test's own context lives longer
		}
		return nil
	})
	scheduled := 0
	r.Every("test.schedule", time.Hour, func(context.Context) error {
		scheduled++
		w.enqueue(3) //nolint:contextcheck // the test's own context lives longer
		return nil
	})
	if n := w.drain(r); n != 3 || scheduled != 1 || fmt.Sprint(seen) != "[3 4 5]" {
		t.Fatalf("did %d jobs %v after %d schedules", n, seen, scheduled)
	}
	failing := w.runner(newTally().do)
	broken := errors.New("broken")
	failing.Every("test.broken", time.Hour, func(context.Context) error { return broken })
	if _, err := failing.Drain(t.Context()); !errors.Is(err, broken) {
		t.Fatalf("a broken schedule: %v", err)
	}
}

// A job wakes the workers of its process at once. Stop lets what is under way end, and gives back
// what was taken and not begun.
func TestStartAndStop(t *testing.T) {
	t.Parallel()
	w := open(t)
	began, finish := make(chan int, 10), make(chan struct{})
	r := w.runner(func(_ context.Context, _ id.Organisation, raw json.RawMessage) error {
		began <- number(raw)
		<-finish
		return nil
	})
	r.Start(t.Context(), 1)
	w.enqueue(1, 2, 3)
	first := <-began
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		r.Stop()
	}()
	select {
	case <-stopped:
		t.Fatal("stopped over a job")
	default:
	}
	close(finish)
	<-stopped
	count := newTally()
	w.drain(w.runner(count.do)) // without waiting for a lease
	if count.begun[first] != 0 || len(count.begun)+1+len(began) != 3 {
		t.Fatalf("first %d, more in the first process: %d, then %v", first, len(began), count.begun)
	}
}

// Nobody for a kind is a failure like any other: another release may know it.
func TestUnknownKindWaits(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.enqueue(1)
	w.drain(job.NewRunner(w.db, w.queue, slog.New(slog.DiscardHandler)))
	w.clock.Advance(time.Minute)
	count := newTally()
	if w.drain(w.runner(count.do)); count.begun[1] != 1 {
		t.Fatal("lost")
	}
}

func TestTwoHandlersForOneKind(t *testing.T) {
	t.Parallel()
	r := open(t).runner(newTally().do)
	defer func() {
		if recover() == nil {
			t.Fatal("the second handler was taken")
		}
	}()
	r.Register(kind, newTally().do)
}

// A job that never ends is told to, in time for others to take it.
func TestJobsHaveATimeLimit(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.enqueue(1)
	r := w.runner(func(ctx context.Context, _ id.Organisation, _ json.RawMessage) error {
		if _, limited := ctx.Deadline(); !limited {
			t.Error("no limit")
		}
		return nil
	})
	w.drain(r)
}
