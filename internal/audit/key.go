package audit

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"

	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/reseal"
)

// personKey seals the personal fields of one person's events. Destroying its row makes them
// unreadable for ever, while the events' bytes stay as they were.
type personKey struct{ gcm cipher.AEAD }

func newPersonKey(raw []byte) (personKey, error) {
	block, err := aes.NewCipher(raw)
	if err != nil {
		return personKey{}, fmt.Errorf("person key: %w", err)
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return personKey{}, fmt.Errorf("person key: %w", err)
	}
	return personKey{gcm}, nil
}

func (k personKey) seal(plain []byte, place string) []byte {
	return k.gcm.Seal(nil, nil, plain, []byte(place)) //nolint:gosec // it draws its own nonce
}

func (k personKey) unseal(sealed []byte, place string) ([]byte, error) {
	plain, err := k.gcm.Open(nil, nil, sealed, []byte(place))
	if err != nil {
		return nil, fmt.Errorf("open field %s: %w", place, err)
	}
	return plain, nil
}

//nolint:gochecknoglobals // a table's columns
var personKeys = &database.Table{Name: "personal_keys", Raced: "personal_keys_pkey", Columns: []database.Column{
	{Name: "organisation_id", Type: "uuid"}, {Name: "person", Type: "text"}, {Name: "wrapped", Type: "bytea"},
}}

// keyPlace names a person's key: what binds its wrapping to its row, and its place in the cache.
func keyPlace(org id.Organisation, person string) string {
	return "personal_keys/wrapped/" + org.String() + "/" + person
}

// Sealed is what is brought under the present key after a rotation (X4).
func Sealed() []reseal.Column {
	return []reseal.Column{{Table: "personal_keys", Name: "wrapped", Key: []string{"organisation_id", "person"}, Under: "personal_keys/wrapped"}}
}

// keyFor finds the person's key, or makes it in the same transaction. Two first events of one
// person at once meet on the primary key, and Change runs the loser again.
func (l *Log) keyFor(ctx context.Context, tx *database.Tx, org id.Organisation, person string, isNew bool) (personKey, error) {
	place := keyPlace(org, person)
	if known, ok := l.cache.get(place, tx.Now); ok {
		return known, nil
	}
	if made, ok := tx.Made(place).(personKey); ok {
		return made, nil
	}
	if !isNew {
		wrapped, err := findKey(ctx, tx, org, person)
		if err == nil {
			return l.keep(tx, place, wrapped)
		}
		if !errors.Is(err, database.ErrNone) {
			return personKey{}, err
		}
	}
	return l.makeKey(tx, org, person)
}

// keep opens a stored key and remembers it for the next events.
func (l *Log) keep(tx *database.Tx, place string, wrapped []byte) (personKey, error) {
	key, err := l.unwrap(place, wrapped)
	if err == nil {
		l.cache.put(place, key, tx.Now)
	}
	return key, err
}

func (l *Log) makeKey(tx *database.Tx, org id.Organisation, person string) (personKey, error) {
	place := keyPlace(org, person)
	raw := make([]byte, 32)
	rand.Read(raw)
	wrapped, err := l.keys.Seal(raw, place)
	if err != nil {
		return personKey{}, fmt.Errorf("wrap person key: %w", err)
	}
	key, err := newPersonKey(raw)
	if err != nil {
		return personKey{}, err
	}
	tx.Append(personKeys, org, person, wrapped)
	tx.Make(place, key)
	tx.AfterCommit(func() { l.cache.put(place, key, tx.Now) })
	return key, nil
}

func (l *Log) unwrap(place string, wrapped []byte) (personKey, error) {
	raw, err := l.keys.Open(wrapped, place)
	if err != nil {
		return personKey{}, fmt.Errorf("unwrap person key: %w", err)
	}
	return newPersonKey(raw)
}

// Forget destroys a person's key: what the log holds about them stays, byte by byte, and nobody can
// read it any more (L8). Its caller records who decided that. Other nodes may seal with the key for
// as long as they remember it; nobody can read that either.
func (l *Log) Forget(ctx context.Context, tx *database.Tx, org id.Organisation, person string) error {
	tx.AfterCommit(func() { l.cache.drop(keyPlace(org, person)) })
	return destroyKey(ctx, tx, org, person)
}
