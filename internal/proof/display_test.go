package proof_test

import (
	"testing"
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/notify"
	"hverv/internal/testkit/clinic"
)

func TestACodeOfADisplayCountsOnce_U8(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, d := c.WithDisplay(clinic.ByPress())
	countsOnce(c, i.UserName, d.Press())
	passed := d.Press()
	d.Presses += 8
	c.Clock.Advance(time.Hour)
	c.Must(c.SignIn(i.UserName, d.Press())) // within the look-ahead
	c.Clock.Advance(time.Hour)
	c.Refused(c.SignIn(i.UserName, passed), "code_used") // passed over
}

func TestADisplayOutOfStepComesBack_U8(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, d := c.WithDisplay(clinic.ByPress())
	d.Presses += 300
	c.Refused(c.SignIn(i.UserName, d.Press()), "next_code_needed")
	d.Presses++ // not the next one
	c.Refused(c.SignIn(i.UserName, d.Press()), "next_code_needed")
	c.Refused(c.SignIn(i.UserName, d.Wrong()), "sign_in_failed")
	c.Clock.Advance(time.Hour)
	d.Presses++ // after a miss they are no longer in a row
	c.Refused(c.SignIn(i.UserName, d.Press()), "next_code_needed")
	c.Clock.Advance(time.Hour)
	c.Must(c.SignIn(i.UserName, d.Press()))
	c.Must(c.SignIn(i.UserName, d.Press())) // and is in step from then on
	d.Presses += 2000
	c.Refused(c.SignIn(i.UserName, d.Press()), "sign_in_failed")
}

func TestABlockedDisplayIsDead_U8(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, d := c.WithDisplay(clinic.ByPress())
	wrong := d.Wrong()
	for range 9 {
		c.Refused(c.SignIn(i.UserName, wrong), "sign_in_failed")
		c.Clock.Advance(10 * time.Minute)
	}
	c.Refused(c.SignIn(i.UserName, wrong), "sign_in_blocked")
	a := c.DisplayOf(i.Identity)
	if a.State != authenticator.Blocked || c.Mails.Count(notify.AuthenticatorBlocked) != 1 || c.Mails.Count(notify.CodesBlocked) != 1 {
		t.Errorf("%s, %d and %d mails", a.State, c.Mails.Count(notify.AuthenticatorBlocked), c.Mails.Count(notify.CodesBlocked))
	}
	_, err := c.Authenticators.Unblock(c.Users(), authenticator.Move{Organisation: c.Org, Authenticator: a.ID, Version: a.Version})
	c.Refused(err, "step_not_allowed")
	// Another one takes its place, and is activated with a link and a hand-over code.
	in := clinic.Display(i.Identity, clinic.ByClock())
	in.Serial = "KV 2002-4"
	_, err = c.Provide(in)
	c.Must(err)
	second := c.Device(clinic.ByClock())
	_, err = c.Authenticators.ConfirmDisplay(c.From("192.0.2.1"), c.Ticket(i.Identity), "KV 2002-4", authenticator.Codes{Code: second.Press()})
	c.Must(err)
	c.Later(time.Minute)
	c.Must(c.SignIn(i.UserName, second.Press()))
}
