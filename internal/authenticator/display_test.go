package authenticator_test

import (
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/notify"
	"hverv/internal/totp"
)

// device is a code display in somebody's hand: Debian's oathtool, which `make setup` installs.
type device struct {
	c       *clinic
	seed    totp.Seed
	skew    time.Duration
	presses int64
}

// press gives the next code, or the present one of a display that goes by its clock.
func (d *device) press() string {
	d.c.t.Helper()
	arguments := []string{"--digits", strconv.Itoa(d.seed.Digits)}
	if d.seed.Counts() {
		arguments = append(arguments, "--hotp", "--counter", strconv.FormatInt(d.presses, 10))
		d.presses++
	} else {
		arguments = append(arguments, "--totp="+string(d.seed.Digest), "--time-step-size", strconv.Itoa(d.seed.Period),
			"--now", d.c.now().Add(d.skew).Format("2006-01-02 15:04:05 UTC"))
	}
	arguments = append(arguments, hex.EncodeToString(d.seed.Secret))
	made, err := exec.CommandContext(d.c.t.Context(), "oathtool", arguments...).CombinedOutput() //nolint:gosec // a test's own words
	if err != nil {
		d.c.t.Fatalf("oathtool (tools/setup oathtool installs it): %v: %s", err, made)
	}
	return strings.TrimSpace(string(made))
}

// wrong is a code that a device that counts shows nowhere near now.
func (d *device) wrong() string {
	near := map[string]bool{}
	for n := max(d.presses-20, 0); n <= d.presses+1100; n++ {
		code, err := hotp.GenerateCodeCustom(base32.StdEncoding.EncodeToString(d.seed.Secret), uint64(n), hotp.ValidateOpts{Digits: otp.DigitsSix})
		d.c.must(err)
		near[code] = true
	}
	for n := 0; ; n++ {
		if code := fmt.Sprintf("%06d", n); !near[code] {
			return code
		}
	}
}

// opened is an employee whose activation is open, with a password and a delivered display.
func (c *clinic) opened(seed totp.Seed) (authenticator.Identity, string, *device) {
	c.t.Helper()
	c.enable()
	i := c.choose(c.employ(1), authenticator.Dedicated)
	_, err := c.provide(display(i, seed))
	c.must(err)
	return i, c.ticket(i), &device{c: c, seed: seed}
}

// ticket opens the activation of an identity, and chooses the password when there is none.
func (c *clinic) ticket(i authenticator.Identity) string {
	c.t.Helper()
	code, err := c.service.HandOver(c.users(), c.org, i.ID, "telephone")
	c.must(err)
	opened, err := c.service.ByHandOver(c.from("192.0.2.1"), c.mails.token(c.t), code.Code)
	c.must(err)
	if i.State == authenticator.IdentityPending {
		_, err = c.service.ChoosePassword(c.from("192.0.2.1"), opened.Ticket, password)
		c.must(err)
	}
	return opened.Ticket
}

// withDisplay is an employee who signs in with a code display alone.
func (c *clinic) withDisplay(seed totp.Seed) (authenticator.Identity, *device) {
	c.t.Helper()
	_, ticket, d := c.opened(seed)
	codes := authenticator.Codes{Code: d.press()}
	if seed.Counts() {
		codes.Next = d.press()
	}
	i, err := c.service.ConfirmDisplay(c.from("192.0.2.1"), ticket, "kv1001-7", codes)
	c.must(err)
	c.later(10 * time.Minute) // the first code is spent
	return i, d
}

func (c *clinic) displayOf(i authenticator.Identity) authenticator.Authenticator {
	c.t.Helper()
	list, err := c.service.Identities(c.users(), c.org, i.Employee)
	c.must(err)
	for _, a := range list[0].Authenticators {
		if a.Kind == authenticator.CodeDisplay {
			return a
		}
	}
	c.t.Fatal("there is no code display")
	return authenticator.Authenticator{}
}

func TestACodeDisplayActivatesAndSignsIn_U5_P2(t *testing.T) {
	t.Parallel()
	for name, seed := range map[string]totp.Seed{
		"every minute":            byClock,
		"SHA-256 of eight digits": {Secret: []byte("12345678901234567890123456789012"), Digest: totp.SHA256, Digits: 8, Period: 30},
		"on a press":              byPress,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t)
			i, d := c.withDisplay(seed)
			a := c.displayOf(i)
			if i.State != authenticator.IdentityActive || a.State != authenticator.Active || a.Spare || c.events("authenticator.received") != 1 {
				t.Errorf("%+v", a)
			}
			challenge, err := c.service.BeginPassword(c.from("192.0.2.1"), i.UserName, password)
			c.must(err)
			proof, err := c.service.FinishCode(c.from("192.0.2.1"), challenge, d.press())
			c.must(err)
			if proof.Assurance != authz.Substantial || proof.Identity != i.ID {
				t.Errorf("%+v", proof)
			}
			if got := c.mails.count(notify.DeviceDelivered); got != 1 {
				t.Errorf("%d mails about the delivery", got)
			}
		})
	}
}

