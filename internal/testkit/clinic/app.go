package clinic

import (
	"fmt"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"hverv/internal/authenticator"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/proof"
)

// Phone is an authenticator app: it knows the secret, and real time.
type Phone struct {
	c      *Clinic
	Secret string
	Skew   time.Duration // how far its clock is off
}

// Code is what the app shows now.
func (p Phone) Code() string {
	p.c.T.Helper()
	code, err := totp.GenerateCodeCustom(p.Secret, p.c.Now().Add(p.Skew), totp.ValidateOpts{Period: 30, Digits: otp.DigitsSix})
	p.c.Must(err)
	return code
}

// Wrong is a code that the app does not show anywhere near now.
func (p Phone) Wrong() string {
	near := map[string]bool{}
	for steps := -2; steps <= 2; steps++ {
		near[Phone{p.c, p.Secret, p.Skew + time.Duration(steps)*30*time.Second}.Code()] = true
	}
	for n := 0; ; n++ {
		if code := fmt.Sprintf("%06d", n); !near[code] {
			return code
		}
	}
}

// Phone is an app that has scanned a secret.
func (c *Clinic) Phone(secret string) Phone { return Phone{c: c, Secret: secret} }

// Dedicated is an employee with an active dedicated identity, by hand-over code, and the phone.
func (c *Clinic) Dedicated() (authenticator.Holder, Phone) {
	c.T.Helper()
	i := c.Choose(c.Hire(1), identity.Dedicated)
	code, err := c.Identities.HandOver(c.Users(), c.Org, i.ID, "telephone")
	c.Must(err)
	return c.Finish(c.Mails.Token(c.T), code.Code)
}

// Finish goes from the link and the hand-over code to an app that counts.
func (c *Clinic) Finish(token id.Token, code string) (authenticator.Holder, Phone) {
	c.T.Helper()
	ctx := c.From("192.0.2.1")
	opened, err := c.Authenticators.ByHandOver(ctx, token, code)
	c.Must(err)
	_, err = c.Identities.ChoosePassword(ctx, opened.Ticket, Password)
	c.Must(err)
	enrolment, err := c.Authenticators.EnrolApp(ctx, opened.Ticket, "Telefon")
	c.Must(err)
	p := c.Phone(enrolment.Secret)
	active, err := c.Authenticators.ConfirmApp(ctx, opened.Ticket, p.Code())
	c.Must(err)
	c.Later(2 * time.Minute) // the first code is spent
	return active, p
}

// SignIn goes through the door by password and code.
func (c *Clinic) SignIn(userName, code string) error {
	ctx := c.From("192.0.2.1")
	challenge, err := c.Proofs.BeginPassword(ctx, userName, Password)
	if err != nil {
		return err
	}
	_, err = c.Proofs.FinishCode(ctx, challenge, code)
	return err
}

// SpareApp gives an active identity one more app, confirmed by its holder.
func (c *Clinic) SpareApp(i identity.Identity) authenticator.Authenticator {
	c.T.Helper()
	self := c.Self(i.Employee)
	made, err := c.Authenticators.Add(self, c.Org, i.ID, "Tablet")
	c.Must(err)
	p := c.Phone(made.Secret)
	a, err := c.Authenticators.Confirm(self, authenticator.Confirm{
		Organisation: c.Org, Authenticator: made.Authenticator.ID, Codes: authenticator.Codes{Code: p.Code()},
	})
	c.Must(err)
	c.Later(2 * time.Minute)
	return a
}

// Move asks for a step of an authenticator.
func (c *Clinic) Move(a authenticator.Authenticator, reason string) authenticator.Move {
	return authenticator.Move{Organisation: c.Org, Authenticator: a.ID, Reason: reason}
}

// State is what the database says.
func (c *Clinic) State(a authenticator.Authenticator) (state authenticator.State) {
	c.T.Helper()
	c.Must(c.DB.Pool().GetContext(c.T.Context(), &state, `select state from authenticators where id = $1`, a.ID))
	return state
}

// Pass is a temporary pass of somebody.
func (c *Clinic) Pass(i identity.Identity) identity.IssuedPass {
	c.T.Helper()
	made, err := c.Identities.IssuePass(c.Users(), identity.IssuePass{Organisation: c.Org, Identity: i.ID, Reason: "Glemt telefonen"})
	c.Must(err)
	return made
}

// Proof is what the door gives for password and code.
func (c *Clinic) Proof(userName, code string) (proof.Proof, error) {
	ctx := c.From("192.0.2.1")
	challenge, err := c.Proofs.BeginPassword(ctx, userName, Password)
	if err != nil {
		return proof.Proof{}, err
	}
	return c.Proofs.FinishCode(ctx, challenge, code)
}
