package signin

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"hverv/internal/fault"
)

// gate bounds how many sign-ins one address may begin in a minute on this node (X5). What guesses
// at one account cost is counted in the database, where every node sees it (U8).
type gate struct {
	perMinute int
	wall      func() time.Time
	mu        sync.Mutex
	buckets   map[string]*rate.Limiter
}

const maxSources = 50_000

func newGate(perMinute int, wall func() time.Time) *gate {
	return &gate{perMinute: perMinute, wall: wall, buckets: map[string]*rate.Limiter{}}
}

// pass lets an address begin a sign-in, or says when it may.
func (g *gate) pass(source string) error {
	if g.perMinute == 0 {
		return nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	bucket, known := g.buckets[source]
	if !known {
		if len(g.buckets) >= maxSources { // whoever has so many addresses is not stopped by remembering them
			clear(g.buckets)
		}
		bucket = rate.NewLimiter(rate.Every(time.Minute/time.Duration(g.perMinute)), g.perMinute)
		g.buckets[source] = bucket
	}
	if !bucket.AllowN(g.wall(), 1) {
		return fault.New(fault.Limited, "too_many_requests", "Too many attempts. Wait a little and try again.").
			After(time.Minute / time.Duration(g.perMinute))
	}
	return nil
}
