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
	"hverv/internal/identity"
	"hverv/internal/notify"
	"hverv/internal/testkit/clinic"
)

// months makes chips good for so many.
func months(c *clinic.Clinic, n int) {
	c.SQL(`update organisations set chip_months = $2 where id = $1`, c.Org, n)
}

func sweep(c *clinic.Clinic) {
	c.T.Helper()
	c.Must(c.Authenticators.SweepRenewals(authz.AsMachine(c.T.Context(), "reminder", c.DB.Now())))
}

// read is the authenticator as its holder sees it.
func read(c *clinic.Clinic, i identity.Identity, a authenticator.Authenticator) authenticator.Authenticator {
	c.T.Helper()
	list, err := c.Authenticators.Identities(c.Self(i.Employee), c.Org, i.Employee)
	c.Must(err)
	for _, each := range list[0].Authenticators {
		if each.ID == a.ID {
			return each
		}
	}
	c.T.Fatal("no such authenticator")
	return a
}

func TestAChipIsGoodForMonths_U12(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	months(c, 3)
	i, a, key := c.WithChip()
	want := calendar.EndOfDay(calendar.Must("2027-02-22"))
	if a.EndsAt == nil || !a.EndsAt.Equal(want) {
		t.Fatalf("good until %v, want %v", a.EndsAt, want)
	}
	_, err := c.ByKey(nil, key)
	c.Must(err)
	c.Clock.Advance(want.Sub(c.Clock.Last()) - time.Second)
	_, err = c.ByKey(nil, key)
	c.Must(err)
	c.Clock.Advance(time.Second) // no worker has run (law 1)
	_, err = c.ByKey(nil, key)
	c.Refused(err, "sign_in_failed")
	if now := read(c, i, a); now.State != authenticator.Expired {
		t.Errorf("shown as %s", now.State)
	}
}

func TestWithoutTheSettingAChipHasNoEnd_U12(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	_, a, _ := c.WithChip()
	if a.EndsAt != nil || slices.Contains(a.Actions, "renew") {
		t.Errorf("%+v", a)
	}
	_, err := c.Authenticators.Renew(c.Users(), c.Move(a, ""))
	c.Refused(err, "step_not_allowed")
}

func TestHolderRenewsByTheChip_U12(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	months(c, 3)
	i, a, key := c.WithChip()
	_, err := c.Authenticators.Renew(c.Self(i.Employee), c.Move(a, ""))
	c.Refused(err, "renew_with_chip")
	c.Clock.Advance(80 * 24 * time.Hour)
	_, err = c.ByKey(nil, key)
	c.Must(err)
	c.Clock.Advance(10*time.Minute + time.Second)
	_, err = c.Authenticators.Renew(c.Self(i.Employee), c.Move(a, ""))
	c.Refused(err, "renew_with_chip")
	_, err = c.ByKey(nil, key)
	c.Must(err)
	renewed, err := c.Authenticators.Renew(c.Self(i.Employee), c.Move(a, ""))
	c.Must(err)
	if want := calendar.EndOfDay(calendar.Today(c.Clock.Last()).AddMonths(3)); !renewed.EndsAt.Equal(want) || c.Events("authenticator.renewed") != 1 {
		t.Errorf("good until %s, want %s", renewed.EndsAt, want)
	}
}

// Somebody else's chip and an app say nothing about this one.
func TestAnotherProofRenewsNothing_U12(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	months(c, 3)
	i, a, _ := c.WithChip()
	other, err := c.Register(i, id.Authenticator{}, c.Key()) // a passkey
	c.Must(err)
	_, err = c.Authenticators.Renew(c.Self(i.Employee), c.Move(other, ""))
	c.Refused(err, "step_not_allowed")
	_, err = c.Authenticators.Renew(c.Self(i.Employee), c.Move(a, ""))
	c.Refused(err, "renew_with_chip")
}

func TestAnExpiredChipIsRegisteredAnew_U7_U12(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	months(c, 1)
	i, a, key := c.WithChip()
	c.Clock.Advance(40 * 24 * time.Hour)
	_, err := c.Authenticators.Renew(c.Self(i.Employee), c.Move(a, ""))
	c.Refused(err, "renew_with_chip")
	waiting, err := c.Authenticators.Renew(c.Users(), c.Move(a, "Set ved skranken"))
	c.Must(err)
	if waiting.State != authenticator.PendingActivation || c.Mails.Count(notify.ChipToRegister) != 1 {
		t.Errorf("%s, %d mails", waiting.State, c.Mails.Count(notify.ChipToRegister))
	}
	_, err = c.Authenticators.Renew(c.Users(), c.Move(a, ""))
	c.Refused(err, "step_not_allowed")
	again, err := c.Register(i, a.ID, c.Key())
	c.Must(err)
	if again.State != authenticator.Active || !again.EndsAt.After(c.Clock.Last()) {
		t.Errorf("%+v", again)
	}
	_, err = c.ByKey(nil, key) // the old key is nobody's
	c.Refused(err, "sign_in_failed")
}

