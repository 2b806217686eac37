package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestEasterFallsAsAnnounced(t *testing.T) {
	t.Parallel()
	for _, want := range []string{"1961-04-02", "2000-04-23", "2008-03-23", "2023-04-09", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25", "2049-04-18"} {
		if got := easter(Must(want).Year()); got != Must(want) {
			t.Errorf("Easter %v, want %s", got, want)
		}
	}
}

func TestDanishHolidays_O3(t *testing.T) {
	t.Parallel()
	for day, want := range map[string]string{
		"2026-01-01": "Nytårsdag",
		"2026-04-02": "Skærtorsdag",
		"2026-04-03": "Langfredag",
		"2026-04-05": "Påskedag",
		"2026-04-06": "2. påskedag",
		"2026-05-14": "Kristi himmelfartsdag",
		"2026-05-15": "Dagen efter Kristi himmelfartsdag",
		"2026-05-24": "Pinsedag",
		"2026-05-25": "2. pinsedag",
		"2026-06-05": "Grundlovsdag",
		"2026-12-24": "Juleaftensdag",
		"2026-12-25": "Juledag",
		"2026-12-26": "2. juledag",
		"2026-12-31": "Nytårsaftensdag",
		"2023-05-05": "Store bededag",
		"2024-04-26": "", // Store bededag was abolished from 2024
		"2026-05-01": "",
		"2025-06-08": "Pinsedag",
		"2014-06-05": "Grundlovsdag",
		"2022-06-05": "Pinsedag", // also Grundlovsdag: the holiday's name wins
	} {
		got, ok := Holiday(Must(day))
		if got != want || ok != (want != "") {
			t.Errorf("%s is %q, want %q", day, got, want)
		}
	}
}

func TestTwentyWorkingDays_O3(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-03-23", 20, "2026-04-23"}, // over Easter: three weekdays lost
		{"2026-12-11", 20, "2027-01-14"}, // over Christmas: 24, 25, 31 December and New Year
		{"2026-05-13", 1, "2026-05-18"},  // Ascension, the day after, weekend
		{"2026-05-18", -1, "2026-05-13"},
		{"2026-05-16", 0, "2026-05-16"},
		{"2026-05-16", 1, "2026-05-18"},
	} {
		if got := AddWorkingDays(Must(c.from), c.n); got != Must(c.want) {
			t.Errorf("%s + %d working days = %v, want %s", c.from, c.n, got, c.want)
		}
	}
}

func TestWorkingDaysAreCountedOneByOne_O3(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from, n := anyDate(t), rapid.IntRange(1, 60).Draw(t, "n")
		to := AddWorkingDays(from, n)
		counted := 0
		for d := from.AddDays(1); !d.After(to); d = d.AddDays(1) {
			if WorkingDay(d) {
				counted++
			}
		}
		if counted != n || !WorkingDay(to) {
			t.Fatalf("from %v to %v: %d working days, want %d", from, to, counted, n)
		}
		if back := AddWorkingDays(to, -n); back.After(from) && WorkingDay(from) {
			t.Fatalf("back from %v: %v, want %v or before", to, back, from)
		}
	})
}

func TestWorkingDaysEndWithTheCalendar(t *testing.T) {
	t.Parallel()
	if got := AddWorkingDays(Must("9999-12-20"), 1000); got != lastDate {
		t.Fatalf("got %v", got)
	}
	if got := AddWorkingDays(Date{}, 5); !got.IsZero() {
		t.Fatalf("none moved to %v", got)
	}
	if WorkingDay(Date{}) || WorkingDay(Must("2026-05-16")) || Must("2026-05-16").Weekday() != time.Saturday {
		t.Fatal("no date and Saturdays are no working days")
	}
}
