package office_test

import (
	"testing"
	"time"

	"hverv/internal/calendar"
	"hverv/internal/office"
)

func TestSlotsFollowTheClockOnTheWall_U13(t *testing.T) {
	t.Parallel()
	o := plan("Kontoret", 2)
	o.ClosedDays = append(o.ClosedDays, office.ClosedDay{On: calendar.Must("2026-12-28"), Why: "Ferielukket"})
	for _, c := range []struct {
		day   string
		slots int
		first string
	}{
		{"2026-11-23", 3, "2026-11-23T07:00:00Z"}, // winter
		{"2026-07-06", 3, "2026-07-06T06:00:00Z"}, // summer
		{"2026-11-22", 0, ""},                     // Sunday
		{"2026-12-25", 0, ""},                     // holiday
		{"2026-12-28", 0, ""},                     // own closed day
	} {
		slots := o.Slots(calendar.Must(c.day))
		if len(slots) != c.slots {
			t.Errorf("%s: %d slots, want %d", c.day, len(slots), c.slots)
			continue
		}
		if c.slots > 0 && slots[0].StartsAt.Format(time.RFC3339) != c.first {
			t.Errorf("%s begins at %s", c.day, slots[0].StartsAt)
		}
	}
	o.OpenOnHolidays = true
	if n := len(o.Slots(calendar.Must("2026-12-25"))); n != 3 {
		t.Errorf("open on holidays: %d", n)
	}
}

// In the night when the clocks change, no time is offered that does not exist, and none twice.
func TestSlotsAndSummerTime_U13(t *testing.T) {
	t.Parallel()
	o := office.Office{SlotMinutes: 30, Desks: 1, Hours: []office.Hours{{Weekday: 7, Opens: "01:00", Closes: "05:00"}}}
	for day, want := range map[string]int{"2026-03-29": 6, "2026-10-25": 8, "2026-11-01": 8} {
		slots := o.Slots(calendar.Must(day))
		if len(slots) != want {
			t.Errorf("%s: %d slots, want %d", day, len(slots), want)
		}
		called := map[string]bool{}
		for n, s := range slots {
			name := s.StartsAt.In(calendar.Copenhagen()).Format("15:04")
			if called[name] || s.EndsAt.Sub(s.StartsAt) != 30*time.Minute || n > 0 && s.StartsAt.Before(slots[n-1].EndsAt) {
				t.Errorf("%s: %s at %s to %s", day, name, s.StartsAt, s.EndsAt)
			}
			called[name] = true
		}
	}
}
