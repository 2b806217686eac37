// Package member reads and writes the members of the API's JSON that may be missing. It knows
// nothing of what they mean.
package member

import (
	"github.com/oapi-codegen/nullable"
	openapi_types "github.com/oapi-codegen/runtime/types"

	"hverv/internal/calendar"
)

// Or is what a member says, or the zero value where it was left out.
func Or[T any](given *T) T {
	if given == nil {
		var zero T
		return zero
	}
	return *given
}

// Unless leaves a zero value out.
func Unless[T comparable](value T) *T {
	var zero T
	if value == zero {
		return nil
	}
	return &value
}

// Date reads a date that may be missing.
func Date(given *openapi_types.Date) (calendar.Date, error) {
	if given == nil {
		return calendar.Date{}, nil
	}
	return calendar.FromTime(given.Time)
}

// Changed is nil for a date that was left out, and no date for null.
func Changed(given nullable.Nullable[openapi_types.Date]) (*calendar.Date, error) {
	if !given.IsSpecified() {
		return nil, nil //nolint:nilnil // "not to be changed" is no error
	}
	value, err := given.Get()
	if err != nil {
		return &calendar.Date{}, nil //nolint:nilerr // the one error is null
	}
	changed, err := calendar.FromTime(value.Time)
	return &changed, err
}

// Day writes a date.
func Day(d calendar.Date) openapi_types.Date { return openapi_types.Date{Time: d.Time()} }

// DayUnless writes a date, and leaves no date out.
func DayUnless(d calendar.Date) *openapi_types.Date {
	if d.IsZero() {
		return nil
	}
	return new(Day(d))
}
