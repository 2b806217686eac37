package authenticator_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
)

const day = 24 * time.Hour

func TestActivationEndsAfterThirtyDays_U5(t *testing.T) {
	t.Parallel()
	c := newClinic(t) // 22 November; the last day is 22 December
	e := c.employ(1)
	i := c.choose(e, authenticator.Private)
	if got, want := i.ActivateUntil, calendar.Must("2026-12-22"); got != want {
		t.Fatalf("last day %s, want %s", got, want)
	}
	token := c.mails.token(t)
	c.clock.Advance(30*day + 13*time.Hour) // 22 December, 23.00 in Copenhagen
	invitation, err := c.service.Invitation(c.from(""), token)
	c.must(err)
	if invitation.State != authenticator.IdentityPending {
		t.Errorf("on the last day it is %s", invitation.State)
	}
	c.clock.Advance(time.Hour) // midnight
	ctx, _ := c.eid(1, "")
	_, err = c.service.ByPerson(ctx, authenticator.ByPerson{Token: token, Consent: true})
	c.refused(err, "activation_expired")
	list, err := c.service.Identities(c.users(), c.org, e.ID)
	c.must(err)
	if got := list[0].StateOn(calendar.Must("2026-12-23")); got != authenticator.IdentityLapsed {
		t.Errorf("shown as %s", got)
	}

	restarted, err := c.service.Restart(c.users(), c.org, i.ID, i.Version)
	c.must(err)
	if got, want := restarted.Identity.ActivateUntil, calendar.Must("2027-01-22"); got != want {
		t.Errorf("new last day %s, want %s", got, want)
	}
	_, err = c.service.ByPerson(ctx, authenticator.ByPerson{Token: token, Consent: true})
	c.refused(err, "activation_failed") // the old link is worthless
	opened, err := c.service.ByPerson(ctx, authenticator.ByPerson{Token: c.mails.token(t), Consent: true})
	c.must(err)
	if opened.Identity.State != authenticator.IdentityActive {
		t.Errorf("after activation it is %s", opened.Identity.State)
	}
	_, err = c.service.Restart(c.users(), c.org, i.ID, i.Version)
	c.refused(err, "stale")
	_, err = c.service.Restart(c.users(), c.org, i.ID, opened.Identity.Version)
	c.refused(err, "identity_not_pending")
}

func TestActivationByEqualNumber_U5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	e := c.employ(1)
	i := c.choose(e, authenticator.Private)
	in := authenticator.ByPerson{Token: c.mails.token(t), Consent: true}

	_, err := c.service.ByPerson(c.from("192.0.2.1"), in)
	c.refused(err, "unauthenticated")
	other, _ := c.eid(2, "")
	_, err = c.service.ByPerson(other, in)
	c.refused(err, "activation_mismatch")
	if got := c.events("identity.activation_refused"); got != 1 {
		t.Errorf("%d refusals remembered, want 1", got)
	}
	if got := c.mails.count("activation_mismatch"); got != 1 {
		t.Errorf("%d administrators told, want 1", got)
	}
	_, err = c.db.Pool().ExecContext(t.Context(), `insert into identities (organisation_id, id, employee_id, kind, state, language, activate_from, activate_until, created_at)
		select organisation_id, gen_random_uuid(), employee_id, 'dedicated', 'active', 'en', created_at, '2026-12-22', created_at from role_grants limit 1`)
	c.must(err)
	_, err = c.service.ByPerson(other, in)
	c.refused(err, "activation_mismatch")
	if got := []string{c.mails.sent[len(c.mails.sent)-2].Language, c.mails.sent[len(c.mails.sent)-1].Language}; !slices.Equal(got, []string{"da", "en"}) {
		t.Errorf("the administrator is told in %v, then, when they read English (W1)", got)
	}
	same, who := c.eid(1, "")
	in.Consent = false
	_, err = c.service.ByPerson(same, in)
	c.refused(err, "consent_missing")
	in.Consent = true
	_, err = c.service.ByPerson(same, in)
	c.must(err)
	_, err = c.service.ByPerson(same, in)
	c.refused(err, "activation_failed") // the link is used up

	var access []authenticator.Access
	c.must(c.db.Single(t.Context(), func(tx *database.Tx) (err error) {
		access, err = authenticator.PrivateOf(t.Context(), tx, who)
		return err
	}))
	want := authenticator.Access{
		Organisation: c.org, OrganisationName: "Klinikken på Torvet", CVR: "90000001", Employee: e.ID, Identity: i.ID, Assurance: authz.High,
	}
	if len(access) != 1 || access[0] != want {
		t.Errorf("access %+v, want %+v", access, want)
	}
}

