package authenticator_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/page"
)

func (c *clinic) move(a authenticator.Authenticator, reason string) authenticator.Move {
	return authenticator.Move{Organisation: c.org, Authenticator: a.ID, Reason: reason}
}

// spareApp gives an active identity one more app, confirmed by its holder.
func (c *clinic) spareApp(i authenticator.Identity) authenticator.Authenticator {
	c.t.Helper()
	self := c.self(i.Employee)
	made, err := c.service.Add(self, c.org, i.ID, "Tablet")
	c.must(err)
	p := phone{c: c, secret: made.Secret}
	a, err := c.service.Confirm(self, authenticator.Confirm{
		Organisation: c.org, Authenticator: made.Authenticator.ID, Codes: authenticator.Codes{Code: p.code()},
	})
	c.must(err)
	c.later(2 * time.Minute)
	return a
}

func TestTheLastAuthenticatorStays_U9(t *testing.T) {
	t.Parallel()
	for name, take := range map[string]func(*clinic, context.Context, authenticator.Move) error{
		"block": func(c *clinic, ctx context.Context, in authenticator.Move) error {
			_, err := c.service.Block(ctx, in)
			return err
		},
		"revoke": func(c *clinic, ctx context.Context, in authenticator.Move) error {
			_, err := c.service.Revoke(ctx, in)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t)
			i, p := c.dedicated()
			a := i.Authenticators[0]
			for who, ctx := range map[string]context.Context{"administrator": c.users(), "holder": c.self(i.Employee)} {
				for _, reason := range []string{"", " "} {
					err := take(c, ctx, c.move(a, reason))
					if got := fault.CodeOf(err); got != "last_authenticator" {
						t.Errorf("%s, reason %q: %v", who, reason, err)
					}
				}
			}
			c.must(c.signIn(i.UserName, p.code()))
			c.later(2 * time.Minute)
			spare := c.spareApp(i)
			c.must(take(c, c.users(), c.move(a, ""))) // another is left
			c.refused(take(c, c.users(), c.move(spare, "")), "last_authenticator")
			c.must(take(c, c.users(), c.move(spare, "Telefonen er solgt")))
			if c.reason("authenticator."+string(c.stateOf(spare))) != "Telefonen er solgt" {
				t.Error("the reason is not in the event")
			}
		})
	}
}

func (c *clinic) stateOf(a authenticator.Authenticator) (state authenticator.State) {
	c.t.Helper()
	c.must(c.db.Pool().GetContext(c.t.Context(), &state, `select state from authenticators where id = $1`, a.ID))
	return state
}

// reason is that of the latest event of the name.
func (c *clinic) reason(name string) string {
	c.t.Helper()
	var found page.Page[audit.Record]
	c.must(c.db.Read(c.t.Context(), func(tx *database.Tx) (err error) {
		found, err = audit.New(c.keys).List(c.t.Context(), tx, audit.Filter{Organisation: c.org, Name: name, Limit: 1})
		return err
	}))
	if len(found.Data) == 0 {
		c.t.Fatalf("no event %s", name)
	}
	return found.Data[0].Reason
}

func TestWhatNobodyChoosesIsNeverHeldUp_U9(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, _ := c.dedicated()
	_, err := c.service.ReportLost(c.users(), c.move(i.Authenticators[0], ""))
	c.must(err)
	next := newClinic(t)
	i, _ = next.dedicated()
	_, err = inside(next, func(ctx context.Context, tx *database.Tx, decision authz.Decision) (struct{}, error) {
		return struct{}{}, next.service.RevokeAllIn(ctx, tx, decision, next.org, i.Employee, "")
	})
	next.must(err)
}

func TestWhoHasLeftNeedsNone_U9(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, _ := c.dedicated()
	c.set(`update employments set ends_on = '2026-11-21' where employee_id = $1`, i.Employee)
	_, err := c.service.Revoke(c.users(), c.move(i.Authenticators[0], ""))
	c.must(err)
}

func TestTakingBackTheLastOneNeedsAReason_U16(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.enable()
	i, _ := c.dedicated()
	d, err := c.provide(display(i, byPress))
	c.must(err)
	shows := &device{c: c, seed: byPress}
	d, err = c.service.Confirm(c.self(i.Employee), authenticator.Confirm{
		Organisation: c.org, Authenticator: d.ID, Codes: authenticator.Codes{Code: shows.press(), Next: shows.press()},
	})
	c.must(err)
	_, err = c.service.Block(c.users(), c.move(i.Authenticators[0], "")) // the display is left
	c.must(err)
	for _, to := range []authenticator.State{authenticator.Returned, authenticator.Destroyed} {
		_, err = c.advance(d, to)
		c.refused(err, "last_authenticator")
	}
	list, err := c.service.Identities(c.users(), c.org, i.Employee)
	c.must(err)
	for _, a := range list[0].Authenticators {
		if a.Last != (a.ID == d.ID) {
			t.Errorf("%s %s: last %t", a.Kind, a.State, a.Last)
		}
	}
	_, err = c.advance(d, authenticator.Suspended) // a found device waits for no reason (U11)
	c.must(err)
	_, err = c.advance(d, authenticator.Returned) // what opens nothing is nobody's last
	c.must(err)
}

// Two administrators take one each of somebody's two at the same instant: one of them is asked why.
func TestTwoTakeOneEach_U9(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, _ := c.dedicated()
	first := i.Authenticators[0]
	second := c.spareApp(i)
	for round := range 5 {
		var all sync.WaitGroup
		errs := make([]error, 2)
		for n, a := range []authenticator.Authenticator{first, second} {
			ctx := c.users()
			all.Go(func() { _, errs[n] = c.service.Block(ctx, c.move(a, "")) })
		}
		all.Wait()
		codes := []string{fault.CodeOf(errs[0]), fault.CodeOf(errs[1])}
		slices.Sort(codes)
		if !slices.Equal(codes, []string{"", "last_authenticator"}) {
			t.Fatalf("round %d: %v", round, errs)
		}
		c.set(`update authenticators set state = 'active' where identity_id = $1`, i.ID)
	}
}
