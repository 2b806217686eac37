package authenticator_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/id"
	"hverv/internal/notify"
)

// months makes chips good for so many.
func (c *clinic) months(n int) {
	c.set(`update organisations set chip_months = $2 where id = $1`, c.org, n)
}

func (c *clinic) sweep() {
	c.t.Helper()
	c.must(c.service.SweepRenewals(authz.AsMachine(c.t.Context(), "reminder", c.db.Now())))
}

// read is the authenticator as its holder sees it.
func (c *clinic) read(i authenticator.Identity, a authenticator.Authenticator) authenticator.Authenticator {
	c.t.Helper()
	list, err := c.service.Identities(c.self(i.Employee), c.org, i.Employee)
	c.must(err)
	for _, each := range list[0].Authenticators {
		if each.ID == a.ID {
			return each
		}
	}
	c.t.Fatal("no such authenticator")
	return a
}

func TestAChipIsGoodForMonths_U12(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.months(3)
	i, a, key := c.keyed()
	want := calendar.EndOfDay(calendar.Must("2027-02-22"))
	if a.EndsAt == nil || !a.EndsAt.Equal(want) {
		t.Fatalf("good until %v, want %v", a.EndsAt, want)
	}
	_, err := c.byKey(nil, key)
	c.must(err)
	c.clock.Advance(want.Sub(c.clock.Last()) - time.Second)
	_, err = c.byKey(nil, key)
	c.must(err)
	c.clock.Advance(time.Second) // no worker has run (law 1)
	_, err = c.byKey(nil, key)
	c.refused(err, "sign_in_failed")
	if now := c.read(i, a); now.State != authenticator.Expired {
		t.Errorf("shown as %s", now.State)
	}
}

func TestWithoutTheSettingAChipHasNoEnd_U12(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	_, a, _ := c.keyed()
	if a.EndsAt != nil || slices.Contains(a.Actions, "renew") {
		t.Errorf("%+v", a)
	}
	_, err := c.service.Renew(c.users(), c.move(a, ""))
	c.refused(err, "step_not_allowed")
}

func TestHolderRenewsByTheChip_U12(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.months(3)
	i, a, key := c.keyed()
	_, err := c.service.Renew(c.self(i.Employee), c.move(a, ""))
	c.refused(err, "renew_with_chip")
	c.clock.Advance(80 * 24 * time.Hour)
	_, err = c.byKey(nil, key)
	c.must(err)
	c.clock.Advance(10*time.Minute + time.Second)
	_, err = c.service.Renew(c.self(i.Employee), c.move(a, ""))
	c.refused(err, "renew_with_chip")
	_, err = c.byKey(nil, key)
	c.must(err)
	renewed, err := c.service.Renew(c.self(i.Employee), c.move(a, ""))
	c.must(err)
	if want := calendar.EndOfDay(calendar.Today(c.clock.Last()).AddMonths(3)); !renewed.EndsAt.Equal(want) || c.events("authenticator.renewed") != 1 {
		t.Errorf("good until %s, want %s", renewed.EndsAt, want)
	}
}

// Somebody else's chip and an app say nothing about this one.
func TestAnotherProofRenewsNothing_U12(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.months(3)
	i, a, _ := c.keyed()
	other, err := c.register(i, id.Authenticator{}, c.device()) // a passkey
	c.must(err)
	_, err = c.service.Renew(c.self(i.Employee), c.move(other, ""))
	c.refused(err, "step_not_allowed")
	_, err = c.service.Renew(c.self(i.Employee), c.move(a, ""))
	c.refused(err, "renew_with_chip")
}

