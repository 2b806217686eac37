package proof_test

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
	"hverv/internal/identity"
	"hverv/internal/proof"
	"hverv/internal/testkit/clinic"
)

func TestSignInWithPasswordAndCode_U1(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, phone := c.Dedicated()
	if i.UserName != "soeren.aagaard" {
		t.Errorf("user name %q", i.UserName)
	}
	challenge, err := c.Proofs.BeginPassword(c.From("192.0.2.9"), " Soeren.AAGAARD ", clinic.Password)
	c.Must(err)
	text, err := json.Marshal(challenge) //nolint:gosec // what is tested
	c.Must(err)
	var back proof.Challenge
	c.Must(json.Unmarshal(text, &back))
	got, err := c.Proofs.FinishCode(c.From("192.0.2.9"), back, phone.Code())
	c.Must(err)
	want := proof.Proof{
		Organisation: c.Org, Employee: i.Employee, Identity: i.ID, Assurance: authz.Substantial, AMR: []string{"pwd", "otp", "mfa"},
		Authenticator: got.Authenticator,
	}
	if got.Authenticator.IsZero() {
		t.Error("the proof does not say which authenticator gave it")
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b proof.Proof) bool { return fmt.Sprint(a) == fmt.Sprint(b) })); diff != "" {
		t.Errorf("proof (-want +got):\n%s", diff)
	}
	c.Clock.Advance(6 * time.Minute)
	_, err = c.Proofs.FinishCode(c.From("192.0.2.9"), back, phone.Code())
	c.Refused(err, "sign_in_expired")
}

