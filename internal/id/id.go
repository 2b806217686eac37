// Package id makes identifiers: UUIDv7 in a type of its own for each noun, so that an employee's
// id cannot be given where an organisation's is wanted, and random tokens that are handed out
// once and kept as hashes. The nouns stand here because every tier names some of them.
package id

import (
	"database/sql/driver"
	"fmt"

	"github.com/google/uuid"

	"hverv/internal/fault"
)

// Of is a UUIDv7 that belongs to the noun T. The zero value is "none" and is stored as null.
type Of[T any] struct{ value uuid.UUID }

// New makes the id of a new thing. Ids are made in Go, never by the database (ARCHITECTURE 8).
func New[I ~struct{ value uuid.UUID }]() I {
	return I(struct{ value uuid.UUID }{uuid.Must(uuid.NewV7())})
}

// From gives a generated API's UUID the noun's type.
func From[I ~struct{ value uuid.UUID }](u uuid.UUID) I {
	return I(struct{ value uuid.UUID }{u})
}

// Parse reads the canonical text form; anything else is a not_found, since no such thing can exist.
func Parse[I ~struct{ value uuid.UUID }](text string) (I, error) {
	u, err := uuid.Parse(text)
	if err != nil || len(text) != 36 {
		var none I
		return none, fault.Missing("id")
	}
	return From[I](u), nil
}

// UUID is the id as the generated API types want it.
func (i Of[T]) UUID() uuid.UUID { return i.value }

// IsZero says that there is no id.
func (i Of[T]) IsZero() bool { return i.value == uuid.Nil }

// String is the canonical text, or "" for none.
func (i Of[T]) String() string {
	if i.IsZero() {
		return ""
	}
	return i.value.String()
}

// Value stores the id; none is null.
func (i Of[T]) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil //nolint:nilnil // null is the stored form of "none"
	}
	return i.value.String(), nil
}

// Scan reads the id; null is none.
func (i *Of[T]) Scan(src any) error {
	if src == nil {
		i.value = uuid.Nil
		return nil
	}
	if err := i.value.Scan(src); err != nil {
		return fmt.Errorf("scan id: %w", err)
	}
	return nil
}

// MarshalText writes the canonical text.
func (i Of[T]) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads the canonical text; empty is none.
func (i *Of[T]) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		i.value = uuid.Nil
		return nil
	}
	u, err := uuid.ParseBytes(text)
	if err != nil {
		return fmt.Errorf("read id: %w", err)
	}
	i.value = u
	return nil
}
