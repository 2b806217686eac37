package etag

import (
	"testing"

	"hverv/internal/fault"
)

func TestVersionIsReadBack(t *testing.T) {
	t.Parallel()
	tag := Of(7)
	if got, err := Version(&tag); got != 7 || err != nil {
		t.Fatalf("Version(%s) = %d, %v", tag, got, err)
	}
}

func TestOtherTagsAreStaleOrMissing(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "if_match_missing", " ": "if_match_missing", "*": "stale", `"v"`: "stale", `W/"v7"`: "stale",
		`"v-1"`: "stale", `"v0"`: "stale", `"7"`: "stale", `"v99999999999999999999"`: "stale",
	} {
		if _, err := Version(&text); fault.CodeOf(err) != want {
			t.Errorf("Version(%q): %v, want %s", text, err, want)
		}
	}
	if _, err := Version(nil); fault.CodeOf(err) != "if_match_missing" {
		t.Errorf("Version(nil): %v", err)
	}
}
