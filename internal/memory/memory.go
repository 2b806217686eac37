// Package memory keeps for a moment what was read or checked, in the process that did so. Whoever
// uses it says how long; what may end is kept for half a second at most.
package memory

import (
	"sync"
	"time"
)

// Moment is how long what may end is kept, so that an end counts everywhere within a second (L5).
const Moment = 500 * time.Millisecond

// Brief keeps values for Life, counted from the start of the read. It is emptied when full: it
// serves bursts, not history.
type Brief[K comparable, V any] struct {
	Life time.Duration

	mu   sync.Mutex
	kept map[K]remembered[V]
}

type remembered[V any] struct {
	value V
	since time.Time
}

const mostRemembered = 4096

// Get gives what is kept and still young enough.
func (m *Brief[K, V]) Get(key K, now time.Time) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found, ok := m.kept[key]
	if !ok || now.Sub(found.since) >= m.Life || now.Before(found.since) {
		var none V
		return none, false
	}
	return found.value, true
}

// Put keeps what was read at since.
func (m *Brief[K, V]) Put(key K, value V, since time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil || len(m.kept) >= mostRemembered {
		m.kept = make(map[K]remembered[V])
	}
	m.kept[key] = remembered[V]{value, since}
}

// Drop forgets at once, in this process.
func (m *Brief[K, V]) Drop(key K) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.kept, key)
}
