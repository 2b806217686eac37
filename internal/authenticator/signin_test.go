package authenticator_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
)

func TestSignInWithPasswordAndCode_U1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, phone := c.dedicated()
	if i.UserName != "soeren.aagaard" {
		t.Errorf("user name %q", i.UserName)
	}
	challenge, err := c.service.BeginPassword(c.from("192.0.2.9"), " Soeren.AAGAARD ", password)
	c.must(err)
	text, err := json.Marshal(challenge) //nolint:gosec // what is tested
	c.must(err)
	var back authenticator.Challenge
	c.must(json.Unmarshal(text, &back))
	got, err := c.service.FinishCode(c.from("192.0.2.9"), back, phone.code())
	c.must(err)
	want := authenticator.Proof{
		Organisation: c.org, Employee: i.Employee, Identity: i.ID, Assurance: authz.Substantial, AMR: []string{"pwd", "otp", "mfa"},
		Authenticator: got.Authenticator,
	}
	if got.Authenticator.IsZero() {
		t.Error("the proof does not say which authenticator gave it")
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b authenticator.Proof) bool { return fmt.Sprint(a) == fmt.Sprint(b) })); diff != "" {
		t.Errorf("proof (-want +got):\n%s", diff)
	}
	c.clock.Advance(6 * time.Minute)
	_, err = c.service.FinishCode(c.from("192.0.2.9"), back, phone.code())
	c.refused(err, "sign_in_expired")
}

