package fault

import (
	"fmt"
	"testing"
)

func TestCodeSurvivesWrapping(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("load delegation: %w", New(Conflict, "cvr_taken", "Taken."))
	if got, want := CodeOf(err), "cvr_taken"; got != want {
		t.Fatalf("code %q, want %q", got, want)
	}
	if got, want := KindOf(err), Conflict; got != want {
		t.Fatalf("kind %q, want %q", got, want)
	}
}

func TestCheckGathersEveryField(t *testing.T) {
	t.Parallel()
	var c Check
	c.That(false, "/name", "missing", "Name is missing.")
	c.That(true, "/email", "missing", "E-mail is missing.")
	c.That(false, "/phone", "too_long", "Too long.")
	if got, want := len(Of(c.Err()).Fields), 2; got != want {
		t.Fatalf("fields %d, want %d", got, want)
	}
	var clean Check
	if err := clean.Err(); err != nil {
		t.Fatalf("clean check: %v", err)
	}
}
