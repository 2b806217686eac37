package clinic

import (
	"context"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/totp"
)

// Device is a code display in somebody's hand: Debian's oathtool, which `make setup` installs.
type Device struct {
	Skew    time.Duration // how far its clock is off
	Presses int64

	c    *Clinic
	seed totp.Seed
}

// Press gives the next code, or the present one of a display that goes by its clock.
func (d *Device) Press() string {
	d.c.T.Helper()
	arguments := []string{"--digits", strconv.Itoa(d.seed.Digits)}
	if d.seed.Counts() {
		arguments = append(arguments, "--hotp", "--counter", strconv.FormatInt(d.Presses, 10))
		d.Presses++
	} else {
		arguments = append(arguments, "--totp="+string(d.seed.Digest), "--time-step-size", strconv.Itoa(d.seed.Period),
			"--now", d.c.Now().Add(d.Skew).Format("2006-01-02 15:04:05 UTC"))
	}
	arguments = append(arguments, hex.EncodeToString(d.seed.Secret))
	made, err := exec.CommandContext(d.c.T.Context(), "oathtool", arguments...).CombinedOutput() //nolint:gosec // a test's own words
	if err != nil {
		d.c.T.Fatalf("oathtool (tools/setup oathtool installs it): %v: %s", err, made)
	}
	return strings.TrimSpace(string(made))
}

// Wrong is a code that a device that counts shows nowhere near now.
func (d *Device) Wrong() string {
	near := map[string]bool{}
	for n := max(d.Presses-20, 0); n <= d.Presses+1100; n++ {
		code, err := hotp.GenerateCodeCustom(base32.StdEncoding.EncodeToString(d.seed.Secret), uint64(n), hotp.ValidateOpts{Digits: otp.DigitsSix})
		d.c.Must(err)
		near[code] = true
	}
	for n := 0; ; n++ {
		if code := fmt.Sprintf("%06d", n); !near[code] {
			return code
		}
	}
}

// Device is a code display with that seed.
func (c *Clinic) Device(seed totp.Seed) *Device { return &Device{c: c, seed: seed} }

// Enable lets the clinic use code displays and chips (U2).
func (c *Clinic) Enable() {
	c.T.Helper()
	c.SQL(`update organisations set code_displays = true, chips = true where id = $1`, c.Org)
	c.SQL(`alter table authenticators drop constraint authenticators_device_id_fkey`) // the stock stands above: nobody keeps devices here
}

// Inside runs a step in the transaction of somebody who may give authenticators.
func Inside[R any](c *Clinic, do func(ctx context.Context, tx *database.Tx, decision authz.Decision) (R, error)) (R, error) {
	c.T.Helper()
	ctx := c.Users()
	permit, err := authz.Require(ctx, authz.AuthenticatorAdd, authz.In(c.Org))
	c.Must(err)
	var result R
	err = c.DB.Change(ctx, func(tx *database.Tx) error {
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return err
		}
		result, err = do(ctx, tx, decision)
		return err
	})
	return result, err
}

// Provide gives somebody a device.
func (c *Clinic) Provide(in authenticator.Hardware) (authenticator.Authenticator, error) {
	c.T.Helper()
	in.Organisation = c.Org
	return Inside(c, func(ctx context.Context, tx *database.Tx, decision authz.Decision) (authenticator.Authenticator, error) {
		return c.Authenticators.Provide(ctx, tx, decision, in)
	})
}

// Advance brings an authenticator on as the stock and the orders do.
func (c *Clinic) Advance(a authenticator.Authenticator, to authenticator.State) (authenticator.Authenticator, error) {
	c.T.Helper()
	return Inside(c, func(ctx context.Context, tx *database.Tx, decision authz.Decision) (authenticator.Authenticator, error) {
		return c.Authenticators.Advance(ctx, tx, decision, c.Org, a.ID, to, "")
	})
}

// ByClock is the seed of a display that shows a code a minute.
func ByClock() totp.Seed {
	return totp.Seed{Secret: []byte("12345678901234567890"), Digest: totp.SHA1, Digits: 6, Period: 60}
}

// ByPress is the seed of a display that shows a code on each press.
func ByPress() totp.Seed {
	return totp.Seed{Secret: []byte("12345678901234567890"), Digest: totp.SHA1, Digits: 6}
}

// Display is a code display that is handed to somebody.
func Display(i identity.Identity, seed totp.Seed) authenticator.Hardware {
	return authenticator.Hardware{
		Identity: i.ID, Kind: authenticator.CodeDisplay, State: authenticator.Delivered,
		Equipment: authenticator.Equipment{Device: id.New[id.Device](), Serial: "KV 1001-7", Seed: &seed},
	}
}

// WithOpenTicket is an employee whose activation is open, with a password and a delivered display.
func (c *Clinic) WithOpenTicket(seed totp.Seed) (identity.Identity, string, *Device) {
	c.T.Helper()
	c.Enable()
	i := c.Choose(c.Hire(1), identity.Dedicated)
	_, err := c.Provide(Display(i, seed))
	c.Must(err)
	return i, c.Ticket(i), c.Device(seed)
}

// Ticket opens the activation of an identity, and chooses the password when there is none.
func (c *Clinic) Ticket(i identity.Identity) string {
	c.T.Helper()
	code, err := c.Identities.HandOver(c.Users(), c.Org, i.ID, "telephone")
	c.Must(err)
	opened, err := c.Authenticators.ByHandOver(c.From("192.0.2.1"), c.Mails.Token(c.T), code.Code)
	c.Must(err)
	if i.State == identity.Pending {
		_, err = c.Identities.ChoosePassword(c.From("192.0.2.1"), opened.Ticket, Password)
		c.Must(err)
	}
	return opened.Ticket
}

// WithDisplay is an employee who signs in with a code display alone.
func (c *Clinic) WithDisplay(seed totp.Seed) (authenticator.Holder, *Device) {
	c.T.Helper()
	_, ticket, d := c.WithOpenTicket(seed)
	codes := authenticator.Codes{Code: d.Press()}
	if seed.Counts() {
		codes.Next = d.Press()
	}
	i, err := c.Authenticators.ConfirmDisplay(c.From("192.0.2.1"), ticket, "kv1001-7", codes)
	c.Must(err)
	c.Later(10 * time.Minute) // the first code is spent
	return i, d
}

// DisplayOf is the code display of somebody.
func (c *Clinic) DisplayOf(i identity.Identity) authenticator.Authenticator {
	c.T.Helper()
	list, err := c.Authenticators.Identities(c.Users(), c.Org, i.Employee)
	c.Must(err)
	for _, a := range list[0].Authenticators {
		if a.Kind == authenticator.CodeDisplay {
			return a
		}
	}
	c.T.Fatal("there is no code display")
	return authenticator.Authenticator{}
}
