package calendar

import (
	"time"
	_ "time/tzdata" // the rules of the zone travel in the binary, so every machine agrees on them
)

// Copenhagen is the zone in which legal dates begin and end.
func Copenhagen() *time.Location { return copenhagen }

//nolint:gochecknoglobals // a constant in all but syntax
var copenhagen = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		panic("calendar: embedded time zones lack Europe/Copenhagen: " + err.Error())
	}
	return zone
}()

// Today is the date on a Danish wall calendar at the instant now.
func Today(now time.Time) Date { return clamp(now.In(copenhagen)) }

// StartOfDay is the first instant of the date in Denmark, in UTC; none gives the zero time.
func StartOfDay(d Date) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return firstInstant(int(d.year), time.Month(d.month), int(d.day))
}

// EndOfDay is the instant at which the date is over: the first of the next day, so a limit holds
// while now.Before(EndOfDay(limit)). Days of 23 and 25 hours come out right. None gives the zero
// time, which is long past: a caller that forgets an open end refuses instead of admitting.
func EndOfDay(d Date) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return firstInstant(int(d.year), time.Month(d.month), int(d.day)+1)
}

// firstInstant stands midnight. In 1940 summer time began at midnight, so 00:00 was skipped and
// time.Date may answer with an instant of the day before: then the day began at the change of zone.
func firstInstant(year int, month time.Month, day int) time.Time {
	t := time.Date(year, month, day, 0, 0, 0, 0, copenhagen)
	if t.Hour() != 0 {
		if _, change := t.ZoneBounds(); t.Hour() > 12 && !change.IsZero() {
			t = change
		}
	}
	return t.UTC()
}