func TestTwoCodesOfADisplayThatCounts_U8(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	_, ticket, d := c.opened(byPress)
	ctx := c.from("192.0.2.1")
	for range 400 { // the button was pressed in the post
		d.presses++
	}
	_, err := c.service.ConfirmDisplay(ctx, ticket, "KV 1001-7", authenticator.Codes{Code: d.press()})
	c.refused(err, "two_codes_needed")
	first := d.press()
	d.presses++
	_, err = c.service.ConfirmDisplay(ctx, ticket, "KV 1001-7", authenticator.Codes{Code: first, Next: d.press()})
	c.refused(err, "code_wrong")
	_, err = c.service.ConfirmDisplay(ctx, ticket, "KV 9999-9", authenticator.Codes{Code: d.press(), Next: d.press()})
	c.refused(err, "no_code_display")
	_, err = c.service.ConfirmDisplay(ctx, ticket, "KV 1001-7", authenticator.Codes{Code: d.press(), Next: d.press()})
	c.must(err)
}

// The clock of a display drifts for years before it reaches its holder.
func TestDriftIsLearntWithTheFirstCode_U8(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	_, ticket, d := c.opened(byClock)
	d.skew = -8 * time.Minute
	i, err := c.service.ConfirmDisplay(c.from("192.0.2.1"), ticket, "KV 1001-7", authenticator.Codes{Code: d.press()})
	c.must(err)
	c.later(5 * time.Minute)
	c.must(c.signIn(i.UserName, d.press()))
	d.skew = 0
	c.later(5 * time.Minute)
	c.refused(c.signIn(i.UserName, d.press()), "sign_in_failed")
}

func TestACodeOfADisplayCountsOnce_U8(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, d := c.withDisplay(byPress)
	challenge, err := c.service.BeginPassword(c.from("192.0.2.1"), i.UserName, password)
	c.must(err)
	code := d.press()
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
	c.clock.Advance(time.Hour)
	c.refused(c.signIn(i.UserName, code), "code_used")
	passed := d.press()
	d.presses += 8
	c.clock.Advance(time.Hour)
	c.must(c.signIn(i.UserName, d.press())) // within the look-ahead
	c.clock.Advance(time.Hour)
	c.refused(c.signIn(i.UserName, passed), "code_used") // passed over
}

func TestADisplayOutOfStepComesBack_U8(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, d := c.withDisplay(byPress)
	d.presses += 300
	c.refused(c.signIn(i.UserName, d.press()), "next_code_needed")
	d.presses++ // not the next one
	c.refused(c.signIn(i.UserName, d.press()), "next_code_needed")
	c.refused(c.signIn(i.UserName, d.wrong()), "sign_in_failed")
	c.clock.Advance(time.Hour)
	d.presses++ // after a miss they are no longer in a row
	c.refused(c.signIn(i.UserName, d.press()), "next_code_needed")
	c.clock.Advance(time.Hour)
	c.must(c.signIn(i.UserName, d.press()))
	c.must(c.signIn(i.UserName, d.press())) // and is in step from then on
	d.presses += 2000
	c.refused(c.signIn(i.UserName, d.press()), "sign_in_failed")
}

func TestABlockedDisplayIsDead_U8(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, d := c.withDisplay(byPress)
	wrong := d.wrong()
	for range 9 {
		c.refused(c.signIn(i.UserName, wrong), "sign_in_failed")
		c.clock.Advance(10 * time.Minute)
	}
	c.refused(c.signIn(i.UserName, wrong), "sign_in_blocked")
	a := c.displayOf(i)
	if a.State != authenticator.Blocked || c.mails.count(notify.AuthenticatorBlocked) != 1 || c.mails.count(notify.CodesBlocked) != 1 {
		t.Errorf("%s, %d and %d mails", a.State, c.mails.count(notify.AuthenticatorBlocked), c.mails.count(notify.CodesBlocked))
	}
	_, err := c.service.Unblock(c.users(), authenticator.Move{Organisation: c.org, Authenticator: a.ID, Version: a.Version})
	c.refused(err, "step_not_allowed")
	// Another one takes its place, and is activated with a link and a hand-over code.
	in := display(i, byClock)
	in.Serial = "KV 2002-4"
	_, err = c.provide(in)
	c.must(err)
	second := &device{c: c, seed: byClock}
	_, err = c.service.ConfirmDisplay(c.from("192.0.2.1"), c.ticket(i), "KV 2002-4", authenticator.Codes{Code: second.press()})
	c.must(err)
	c.later(time.Minute)
	c.must(c.signIn(i.UserName, second.press()))
}

