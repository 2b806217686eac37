package session

import (
	"sync"
	"time"

	"hverv/internal/authz"
	"hverv/internal/id"
)

const (
	fresh     = 500 * time.Millisecond // ARCHITECTURE 4; within a second everybody is out (L5)
	cacheSize = 20_000
)

// cache keeps actors for a moment, counted from the start of the read that found them: what was
// taken away before that instant is not in them, and what was taken away after it is refused once
// the moment is over.
type cache struct {
	now    func() time.Time // real and monotonic: the product's clock may jump
	mu     sync.Mutex
	actors map[string]kept // by token hash, and by session id
}

type kept struct {
	actor authz.Actor
	since time.Time
}

func newCache() *cache {
	return &cache{now: time.Now, actors: map[string]kept{}} //nolint:forbidigo // the age of a cached answer is real time
}

func (c *cache) get(key string) (authz.Actor, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, ok := c.actors[key]
	return found.actor, ok && c.now().Sub(found.since) < fresh
}

func (c *cache) put(key string, actor authz.Actor, since time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.actors) >= cacheSize {
		c.sweep()
	}
	c.actors[key] = kept{actor, since}
}

func (c *cache) sweep() {
	for key, found := range c.actors {
		if c.now().Sub(found.since) >= fresh {
			delete(c.actors, key)
		}
	}
	if len(c.actors) >= cacheSize {
		clear(c.actors)
	}
}

// drop forgets a session at once on this node. A read under way may put it back, for as long as
// the moment lasts.
func (c *cache) drop(session id.Session) {
	c.dropIf(func(a authz.Actor) bool { return a.Session == session })
}

func (c *cache) dropIf(gone func(authz.Actor) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, found := range c.actors {
		if gone(found.actor) {
			delete(c.actors, key)
		}
	}
}