func TestWeakEIDActivatesNothing_P3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.choose(c.employ(1), authenticator.Private)
	ctx, who := c.eid(1, "")
	actor, _ := authz.From(ctx)
	actor.Assurance, actor.Person = authz.Low, who
	_, err := c.service.ByPerson(authz.With(t.Context(), actor), authenticator.ByPerson{Token: c.mails.token(t), Consent: true})
	c.refused(err, "level_too_low")
}

func TestWithoutNumberACodeIsDemandedToo_E1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i := c.choose(c.employ(0), authenticator.Private)
	token := c.mails.token(t)
	ctx, _ := c.eid(3, "1980-01-02") // name and birth date agree, and are not enough
	_, err := c.service.ByPerson(ctx, authenticator.ByPerson{Token: token, Consent: true})
	c.refused(err, "hand_over_code_needed")
	made, err := c.service.HandOver(c.users(), c.org, i.ID, "in_person")
	c.must(err)
	_, err = c.service.ByPerson(ctx, authenticator.ByPerson{Token: token, Consent: true, Code: "AAAAA-AAAAA"})
	c.refused(err, "activation_failed")
	_, err = c.service.ByHandOver(c.from("192.0.2.1"), token, made.Code)
	c.refused(err, "eid_needed")
	other, _ := c.eid(4, "1981-01-02")
	_, err = c.service.ByPerson(other, authenticator.ByPerson{Token: token, Consent: true, Code: made.Code})
	c.refused(err, "activation_mismatch") // the birth date contradicts, whatever the code
	c.clock.Advance(10 * time.Minute)
	opened, err := c.service.ByPerson(ctx, authenticator.ByPerson{Token: token, Consent: true, Code: strings.ToLower(made.Code)})
	c.must(err)
	if opened.Identity.Assurance != authz.Substantial {
		t.Errorf("assurance %s, want substantial at most", opened.Identity.Assurance)
	}
}

func TestHandOverCodeOpensOnce_U5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i := c.choose(c.employ(1), authenticator.Dedicated)
	token := c.mails.token(t)
	_, err := c.service.HandOver(c.users(), c.org, i.ID, "email")
	c.refused(err, "invalid_input")
	first, err := c.service.HandOver(c.users(), c.org, i.ID, "letter")
	c.must(err)
	made, err := c.service.HandOver(c.users(), c.org, i.ID, "telephone")
	c.must(err)
	_, err = c.service.ByHandOver(c.from("192.0.2.1"), token, first.Code)
	c.refused(err, "activation_failed") // replaced
	var wait sync.WaitGroup
	errs := make([]error, 2)
	for n := range errs {
		wait.Go(func() { _, errs[n] = c.service.ByHandOver(c.from("192.0.2.1"), token, made.Code) })
	}
	wait.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("one of two parallel uses must succeed: %v, %v", errs[0], errs[1])
	}
	var legible int
	c.must(c.db.Single(t.Context(), func(tx *database.Tx) error {
		return tx.Get(t.Context(), &legible, `select count(*) from handover_codes where code_hash not like '$argon2id$%' or code_hash like '%' || $1 || '%'`, made.Code[:5])
	}))
	if legible != 0 {
		t.Error("a code is stored in the clear")
	}
}

func TestHandOverCodeRunsOut_U5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i := c.choose(c.employ(1), authenticator.Dedicated)
	made, err := c.service.HandOver(c.users(), c.org, i.ID, "sms")
	c.must(err)
	c.clock.Advance(8 * day)
	_, err = c.service.ByHandOver(c.from("192.0.2.1"), c.mails.token(t), made.Code)
	c.refused(err, "activation_failed")
}

func TestUnknownLinkAndWrongCodeAreAlike_X5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i := c.choose(c.employ(1), authenticator.Dedicated)
	token := c.mails.token(t)
	_, without := c.service.ByHandOver(c.from("192.0.2.1"), token, "AAAAA-AAAAA")
	made, err := c.service.HandOver(c.users(), c.org, i.ID, "sms")
	c.must(err)
	_, unknown := c.service.ByHandOver(c.from("192.0.2.1"), id.NewToken(), made.Code)
	_, wrong := c.service.ByHandOver(c.from("192.0.2.1"), token, "AAAAA-AAAAA")
	for _, err := range []error{without, unknown, wrong} {
		if fault.Of(err).Error() != fault.Of(unknown).Error() || fault.CodeOf(err) != "activation_failed" {
			t.Errorf("%v differs from %v", err, unknown)
		}
	}
}

