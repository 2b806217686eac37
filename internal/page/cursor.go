package page

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

const (
	sumLength = 6    // bytes in front of the keys
	maxCursor = 4096 // letters; the longest sort key is far shorter
)

//nolint:gochecknoglobals // a constant in all but syntax
var encoding = base64.RawURLEncoding.Strict()

// Encode makes an opaque cursor of a row's sort keys, the unique one last. Keys are what JSON can hold: text,
// numbers, ids, dates, times, []byte. Anything else is a mistake in the program and panics.
//
// The checksum finds cursors that were cut or edited. It is no signature and needs none: a cursor only says
// where to go on, and every list is filtered by the caller's scope whatever the cursor says.
func Encode(parts ...any) string {
	keys, err := json.Marshal(parts)
	if err != nil {
		panic(fmt.Sprintf("page: a cursor of unencodable keys: %v", err))
	}
	return encoding.EncodeToString(append(sum(keys), keys...))
}

// Decode reads a cursor into pointers to the same types, in the same order, that Encode was given. Whatever
// else comes is refused as cursor_invalid, and into is then not to be used.
func Decode(cursor string, into ...any) error {
	keys, ok := unwrap(cursor)
	if !ok || !decode(keys, into) {
		return refuse("after", "cursor_invalid", "This place in the list cannot be read; begin from the first page.")
	}
	return nil
}

func unwrap(cursor string) ([]json.RawMessage, bool) {
	if len(cursor) > maxCursor {
		return nil, false
	}
	raw, err := encoding.DecodeString(cursor)
	if err != nil || len(raw) < sumLength || strings.ContainsAny(cursor, "\r\n") { // the decoder skips line ends
		return nil, false
	}
	if subtle.ConstantTimeCompare(raw[:sumLength], sum(raw[sumLength:])) != 1 {
		return nil, false
	}
	var keys []json.RawMessage
	err = json.Unmarshal(raw[sumLength:], &keys)
	return keys, err == nil
}

func decode(keys []json.RawMessage, into []any) bool {
	if len(keys) != len(into) {
		return false
	}
	for i, key := range keys {
		if bytes.Equal(key, []byte("null")) && !nullable(into[i]) || unstorable(key) {
			return false
		}
		if err := json.Unmarshal(key, into[i]); err != nil {
			return false
		}
	}
	return true
}

// nullable says whether the target tells null from a value; elsewhere JSON would leave what was there.
func nullable(target any) bool {
	switch target.(type) {
	case **string, **int, **int64, *[]byte:
		return true
	}
	return false
}

// unstorable finds the one character that JSON knows and PostgreSQL refuses: with it a made-up
// cursor would come back as an error of ours.
func unstorable(key json.RawMessage) bool {
	var text string
	return json.Unmarshal(key, &text) == nil && strings.ContainsRune(text, 0)
}

// sum is bound to the form of the cursor: another form will use another word, and old cursors end politely.
func sum(keys []byte) []byte {
	digest := sha256.Sum256(append([]byte("hverv page 1\x00"), keys...))
	return digest[:sumLength:sumLength]
}
