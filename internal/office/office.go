// Package office owns the issuing offices (U13): their opening hours and appointments, the records of
// in-person proofing, and the receipts of what was issued. The devices are package stock's, and what
// somebody signs in with package authenticator's.
package office

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/organisation"
	"hverv/internal/text"
)

// Office is a place where people come for their devices.
type Office struct {
	Organisation   id.Organisation      `db:"organisation_id"`
	ID             id.Office            `db:"id"`
	Name           string               `db:"name"`
	Unit           id.Unit              `db:"unit_id"`
	Address        organisation.Address `db:"address"`
	SlotMinutes    int                  `db:"slot_minutes"`
	Desks          int                  `db:"desks"`
	Hours          jsonList[Hours]      `db:"hours"`
	ClosedDays     jsonList[ClosedDay]  `db:"closed_days"`
	OpenOnHolidays bool                 `db:"open_on_holidays"`
	EndedAt        *time.Time           `db:"ended_at"` // nil while in use
	Version        int64                `db:"version"`

	Actions []string `db:"-"`
}

// Hours are the opening hours of one day of the week, by the clock on the wall. A day may have several.
type Hours struct {
	Weekday int    `json:"weekday"` // 1 is Monday, 7 is Sunday
	Opens   string `json:"opens"`   // 08:00
	Closes  string `json:"closes"`  // 15:30
}

// ClosedDay is a day on which the office stays closed.
type ClosedDay struct {
	On  calendar.Date `json:"on"`
	Why string        `json:"why"`
}

// jsonList is stored as one JSON value.
type jsonList[T any] []T

// Value stores the list.
func (l jsonList[T]) Value() (driver.Value, error) {
	if l == nil {
		return "[]", nil
	}
	written, err := json.Marshal([]T(l))
	return string(written), err
}

// Scan reads the list.
func (l *jsonList[T]) Scan(src any) error {
	written, ok := src.([]byte)
	if !ok {
		return fmt.Errorf("scan a list: cannot read %T", src)
	}
	if err := json.Unmarshal(written, (*[]T)(l)); err != nil {
		return fmt.Errorf("scan a list: %w", err)
	}
	return nil
}

// minute reads a time of day; false for what is none.
func minute(of string) (int, bool) {
	if len(of) != 5 || of[2] != ':' {
		return 0, false
	}
	hour, errHour := strconv.Atoi(of[:2])
	rest, errRest := strconv.Atoi(of[3:])
	return hour*60 + rest, errHour == nil && errRest == nil && hour >= 0 && hour < 24 && rest >= 0 && rest < 60
}

func (o *Office) check() error {
	var c fault.Check
	text.Field(&c, &o.Name, "/name", 1, 100)
	text.Field(&c, &o.Address.Street, "/address/street", 1, 100)
	text.Field(&c, &o.Address.PostalCode, "/address/postal_code", 1, 10)
	text.Field(&c, &o.Address.City, "/address/city", 1, 60)
	c.That(o.SlotMinutes >= 5 && o.SlotMinutes <= 120, "/slot_minutes", "out_of_range", "From 5 to 120 minutes.")
	c.That(o.Desks >= 1 && o.Desks <= 20, "/desks", "out_of_range", "From 1 to 20 desks.")
	c.That(len(o.Hours) <= 28, "/hours", "too_many", "At most 28.")
	for n, h := range o.Hours {
		at := "/hours/" + strconv.Itoa(n)
		opens, first := minute(h.Opens)
		closes, last := minute(h.Closes)
		c.That(h.Weekday >= 1 && h.Weekday <= 7, at+"/weekday", "unknown", "1 is Monday, 7 is Sunday.")
		c.That(first, at+"/opens", "time_malformed", "A time is written as 08:00.")
		c.That(last, at+"/closes", "time_malformed", "A time is written as 15:30.")
		c.That(!first || !last || opens < closes, at+"/closes", "hours_reversed", "It closes after it opens.")
		for _, earlier := range o.Hours[:n] {
			from, _ := minute(earlier.Opens)
			to, _ := minute(earlier.Closes)
			c.That(earlier.Weekday != h.Weekday || opens >= to || closes <= from, at+"/opens", "hours_overlap", "These hours overlap with others of that day.")
		}
	}
	c.That(len(o.ClosedDays) <= 200, "/closed_days", "too_many", "At most 200.")
	for n := range o.ClosedDays {
		at := "/closed_days/" + strconv.Itoa(n)
		c.That(!o.ClosedDays[n].On.IsZero(), at+"/on", "missing", "Say which day.")
		text.Field(&c, &o.ClosedDays[n].Why, at+"/why", 0, 100)
	}
	return c.Err()
}

// Closed says why the office is closed on a day, when it is: a day of its own, or a holiday.
func (o *Office) Closed(on calendar.Date) (why string, closed bool) {
	for _, d := range o.ClosedDays {
		if d.On == on {
			return d.Why, true
		}
	}
	if name, holiday := calendar.Holiday(on); holiday && !o.OpenOnHolidays {
		return name, true
	}
	return "", false
}

// Slot is a time that may be booked at each desk.
type Slot struct {
	StartsAt time.Time
	EndsAt   time.Time
	Free     int // desks
}

// Slots are the times of a day, earliest first, by the clock on the wall. An hour that summer time leaves
// out has none, and of one that comes twice the first counts: no two slots are called the same.
func (o *Office) Slots(on calendar.Date) []Slot {
	if _, closed := o.Closed(on); closed || o.EndedAt != nil {
		return nil
	}
	weekday := int(on.Weekday())
	if weekday == 0 {
		weekday = 7
	}
	var all []Slot
	for _, h := range o.Hours {
		if h.Weekday != weekday {
			continue
		}
		opens, _ := minute(h.Opens)
		closes, _ := minute(h.Closes)
		for at := opens; at+o.SlotMinutes <= closes; at += o.SlotMinutes {
			starts := time.Date(on.Year(), on.Month(), on.Day(), at/60, at%60, 0, 0, calendar.Copenhagen())
			if starts.Hour()*60+starts.Minute() != at {
				continue
			}
			all = append(all, Slot{StartsAt: starts.UTC(), EndsAt: starts.Add(time.Duration(o.SlotMinutes) * time.Minute).UTC(), Free: o.Desks})
		}
	}
	slices.SortFunc(all, func(a, b Slot) int { return a.StartsAt.Compare(b.StartsAt) })
	return all
}

// slot finds the slot that starts at an instant.
func (o *Office) slot(at time.Time) (Slot, bool) {
	for _, s := range o.Slots(calendar.Today(at)) {
		if s.StartsAt.Equal(at) {
			return s, true
		}
	}
	return Slot{}, false
}
