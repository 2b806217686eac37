package server

import (
	"log/slog"
	"testing"

	"hverv/internal/fault"
)

func TestCallersAreBoundedEachForItself_X5(t *testing.T) {
	t.Parallel()
	l := newLimiter(Limits{}, slog.New(slog.DiscardHandler))
	for i := range 3 {
		if _, err := l.spend("a", 3); err != nil {
			t.Fatalf("call %d of 3: %v", i+1, err)
		}
	}
	if _, err := l.spend("a", 3); fault.KindOf(err) != fault.Limited || fault.Of(err).RetryAfter == 0 {
		t.Fatalf("the fourth call: %v", err)
	}
	if _, err := l.spend("b", 3); err != nil {
		t.Fatalf("another caller: %v", err)
	}
	if _, err := l.spend("a", 0); err != nil {
		t.Fatalf("no limit: %v", err)
	}
}

func TestIdleCallersAreForgotten(t *testing.T) {
	t.Parallel()
	l := newLimiter(Limits{}, slog.New(slog.DiscardHandler))
	l.bucket("idle", 60)
	if _, err := l.spend("busy", 1); err != nil {
		t.Fatal(err)
	}
	l.forgetIdle()
	if len(l.buckets) != 1 || l.buckets["busy"] == nil {
		t.Fatalf("%d buckets left", len(l.buckets))
	}
}
