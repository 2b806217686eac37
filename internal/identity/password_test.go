package identity

import (
	"strings"
	"testing"

	"hverv/internal/fault"
)

func TestPasswords_U8(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"rundt om en varm grød":       "",
		"kort":                        "too_short",
		strings.Repeat("lang ", 41):   "too_long",
		"Karen.Hansen er min":         "holds_user_name",
		"mit nr er 6101011234 hej":    "holds_number",
		"mit nr er 610101-1234 hej":   "holds_number",
		"aaaaaaaabbbb":                "too_simple",
		"ugyldig \xff tekst med mere": "unreadable",
	} {
		_, err := tidyPassword(typed, "karen.hansen")
		var got string
		if f := fault.Of(err); f != nil {
			got = f.Fields[0].Code
		}
		if got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
	composed, err := tidyPassword("p\u00e5 gensyn i morgen", "")
	decomposed, err2 := tidyPassword("pa\u030a gensyn i morgen", "")
	if err != nil || err2 != nil || composed != decomposed {
		t.Errorf("composed and decomposed differ: %q %q", composed, decomposed)
	}
}
