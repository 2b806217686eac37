package identity_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/testkit/clinic"
)

const day = 24 * time.Hour

func TestActivationEndsAfterThirtyDays_U5(t *testing.T) {
	t.Parallel()
	c := clinic.New(t) // 22 November; the last day is 22 December
	e := c.Hire(1)
	i := c.Choose(e, identity.Private)
	if got, want := i.ActivateUntil, calendar.Must("2026-12-22"); got != want {
		t.Fatalf("last day %s, want %s", got, want)
	}
	token := c.Mails.Token(t)
	c.Clock.Advance(30*day + 13*time.Hour) // 22 December, 23.00 in Copenhagen
	invitation, err := c.Identities.Invitation(c.From(""), token)
	c.Must(err)
	if invitation.State != identity.Pending {
		t.Errorf("on the last day it is %s", invitation.State)
	}
	c.Clock.Advance(time.Hour) // midnight
	ctx, _ := c.EID(1, "")
	_, err = c.Authenticators.ByPerson(ctx, identity.ByPerson{Token: token, Consent: true})
	c.Refused(err, "activation_expired")
	list, err := c.Authenticators.Identities(c.Users(), c.Org, e.ID)
	c.Must(err)
	if got := list[0].StateOn(calendar.Must("2026-12-23")); got != identity.Lapsed {
		t.Errorf("shown as %s", got)
	}

	restarted, err := c.Identities.Restart(c.Users(), c.Org, i.ID, i.Version)
	c.Must(err)
	if got, want := restarted.Identity.ActivateUntil, calendar.Must("2027-01-22"); got != want {
		t.Errorf("new last day %s, want %s", got, want)
	}
	_, err = c.Authenticators.ByPerson(ctx, identity.ByPerson{Token: token, Consent: true})
	c.Refused(err, "activation_failed") // the old link is worthless
	opened, err := c.Authenticators.ByPerson(ctx, identity.ByPerson{Token: c.Mails.Token(t), Consent: true})
	c.Must(err)
	if opened.Identity.State != identity.Active {
		t.Errorf("after activation it is %s", opened.Identity.State)
	}
	_, err = c.Identities.Restart(c.Users(), c.Org, i.ID, i.Version)
	c.Refused(err, "stale")
	_, err = c.Identities.Restart(c.Users(), c.Org, i.ID, opened.Identity.Version)
	c.Refused(err, "identity_not_pending")
}

func TestActivationByEqualNumber_U5(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	e := c.Hire(1)
	i := c.Choose(e, identity.Private)
	in := identity.ByPerson{Token: c.Mails.Token(t), Consent: true}

	_, err := c.Authenticators.ByPerson(c.From("192.0.2.1"), in)
	c.Refused(err, "unauthenticated")
	other, _ := c.EID(2, "")
	_, err = c.Authenticators.ByPerson(other, in)
	c.Refused(err, "activation_mismatch")
	if got := c.Events("identity.activation_refused"); got != 1 {
		t.Errorf("%d refusals remembered, want 1", got)
	}
	if got := c.Mails.Count("activation_mismatch"); got != 1 {
		t.Errorf("%d administrators told, want 1", got)
	}
	_, err = c.DB.Pool().ExecContext(t.Context(), `insert into identities (organisation_id, id, employee_id, kind, state, language, activate_from, activate_until, created_at)
		select organisation_id, gen_random_uuid(), employee_id, 'dedicated', 'active', 'en', created_at, '2026-12-22', created_at from role_grants limit 1`)
	c.Must(err)
	_, err = c.Authenticators.ByPerson(other, in)
	c.Refused(err, "activation_mismatch")
	if got := []string{c.Mails.Sent[len(c.Mails.Sent)-2].Language, c.Mails.Sent[len(c.Mails.Sent)-1].Language}; !slices.Equal(got, []string{"da", "en"}) {
		t.Errorf("the administrator is told in %v, then, when they read English (W1)", got)
	}
	same, who := c.EID(1, "")
	in.Consent = false
	_, err = c.Authenticators.ByPerson(same, in)
	c.Refused(err, "consent_missing")
	in.Consent = true
	_, err = c.Authenticators.ByPerson(same, in)
	c.Must(err)
	_, err = c.Authenticators.ByPerson(same, in)
	c.Refused(err, "activation_failed") // the link is used up

	var access []identity.Access
	c.Must(c.DB.Single(t.Context(), func(tx *database.Tx) (err error) {
		access, err = identity.PrivateOf(t.Context(), tx, who)
		return err
	}))
	want := identity.Access{
		Organisation: c.Org, OrganisationName: "Klinikken på Torvet", CVR: "90000004", Employee: e.ID, Identity: i.ID, Assurance: authz.High,
	}
	if len(access) != 1 || access[0] != want {
		t.Errorf("access %+v, want %+v", access, want)
	}
}

