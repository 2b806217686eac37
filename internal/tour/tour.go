// Package tour walks the whole main job over HTTP as its users would, step by step, and stops at
// the first surprise. It knows the product by its addresses alone, like any other client.
package tour

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// Tour is one walk. All fields but Transport are needed.
type Tour struct {
	Base      string // where the server is, without a slash at the end
	Transport http.RoundTripper
	Wall      func() time.Time

	printer printer
	steps   int
	calls   []Call // of the step under way

	clinic        clinic
	administrator *user
	private       *user // signs in with his own eID
	nurse         *user // signs in with a dedicated identity
	signe         *appOwner
	journal       *relyingParty
	hardware      *hardware
}

// New prepares a walk of the server at base, printed to out.
func New(base string, out io.Writer, asJSON bool, wall func() time.Time) *Tour {
	return &Tour{Base: base, Wall: wall, printer: printer{out: out, asJSON: asJSON}, clinic: clinic{employees: map[string]string{}}}
}

// Run walks to the end or to the first step that fails.
func (t *Tour) Run(ctx context.Context) error {
	return t.walk(ctx, t.begin, t.connect, t.firstAdministrator, t.employ, t.empower, t.signInElsewhere, t.equip, t.leave, t.borrow, t.monthLater)
}

func (t *Tour) walk(ctx context.Context, chapters ...func(context.Context) error) error {
	for _, chapter := range chapters {
		if err := chapter(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Populate walks as far as a clinic with administrators, employees and rights: the made-up data
// of the demo, entered by its users.
func (t *Tour) Populate(ctx context.Context) error {
	return t.walk(ctx, t.connect, t.firstAdministrator, t.employ, t.empower)
}

// Found is what a walk left behind, for who goes on from there.
type Found struct {
	Organisation string
	Employees    map[string]string // ids by the subject of the test eID
	UserName     string            // of the nurse with the dedicated identity
	Password     string
	Secret       string       // of her authenticator app, in base32
	Client       *http.Client // the administrator's browser
}

// Found gives what Populate made.
func (t *Tour) Found() Found {
	return Found{
		Organisation: t.clinic.id, Employees: t.clinic.employees, UserName: t.signe.userName, Password: t.signe.password,
		Secret: t.signe.secret, Client: t.administrator.client,
	}
}

// SignedIn is the browser of somebody who has just signed in with the test eID, for who goes on
// from a walk after its sessions have ended.
func (t *Tour) SignedIn(ctx context.Context, subject string) (*http.Client, error) {
	u := t.meet(subject)
	if err := u.signInByEID(ctx, subject); err != nil {
		return nil, err
	}
	return u.client, nil
}

// SignedInBy is the browser of somebody who has tried a user name, a password and a code, and says
// whether that let them in.
func (t *Tour) SignedInBy(ctx context.Context, userName, password, code string) (client *http.Client, in bool, err error) {
	u := t.meet(userName)
	shown := u.signInByPassword(ctx, userName, password, code)
	if err = u.isIn(ctx); refusedWith(err, http.StatusUnauthorized) {
		return nil, false, nil // whichever page it ended on
	}
	return u.client, err == nil, errors.Join(shown, err)
}
