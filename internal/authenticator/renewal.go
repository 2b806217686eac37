package authenticator

import (
	"time"

	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/organisation"
)

const (
	firstRenewal  = 14 // days before the last one (U12)
	secondRenewal = 3
	renewWithin   = 10 * time.Minute // of the sign-in by that very chip
)

// renewable says whether the chip's end is one that a renewal moves (U12).
func (a Authenticator) renewable() bool {
	return a.Kind == Chip && a.RenewedAt != nil && (a.State == Active || a.State == Expired)
}

// valid begins the time that a chip is good for: as many months as the organisation says, to the end of
// the day. A loan keeps the end that it was given with (U10).
func (a Authenticator) valid(o organisation.Organisation, now time.Time) Authenticator {
	if a.Kind != Chip || a.EndsAt != nil && a.RenewedAt == nil {
		return a
	}
	a.EndsAt, a.RenewedAt = nil, nil
	if o.ChipMonths > 0 {
		a.EndsAt, a.RenewedAt = new(calendar.EndOfDay(calendar.Today(now).AddMonths(o.ChipMonths))), &now
	}
	return a
}

// over says whether an end has passed; judged when it is read (law 1).
func (a Authenticator) over(now time.Time) bool { return a.EndsAt != nil && !now.Before(*a.EndsAt) }

// stateAt is the state by the clock: what was good until a moment ago has expired.
func (a Authenticator) stateAt(now time.Time) State {
	if a.State == Active && a.over(now) {
		return Expired
	}
	return a.State
}

// lastDayOf is the last day on which something with an end is good.
func lastDayOf(ends time.Time) calendar.Date { return calendar.Today(ends.Add(-time.Microsecond)) }

// renewalDue counts the reminders that should have gone out by today; 0 when none is due.
func renewalDue(ends time.Time, today calendar.Date) int {
	left := today.DaysUntil(lastDayOf(ends))
	switch {
	case left <= secondRenewal:
		return 2
	case left <= firstRenewal:
		return 1
	default:
		return 0
	}
}

func notByChip() *fault.Fault {
	return fault.New(fault.Forbidden, "renew_with_chip", "Sign in with this very chip first, then renew it within ten minutes.")
}

func renewedAtDesk() *fault.Fault {
	return fault.New(fault.Conflict, "chip_expired", "The chip has expired. An administrator of your organisation must let you register it anew.")
}
