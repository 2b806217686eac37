package id

import (
	"fmt"
	"testing"

	"hverv/internal/fault"
)

func TestIdsKeepTheirNoun(t *testing.T) {
	t.Parallel()
	made := New[Employee]()
	read, err := Parse[Employee](made.String())
	if err != nil || read != made {
		t.Fatalf("read %v, %v; want %v", read, err, made)
	}
	if got := made.UUID().Version(); got != 7 {
		t.Fatalf("version %d, want 7", got)
	}
}

func TestUnreadableIdsDoNotExist(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "x", "{00000000-0000-7000-8000-000000000000}", "000000000000700080000000000000000000"} {
		if _, err := Parse[Unit](text); fault.CodeOf(err) != "not_found" {
			t.Errorf("Parse(%q): %v, want not_found", text, err)
		}
	}
}

func TestNoneIsNull(t *testing.T) {
	t.Parallel()
	var none Person
	if v, err := none.Value(); v != nil || err != nil {
		t.Fatalf("value %v, %v; want nil", v, err)
	}
	if err := none.Scan(nil); err != nil || !none.IsZero() {
		t.Fatalf("scan nil: %v, %v", none, err)
	}
}

func TestTokensAreNotPrinted_X4(t *testing.T) {
	t.Parallel()
	token := NewToken()
	if got := fmt.Sprintf("%v %s", token, token); got != "[token] [token]" {
		t.Fatalf("printed %q", got)
	}
	if token == NewToken() || len(token.Hash()) != 32 {
		t.Fatal("tokens must differ and hash to 32 bytes")
	}
}
