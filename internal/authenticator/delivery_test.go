package authenticator_test

import (
	"slices"
	"testing"

	"hverv/internal/authenticator"
	"hverv/internal/calendar"
	"hverv/internal/employee"
)

// order orders a code display for somebody whose days to activate are fewer than delivery takes.
func (c *clinic) order() (employee.Employee, authenticator.Identity, authenticator.Authenticator) {
	c.t.Helper()
	c.enable()
	c.set(`update organisations set activation_days = 20 where id = $1`, c.org)
	e := c.employ(1)
	i := c.choose(e, authenticator.Dedicated)
	a, err := c.provide(authenticator.Hardware{Identity: i.ID, Kind: authenticator.CodeDisplay, State: authenticator.Ordered})
	c.must(err)
	return e, c.identity(e), a
}

func (c *clinic) identity(e employee.Employee) authenticator.Identity {
	c.t.Helper()
	list, err := c.service.Identities(c.users(), c.org, e.ID)
	c.must(err)
	return list[0]
}

func TestLateDeliveryIsSaidAtOnce_U6(t *testing.T) {
	t.Parallel()
	c := newClinic(t) // 22 November
	e, i, a := c.order()
	if a.DeliverOn != calendar.Must("2026-12-18") || i.ActivateUntil != calendar.Must("2026-12-12") {
		t.Fatalf("expected on %s, activation until %s", a.DeliverOn, i.ActivateUntil)
	}
	if !slices.Equal(a.Warnings, []string{"delivery_after_deadline"}) || !slices.Contains(i.Warnings, "delivery_after_deadline") ||
		!slices.Contains(i.Actions, "start_at_dispatch") {
		t.Errorf("warnings %v and %v, choices %v", a.Warnings, i.Warnings, i.Actions)
	}
	_, err := c.service.StartAtDispatch(c.users(), c.org, i.ID, i.Version+1)
	c.refused(err, "stale")
	waiting, err := c.service.StartAtDispatch(c.users(), c.org, i.ID, i.Version)
	c.must(err)
	if want := calendar.Must("2027-01-07"); waiting.ActivateUntil != want || len(waiting.Warnings) != 0 {
		t.Errorf("until %s, want %s; warnings %v", waiting.ActivateUntil, want, waiting.Warnings)
	}
	c.clock.Advance(14 * 24 * 3600e9) // 6 December: sent
	_, err = c.advance(a, authenticator.Shipped)
	c.must(err)
	if got, want := c.identity(e).ActivateUntil, calendar.Must("2026-12-26"); got != want {
		t.Errorf("from dispatch until %s, want %s", got, want)
	}
	if c.events("identity.days_moved") != 2 {
		t.Error("the days moved without an event")
	}
}

func TestTheOrganisationLetsDaysBeginAtDispatch_U6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.set(`update organisations set activation_starts = 'dispatch' where id = $1`, c.org)
	_, i, a := c.order()
	if len(a.Warnings)+len(i.Warnings) != 0 || i.ActivateUntil != calendar.Must("2027-01-07") {
		t.Errorf("warnings %v, until %s", i.Warnings, i.ActivateUntil)
	}
}

func TestAnAppOrATimelyDeliveryCollidesWithNothing_U6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	e, i, _ := c.order()
	ticket := c.ticket(i)
	_, err := c.service.EnrolApp(c.from("192.0.2.1"), ticket, "Telefon")
	c.must(err)
	i = c.identity(e)
	if slices.Contains(i.Warnings, "delivery_after_deadline") || slices.Contains(i.Actions, "start_at_dispatch") {
		t.Errorf("warnings %v", i.Warnings)
	}
	_, err = c.service.StartAtDispatch(c.users(), c.org, i.ID, i.Version)
	c.refused(err, "nothing_ordered")
	other := c.choose(c.employ(2), authenticator.Dedicated)
	soon := authenticator.Hardware{
		Identity: other.ID, Kind: authenticator.Chip, State: authenticator.Ordered, DeliverOn: calendar.Must("2026-12-12"),
	}
	a, err := c.provide(soon)
	c.must(err)
	if len(a.Warnings) != 0 {
		t.Errorf("a delivery on the last day: %v", a.Warnings)
	}
}
