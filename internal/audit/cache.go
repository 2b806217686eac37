package audit

import (
	"sync"
	"time"
)

// keyCache keeps the latest persons' keys for sealing; a busy organisation's people fit. Reading
// never asks it, since a key destroyed on another node must open nothing here (L8).
type keyCache struct {
	mu   sync.Mutex
	keys map[string]cachedKey
}

type cachedKey struct {
	personKey

	until time.Time
}

const (
	cachedKeys = 4096
	cachedFor  = 5 * time.Minute
)

func (c *keyCache) get(place string, now time.Time) (personKey, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	key, ok := c.keys[place]
	return key.personKey, ok && now.Before(key.until)
}

func (c *keyCache) put(place string, key personKey, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.keys == nil || len(c.keys) >= cachedKeys {
		c.keys = make(map[string]cachedKey, cachedKeys)
	}
	c.keys[place] = cachedKey{key, now.Add(cachedFor)}
}

func (c *keyCache) drop(place string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.keys, place)
}
