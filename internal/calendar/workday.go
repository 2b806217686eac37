package calendar

import "time"

// lastPrayerDay is the last year with Store bededag as a holiday; it was abolished from 2024.
const lastPrayerDay = 2023

type monthDay struct {
	month time.Month
	day   int
}

// The days on which nothing is delivered: the holidays, and after them the days when banks, carriers
// and public offices are closed by custom and agreement. A holiday's name wins on a shared date.
//
//nolint:gochecknoglobals // tables
var (
	fixedHolidays = map[monthDay]string{
		{time.January, 1}:   "Nytårsdag",
		{time.December, 25}: "Juledag",
		{time.December, 26}: "2. juledag",
	}
	movingHolidays = map[int]string{ // days from Easter Sunday
		-3: "Skærtorsdag",
		-2: "Langfredag",
		0:  "Påskedag",
		1:  "2. påskedag",
		39: "Kristi himmelfartsdag",
		49: "Pinsedag",
		50: "2. pinsedag",
	}
	closingDays = map[monthDay]string{
		{time.June, 5}:      "Grundlovsdag",
		{time.December, 24}: "Juleaftensdag",
		{time.December, 31}: "Nytårsaftensdag",
	}
)

const (
	prayerDay         = 26 // days from Easter Sunday: the fourth Friday after
	dayAfterAscension = 40
)

// Holiday names the Danish holiday or closing day that falls on d. Sundays are not holidays here;
// ask WorkingDay whether something can be delivered.
func Holiday(d Date) (name string, ok bool) {
	if d.IsZero() {
		return "", false
	}
	fixed := monthDay{d.Month(), d.Day()}
	if name, ok = fixedHolidays[fixed]; ok {
		return name, true
	}
	fromEaster := easter(d.Year()).DaysUntil(d)
	if name, ok = movingHolidays[fromEaster]; ok {
		return name, true
	}
	if fromEaster == prayerDay && d.Year() <= lastPrayerDay {
		return "Store bededag", true
	}
	if name, ok = closingDays[fixed]; ok {
		return name, true
	}
	if fromEaster == dayAfterAscension {
		return "Dagen efter Kristi himmelfartsdag", true
	}
	return "", false
}

// WorkingDay says whether d is Monday to Friday and neither holiday nor closing day (O3).
func WorkingDay(d Date) bool {
	if d.IsZero() || d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
		return false
	}
	_, closed := Holiday(d)
	return !closed
}

// AddWorkingDays is the nth working day after d (before it for a negative n); 0 gives d itself,
// whatever day it is. O3 counts a delivery time with it.
func AddWorkingDays(d Date, n int) Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		next := d.AddDays(step)
		if next == d { // none, or the end of the calendar
			break
		}
		d = next
		if WorkingDay(d) {
			n--
		}
	}
	return d
}

// easter is Easter Sunday by the Gregorian computus (the "anonymous" form of 1876).
func easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	date, _ := New(year, time.Month(n/31), n%31+1)
	return date
}
