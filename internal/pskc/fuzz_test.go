package pskc

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// FuzzReader reads whatever comes: it ends, never panics, and what it lets through can be used.
func FuzzReader(f *testing.F) {
	names, err := filepath.Glob("testdata/*.xml")
	if err != nil || len(names) == 0 {
		f.Fatal("no examples to begin from", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name) //nolint:gosec // a file of ours
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(file{secret: []byte("a secret of 20 bytes"), key: rfcKey, mac: "sha1"}.text(2)))
	f.Add([]byte("<!DOCTYPE a [<!ENTITY b 'c'>]><KeyContainer/>"))
	f.Fuzz(func(t *testing.T, text []byte) {
		r := NewReader(bytes.NewReader(text), Unlock{Key: rfcKey}) // no password: a thousand rounds for each try
		for range len(text) + 1 {
			k, err := r.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				if _, ours := errors.AsType[*Error](err); !ours {
					t.Fatalf("not in words: %v", err)
				}
				return
			}
			if k.Refused == nil && (len(k.Seed.Secret) == 0 || k.Seed.Digits < 6 || k.Seed.Digits > 8 || k.Seed.Period < 0 || k.Counter < 0) {
				t.Fatalf("an unusable key: digits %d, period %d, counter %d", k.Seed.Digits, k.Seed.Period, k.Counter)
			}
		}
		t.Fatal("more packages than bytes")
	})
}
