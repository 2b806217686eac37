package authenticator_test

import (
	"strings"
	"testing"
	"time"

	"hverv/internal/identity"
	"hverv/internal/testkit/clinic"
)

func TestDedicatedActivation_U5(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	e := c.Hire(1)
	i := c.Choose(e, identity.Dedicated)
	ctx, _ := c.EID(1, "")
	opened, err := c.Authenticators.ByPerson(ctx, identity.ByPerson{Token: c.Mails.Token(t)}) // the other way: by eID
	c.Must(err)
	anyone := c.From("192.0.2.1")
	_, err = c.Authenticators.EnrolApp(anyone, opened.Ticket, "")
	c.Refused(err, "password_missing")
	_, err = c.Identities.ChoosePassword(anyone, opened.Ticket, "Soeren.Aagaard 1")
	c.Refused(err, "invalid_input")
	_, err = c.Identities.ChoosePassword(anyone, opened.Ticket+"x", clinic.Password)
	c.Refused(err, "ticket_expired")
	_, err = c.Identities.ChoosePassword(anyone, opened.Ticket, clinic.Password)
	c.Must(err)
	first, err := c.Authenticators.EnrolApp(anyone, opened.Ticket, "")
	c.Must(err)
	again, err := c.Authenticators.EnrolApp(anyone, opened.Ticket, "Telefon")
	c.Must(err)
	if again.Authenticator.ID != first.Authenticator.ID || again.Secret == first.Secret {
		t.Error("starting over must take the same place with another secret")
	}
	if len(again.QR) == 0 || !strings.HasPrefix(again.URI, "otpauth://totp/Hverv:soeren.aagaard?secret="+again.Secret) {
		t.Errorf("URI %s", again.URI)
	}
	old, app := c.Phone(first.Secret), c.Phone(again.Secret)
	_, err = c.Authenticators.ConfirmApp(anyone, opened.Ticket, old.Code())
	c.Refused(err, "code_wrong")
	code := app.Code()
	active, err := c.Authenticators.ConfirmApp(anyone, opened.Ticket, code)
	c.Must(err)
	if active.State != identity.Active || !active.LacksSpare(c.Clock.Last()) {
		t.Errorf("after activation: %s, lacks spare %v", active.State, active.LacksSpare(c.Clock.Last()))
	}
	err = c.SignIn(i.UserName, code)
	c.Refused(err, "code_used")
	_, err = c.Identities.ChoosePassword(anyone, opened.Ticket, "en anden lang sætning")
	c.Refused(err, "identity_not_pending")

	// The half hour still serves to enrol the spare (U3), and then is over.
	spare, err := c.Authenticators.EnrolApp(anyone, opened.Ticket, "Tablet")
	c.Must(err)
	active, err = c.Authenticators.ConfirmApp(anyone, opened.Ticket, c.Phone(spare.Secret).Code())
	c.Must(err)
	if active.LacksSpare(c.Clock.Last()) || !active.Authenticators[1].Spare {
		t.Error("the second app is the spare")
	}
	c.Clock.Advance(31 * time.Minute)
	_, err = c.Authenticators.EnrolApp(anyone, opened.Ticket, "")
	c.Refused(err, "ticket_expired")
}

// Before the proof nobody is known to act; after it the employee does, by whatever was shown.
func TestWhoActivates_G1(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i := c.Choose(c.Hire(1), identity.Dedicated)
	token, anyone := c.Mails.Token(t), c.From("192.0.2.1")
	made, err := c.Identities.HandOver(c.Users(), c.Org, i.ID, "telephone")
	c.Must(err)
	_, err = c.Authenticators.ByHandOver(anyone, token, "AAAAA-AAAAA")
	c.Refused(err, "activation_failed")
	c.Finish(token, made.Code)
	private := c.Choose(c.Hire(2), identity.Private)
	ctx, _ := c.EID(2, "")
	_, err = c.Authenticators.ByPerson(ctx, identity.ByPerson{Token: c.Mails.Token(t), Consent: true})
	c.Must(err)

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
		if got := c.Actor(want.name, want.person); got != want.actor {
			t.Errorf("%s was done by %s, want %s", want.name, got, want.actor)
		}
	}
}
