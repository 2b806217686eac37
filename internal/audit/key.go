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

func (k personKey) seal(plain []byte, place string) ([]byte, error) {
	return k.gcm.Seal(nil, nil, plain, []byte(place)), nil
}

func (k personKey) unseal(sealed []byte, place string) ([]byte, error) {
	plain, err := k.gcm.Open(nil, nil, sealed, []byte(place))
	if err != nil {
		return nil, fmt.Errorf("open field %s: %w", place, err)
	}
	return plain, nil
}

//nolint:gochecknoglobals // a table's columns
var personKeys = &database.Table{Name: "personal_keys", Columns: []database.Column{
	{Name: "organisation_id", Type: "uuid"}, {Name: "person", Type: "text"}, {Name: "wrapped", Type: "bytea"},
}}

// keyFor finds the person's key, or makes it in the same transaction. Two first events of one
// person at once meet on the primary key, and the loser is tried again by Change.
func (l *Log) keyFor(ctx context.Context, tx *database.Tx, org id.Organisation, person string, isNew bool) (personKey, error) {
	place := org.String() + "/" + person
	if known, ok := l.cache.get(place); ok {
		return known, nil
	}
	if !isNew {
		key, err := l.load(ctx, tx, org, person)
		if err == nil || !errors.Is(err, database.ErrNone) {
			return key, err
		}
	}
	if made, ok := tx.Made(place).(personKey); ok {
		return made, nil
	}
	raw := make([]byte, 32)
	rand.Read(raw)
	wrapped, err := l.keys.Seal(raw, "personal_keys/"+place)
	if err != nil {
		return personKey{}, fmt.Errorf("wrap person key: %w", err)
	}
	key, err := newPersonKey(raw)
	if err != nil {
		return personKey{}, err
	}
	tx.Append(personKeys, org, person, wrapped)
	tx.Make(place, key)
	tx.AfterCommit(func() { l.cache.put(place, key) })
	return key, nil
}

func (l *Log) load(ctx context.Context, tx *database.Tx, org id.Organisation, person string) (personKey, error) {
	var wrapped []byte
	err := tx.Get(ctx, &wrapped, `select wrapped from personal_keys where organisation_id = $1 and person = $2`, org, person)
	if err != nil {
		return personKey{}, err
	}
	place := org.String() + "/" + person
	raw, err := l.keys.Open(wrapped, "personal_keys/"+place)
	if err != nil {
		return personKey{}, fmt.Errorf("unwrap person key: %w", err)
	}
	key, err := newPersonKey(raw)
	if err == nil {
		l.cache.put(place, key)
	}
	return key, err
}
