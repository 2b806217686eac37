package authenticator_test

import (
	"testing"
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/identity"
	"hverv/internal/notify"
	"hverv/internal/testkit/clinic"
	"hverv/internal/totp"
)

func TestACodeDisplayActivatesAndSignsIn_U5_P2(t *testing.T) {
	t.Parallel()
	for name, seed := range map[string]totp.Seed{
		"every minute":            clinic.ByClock(),
		"SHA-256 of eight digits": {Secret: []byte("12345678901234567890123456789012"), Digest: totp.SHA256, Digits: 8, Period: 30},
		"on a press":              clinic.ByPress(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := clinic.New(t)
			i, d := c.WithDisplay(seed)
			a := c.DisplayOf(i.Identity)
			if i.State != identity.Active || a.State != authenticator.Active || a.Spare || c.Events("authenticator.received") != 1 {
				t.Errorf("%+v", a)
			}
			challenge, err := c.Proofs.BeginPassword(c.From("192.0.2.1"), i.UserName, clinic.Password)
			c.Must(err)
			proof, err := c.Proofs.FinishCode(c.From("192.0.2.1"), challenge, d.Press())
			c.Must(err)
			if proof.Assurance != authz.Substantial || proof.Identity != i.ID {
				t.Errorf("%+v", proof)
			}
			if got := c.Mails.Count(notify.DeviceDelivered); got != 1 {
				t.Errorf("%d mails about the delivery", got)
			}
		})
	}
}

func TestTwoCodesOfADisplayThatCounts_U8(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	_, ticket, d := c.WithOpenTicket(clinic.ByPress())
	ctx := c.From("192.0.2.1")
	for range 400 { // the button was pressed in the post
		d.Presses++
	}
	_, err := c.Authenticators.ConfirmDisplay(ctx, ticket, "KV 1001-7", authenticator.Codes{Code: d.Press()})
	c.Refused(err, "two_codes_needed")
	first := d.Press()
	d.Presses++
	_, err = c.Authenticators.ConfirmDisplay(ctx, ticket, "KV 1001-7", authenticator.Codes{Code: first, Next: d.Press()})
	c.Refused(err, "code_wrong")
	_, err = c.Authenticators.ConfirmDisplay(ctx, ticket, "KV 9999-9", authenticator.Codes{Code: d.Press(), Next: d.Press()})
	c.Refused(err, "no_code_display")
	_, err = c.Authenticators.ConfirmDisplay(ctx, ticket, "KV 1001-7", authenticator.Codes{Code: d.Press(), Next: d.Press()})
	c.Must(err)
}

// The clock of a display drifts for years before it reaches its holder.
func TestDriftIsLearntWithTheFirstCode_U8(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	_, ticket, d := c.WithOpenTicket(clinic.ByClock())
	d.Skew = -8 * time.Minute
	i, err := c.Authenticators.ConfirmDisplay(c.From("192.0.2.1"), ticket, "KV 1001-7", authenticator.Codes{Code: d.Press()})
	c.Must(err)
	c.Later(5 * time.Minute)
	c.Must(c.SignIn(i.UserName, d.Press()))
	d.Skew = 0
	c.Later(5 * time.Minute)
	c.Refused(c.SignIn(i.UserName, d.Press()), "sign_in_failed")
}

func TestFirstCodesAreNotGuessed_U8(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, ticket, d := c.WithOpenTicket(clinic.ByPress())
	ctx := c.From("192.0.2.1")
	bad := authenticator.Codes{Code: d.Wrong(), Next: d.Wrong()}
	for range 200 {
		_, _ = c.Authenticators.ConfirmDisplay(ctx, ticket, "KV 1001-7", bad)
	}
	if judged := c.Events("authenticator.confirmation_refused"); judged < 1 || judged > 10 {
		t.Fatalf("%d guesses were judged", judged)
	}
	for range 20 {
		c.Clock.Advance(6 * time.Minute)
		if c.DisplayOf(i).State == authenticator.Revoked {
			break
		}
		_, err := c.Authenticators.ConfirmDisplay(ctx, c.Ticket(identity.Identity{ID: i.ID}), "KV 1001-7", bad)
		if code := fault.CodeOf(err); code != "code_wrong" && code != "code_display_dead" {
			t.Fatalf("%v", err)
		}
	}
	if got := c.Events("authenticator.confirmation_refused"); got != 10 || c.Mails.Count(notify.CodesBlocked) != 1 {
		t.Errorf("%d guesses were judged in all, %d mails", got, c.Mails.Count(notify.CodesBlocked))
	}
}