func TestRenewalReminders_U12(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	months(c, 1)
	_, a, _ := c.WithChip() // until 22 December
	for _, day := range []struct {
		on   string
		want int
	}{{"2026-12-07", 0}, {"2026-12-08", 1}, {"2026-12-18", 1}, {"2026-12-19", 2}, {"2026-12-22", 2}, {"2026-12-23", 2}} {
		c.Clock.Advance(calendar.StartOfDay(calendar.Must(day.on)).Add(9 * time.Hour).Sub(c.Clock.Last()))
		for range 2 { // repeated, it tells nobody twice
			sweep(c)
		}
		if got := c.Mails.Count(notify.ChipRenewal); got != day.want {
			t.Errorf("on %s %d reminders, want %d", day.on, got, day.want)
		}
	}
	_, err := c.Authenticators.Renew(c.Users(), c.Move(a, ""))
	c.Must(err)
}

func TestTwoNodesRemindOnce_U12(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	months(c, 1)
	c.WithChip()
	c.Clock.Advance(20 * 24 * time.Hour)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { sweep(c) })
	}
	all.Wait()
	if got := c.Mails.Count(notify.ChipRenewal); got != 1 {
		t.Errorf("%d reminders", got)
	}
}

// What is in use when the setting changes gets its whole time, and loses its end with the setting.
func TestTheSettingReachesChipsInUse_U12(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, a, _ := c.WithChip()
	sweep(c)
	if read(c, i, a).EndsAt != nil {
		t.Fatal("an end without the setting")
	}
	months(c, 2)
	sweep(c)
	if want, now := calendar.EndOfDay(calendar.Must("2027-01-22")), read(c, i, a); now.EndsAt == nil || !now.EndsAt.Equal(want) {
		t.Fatalf("good until %v, want %s", now.EndsAt, want)
	}
	months(c, 0)
	sweep(c)
	sweep(c)
	if read(c, i, a).EndsAt != nil || c.Events("authenticator.renewed") != 2 {
		t.Errorf("until %v, %d events", read(c, i, a).EndsAt, c.Events("authenticator.renewed"))
	}
}

// A loan keeps its end: it is no matter of renewal (U10).
func TestALoanIsNotRenewed_U12(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	c.Enable()
	months(c, 3)
	i, _ := c.Dedicated()
	end := c.Clock.Last().Add(72 * time.Hour)
	a, err := c.Provide(authenticator.Hardware{Identity: i.ID, Kind: authenticator.Chip, State: authenticator.Delivered, EndsAt: &end})
	c.Must(err)
	a, err = c.Register(i.Identity, a.ID, c.Key())
	c.Must(err)
	sweep(c)
	if now := read(c, i.Identity, a); !now.EndsAt.Equal(end) || slices.Contains(now.Actions, "renew") {
		t.Errorf("until %s, %v", now.EndsAt, now.Actions)
	}
	_, err = c.Authenticators.Renew(c.Users(), c.Move(a, ""))
	c.Refused(err, "step_not_allowed")
}

func TestRenewalRoles_U12(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	months(c, 3)
	_, a, _ := c.WithChip()
	for role, code := range map[authz.Role]string{
		authz.UserAdministrator: "", authz.CardOfficer: "", authz.OrganisationAdministrator: "forbidden", authz.ServiceDeskAgent: "forbidden",
		authz.UnitManager: "forbidden", authz.Auditor: "forbidden",
	} {
		_, err := c.Authenticators.Renew(c.In(role), c.Move(a, ""))
		c.Refused(err, code)
	}
	_, err := c.Authenticators.Renew(t.Context(), c.Move(a, ""))
	c.Refused(err, "unauthenticated")
}

// Whose only chip was blocked for a forgotten PIN gets a link when it is opened, since nothing else lets them in (U8).
func TestABlockedChipComesBackByALink_U8(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, a, _ := c.WithChip()
	blocked, err := c.Authenticators.Block(c.Users(), c.Move(a, "Glemt pinkode"))
	c.Must(err)
	in := c.Move(blocked, "Nulstillet ved skranken")
	in.Version = blocked.Version
	opened, err := c.Authenticators.Unblock(c.Users(), in)
	c.Must(err)
	if opened.State != authenticator.PendingActivation || c.Mails.Count(notify.ChipToRegister) != 1 {
		t.Fatalf("%s, %d mails", opened.State, c.Mails.Count(notify.ChipToRegister))
	}
	made, err := c.Identities.HandOver(c.Users(), c.Org, i.ID, "in_person")
	c.Must(err)
	shown, err := c.Authenticators.ByHandOver(c.From("192.0.2.1"), c.Mails.Token(t), made.Code)
	c.Must(err)
	if shown.Ticket == "" {
		t.Error("the link opens nothing")
	}
}
