package calendar

import (
	"testing"
	"time"
)

func TestTodayIsTheDanishDate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ now, want string }{
		{"2026-01-31T22:59:59Z", "2026-01-31"},
		{"2026-01-31T23:00:00Z", "2026-02-01"}, // winter: one hour ahead
		{"2026-07-31T21:59:59Z", "2026-07-31"},
		{"2026-07-31T22:00:00Z", "2026-08-01"}, // summer: two hours ahead
		{"2026-01-01T00:30:00+13:00", "2025-12-31"},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := Today(now); got != Must(c.want) {
			t.Errorf("Today(%s) = %v, want %s", c.now, got, c.want)
		}
	}
}

func TestDaysOfTwentyThreeAndTwentyFiveHours(t *testing.T) {
	t.Parallel()
	for day, hours := range map[string]float64{"2026-03-29": 23, "2026-10-25": 25, "2026-06-01": 24, "2026-12-31": 24} {
		d := Must(day)
		if got := EndOfDay(d).Sub(StartOfDay(d)).Hours(); got != hours {
			t.Errorf("%s lasts %v hours, want %v", day, got, hours)
		}
	}
}

// Every day of two centuries begins once, and the day before ends at that instant.
func TestEveryDayBeginsWhereTheLastEnded(t *testing.T) {
	t.Parallel()
	for d := Must("1900-01-01"); d.Year() < 2100; d = d.AddDays(1) {
		start := StartOfDay(d)
		if got := Today(start); got != d {
			t.Fatalf("start of %v falls on %v", d, got)
		}
		if got := Today(start.Add(-time.Nanosecond)); got != d.AddDays(-1) {
			t.Fatalf("just before %v is %v", d, got)
		}
		if !EndOfDay(d.AddDays(-1)).Equal(start) {
			t.Fatalf("the day before %v does not end at its start", d)
		}
	}
}

func TestNoDateHasLongEnded(t *testing.T) {
	t.Parallel()
	if !EndOfDay(Date{}).IsZero() || !StartOfDay(Date{}).IsZero() {
		t.Fatal("none has no edges")
	}
}
