package id

import (
	"github.com/google/uuid"
	"github.com/oapi-codegen/nullable"
)

// Optional gives an optional member of the generated API the noun's type; missing is none.
func Optional[I ~struct{ value uuid.UUID }](u *uuid.UUID) I {
	if u == nil {
		var none I
		return none
	}
	return From[I](*u)
}

// Pointer is the id as an optional member of the generated API; none is missing.
func (i Of[T]) Pointer() *uuid.UUID {
	if i.IsZero() {
		return nil
	}
	u := i.value
	return &u
}

// Change reads a member of a merge patch (RFC 7396): nil when it is left out, none when it is null.
func Change[I ~struct{ value uuid.UUID }](member nullable.Nullable[uuid.UUID]) *I {
	if !member.IsSpecified() {
		return nil
	}
	var to I
	if u, err := member.Get(); err == nil {
		to = From[I](u)
	}
	return &to
}
