package connection

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode/utf8"

	"hverv/internal/fault"
)

// Terms are the terms of use that are accepted now (C3). The hash is what an acceptance names: one
// letter changed, and they are other terms.
type Terms struct {
	Version string
	Texts   map[string]string // by language
	Hash    [sha256.Size]byte
}

//go:embed terms_da.txt
var termsDanish string

//go:embed terms_en.txt
var termsEnglish string

const ownVersion = "2026-11"

// OpenTerms reads the operator's terms, one text for all languages, whose version is the file's
// first line. An empty path gives the built-in ones.
func OpenTerms(path string) (Terms, error) {
	if path == "" {
		return newTerms(ownVersion, map[string]string{"da": termsDanish, "en": termsEnglish}), nil
	}
	body, err := os.ReadFile(path) //nolint:gosec // the operator names his own file
	if err != nil {
		return Terms{}, fmt.Errorf("read the terms: %w", err)
	}
	version, words, _ := strings.Cut(strings.TrimSpace(string(body)), "\n")
	version, words = strings.TrimSpace(version), strings.TrimSpace(words)
	if !utf8.Valid(body) || version == "" || len(version) > 100 || words == "" {
		return Terms{}, errors.New("the terms: want a line with the version and then the text, in UTF-8")
	}
	return newTerms(version, map[string]string{"da": words, "en": words}), nil
}

func newTerms(version string, texts map[string]string) Terms {
	// Frames keep "a"+"bc" and "ab"+"c" apart.
	framed := fmt.Sprintf("%q %q %q", version, texts["da"], texts["en"])
	return Terms{Version: version, Texts: texts, Hash: sha256.Sum256([]byte(framed))}
}

func (t Terms) is(hash []byte) bool { return bytes.Equal(t.Hash[:], hash) }

// accept refuses an acceptance of other terms than those of now.
func (t Terms) accept(hash string) error {
	given, err := hex.DecodeString(hash)
	if err != nil || !t.is(given) {
		return fault.New(fault.Conflict, "terms_changed", "These are not the terms of today. Read the present ones and accept those.").
			On("/terms_hash", "terms_changed", "Read the present terms.")
	}
	return nil
}
