package memory_test

import (
	"testing"
	"time"

	"hverv/internal/memory"
)

func TestWhatMayEndIsForgottenInTime_L5(t *testing.T) {
	t.Parallel()
	m, at := memory.Brief[string, int]{Life: memory.Moment}, time.Now()
	m.Put("a", 1, at)
	for after, want := range map[time.Duration]bool{0: true, memory.Moment - 1: true, memory.Moment: false, -time.Second: false} {
		if _, ok := m.Get("a", at.Add(after)); ok != want {
			t.Errorf("%s after the read: kept %v, want %v", after, ok, want)
		}
	}
	m.Drop("a")
	if _, ok := m.Get("a", at); ok {
		t.Error("what was dropped is still kept")
	}
}
