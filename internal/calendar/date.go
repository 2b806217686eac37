// Package calendar owns legal time: dates without a clock, when such a date begins and ends in
// Denmark, and which days are working days. Instants stay time.Time; what "now" is, the caller says.
package calendar

import (
	"cmp"
	"fmt"
	"time"

	"hverv/internal/fault"
)

// Date is a legal date in the Gregorian calendar, years 1 to 9999. It is comparable; the zero value
// is "none", is stored as null and written as the empty text.
//
//nolint:recvcheck // reading needs a pointer; a date is a value everywhere else
type Date struct {
	year       int16
	month, day uint8
}

const (
	layout  = "2006-01-02"
	maxYear = 9999
	maxStep = 4_000_000 // days; more than the calendar holds, so sums cannot overflow
)

//nolint:gochecknoglobals // a constant in all but syntax
var lastDate = Date{year: maxYear, month: 12, day: 31}

// New makes a date, and says no when there is no such day.
func New(year int, month time.Month, day int) (Date, bool) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if year < 1 || year > maxYear || t.Year() != year || t.Month() != month || t.Day() != day {
		return Date{}, false
	}
	return of(t), true
}

// Parse reads YYYY-MM-DD and nothing else.
func Parse(text string) (Date, error) {
	t, err := time.Parse(layout, text)
	if err != nil || len(text) != len(layout) || t.Year() < 1 {
		return Date{}, fault.New(fault.Invalid, "date_invalid", "A date is written as year-month-day, for instance 2026-11-22, and must exist.")
	}
	return of(t), nil
}

// Must is Parse for dates written in code; it panics on a wrong one.
func Must(text string) Date {
	d, err := Parse(text)
	if err != nil {
		panic("calendar: no such date: " + text)
	}
	return d
}

// of takes the date that t shows in its own zone; the caller keeps the year within bounds.
func of(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year: int16(year), month: uint8(month), day: uint8(day)} //nolint:gosec // bounded by the callers
}

// noon is a stand-in for arithmetic, far from any day's edge.
func (d Date) noon() time.Time {
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 12, 0, 0, 0, time.UTC)
}

// IsZero says that there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Year is the year, or 0 for none.
func (d Date) Year() int { return int(d.year) }

// Month is the month, or 0 for none.
func (d Date) Month() time.Month { return time.Month(d.month) }

// Day is the day of the month, or 0 for none.
func (d Date) Day() int { return int(d.day) }

// Weekday is the day of the week; meaningless for none.
func (d Date) Weekday() time.Weekday { return d.noon().Weekday() }

// Compare is -1, 0 or 1; none sorts before every date.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.year, other.year), cmp.Compare(d.month, other.month), cmp.Compare(d.day, other.day))
}

// Before says that d is an earlier date than other.
func (d Date) Before(other Date) bool { return d.Compare(other) < 0 }

// After says that d is a later date than other.
func (d Date) After(other Date) bool { return d.Compare(other) > 0 }

// AddDays moves n days; it stops at the ends of the calendar, and none stays none.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	return clamp(d.noon().AddDate(0, 0, min(max(n, -maxStep), maxStep)))
}

// AddMonths moves n months and keeps to the last day of a shorter month (31 January + 1 is the last
// of February), as deadlines in months are counted.
func (d Date) AddMonths(n int) Date {
	if d.IsZero() {
		return d
	}
	n = min(max(n, -maxStep), maxStep)
	first := time.Date(int(d.year), time.Month(d.month)+time.Month(n), 1, 12, 0, 0, 0, time.UTC)
	lastDay := first.AddDate(0, 1, -1).Day()
	return clamp(first.AddDate(0, 0, min(int(d.day), lastDay)-1))
}

// DaysUntil counts the days from d to other; negative when other is earlier.
func (d Date) DaysUntil(other Date) int {
	return int((other.noon().Unix() - d.noon().Unix()) / 86400)
}

func clamp(t time.Time) Date {
	switch {
	case t.Year() < 1:
		return Date{year: 1, month: 1, day: 1}
	case t.Year() > maxYear:
		return lastDate
	}
	return of(t)
}

// String is YYYY-MM-DD, or "" for none.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}
