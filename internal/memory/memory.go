package provider

import (
	"sync"
	"time"
)

// memory keeps what was read or checked for a while, counted from the start of the read. What may
// end is kept for half a second, so that an end counts everywhere within one (L5). It is emptied
// when full: it serves bursts, not history.
type memory[K comparable, V any] struct {
	life time.Duration
	mu   sync.Mutex
	kept map[K]remembered[V]
}

type remembered[V any] struct {
	value V
	since time.Time
}

const mostRemembered = 4096

func (m *memory[K, V]) get(key K, now time.Time) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found, ok := m.kept[key]
	if !ok || now.Sub(found.since) >= m.life || now.Before(found.since) {
		var none V
		return none, false
	}
	return found.value, true
}

func (m *memory[K, V]) put(key K, value V, since time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil || len(m.kept) >= mostRemembered {
		m.kept = make(map[K]remembered[V])
	}
	m.kept[key] = remembered[V]{value, since}
}

func (m *memory[K, V]) drop(key K) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.kept, key)
}