func TestTenMissesEndAHandOverCode_U8(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i := c.choose(c.employ(1), authenticator.Dedicated)
	token := c.mails.token(t)
	made, err := c.service.HandOver(c.users(), c.org, i.ID, "sms")
	c.must(err)
	var wait sync.WaitGroup
	for range 50 {
		wait.Go(func() { _, _ = c.service.ByHandOver(c.from("192.0.2.1"), token, "AAAAA-AAAAA") })
	}
	wait.Wait()
	for range 10 {
		c.clock.Advance(10 * time.Minute)
		_, _ = c.service.ByHandOver(c.from("192.0.2.1"), token, "AAAAA-AAAAA")
	}
	c.clock.Advance(time.Hour)
	_, err = c.service.ByHandOver(c.from("192.0.2.1"), token, made.Code)
	c.refused(err, "activation_failed") // the code did not survive its misses
	made, err = c.service.HandOver(c.users(), c.org, i.ID, "sms")
	c.must(err)
	_, err = c.service.ByHandOver(c.from("192.0.2.1"), token, made.Code)
	c.must(err)
}

func TestDedicatedActivation_U5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	e := c.employ(1)
	i := c.choose(e, authenticator.Dedicated)
	ctx, _ := c.eid(1, "")
	opened, err := c.service.ByPerson(ctx, authenticator.ByPerson{Token: c.mails.token(t)}) // the other way: by eID
	c.must(err)
	anyone := c.from("192.0.2.1")
	_, err = c.service.EnrolApp(anyone, opened.Ticket, "")
	c.refused(err, "password_missing")
	_, err = c.service.ChoosePassword(anyone, opened.Ticket, "Soeren.Aagaard 1")
	c.refused(err, "invalid_input")
	_, err = c.service.ChoosePassword(anyone, opened.Ticket+"x", password)
	c.refused(err, "ticket_expired")
	_, err = c.service.ChoosePassword(anyone, opened.Ticket, password)
	c.must(err)
	first, err := c.service.EnrolApp(anyone, opened.Ticket, "")
	c.must(err)
	again, err := c.service.EnrolApp(anyone, opened.Ticket, "Telefon")
	c.must(err)
	if again.Authenticator.ID != first.Authenticator.ID || again.Secret == first.Secret {
		t.Error("starting over must take the same place with another secret")
	}
	if len(again.QR) == 0 || !strings.HasPrefix(again.URI, "otpauth://totp/Hverv:soeren.aagaard?secret="+again.Secret) {
		t.Errorf("URI %s", again.URI)
	}
	old, app := phone{c: c, secret: first.Secret}, phone{c: c, secret: again.Secret}
	_, err = c.service.ConfirmApp(anyone, opened.Ticket, old.code())
	c.refused(err, "code_wrong")
	code := app.code()
	active, err := c.service.ConfirmApp(anyone, opened.Ticket, code)
	c.must(err)
	if active.State != authenticator.IdentityActive || !active.LacksSpare(c.clock.Last()) {
		t.Errorf("after activation: %s, lacks spare %v", active.State, active.LacksSpare(c.clock.Last()))
	}
	err = c.signIn(i.UserName, code)
	c.refused(err, "code_used")
	_, err = c.service.ChoosePassword(anyone, opened.Ticket, "en anden lang sætning")
	c.refused(err, "identity_not_pending")

	// The half hour still serves to enrol the spare (U3), and then is over.
	spare, err := c.service.EnrolApp(anyone, opened.Ticket, "Tablet")
	c.must(err)
	active, err = c.service.ConfirmApp(anyone, opened.Ticket, phone{c: c, secret: spare.Secret}.code())
	c.must(err)
	if active.LacksSpare(c.clock.Last()) || !active.Authenticators[1].Spare {
		t.Error("the second app is the spare")
	}
	c.clock.Advance(31 * time.Minute)
	_, err = c.service.EnrolApp(anyone, opened.Ticket, "")
	c.refused(err, "ticket_expired")
}