func TestWeakEIDActivatesNothing_P3(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	c.Choose(c.Hire(1), identity.Private)
	ctx, who := c.EID(1, "")
	actor, _ := authz.From(ctx)
	actor.Assurance, actor.Person = authz.Low, who
	_, err := c.Authenticators.ByPerson(authz.With(t.Context(), actor), identity.ByPerson{Token: c.Mails.Token(t), Consent: true})
	c.Refused(err, "level_too_low")
}

func TestWithoutNumberACodeIsDemandedToo_E1(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i := c.Choose(c.Hire(0), identity.Private)
	token := c.Mails.Token(t)
	ctx, _ := c.EID(3, "1980-01-02") // name and birth date agree, and are not enough
	_, err := c.Authenticators.ByPerson(ctx, identity.ByPerson{Token: token, Consent: true})
	c.Refused(err, "hand_over_code_needed")
	made, err := c.Identities.HandOver(c.Users(), c.Org, i.ID, "in_person")
	c.Must(err)
	_, err = c.Authenticators.ByPerson(ctx, identity.ByPerson{Token: token, Consent: true, Code: "AAAAA-AAAAA"})
	c.Refused(err, "activation_failed")
	_, err = c.Authenticators.ByHandOver(c.From("192.0.2.1"), token, made.Code)
	c.Refused(err, "eid_needed")
	other, _ := c.EID(4, "1981-01-02")
	_, err = c.Authenticators.ByPerson(other, identity.ByPerson{Token: token, Consent: true, Code: made.Code})
	c.Refused(err, "activation_mismatch") // the birth date contradicts, whatever the code
	c.Clock.Advance(10 * time.Minute)
	opened, err := c.Authenticators.ByPerson(ctx, identity.ByPerson{Token: token, Consent: true, Code: strings.ToLower(made.Code)})
	c.Must(err)
	if opened.Identity.Assurance != authz.Substantial {
		t.Errorf("assurance %s, want substantial at most", opened.Identity.Assurance)
	}
}

func TestHandOverCodeOpensOnce_U5(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i := c.Choose(c.Hire(1), identity.Dedicated)
	token := c.Mails.Token(t)
	_, err := c.Identities.HandOver(c.Users(), c.Org, i.ID, "email")
	c.Refused(err, "invalid_input")
	first, err := c.Identities.HandOver(c.Users(), c.Org, i.ID, "letter")
	c.Must(err)
	made, err := c.Identities.HandOver(c.Users(), c.Org, i.ID, "telephone")
	c.Must(err)
	_, err = c.Authenticators.ByHandOver(c.From("192.0.2.1"), token, first.Code)
	c.Refused(err, "activation_failed") // replaced
	var wait sync.WaitGroup
	errs := make([]error, 2)
	for n := range errs {
		wait.Go(func() { _, errs[n] = c.Authenticators.ByHandOver(c.From("192.0.2.1"), token, made.Code) })
	}
	wait.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("one of two parallel uses must succeed: %v, %v", errs[0], errs[1])
	}
	var legible int
	c.Must(c.DB.Single(t.Context(), func(tx *database.Tx) error {
		return tx.Get(t.Context(), &legible, `select count(*) from handover_codes where code_hash not like '$argon2id$%' or code_hash like '%' || $1 || '%'`, made.Code[:5])
	}))
	if legible != 0 {
		t.Error("a code is stored in the clear")
	}
}

func TestHandOverCodeRunsOut_U5(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i := c.Choose(c.Hire(1), identity.Dedicated)
	made, err := c.Identities.HandOver(c.Users(), c.Org, i.ID, "sms")
	c.Must(err)
	c.Clock.Advance(8 * day)
	_, err = c.Authenticators.ByHandOver(c.From("192.0.2.1"), c.Mails.Token(t), made.Code)
	c.Refused(err, "activation_failed")
}

func TestUnknownLinkAndWrongCodeAreAlike_X5(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i := c.Choose(c.Hire(1), identity.Dedicated)
	token := c.Mails.Token(t)
	_, without := c.Authenticators.ByHandOver(c.From("192.0.2.1"), token, "AAAAA-AAAAA")
	made, err := c.Identities.HandOver(c.Users(), c.Org, i.ID, "sms")
	c.Must(err)
	_, unknown := c.Authenticators.ByHandOver(c.From("192.0.2.1"), id.NewToken(), made.Code)
	_, wrong := c.Authenticators.ByHandOver(c.From("192.0.2.1"), token, "AAAAA-AAAAA")
	for _, err := range []error{without, unknown, wrong} {
		if fault.Of(err).Error() != fault.Of(unknown).Error() || fault.CodeOf(err) != "activation_failed" {
			t.Errorf("%v differs from %v", err, unknown)
		}
	}
}

