// Package page owns how lists are cut: keyset cursors, which go on after a row instead of counting rows,
// and the limit of rows in one answer. What the keys mean belongs to each list's store.
package page

import "hverv/internal/fault"

// Rows in one answer: how many when nobody says, and the most (ARCHITECTURE 3).
const (
	DefaultLimit = 50
	MaxLimit     = 200
)

// ParseLimit reads the limit parameter; nil is the default. Too many is refused and not quietly cut, since
// a caller who counts rows would take the cut for the end.
func ParseLimit(n *int) (int, error) {
	switch {
	case n == nil:
		return DefaultLimit, nil
	case *n < 1:
		return 0, refuse("limit", "limit_invalid", "A page has at least one row.")
	case *n > MaxLimit:
		return 0, refuse("limit", "limit_too_large", "A page has at most 200 rows; follow the cursor for more.")
	}
	return *n, nil
}

// Page is one answer of a list. Next is the cursor to go on with, "" at the end.
type Page[T any] struct {
	Data []T
	Next string
}

// Cut makes a page of the rows of a store that was asked for limit+1: the extra row only says
// that there is more. key gives a row's cursor. Data is never nil.
func Cut[T any](rows []T, limit int, key func(T) string) Page[T] {
	if rows == nil {
		rows = []T{}
	}
	if limit < 1 || len(rows) <= limit {
		return Page[T]{Data: rows}
	}
	return Page[T]{Data: rows[:limit:limit], Next: key(rows[limit-1])}
}

// Window reads the limit and the cursor of a list; without a cursor, into stays as it is.
func Window(limit *int, after *string, into ...any) (int, error) {
	if after != nil {
		if err := Decode(*after, into...); err != nil {
			return 0, err
		}
	}
	return ParseLimit(limit)
}

// Cursor is Next as an optional member of the generated API.
func (p Page[T]) Cursor() *string {
	if p.Next == "" {
		return nil
	}
	return &p.Next
}

func refuse(pointer, code, detail string) error {
	return fault.New(fault.Invalid, code, detail).On(pointer, code, detail)
}