func TestFirstCodesAreNotGuessed_U8(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, ticket, d := c.opened(byPress)
	ctx := c.from("192.0.2.1")
	bad := authenticator.Codes{Code: d.wrong(), Next: d.wrong()}
	for range 200 {
		_, _ = c.service.ConfirmDisplay(ctx, ticket, "KV 1001-7", bad)
	}
	if judged := c.events("authenticator.confirmation_refused"); judged < 1 || judged > 10 {
		t.Fatalf("%d guesses were judged", judged)
	}
	for range 20 {
		c.clock.Advance(6 * time.Minute)
		if c.displayOf(i).State == authenticator.Revoked {
			break
		}
		_, err := c.service.ConfirmDisplay(ctx, c.ticket(authenticator.Identity{ID: i.ID}), "KV 1001-7", bad)
		if code := fault.CodeOf(err); code != "code_wrong" && code != "code_display_dead" {
			t.Fatalf("%v", err)
		}
	}
	if got := c.events("authenticator.confirmation_refused"); got != 10 || c.mails.count(notify.CodesBlocked) != 1 {
		t.Errorf("%d guesses were judged in all, %d mails", got, c.mails.count(notify.CodesBlocked))
	}
}

func TestTheHolderActivatesWhenSignedIn_U9(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.enable()
	i, app := c.dedicated()
	a, err := c.provide(display(i, byPress))
	c.must(err)
	d := &device{c: c, seed: byPress}
	confirm := authenticator.Confirm{Organisation: c.org, Authenticator: a.ID, Codes: authenticator.Codes{Code: d.press(), Next: d.press()}}
	_, err = c.service.Confirm(c.self(c.employ(2).ID), confirm)
	c.refused(err, "forbidden")
	a, err = c.service.Confirm(c.self(i.Employee), confirm)
	c.must(err)
	if a.State != authenticator.Active || !a.Spare {
		t.Errorf("%+v", a)
	}
	_, err = c.service.Confirm(c.self(i.Employee), confirm)
	c.refused(err, "step_not_allowed")
	c.must(c.signIn(i.UserName, app.code())) // either opens the door
	c.must(c.signIn(i.UserName, d.press()))
}

func TestASecondDoorOfAPrivateIdentity_U1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.enable()
	i := c.choose(c.employ(1), authenticator.Private)
	ctx, _ := c.eid(1, "")
	_, err := c.service.ByPerson(ctx, authenticator.ByPerson{Token: c.mails.token(t), Consent: true})
	c.must(err)
	a, err := c.provide(display(i, byClock))
	c.must(err)
	d := &device{c: c, seed: byClock}
	in := authenticator.Confirm{Organisation: c.org, Authenticator: a.ID, Codes: authenticator.Codes{Code: d.press()}}
	_, err = c.service.Confirm(c.self(i.Employee), in)
	c.refused(err, "password_missing")
	in.Password = password
	a, err = c.service.Confirm(c.self(i.Employee), in)
	c.must(err)
	if a.Spare {
		t.Error("the private half is not counted (U4)")
	}
	c.later(time.Minute)
	challenge, err := c.service.BeginPassword(c.from("192.0.2.1"), "soeren.aagaard", password)
	c.must(err)
	proof, err := c.service.FinishCode(c.from("192.0.2.1"), challenge, d.press())
	c.must(err)
	if !proof.Person.IsZero() || proof.Identity != i.ID || proof.Assurance != authz.Substantial {
		t.Errorf("%+v", proof)
	}
	// It goes with the consent.
	_, err = c.service.WithdrawConsent(c.self(i.Employee))
	c.must(err)
	_, err = c.service.BeginPassword(c.from("192.0.2.1"), "soeren.aagaard", password)
	c.refused(err, "sign_in_failed")
}

// An identity whose days ran out is not activated by a code display either.
func TestADisplayOpensNoLapsedIdentity_U5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, ticket, d := c.opened(byClock)
	c.set(`update identities set activate_until = $2 where id = $1`, i.ID, calendar.Must("2026-11-21"))
	_, err := c.service.ConfirmDisplay(c.from("192.0.2.1"), ticket, "KV 1001-7", authenticator.Codes{Code: d.press()})
	c.refused(err, "activation_expired")
}