func TestTenMissesEndAHandOverCode_U8(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i := c.Choose(c.Hire(1), identity.Dedicated)
	token := c.Mails.Token(t)
	made, err := c.Identities.HandOver(c.Users(), c.Org, i.ID, "sms")
	c.Must(err)
	var wait sync.WaitGroup
	for range 50 {
		wait.Go(func() { _, _ = c.Authenticators.ByHandOver(c.From("192.0.2.1"), token, "AAAAA-AAAAA") })
	}
	wait.Wait()
	for range 10 {
		c.Clock.Advance(10 * time.Minute)
		_, _ = c.Authenticators.ByHandOver(c.From("192.0.2.1"), token, "AAAAA-AAAAA")
	}
	c.Clock.Advance(time.Hour)
	_, err = c.Authenticators.ByHandOver(c.From("192.0.2.1"), token, made.Code)
	c.Refused(err, "activation_failed") // the code did not survive its misses
	made, err = c.Identities.HandOver(c.Users(), c.Org, i.ID, "sms")
	c.Must(err)
	_, err = c.Authenticators.ByHandOver(c.From("192.0.2.1"), token, made.Code)
	c.Must(err)
}

func TestNoActivationForWhoIsOut_E5(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	e := c.Hire(1)
	c.Choose(e, identity.Private)
	token := c.Mails.Token(t)
	ctx, _ := c.EID(1, "")
	try := func() error {
		_, err := c.Authenticators.ByPerson(ctx, identity.ByPerson{Token: token, Consent: true})
		return err
	}
	c.SQL(`update organisations set state = 'suspended'`)
	c.Refused(try(), "organisation_not_connected")
	c.SQL(`update organisations set state = 'connected'`)
	c.SQL(`update employments set ends_on = '2026-11-21' where employee_id = $1`, e.ID)
	c.Refused(try(), "activation_failed")
	c.SQL(`update employments set ends_on = null where employee_id = $1`, e.ID)
	c.Must(try())
}

func TestConsentIsWithdrawn_U1(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	e := c.Hire(1)
	c.Choose(e, identity.Private)
	ctx, who := c.EID(1, "")
	_, err := c.Authenticators.ByPerson(ctx, identity.ByPerson{Token: c.Mails.Token(t), Consent: true})
	c.Must(err)
	c.In(authz.UserAdministrator) // somebody is there to be told
	withdrawn, err := c.Identities.WithdrawConsent(c.Self(e.ID))
	c.Must(err)
	if withdrawn.State != identity.Withdrawn || c.Mails.Count("identity_withdrawn") != 1 {
		t.Errorf("state %s, %d told", withdrawn.State, c.Mails.Count("identity_withdrawn"))
	}
	c.Must(c.DB.Single(t.Context(), func(tx *database.Tx) error {
		access, err := identity.PrivateOf(t.Context(), tx, who)
		if len(access) != 0 {
			t.Errorf("still has access: %+v", access)
		}
		return err
	}))
	_, err = c.Identities.WithdrawConsent(c.Self(e.ID))
	c.Refused(err, "not_found")
	c.Choose(e, identity.Dedicated) // another way
}

func TestRemindersGoOutOnce_U5(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	c.Users()
	c.Choose(c.Hire(1), identity.Private) // until 22 December
	sweep := func() {
		t.Helper()
		machine := authz.AsMachine(context.Background(), "reminder", c.Clock.Last())
		c.Must(c.Identities.SweepReminders(machine))
		c.Must(c.Identities.SweepReminders(machine))
	}
	c.Refused(c.Identities.SweepReminders(c.Users()), "forbidden")
	want := func(reminders, lapses int) {
		t.Helper()
		sweep()
		if got := c.Mails.Count("activation_reminder"); got != reminders {
			t.Fatalf("on %s: %d reminders, want %d", c.Clock.Last(), got, reminders)
		}
		if got := c.Mails.Count("activation_lapsed"); got != lapses {
			t.Fatalf("on %s: %d lapses told, want %d", c.Clock.Last(), got, lapses)
		}
	}
	want(0, 0)
	c.Clock.Advance(22 * day) // 14 December
	want(0, 0)
	c.Clock.Advance(1 * day) // 15 December: seven days left
	want(1, 0)
	c.Clock.Advance(4 * day)
	want(1, 0)
	c.Clock.Advance(1 * day) // 20 December: two days left
	want(2, 0)
	c.Clock.Advance(2 * day)
	want(2, 0)
	c.Clock.Advance(1 * day) // 23 December: over
	want(2, 1)
}
