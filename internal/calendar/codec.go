package calendar

import (
	"database/sql/driver"
	"fmt"
	"time"

	"hverv/internal/fault"
)

// Value stores the date; none is null.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil //nolint:nilnil // null is the stored form of "none"
	}
	return d.String(), nil
}

// Scan reads a postgres date: as time.Time from lib/pq, as text inside an array; null is none.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case time.Time:
		if v.Year() < 1 || v.Year() > maxYear {
			return fmt.Errorf("scan date: year %d is outside the calendar", v.Year())
		}
		*d = of(v) // lib/pq gives midnight in a nameless zone: the parts are the date, the instant is not
		return nil
	case string:
		return d.scanText(v)
	case []byte:
		return d.scanText(string(v))
	}
	return fmt.Errorf("scan date: cannot read %T", src)
}

func (d *Date) scanText(text string) error {
	read, err := Parse(text)
	if err != nil {
		return fmt.Errorf("scan date %q: %w", text, err)
	}
	*d = read
	return nil
}

// MarshalText writes YYYY-MM-DD; none is empty.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD strictly; empty is none.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	read, err := Parse(string(text))
	if err != nil {
		return err
	}
	*d = read
	return nil
}

// Time is midnight UTC of the date, as the generated API types carry dates; none is the zero time.
func (d Date) Time() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, time.UTC)
}

// FromTime reads the date that t shows in its own zone, as the generated API types carry dates.
func FromTime(t time.Time) (Date, error) {
	d, ok := New(t.Year(), t.Month(), t.Day())
	if !ok {
		return Date{}, fault.New(fault.Invalid, "date_invalid", "The year of a date lies between 1 and 9999.")
	}
	return d, nil
}
