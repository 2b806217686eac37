package config

import (
	"fmt"
	"io"
	"log/slog"
)

// Secret is text that prints itself as a mark (X4).
type Secret string

// Reveal is the text itself, for the one place that uses it.
func (s Secret) Reveal() string { return string(s) }

// String says only whether there is a secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "[set]"
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return s.String() }

// Format hides the secret from every other verb.
func (s Secret) Format(state fmt.State, _ rune) {
	io.WriteString(state, s.String()) //nolint:errcheck,gosec // fmt keeps the error of its own writer
}

// LogValue hides the secret from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the secret from JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