// Before the proof nobody is known to act; after it the employee does, by whatever was shown.
func TestWhoActivates_G1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i := c.choose(c.employ(1), authenticator.Dedicated)
	token, anyone := c.mails.token(t), c.from("192.0.2.1")
	made, err := c.service.HandOver(c.users(), c.org, i.ID, "telephone")
	c.must(err)
	_, err = c.service.ByHandOver(anyone, token, "AAAAA-AAAAA")
	c.refused(err, "activation_failed")
	c.finish(token, made.Code)
	private := c.choose(c.employ(2), authenticator.Private)
	ctx, _ := c.eid(2, "")
	_, err = c.service.ByPerson(ctx, authenticator.ByPerson{Token: c.mails.token(t), Consent: true})
	c.must(err)

	worker := i.Employee.String()
	for _, want := range []struct{ name, person, actor string }{
		{"identity.activation_refused", worker, "anonymous"},
		{"identity.activation_opened", worker, worker},
		{"identity.password_chosen", worker, worker},
		{"authenticator.enrolled", worker, worker},
		{"authenticator.activated", worker, worker},
		{"identity.activated", worker, worker},
		{"identity.activated", private.Employee.String(), private.Employee.String()},
	} {
		if got := c.actor(want.name, want.person); got != want.actor {
			t.Errorf("%s was done by %s, want %s", want.name, got, want.actor)
		}
	}
}

func TestNoActivationForWhoIsOut_E5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	e := c.employ(1)
	c.choose(e, authenticator.Private)
	token := c.mails.token(t)
	ctx, _ := c.eid(1, "")
	try := func() error {
		_, err := c.service.ByPerson(ctx, authenticator.ByPerson{Token: token, Consent: true})
		return err
	}
	c.set(`update organisations set state = 'suspended'`)
	c.refused(try(), "organisation_not_connected")
	c.set(`update organisations set state = 'connected'`)
	c.set(`update employments set ends_on = '2026-11-21' where employee_id = $1`, e.ID)
	c.refused(try(), "activation_failed")
	c.set(`update employments set ends_on = null where employee_id = $1`, e.ID)
	c.must(try())
}

func TestConsentIsWithdrawn_U1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	e := c.employ(1)
	c.choose(e, authenticator.Private)
	ctx, who := c.eid(1, "")
	_, err := c.service.ByPerson(ctx, authenticator.ByPerson{Token: c.mails.token(t), Consent: true})
	c.must(err)
	c.as(authz.UserAdministrator) // somebody is there to be told
	withdrawn, err := c.service.WithdrawConsent(c.self(e.ID))
	c.must(err)
	if withdrawn.State != authenticator.IdentityWithdrawn || c.mails.count("identity_withdrawn") != 1 {
		t.Errorf("state %s, %d told", withdrawn.State, c.mails.count("identity_withdrawn"))
	}
	c.must(c.db.Single(t.Context(), func(tx *database.Tx) error {
		access, err := authenticator.PrivateOf(t.Context(), tx, who)
		if len(access) != 0 {
			t.Errorf("still has access: %+v", access)
		}
		return err
	}))
	_, err = c.service.WithdrawConsent(c.self(e.ID))
	c.refused(err, "not_found")
	c.choose(e, authenticator.Dedicated) // another way
}

func TestRemindersGoOutOnce_U5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.users()
	c.choose(c.employ(1), authenticator.Private) // until 22 December
	sweep := func() {
		t.Helper()
		machine := authz.AsMachine(context.Background(), "reminder", c.clock.Last())
		c.must(c.service.SweepReminders(machine))
		c.must(c.service.SweepReminders(machine))
	}
	c.refused(c.service.SweepReminders(c.users()), "forbidden")
	want := func(reminders, lapses int) {
		t.Helper()
		sweep()
		if got := c.mails.count("activation_reminder"); got != reminders {
			t.Fatalf("on %s: %d reminders, want %d", c.clock.Last(), got, reminders)
		}
		if got := c.mails.count("activation_lapsed"); got != lapses {
			t.Fatalf("on %s: %d lapses told, want %d", c.clock.Last(), got, lapses)
		}
	}
	want(0, 0)
	c.clock.Advance(22 * day) // 14 December
	want(0, 0)
	c.clock.Advance(1 * day) // 15 December: seven days left
	want(1, 0)
	c.clock.Advance(4 * day)
	want(1, 0)
	c.clock.Advance(1 * day) // 20 December: two days left
	want(2, 0)
	c.clock.Advance(2 * day)
	want(2, 0)
	c.clock.Advance(1 * day) // 23 December: over
	want(2, 1)
}
