package authenticator_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/testkit/clinic"
)

func TestTheLastAuthenticatorStays_U9(t *testing.T) {
	t.Parallel()
	for name, take := range map[string]func(*clinic.Clinic, context.Context, authenticator.Move) error{
		"block": func(c *clinic.Clinic, ctx context.Context, in authenticator.Move) error {
			_, err := c.Authenticators.Block(ctx, in)
			return err
		},
		"revoke": func(c *clinic.Clinic, ctx context.Context, in authenticator.Move) error {
			_, err := c.Authenticators.Revoke(ctx, in)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := clinic.New(t)
			i, p := c.Dedicated()
			a := i.Authenticators[0]
			for who, ctx := range map[string]context.Context{"administrator": c.Users(), "holder": c.Self(i.Employee)} {
				for _, reason := range []string{"", " "} {
					err := take(c, ctx, c.Move(a, reason))
					if got := fault.CodeOf(err); got != "last_authenticator" {
						t.Errorf("%s, reason %q: %v", who, reason, err)
					}
				}
			}
			c.Must(c.SignIn(i.UserName, p.Code()))
			c.Later(2 * time.Minute)
			spare := c.SpareApp(i.Identity)
			c.Must(take(c, c.Users(), c.Move(a, ""))) // another is left
			c.Refused(take(c, c.Users(), c.Move(spare, "")), "last_authenticator")
			c.Must(take(c, c.Users(), c.Move(spare, "Telefonen er solgt")))
			if c.Reason("authenticator."+string(c.State(spare))) != "Telefonen er solgt" {
				t.Error("the reason is not in the event")
			}
		})
	}
}

func TestWhatNobodyChoosesIsNeverHeldUp_U9(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, _ := c.Dedicated()
	_, err := c.Authenticators.ReportLost(c.Users(), c.Move(i.Authenticators[0], ""))
	c.Must(err)
	next := clinic.New(t)
	i, _ = next.Dedicated()
	_, err = clinic.Inside(next, func(ctx context.Context, tx *database.Tx, decision authz.Decision) (struct{}, error) {
		return struct{}{}, next.Identities.RevokeAllIn(ctx, tx, decision, next.Org, i.Employee, "")
	})
	next.Must(err)
}

func TestWhoHasLeftNeedsNone_U9(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, _ := c.Dedicated()
	c.SQL(`update employments set ends_on = '2026-11-21' where employee_id = $1`, i.Employee)
	_, err := c.Authenticators.Revoke(c.Users(), c.Move(i.Authenticators[0], ""))
	c.Must(err)
}

func TestTakingBackTheLastOneNeedsAReason_U16(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	c.Enable()
	i, _ := c.Dedicated()
	d, err := c.Provide(clinic.Display(i.Identity, clinic.ByPress()))
	c.Must(err)
	shows := c.Device(clinic.ByPress())
	d, err = c.Authenticators.Confirm(c.Self(i.Employee), authenticator.Confirm{
		Organisation: c.Org, Authenticator: d.ID, Codes: authenticator.Codes{Code: shows.Press(), Next: shows.Press()},
	})
	c.Must(err)
	_, err = c.Authenticators.Block(c.Users(), c.Move(i.Authenticators[0], "")) // the display is left
	c.Must(err)
	for _, to := range []authenticator.State{authenticator.Returned, authenticator.Destroyed} {
		_, err = c.Advance(d, to)
		c.Refused(err, "last_authenticator")
	}
	list, err := c.Authenticators.Identities(c.Users(), c.Org, i.Employee)
	c.Must(err)
	for _, a := range list[0].Authenticators {
		if a.Last != (a.ID == d.ID) {
			t.Errorf("%s %s: last %t", a.Kind, a.State, a.Last)
		}
	}
	_, err = c.Advance(d, authenticator.Suspended) // a found device waits for no reason (U11)
	c.Must(err)
	_, err = c.Advance(d, authenticator.Returned) // what opens nothing is nobody's last
	c.Must(err)
}

// Two administrators take one each of somebody's two at the same instant: one of them is asked why.
func TestTwoTakeOneEach_U9(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, _ := c.Dedicated()
	first := i.Authenticators[0]
	second := c.SpareApp(i.Identity)
	for round := range 5 {
		var all sync.WaitGroup
		errs := make([]error, 2)
		for n, a := range []authenticator.Authenticator{first, second} {
			ctx := c.Users()
			all.Go(func() { _, errs[n] = c.Authenticators.Block(ctx, c.Move(a, "")) })
		}
		all.Wait()
		codes := []string{fault.CodeOf(errs[0]), fault.CodeOf(errs[1])}
		slices.Sort(codes)
		if !slices.Equal(codes, []string{"", "last_authenticator"}) {
			t.Fatalf("round %d: %v", round, errs)
		}
		c.SQL(`update authenticators set state = 'active' where identity_id = $1`, i.ID)
	}
}