func TestAnExpiredChipIsRegisteredAnew_U7_U12(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.months(1)
	i, a, key := c.keyed()
	c.clock.Advance(40 * 24 * time.Hour)
	_, err := c.service.Renew(c.self(i.Employee), c.move(a, ""))
	c.refused(err, "renew_with_chip")
	waiting, err := c.service.Renew(c.users(), c.move(a, "Set ved skranken"))
	c.must(err)
	if waiting.State != authenticator.PendingActivation || c.mails.count(notify.ChipToRegister) != 1 {
		t.Errorf("%s, %d mails", waiting.State, c.mails.count(notify.ChipToRegister))
	}
	_, err = c.service.Renew(c.users(), c.move(a, ""))
	c.refused(err, "step_not_allowed")
	again, err := c.register(i, a.ID, c.device())
	c.must(err)
	if again.State != authenticator.Active || !again.EndsAt.After(c.clock.Last()) {
		t.Errorf("%+v", again)
	}
	_, err = c.byKey(nil, key) // the old key is nobody's
	c.refused(err, "sign_in_failed")
}

func TestRenewalReminders_U12(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.months(1)
	_, a, _ := c.keyed() // until 22 December
	for _, day := range []struct {
		on   string
		want int
	}{{"2026-12-07", 0}, {"2026-12-08", 1}, {"2026-12-18", 1}, {"2026-12-19", 2}, {"2026-12-22", 2}, {"2026-12-23", 2}} {
		c.clock.Advance(calendar.StartOfDay(calendar.Must(day.on)).Add(9 * time.Hour).Sub(c.clock.Last()))
		for range 2 { // repeated, it tells nobody twice
			c.sweep()
		}
		if got := c.mails.count(notify.ChipRenewal); got != day.want {
			t.Errorf("on %s %d reminders, want %d", day.on, got, day.want)
		}
	}
	_, err := c.service.Renew(c.users(), c.move(a, ""))
	c.must(err)
}

func TestTwoNodesRemindOnce_U12(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.months(1)
	c.keyed()
	c.clock.Advance(20 * 24 * time.Hour)
	var all sync.WaitGroup
	for range 4 {
		all.Go(c.sweep)
	}
	all.Wait()
	if got := c.mails.count(notify.ChipRenewal); got != 1 {
		t.Errorf("%d reminders", got)
	}
}

// What is in use when the setting changes gets its whole time, and loses its end with the setting.
func TestTheSettingReachesChipsInUse_U12(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, a, _ := c.keyed()
	c.sweep()
	if c.read(i, a).EndsAt != nil {
		t.Fatal("an end without the setting")
	}
	c.months(2)
	c.sweep()
	if want, now := calendar.EndOfDay(calendar.Must("2027-01-22")), c.read(i, a); now.EndsAt == nil || !now.EndsAt.Equal(want) {
		t.Fatalf("good until %v, want %s", now.EndsAt, want)
	}
	c.months(0)
	c.sweep()
	c.sweep()
	if c.read(i, a).EndsAt != nil || c.events("authenticator.renewed") != 2 {
		t.Errorf("until %v, %d events", c.read(i, a).EndsAt, c.events("authenticator.renewed"))
	}
}

// A loan keeps its end: it is no matter of renewal (U10).
func TestALoanIsNotRenewed_U12(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.enable()
	c.months(3)
	i, _ := c.dedicated()
	end := c.clock.Last().Add(72 * time.Hour)
	a, err := c.provide(authenticator.Hardware{Identity: i.ID, Kind: authenticator.Chip, State: authenticator.Delivered, EndsAt: &end})
	c.must(err)
	a, err = c.register(i, a.ID, c.device())
	c.must(err)
	c.sweep()
	if now := c.read(i, a); !now.EndsAt.Equal(end) || slices.Contains(now.Actions, "renew") {
		t.Errorf("until %s, %v", now.EndsAt, now.Actions)
	}
	_, err = c.service.Renew(c.users(), c.move(a, ""))
	c.refused(err, "step_not_allowed")
}

func TestRenewalRoles_U12(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.months(3)
	_, a, _ := c.keyed()
	for role, code := range map[authz.Role]string{
		authz.UserAdministrator: "", authz.CardOfficer: "", authz.OrganisationAdministrator: "forbidden", authz.ServiceDeskAgent: "forbidden",
		authz.UnitManager: "forbidden", authz.Auditor: "forbidden",
	} {
		_, err := c.service.Renew(c.as(role), c.move(a, ""))
		c.refused(err, code)
	}
	_, err := c.service.Renew(t.Context(), c.move(a, ""))
	c.refused(err, "unauthenticated")
}
