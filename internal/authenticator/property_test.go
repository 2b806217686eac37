package authenticator_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hverv/internal/authenticator"
	"hverv/internal/seal"
	"hverv/internal/totp"
)

// eightByPress shows so many digits that no two presses of a test show the same.
var eightByPress = totp.Seed{Secret: []byte("12345678901234567890"), Digest: totp.SHA1, Digits: 8}

// drawer is one employee's drawer of authenticators, to which random things are done.
type drawer struct {
	*clinic

	r        *rapid.T
	i        authenticator.Identity
	device   *device       // the display that was confirmed last
	accepted map[int64]int // how often the code of each press was
	usable   int           // before the act
	excused  bool          // the act may leave the employee without: a reason was given, or nobody chose it
}

// takes are the verbs that take an authenticator away.
var takes = map[string]func(*authenticator.Service, context.Context, authenticator.Move) (authenticator.Authenticator, error){
	"block": (*authenticator.Service).Block, "revoke": (*authenticator.Service).Revoke, "lose": (*authenticator.Service).ReportLost,
}

// act does one random thing; whatever is refused is refused.
func (d *drawer) act() {
	self := d.self(d.i.Employee)
	d.excused = false
	switch rapid.SampledFrom([]string{"add", "provide", "confirm", "step", "take", "sign in", "again", "wait"}).Draw(d.r, "act") {
	case "add":
		made, err := d.service.Add(self, d.org, d.i.ID, "")
		if err != nil {
			return
		}
		p := phone{c: d.clinic, secret: made.Secret}
		in := authenticator.Confirm{Organisation: d.org, Authenticator: made.Authenticator.ID, Codes: authenticator.Codes{Code: p.code()}}
		_, _ = d.service.Confirm(self, in)
	case "provide":
		in := display(d.i, eightByPress)
		if rapid.Bool().Draw(d.r, "ordered") {
			in.State, in.Equipment = authenticator.Ordered, authenticator.Equipment{}
		}
		_, _ = d.provide(in)
	case "confirm":
		for _, a := range d.all() {
			if a.Kind != authenticator.CodeDisplay || !slices.Contains(a.Actions, "confirm") && a.State != authenticator.Delivered {
				continue
			}
			fresh := &device{c: d.clinic, seed: eightByPress}
			in := authenticator.Confirm{Organisation: d.org, Authenticator: a.ID, Codes: authenticator.Codes{Code: fresh.press(), Next: fresh.press()}}
			if _, err := d.service.Confirm(self, in); err == nil {
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
		_, _ = d.advance(a, to)
	case "take":
		all := d.all()
		if len(all) == 0 {
			return
		}
		verb := rapid.SampledFrom([]string{"block", "revoke", "lose"}).Draw(d.r, "verb")
		reason := rapid.SampledFrom([]string{"", "fordi"}).Draw(d.r, "reason")
		d.excused = verb == "lose" || reason != ""
		_, _ = takes[verb](d.service, self, d.move(rapid.SampledFrom(all).Draw(d.r, "which"), reason))
	case "sign in":
		if d.device == nil {
			return
		}
		d.excused = true // misses may block what shows codes
		d.device.presses += int64(rapid.IntRange(0, 15).Draw(d.r, "presses"))
		d.try(d.device.presses)
		d.device.presses++
	case "again":
		d.excused = true
		if d.device != nil {
			d.try(rapid.Int64Range(0, d.device.presses).Draw(d.r, "press"))
		}
	case "wait":
		d.clock.Advance(time.Hour)
		d.later(time.Hour)
	}
}

func (d *drawer) try(press int64) {
	at := device{c: d.clinic, seed: eightByPress, presses: press}
	if d.signIn(d.i.UserName, at.press()) == nil {
		d.accepted[press]++
	}
}

func (d *drawer) all() []authenticator.Authenticator {
	list, err := d.service.Identities(d.self(d.i.Employee), d.org, d.i.Employee)
	d.must(err)
	return list[0].Authenticators
}

// holds judges what must be true after every step.
func (d *drawer) holds() {
	apps, displays, usable := 0, 0, 0
	for _, a := range d.all() {
		if a.Usable(d.clock.Last()) {
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
	c := newClinic(t)
	c.enable()
	hash, err := seal.NewHasherWith(1, seal.Params{MemoryKiB: 64, Passes: 1, Threads: 1}).Hash(t.Context(), password)
	c.must(err)
	n := 1
	rapid.Check(t, func(r *rapid.T) {
		n++
		i := c.choose(c.employ(n), authenticator.Dedicated)
		c.set(`update identities set state = 'active', password_hash = $2 where id = $1`, i.ID, hash)
		d := &drawer{clinic: c, r: r, i: i, accepted: map[int64]int{}}
		for range rapid.IntRange(4, 10).Draw(r, "acts") {
			d.act()
			d.holds()
		}
	})
}