func TestUnknownAndWrongAreAnsweredAlike_U8(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, phone := c.Dedicated()
	_, unknown := c.Proofs.BeginPassword(c.From("192.0.2.1"), "nobody", clinic.Password)
	_, wrong := c.Proofs.BeginPassword(c.From("192.0.2.2"), i.UserName, "en helt anden sætning")
	e := c.Hire(2)
	pending := c.Choose(e, identity.Dedicated)
	_, inactive := c.Proofs.BeginPassword(c.From("192.0.2.3"), pending.UserName, clinic.Password)
	c.Must(c.DB.Upkeep(t.Context(), "test", func(tx *database.Tx) error {
		_, err := tx.Exec(t.Context(), `update employments set ends_on = $1 where employee_id = $2`, calendar.Must("2026-11-21"), i.Employee)
		return err
	}))
	_, ended := c.Proofs.BeginPassword(c.From("192.0.2.4"), i.UserName, clinic.Password)
	for name, err := range map[string]error{"unknown": unknown, "wrong": wrong, "inactive": inactive, "ended": ended} {
		if diff := cmp.Diff(fault.Of(unknown), fault.Of(err)); diff != "" || fault.CodeOf(err) != "sign_in_failed" {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
	if got := c.Events("sign_in.refused"); got != 4 {
		t.Errorf("%d refusals remembered, want 4", got)
	}
	_ = phone
}

// countsOnce tries one code three times at once, and once more when the waits of the misses are over.
func countsOnce(c *clinic.Clinic, userName, code string) {
	c.T.Helper()
	challenge, err := c.Proofs.BeginPassword(c.From("192.0.2.1"), userName, clinic.Password)
	c.Must(err)
	var wait sync.WaitGroup
	errs := make([]error, 3)
	for n := range errs {
		wait.Go(func() { _, errs[n] = c.Proofs.FinishCode(c.From("192.0.2.1"), challenge, code) })
	}
	wait.Wait()
	accepted := 0
	for _, err := range errs {
		if err == nil {
			accepted++
		} else if got := fault.CodeOf(err); got != "code_used" {
			c.T.Errorf("replay: %v", err)
		}
	}
	if accepted != 1 {
		c.T.Fatalf("%d of 3 parallel sign-ins with one code were accepted", accepted)
	}
	c.Clock.Advance(time.Hour)
	c.Refused(c.SignIn(userName, code), "code_used")
}

func TestCodeCountsOnce_U8(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, phone := c.Dedicated()
	code := phone.Code()
	countsOnce(c, i.UserName, code)
	c.Later(30 * time.Second)
	c.Refused(c.SignIn(i.UserName, code), "code_used") // still in the window, and spent
	c.Clock.Advance(time.Hour)
	c.Must(c.SignIn(i.UserName, phone.Code()))
}

func TestAnEarlierCodeIsSpentByALaterOne_U8(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, p := c.Dedicated()
	late := p
	late.Skew = -30 * time.Second
	earlier := late.Code()
	err := c.SignIn(i.UserName, p.Code())
	c.Must(err)
	err = c.SignIn(i.UserName, earlier)
	c.Refused(err, "code_used")
}

func TestDriftIsRemembered_U8(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, p := c.Dedicated()
	p.Skew = 30 * time.Second
	err := c.SignIn(i.UserName, p.Code())
	c.Must(err)
	c.Later(10 * time.Minute)
	p.Skew = time.Minute // one more step off, within reach of where it was last seen
	err = c.SignIn(i.UserName, p.Code())
	c.Must(err)
	c.Later(10 * time.Minute)
	p.Skew = -time.Minute
	err = c.SignIn(i.UserName, p.Code())
	c.Refused(err, "sign_in_failed")
}

// The demo's clock may be a month ahead; the phones are not.
func TestCodesGoByRealTime_U8(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, phone := c.Dedicated()
	c.Clock.Advance(40 * 24 * time.Hour)
	err := c.SignIn(i.UserName, phone.Code())
	c.Must(err)
}

func TestParallelGuessesAreCountedFirst_U8(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, phone := c.Dedicated()
	challenge, err := c.Proofs.BeginPassword(c.From("192.0.2.1"), i.UserName, clinic.Password)
	c.Must(err)
	guess := func(n int) int {
		wrong := phone.Wrong()
		var wait sync.WaitGroup
		for range n {
			wait.Go(func() {
				_, err := c.Proofs.FinishCode(c.From("192.0.2.1"), challenge, wrong)
				switch got := fault.CodeOf(err); got {
				case "sign_in_failed", "too_many_requests", "sign_in_blocked":
				default:
					t.Errorf("code %q (%v)", got, err)
				}
			})
		}
		wait.Wait()
		return c.Events("sign_in.refused")
	}
	if judged := guess(200); judged < 1 || judged > 10 {
		t.Fatalf("%d of 200 parallel wrong codes were judged, want at most 10", judged)
	}
	// However patient, nobody gets more than ten in all.
	for range 20 {
		c.Clock.Advance(10 * time.Minute)
		if challenge, err = c.Proofs.BeginPassword(c.From("192.0.2.1"), i.UserName, clinic.Password); err != nil {
			t.Fatal(err)
		}
		guess(5)
	}
	if judged := c.Events("sign_in.refused"); judged != 10 {
		t.Fatalf("%d wrong codes were judged in all, want 10", judged)
	}
	err = c.SignIn(i.UserName, phone.Code())
	c.Refused(err, "sign_in_blocked")
	if got := c.Mails.Count("authenticator_blocked"); got != 1 {
		t.Errorf("%d mails about the block", got)
	}
	list, err := c.Authenticators.Identities(c.Users(), c.Org, i.Employee)
	c.Must(err)
	app := list[0].Authenticators[0]
	if app.State != authenticator.Blocked {
		t.Fatalf("the app is %s", app.State)
	}
	_, err = c.Authenticators.Unblock(c.Users(), authenticator.Move{Organisation: c.Org, Authenticator: app.ID, Version: app.Version})
	c.Must(err)
	err = c.SignIn(i.UserName, phone.Code())
	c.Must(err)
}

func TestNobodyIsLockedOutByAName_U8(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, phone := c.Dedicated()
	held := 0
	for n := range 300 {
		_, err := c.Proofs.BeginPassword(c.From("198.51.100.7"), i.UserName, fmt.Sprintf("gæt nummer %d på listen", n))
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
	err := c.SignIn(i.UserName, phone.Code()) // from another address
	c.Must(err)
}

func TestOneSourceIsHeldForAllNames_X5(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	var judged int
	for n := range 100 {
		_, err := c.Proofs.BeginPassword(c.From("198.51.100.7"), fmt.Sprintf("navn%d", n), clinic.Password)
		if fault.CodeOf(err) == "sign_in_failed" {
			judged++
		}
	}
	if judged > 61 {
		t.Errorf("%d of 100 names tried from one source were judged", judged)
	}
	_, err := c.Proofs.BeginPassword(c.From("198.51.100.8"), "navn", clinic.Password)
	c.Refused(err, "sign_in_failed")
	c.Clock.Advance(2 * time.Hour)
	_, err = c.Proofs.BeginPassword(c.From("198.51.100.7"), "navn", clinic.Password)
	c.Refused(err, "sign_in_failed")
}

func TestWhatCannotBeAName_X5(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	for n, name := range []string{"", "\x00", "a\xff", strings.Repeat("å", 5000), "?", "a' or '1'='1"} {
		_, err := c.Proofs.BeginPassword(c.From(fmt.Sprintf("192.0.2.%d", n)), name, "\x00\xff"+clinic.Password)
		c.Refused(err, "sign_in_failed")
	}
}

func TestAChangedPasswordEndsAChallenge_U8(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, phone := c.Dedicated()
	challenge, err := c.Proofs.BeginPassword(c.From("192.0.2.1"), i.UserName, clinic.Password)
	c.Must(err)
	self := c.Self(i.Employee)
	c.Refused(c.Identities.ChangePassword(self, "forkert adgangskode", "en ny og længere sætning"), "password_wrong")
	c.Refused(c.Identities.ChangePassword(self, clinic.Password, "kort"), "invalid_input")
	c.Must(c.Identities.ChangePassword(self, clinic.Password, "en ny og længere sætning"))
	_, err = c.Proofs.FinishCode(c.From("192.0.2.1"), challenge, phone.Code())
	c.Refused(err, "sign_in_expired")
	err = c.SignIn(i.UserName, phone.Code())
	c.Refused(err, "sign_in_failed")
	_, err = c.Proofs.BeginPassword(c.From("192.0.2.1"), i.UserName, "en ny og længere sætning")
	c.Must(err)
	if got := c.Mails.Count("password_changed"); got != 1 {
		t.Errorf("%d mails about the change", got)
	}
}
