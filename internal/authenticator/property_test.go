package authenticator_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hverv/internal/authenticator"
	"hverv/internal/identity"
	"hverv/internal/seal"
	"hverv/internal/testkit/clinic"
	"hverv/internal/totp"
)

// eightByPress shows so many digits that no two presses of a test show the same.
var eightByPress = totp.Seed{Secret: []byte("12345678901234567890"), Digest: totp.SHA1, Digits: 8}

// drawer is one employee's drawer of authenticators, to which random things are done.
type drawer struct {
	*clinic.Clinic

	r        *rapid.T
	i        identity.Identity
	device   *clinic.Device // the display that was confirmed last
	accepted map[int64]int  // how often the code of each press was
	usable   int            // before the act
	excused  bool           // the act may leave the employee without: a reason was given, or nobody chose it
}

// takes are the verbs that take an authenticator away.
var takes = map[string]func(*authenticator.Service, context.Context, authenticator.Move) (authenticator.Authenticator, error){
	"block": (*authenticator.Service).Block, "revoke": (*authenticator.Service).Revoke, "lose": (*authenticator.Service).ReportLost,
}

// act does one random thing; whatever is refused is refused.
func (d *drawer) act() {
	self := d.Self(d.i.Employee)
	d.excused = false
	switch rapid.SampledFrom([]string{"add", "provide", "confirm", "step", "take", "sign in", "again", "wait"}).Draw(d.r, "act") {
	case "add":
		made, err := d.Authenticators.Add(self, d.Org, d.i.ID, "")
		if err != nil {
			return
		}
		p := d.Phone(made.Secret)
		in := authenticator.Confirm{Organisation: d.Org, Authenticator: made.Authenticator.ID, Codes: authenticator.Codes{Code: p.Code()}}
		_, _ = d.Authenticators.Confirm(self, in)
	case "provide":
		in := clinic.Display(d.i, eightByPress)
		if rapid.Bool().Draw(d.r, "ordered") {
			in.State, in.Equipment = authenticator.Ordered, authenticator.Equipment{}
		}
		_, _ = d.Provide(in)
	case "confirm":
		for _, a := range d.all() {
			if a.Kind != authenticator.CodeDisplay || !slices.Contains(a.Actions, "confirm") && a.State != authenticator.Delivered {
				continue
			}
			fresh := d.Device(eightByPress)
			in := authenticator.Confirm{Organisation: d.Org, Authenticator: a.ID, Codes: authenticator.Codes{Code: fresh.Press(), Next: fresh.Press()}}
			if _, err := d.Authenticators.Confirm(self, in); err == nil {
				d.device = fresh
				clear(d.accepted) // its codes are another display's
			}
		}
	case "step":
		all := d.all()
		if len(all) == 0 {
			return
		}
		a := rapid.SampledFrom(all).Draw(d.r, "which")
		to := rapid.SampledFrom(authenticator.States()).Draw(d.r, "to")
		d.excused = to == authenticator.Lost || to == authenticator.Suspended || to == authenticator.Expired
		_, _ = d.Advance(a, to)
	case "take":
		all := d.all()
		if len(all) == 0 {
			return
		}
		verb := rapid.SampledFrom([]string{"block", "revoke", "lose"}).Draw(d.r, "verb")
		reason := rapid.SampledFrom([]string{"", "fordi"}).Draw(d.r, "reason")
		d.excused = verb == "lose" || reason != ""
		_, _ = takes[verb](d.Authenticators, self, d.Move(rapid.SampledFrom(all).Draw(d.r, "which"), reason))
	case "sign in":
		if d.device == nil {
			return
		}
		d.excused = true // misses may block what shows codes
		d.device.Presses += int64(rapid.IntRange(0, 15).Draw(d.r, "presses"))
		d.try(d.device.Presses)
		d.device.Presses++
	case "again":
		d.excused = true
		if d.device != nil {
			d.try(rapid.Int64Range(0, d.device.Presses).Draw(d.r, "press"))
		}
	case "wait":
		d.Clock.Advance(time.Hour)
		d.Later(time.Hour)
	}
}

func (d *drawer) try(press int64) {
	at := d.Device(eightByPress)
	at.Presses = press
	if d.SignIn(d.i.UserName, at.Press()) == nil {
		d.accepted[press]++
	}
}

func (d *drawer) all() []authenticator.Authenticator {
	list, err := d.Authenticators.Identities(d.Self(d.i.Employee), d.Org, d.i.Employee)
	d.Must(err)
	return list[0].Authenticators
}

// holds judges what must be true after every step.
func (d *drawer) holds() {
	apps, displays, usable := 0, 0, 0
	for _, a := range d.all() {
		if a.Usable(d.Clock.Last()) {
			usable++
		}
		switch {
		case a.Kind == authenticator.App && !a.State.Over():
			apps++
		case a.Kind == authenticator.CodeDisplay && !a.State.Over() && a.State != authenticator.Blocked && a.State != authenticator.Expired:
			displays++
		}
	}
	if apps > 3 || displays > 1 {
		d.r.Fatalf("%d apps and %d code displays", apps, displays)
	}
	if d.usable > 0 && usable == 0 && !d.excused {
		d.r.Fatal("an employee was left without any usable authenticator, and nobody said why")
	}
	d.usable = usable
	for press, times := range d.accepted {
		if times > 1 {
			d.r.Fatalf("the code of press %d was accepted %d times", press, times)
		}
	}
}

// TestWhateverHappens_U4_U8_U9 does random things to one identity after the other.
func TestWhateverHappens_U4_U8_U9(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	c.Enable()
	hash, err := seal.NewHasherWith(1, seal.Params{MemoryKiB: 64, Passes: 1, Threads: 1}).Hash(t.Context(), clinic.Password)
	c.Must(err)
	n := 1
	rapid.Check(t, func(r *rapid.T) {
		n++
		i := c.Choose(c.Hire(n), identity.Dedicated)
		c.SQL(`update identities set state = 'active', password_hash = $2 where id = $1`, i.ID, hash)
		d := &drawer{Clinic: c, r: r, i: i, accepted: map[int64]int{}}
		for range rapid.IntRange(4, 10).Draw(r, "acts") {
			d.act()
			d.holds()
		}
	})
}