func TestTheHolderActivatesWhenSignedIn_U9(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	c.Enable()
	i, app := c.Dedicated()
	a, err := c.Provide(clinic.Display(i.Identity, clinic.ByPress()))
	c.Must(err)
	d := c.Device(clinic.ByPress())
	confirm := authenticator.Confirm{Organisation: c.Org, Authenticator: a.ID, Codes: authenticator.Codes{Code: d.Press(), Next: d.Press()}}
	_, err = c.Authenticators.Confirm(c.Self(c.Hire(2).ID), confirm)
	c.Refused(err, "forbidden")
	a, err = c.Authenticators.Confirm(c.Self(i.Employee), confirm)
	c.Must(err)
	if a.State != authenticator.Active || !a.Spare {
		t.Errorf("%+v", a)
	}
	_, err = c.Authenticators.Confirm(c.Self(i.Employee), confirm)
	c.Refused(err, "step_not_allowed")
	c.Must(c.SignIn(i.UserName, app.Code())) // either opens the door
	c.Must(c.SignIn(i.UserName, d.Press()))
}

func TestASecondDoorOfAPrivateIdentity_U1(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	c.Enable()
	i := c.Choose(c.Hire(1), identity.Private)
	ctx, _ := c.EID(1, "")
	_, err := c.Authenticators.ByPerson(ctx, identity.ByPerson{Token: c.Mails.Token(t), Consent: true})
	c.Must(err)
	a, err := c.Provide(clinic.Display(i, clinic.ByClock()))
	c.Must(err)
	d := c.Device(clinic.ByClock())
	in := authenticator.Confirm{Organisation: c.Org, Authenticator: a.ID, Codes: authenticator.Codes{Code: d.Press()}}
	_, err = c.Authenticators.Confirm(c.Self(i.Employee), in)
	c.Refused(err, "password_missing")
	in.Password = clinic.Password
	a, err = c.Authenticators.Confirm(c.Self(i.Employee), in)
	c.Must(err)
	if a.Spare {
		t.Error("the private half is not counted (U4)")
	}
	c.Later(time.Minute)
	challenge, err := c.Proofs.BeginPassword(c.From("192.0.2.1"), "soeren.aagaard", clinic.Password)
	c.Must(err)
	proof, err := c.Proofs.FinishCode(c.From("192.0.2.1"), challenge, d.Press())
	c.Must(err)
	if !proof.Person.IsZero() || proof.Identity != i.ID || proof.Assurance != authz.Substantial {
		t.Errorf("%+v", proof)
	}
	// It goes with the consent.
	_, err = c.Identities.WithdrawConsent(c.Self(i.Employee))
	c.Must(err)
	_, err = c.Proofs.BeginPassword(c.From("192.0.2.1"), "soeren.aagaard", clinic.Password)
	c.Refused(err, "sign_in_failed")
}

// An identity whose days ran out is not activated by a code display either.
func TestADisplayOpensNoLapsedIdentity_U5(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, ticket, d := c.WithOpenTicket(clinic.ByClock())
	c.SQL(`update identities set activate_until = $2 where id = $1`, i.ID, calendar.Must("2026-11-21"))
	_, err := c.Authenticators.ConfirmDisplay(c.From("192.0.2.1"), ticket, "KV 1001-7", authenticator.Codes{Code: d.Press()})
	c.Refused(err, "activation_expired")
}
