package authenticator_test

import (
	"slices"
	"testing"

	"hverv/internal/authenticator"
	"hverv/internal/calendar"
	"hverv/internal/employee"
	"hverv/internal/identity"
	"hverv/internal/testkit/clinic"
)

// order orders a code display for somebody whose days to activate are fewer than delivery takes.
func order(c *clinic.Clinic) (employee.Employee, authenticator.Holder, authenticator.Authenticator) {
	c.T.Helper()
	c.Enable()
	c.SQL(`update organisations set activation_days = 20 where id = $1`, c.Org)
	e := c.Hire(1)
	i := c.Choose(e, identity.Dedicated)
	a, err := c.Provide(authenticator.Hardware{Identity: i.ID, Kind: authenticator.CodeDisplay, State: authenticator.Ordered})
	c.Must(err)
	return e, holderOf(c, e), a
}

func holderOf(c *clinic.Clinic, e employee.Employee) authenticator.Holder {
	c.T.Helper()
	list, err := c.Authenticators.Identities(c.Users(), c.Org, e.ID)
	c.Must(err)
	return list[0]
}

func TestLateDeliveryIsSaidAtOnce_U6(t *testing.T) {
	t.Parallel()
	c := clinic.New(t) // 22 November
	e, i, a := order(c)
	if a.DeliverOn != calendar.Must("2026-12-18") || i.ActivateUntil != calendar.Must("2026-12-12") {
		t.Fatalf("expected on %s, activation until %s", a.DeliverOn, i.ActivateUntil)
	}
	if !slices.Equal(a.Warnings, []string{"delivery_after_deadline"}) || !slices.Contains(i.Warnings, "delivery_after_deadline") ||
		!slices.Contains(i.Actions, "start_at_dispatch") {
		t.Errorf("warnings %v and %v, choices %v", a.Warnings, i.Warnings, i.Actions)
	}
	_, err := c.Authenticators.StartAtDispatch(c.Users(), c.Org, i.ID, i.Version+1)
	c.Refused(err, "stale")
	waiting, err := c.Authenticators.StartAtDispatch(c.Users(), c.Org, i.ID, i.Version)
	c.Must(err)
	if want := calendar.Must("2027-01-07"); waiting.ActivateUntil != want || len(waiting.Warnings) != 0 {
		t.Errorf("until %s, want %s; warnings %v", waiting.ActivateUntil, want, waiting.Warnings)
	}
	c.Clock.Advance(14 * 24 * 3600e9) // 6 December: sent
	_, err = c.Advance(a, authenticator.Shipped)
	c.Must(err)
	if got, want := holderOf(c, e).ActivateUntil, calendar.Must("2026-12-26"); got != want {
		t.Errorf("from dispatch until %s, want %s", got, want)
	}
	if c.Events("identity.days_moved") != 2 {
		t.Error("the days moved without an event")
	}
}

func TestTheOrganisationLetsDaysBeginAtDispatch_U6(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	c.SQL(`update organisations set activation_starts = 'dispatch' where id = $1`, c.Org)
	_, i, a := order(c)
	if len(a.Warnings)+len(i.Warnings) != 0 || i.ActivateUntil != calendar.Must("2027-01-07") {
		t.Errorf("warnings %v, until %s", i.Warnings, i.ActivateUntil)
	}
}

func TestAnAppOrATimelyDeliveryCollidesWithNothing_U6(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	e, i, _ := order(c)
	ticket := c.Ticket(i.Identity)
	_, err := c.Authenticators.EnrolApp(c.From("192.0.2.1"), ticket, "Telefon")
	c.Must(err)
	i = holderOf(c, e)
	if slices.Contains(i.Warnings, "delivery_after_deadline") || slices.Contains(i.Actions, "start_at_dispatch") {
		t.Errorf("warnings %v", i.Warnings)
	}
	_, err = c.Authenticators.StartAtDispatch(c.Users(), c.Org, i.ID, i.Version)
	c.Refused(err, "nothing_ordered")
	other := c.Choose(c.Hire(2), identity.Dedicated)
	soon := authenticator.Hardware{
		Identity: other.ID, Kind: authenticator.Chip, State: authenticator.Ordered, DeliverOn: calendar.Must("2026-12-12"),
	}
	a, err := c.Provide(soon)
	c.Must(err)
	if len(a.Warnings) != 0 {
		t.Errorf("a delivery on the last day: %v", a.Warnings)
	}
}