func TestUnknownAndWrongAreAnsweredAlike_U8(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, phone := c.dedicated()
	_, unknown := c.service.BeginPassword(c.from("192.0.2.1"), "nobody", password)
	_, wrong := c.service.BeginPassword(c.from("192.0.2.2"), i.UserName, "en helt anden sætning")
	e := c.employ(2)
	pending := c.choose(e, authenticator.Dedicated)
	_, inactive := c.service.BeginPassword(c.from("192.0.2.3"), pending.UserName, password)
	c.must(c.db.Upkeep(t.Context(), "test", func(tx *database.Tx) error {
		_, err := tx.Exec(t.Context(), `update employments set ends_on = $1 where employee_id = $2`, calendar.Must("2026-11-21"), i.Employee)
		return err
	}))
	_, ended := c.service.BeginPassword(c.from("192.0.2.4"), i.UserName, password)
	for name, err := range map[string]error{"unknown": unknown, "wrong": wrong, "inactive": inactive, "ended": ended} {
		if diff := cmp.Diff(fault.Of(unknown), fault.Of(err)); diff != "" || fault.CodeOf(err) != "sign_in_failed" {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
	if got := c.events("sign_in.refused"); got != 4 {
		t.Errorf("%d refusals remembered, want 4", got)
	}
	_ = phone
}

func TestCodeCountsOnce_U8(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, phone := c.dedicated()
	challenge, err := c.service.BeginPassword(c.from("192.0.2.1"), i.UserName, password)
	c.must(err)
	code := phone.code()
	var wait sync.WaitGroup
	errs := make([]error, 3)
	for n := range errs {
		wait.Go(func() { _, errs[n] = c.service.FinishCode(c.from("192.0.2.1"), challenge, code) })
	}
	wait.Wait()
	accepted := 0
	for _, err := range errs {
		if err == nil {
			accepted++
		} else if got := fault.CodeOf(err); got != "code_used" {
			t.Errorf("replay: %v", err)
		}
	}
	if accepted != 1 {
		t.Fatalf("%d of 3 parallel sign-ins with one code were accepted", accepted)
	}
	c.clock.Advance(time.Hour) // the waits of the misses are over
	err = c.signIn(i.UserName, code)
	c.refused(err, "code_used")
	c.later(30 * time.Second)
	err = c.signIn(i.UserName, code) // still in the window, and spent
	c.refused(err, "code_used")
	c.clock.Advance(time.Hour)
	err = c.signIn(i.UserName, phone.code())
	c.must(err)
}

func TestAnEarlierCodeIsSpentByALaterOne_U8(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, p := c.dedicated()
	earlier := phone{c, p.secret, -30 * time.Second}.code()
	err := c.signIn(i.UserName, p.code())
	c.must(err)
	err = c.signIn(i.UserName, earlier)
	c.refused(err, "code_used")
}

func TestDriftIsRemembered_U8(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, p := c.dedicated()
	p.skew = 30 * time.Second
	err := c.signIn(i.UserName, p.code())
	c.must(err)
	c.later(10 * time.Minute)
	p.skew = time.Minute // one more step off, within reach of where it was last seen
	err = c.signIn(i.UserName, p.code())
	c.must(err)
	c.later(10 * time.Minute)
	p.skew = -time.Minute
	err = c.signIn(i.UserName, p.code())
	c.refused(err, "sign_in_failed")
}

// The demo's clock may be a month ahead; the phones are not.
func TestCodesGoByRealTime_U8(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, phone := c.dedicated()
	c.clock.Advance(40 * 24 * time.Hour)
	err := c.signIn(i.UserName, phone.code())
	c.must(err)
}

func TestParallelGuessesAreCountedFirst_U8(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, phone := c.dedicated()
	challenge, err := c.service.BeginPassword(c.from("192.0.2.1"), i.UserName, password)
	c.must(err)
	guess := func(n int) int {
		wrong := phone.wrong()
		var wait sync.WaitGroup
		for range n {
			wait.Go(func() {
				_, err := c.service.FinishCode(c.from("192.0.2.1"), challenge, wrong)
				switch got := fault.CodeOf(err); got {
				case "sign_in_failed", "too_many_requests", "sign_in_blocked":
				default:
					t.Errorf("code %q (%v)", got, err)
				}
			})
		}
		wait.Wait()
		return c.events("sign_in.refused")
	}
	if judged := guess(200); judged < 1 || judged > 10 {
		t.Fatalf("%d of 200 parallel wrong codes were judged, want at most 10", judged)
	}
	// However patient, nobody gets more than ten in all.
	for range 20 {
		c.clock.Advance(10 * time.Minute)
		if challenge, err = c.service.BeginPassword(c.from("192.0.2.1"), i.UserName, password); err != nil {
			t.Fatal(err)
		}
		guess(5)
	}
	if judged := c.events("sign_in.refused"); judged != 10 {
		t.Fatalf("%d wrong codes were judged in all, want 10", judged)
	}
	err = c.signIn(i.UserName, phone.code())
	c.refused(err, "sign_in_blocked")
	if got := c.mails.count("authenticator_blocked"); got != 1 {
		t.Errorf("%d mails about the block", got)
	}
	list, err := c.service.Identities(c.users(), c.org, i.Employee)
	c.must(err)
	app := list[0].Authenticators[0]
	if app.State != authenticator.Blocked {
		t.Fatalf("the app is %s", app.State)
	}
	_, err = c.service.Unblock(c.users(), authenticator.Move{Organisation: c.org, Authenticator: app.ID, Version: app.Version})
	c.must(err)
	err = c.signIn(i.UserName, phone.code())
	c.must(err)
}

func TestNobodyIsLockedOutByAName_U8(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, phone := c.dedicated()
	held := 0
	for n := range 300 {
		_, err := c.service.BeginPassword(c.from("198.51.100.7"), i.UserName, fmt.Sprintf("gæt nummer %d på listen", n))
		if fault.CodeOf(err) == "too_many_requests" {
			held++
			if wait := fault.Of(err).RetryAfter; wait < time.Second {
				t.Fatalf("wait %s", wait)
			}
		}
	}
	if held < 290 {
		t.Errorf("%d of 300 guesses from one source were held", held)
	}
	err := c.signIn(i.UserName, phone.code()) // from another address
	c.must(err)
}

func TestOneSourceIsHeldForAllNames_X5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	var judged int
	for n := range 100 {
		_, err := c.service.BeginPassword(c.from("198.51.100.7"), fmt.Sprintf("navn%d", n), password)
		if fault.CodeOf(err) == "sign_in_failed" {
			judged++
		}
	}
	if judged > 61 {
		t.Errorf("%d of 100 names tried from one source were judged", judged)
	}
	_, err := c.service.BeginPassword(c.from("198.51.100.8"), "navn", password)
	c.refused(err, "sign_in_failed")
	c.clock.Advance(2 * time.Hour)
	_, err = c.service.BeginPassword(c.from("198.51.100.7"), "navn", password)
	c.refused(err, "sign_in_failed")
}

func TestWhatCannotBeAName_X5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	for n, name := range []string{"", "\x00", "a\xff", strings.Repeat("å", 5000), "?", "a' or '1'='1"} {
		_, err := c.service.BeginPassword(c.from(fmt.Sprintf("192.0.2.%d", n)), name, "\x00\xff"+password)
		c.refused(err, "sign_in_failed")
	}
}

func TestAChangedPasswordEndsAChallenge_U8(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, phone := c.dedicated()
	challenge, err := c.service.BeginPassword(c.from("192.0.2.1"), i.UserName, password)
	c.must(err)
	self := c.self(i.Employee)
	c.refused(c.service.ChangePassword(self, "forkert adgangskode", "en ny og længere sætning"), "password_wrong")
	c.refused(c.service.ChangePassword(self, password, "kort"), "invalid_input")
	c.must(c.service.ChangePassword(self, password, "en ny og længere sætning"))
	_, err = c.service.FinishCode(c.from("192.0.2.1"), challenge, phone.code())
	c.refused(err, "sign_in_expired")
	err = c.signIn(i.UserName, phone.code())
	c.refused(err, "sign_in_failed")
	_, err = c.service.BeginPassword(c.from("192.0.2.1"), i.UserName, "en ny og længere sætning")
	c.must(err)
	if got := c.mails.count("password_changed"); got != 1 {
		t.Errorf("%d mails about the change", got)
	}
}
