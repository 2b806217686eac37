package seal

import (
	"fmt"
	"io"
	"log/slog"
)

// Key holders never print themselves, whatever the verb, the logger or the encoder (X4).
const (
	redactedKeys = "[keys]"
	redactedKEK  = "[key-encryption key]"
)

// String hides the keys.
func (k *Keys) String() string { return redactedKeys }

// GoString hides the keys from %#v.
func (k *Keys) GoString() string { return redactedKeys }

// Format hides the keys from every other verb.
func (k *Keys) Format(state fmt.State, _ rune) { printHidden(state, redactedKeys) }

// LogValue hides the keys from slog.
func (k *Keys) LogValue() slog.Value { return slog.StringValue(redactedKeys) }

// MarshalText hides the keys from JSON.
func (k *Keys) MarshalText() ([]byte, error) { return []byte(redactedKeys), nil }

// String hides the key.
func (k localKEK) String() string { return redactedKEK }

// GoString hides the key from %#v.
func (k localKEK) GoString() string { return redactedKEK }

// Format hides the key from every other verb.
func (k localKEK) Format(state fmt.State, _ rune) { printHidden(state, redactedKEK) }

// LogValue hides the key from slog.
func (k localKEK) LogValue() slog.Value { return slog.StringValue(redactedKEK) }

// MarshalText hides the key from JSON.
func (k localKEK) MarshalText() ([]byte, error) { return []byte(redactedKEK), nil }

func printHidden(state fmt.State, text string) {
	io.WriteString(state, text) //nolint:errcheck,gosec // fmt keeps the error of its own writer
}
