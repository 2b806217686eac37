package calendar

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hverv/internal/fault"
)

var (
	_ sql.Scanner   = (*Date)(nil)
	_ driver.Valuer = Date{}
)

func anyDate(t *rapid.T) Date {
	return Must("1900-01-01").AddDays(rapid.IntRange(0, 80_000).Draw(t, "days"))
}

func TestParseIsStrict(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "2026-2-03", "2026-02-30", "2025-02-29", "0000-01-01", "20260203", " 2026-02-03", "2026-02-03T00:00:00Z", "10000-01-01", "２026-02-03"} {
		if d, err := Parse(text); fault.CodeOf(err) != "date_invalid" {
			t.Errorf("Parse(%q) = %v, %v; want date_invalid", text, d, err)
		}
	}
	d := Must("2024-02-29")
	if d.Year() != 2024 || d.Month() != time.February || d.Day() != 29 || d.Weekday() != time.Thursday {
		t.Fatalf("parts of %v", d)
	}
}

func TestDateRoundTrips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate(t)
		raw, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var read Date
		if err := json.Unmarshal(raw, &read); err != nil || read != d {
			t.Fatalf("json %s read as %v, %v", raw, read, err)
		}
		value, err := d.Value()
		if err != nil {
			t.Fatal(err)
		}
		for _, src := range []any{value, []byte(d.String()), time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, time.FixedZone("", 0))} {
			var stored Date
			if err := stored.Scan(src); err != nil || stored != d {
				t.Fatalf("scan %T as %v, %v; want %v", src, stored, err, d)
			}
		}
	})
}

func TestNoDateIsNull(t *testing.T) {
	t.Parallel()
	d := Must("2026-01-01")
	if err := d.Scan(nil); err != nil || !d.IsZero() {
		t.Fatalf("scan nil: %v, %v", d, err)
	}
	if v, err := d.Value(); v != nil || err != nil {
		t.Fatalf("value %v, %v; want nil", v, err)
	}
	if raw, err := json.Marshal(struct {
		D Date `json:"d,omitzero"`
	}{}); err != nil || string(raw) != "{}" {
		t.Fatalf("json %s, %v", raw, err)
	}
	if got := d.AddDays(3).AddMonths(2); !got.IsZero() {
		t.Fatalf("none moved to %v", got)
	}
}

func TestScanRefusesWhatIsNoDate(t *testing.T) {
	t.Parallel()
	for _, src := range []any{"infinity", []byte("2026-01-01 BC"), 7, time.Date(-3, 1, 1, 0, 0, 0, 0, time.UTC)} {
		var d Date
		if err := d.Scan(src); err == nil {
			t.Errorf("scan %v gave %v", src, d)
		}
	}
}

func TestAddMonthsKeepsToTheMonth(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-11-15", 3, "2027-02-15"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2026-06-30", 0, "2026-06-30"},
	} {
		if got := Must(c.from).AddMonths(c.n); got != Must(c.want) {
			t.Errorf("%s + %d months = %v, want %s", c.from, c.n, got, c.want)
		}
	}
}

func TestArithmeticStopsAtTheEnds(t *testing.T) {
	t.Parallel()
	d := Must("2026-01-01")
	for _, n := range []int{math.MaxInt, math.MaxInt32} {
		if d.AddDays(n) != lastDate || d.AddMonths(n) != lastDate || d.AddDays(-n).Year() != 1 || d.AddMonths(-n).Year() != 1 {
			t.Errorf("moving %d leaves the calendar", n)
		}
	}
}

func TestDatesAreOrdered(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDate(t), rapid.IntRange(1, 5000).Draw(t, "n")
		later := d.AddDays(n)
		if !d.Before(later) || !later.After(d) || later.AddDays(-n) != d || d.DaysUntil(later) != n {
			t.Fatalf("%v + %d = %v", d, n, later)
		}
		if (d.String() < later.String()) != d.Before(later) {
			t.Fatalf("text order of %v and %v", d, later)
		}
	})
}

func TestRangeHoldsItsEnds(t *testing.T) {
	t.Parallel()
	june := Range{From: Must("2026-06-01"), To: Must("2026-06-30")}
	open := Range{From: Must("2026-06-15")}
	for _, c := range []struct {
		r    Range
		d    Date
		want bool
	}{
		{june, Must("2026-05-31"), false},
		{june, Must("2026-06-01"), true},
		{june, Must("2026-06-30"), true},
		{june, Must("2026-07-01"), false},
		{june, Date{}, false},
		{open, Must("2999-01-01"), true},
		{open, Must("2026-06-14"), false},
		{Range{}, Must("1900-01-01"), true},
	} {
		if got := c.r.Holds(c.d); got != c.want {
			t.Errorf("%v holds %v: %v, want %v", c.r, c.d, got, c.want)
		}
	}
	july := Range{From: Must("2026-07-01"), To: Must("2026-07-31")}
	backwards := Range{From: july.To, To: july.From}
	if !june.Overlaps(open) || !open.Overlaps(july) || june.Overlaps(july) || july.Overlaps(june) || backwards.Ordered() || open.Overlaps(backwards) {
		t.Error("overlap of ranges")
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"2026-11-22", "2024-02-29", "0000-00-00", "9999-12-31", "", "2026-13-01"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := Parse(text); err == nil && d.String() != text {
			t.Fatalf("%q read as %v", text, d)
		}
	})
}
