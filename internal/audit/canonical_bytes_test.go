package audit

import (
	"bytes"
	"encoding/json"
	"testing"

	"hverv/internal/id"
)

// The bytes of an event are final: what is written by hand must be what the library writes.
func TestCanonicalBytesAreTheLibrarys_G1(t *testing.T) {
	t.Parallel()
	members := map[string]any{
		"text": "plain", "danish": "Æblegrød <på> 'torvet' & \u2028 \"q\" \\ \t \x7f", "bad": "a\xffb", "é": "key", "empty": "",
		"outcome": Done, "yes": true, "no": false, "count": 42, "negative": -7, "large": int64(1) << 52, "nothing": nil,
		"id": id.New[id.Employee](), "none": id.Employee{}, "texts": []string{"a", "Ø"}, "no_texts": []string{}, "nil_texts": []string(nil),
		"fields": Fields{"b": commitment{"abc-_", "def"}, "a": map[string]any{"z": 1, "y": []any{1, "x"}}}, "nil_fields": Fields(nil),
		"rights": []id.Right{id.New[id.Right]()},
	}
	got, err := canonical(members)
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	encoder := json.NewEncoder(&want)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(members); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, bytes.TrimRight(want.Bytes(), "\n")) {
		t.Fatalf("got\n%s\nwant\n%s", got, want.Bytes())
	}
}
