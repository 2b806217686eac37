package audit

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"
)

// version of the event format; a change of the bytes' meaning gets a new one.
const version = 1

// commitment stands for a personal value in the canonical bytes: who knows salt and value can
// check it, nobody else can guess it.
type commitment struct {
	Commitment string `json:"commitment"` // base64url of SHA-256(salt || value)
	Sealed     string `json:"sealed"`     // base64url of AEAD(person's key, salt || value)
}

const saltSize = 16

// canonical gives the bytes of an event: JSON with sorted members, no insignificant space and no
// HTML escapes. Numbers are whole; instants are RFC 3339 in UTC with microseconds.
func canonical(members map[string]any) ([]byte, error) {
	return appendValue(make([]byte, 0, 2048), members)
}

// appendValue writes as encoding/json does. The kinds that events consist of are written without
// reflection, since every change waits for its event's bytes; the rest is left to the library.
func appendValue(b []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case string:
		return appendText(b, v)
	case Outcome:
		return appendText(b, string(v))
	case bool:
		return strconv.AppendBool(b, v), nil
	case int:
		return strconv.AppendInt(b, int64(v), 10), nil
	case commitment: // base64url: nothing to escape
		b = append(append(b, `{"commitment":"`...), v.Commitment...)
		return append(append(append(b, `","sealed":"`...), v.Sealed...), `"}`...), nil
	case []string:
		return appendTexts(b, v)
	case map[string]any:
		return appendMembers(b, v)
	case Fields:
		return appendMembers(b, v)
	}
	return appendOther(b, value)
}

func appendMembers(b []byte, members map[string]any) ([]byte, error) {
	if members == nil {
		return append(b, "null"...), nil
	}
	b = append(b, '{')
	for i, name := range slices.Sorted(maps.Keys(members)) {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendText(b, name); err != nil {
			return nil, err
		}
		if b, err = appendValue(append(b, ':'), members[name]); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

func appendTexts(b []byte, texts []string) ([]byte, error) {
	if texts == nil {
		return append(b, "null"...), nil
	}
	b = append(b, '[')
	for i, text := range texts {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendText(b, text); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

func appendText(b []byte, text string) ([]byte, error) {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return appendOther(b, text)
		}
	}
	return append(append(append(b, '"'), text...), '"'), nil
}

func appendOther(b []byte, value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil { // maps are written with sorted keys
		return nil, fmt.Errorf("write event: %w", err)
	}
	return append(b, bytes.TrimRight(text.Bytes(), "\n")...), nil
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }

// commit seals one personal value.
func (k personKey) commit(value Personal, place string) commitment {
	salted := make([]byte, saltSize, saltSize+len(value))
	rand.Read(salted)
	salted = append(salted, value...)
	sealed := k.seal(salted, place)
	sum := sha256.Sum256(salted)
	return commitment{
		Commitment: base64.RawURLEncoding.EncodeToString(sum[:]),
		Sealed:     base64.RawURLEncoding.EncodeToString(sealed),
	}
}

// open gives the value back and checks it against its commitment.
func (k personKey) open(c commitment, place string) (string, error) {
	sealed, err := base64.RawURLEncoding.DecodeString(c.Sealed)
	if err != nil {
		return "", fmt.Errorf("read sealed field: %w", err)
	}
	salted, err := k.unseal(sealed, place)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(salted)
	if len(salted) < saltSize || base64.RawURLEncoding.EncodeToString(sum[:]) != c.Commitment {
		return "", fmt.Errorf("sealed field %s does not match its commitment", place)
	}
	return string(salted[saltSize:]), nil
}
