package authenticator_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/totp"
)

// enable lets the clinic use code displays and chips (U2).
func (c *clinic) enable() {
	c.t.Helper()
	c.set(`update organisations set code_displays = true, chips = true where id = $1`, c.org)
	c.set(`alter table authenticators drop constraint authenticators_device_id_fkey`) // the stock stands above: nobody keeps devices here
}

// inside runs a step in the transaction of somebody who may give authenticators.
func inside[R any](c *clinic, do func(ctx context.Context, tx *database.Tx, decision authz.Decision) (R, error)) (R, error) {
	c.t.Helper()
	ctx := c.users()
	permit, err := authz.Require(ctx, authz.AuthenticatorAdd, authz.In(c.org))
	c.must(err)
	var result R
	err = c.db.Change(ctx, func(tx *database.Tx) error {
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return err
		}
		result, err = do(ctx, tx, decision)
		return err
	})
	return result, err
}

func (c *clinic) provide(in authenticator.Hardware) (authenticator.Authenticator, error) {
	c.t.Helper()
	in.Organisation = c.org
	return inside(c, func(ctx context.Context, tx *database.Tx, decision authz.Decision) (authenticator.Authenticator, error) {
		return c.service.Provide(ctx, tx, decision, in)
	})
}

func (c *clinic) advance(a authenticator.Authenticator, to authenticator.State) (authenticator.Authenticator, error) {
	c.t.Helper()
	return inside(c, func(ctx context.Context, tx *database.Tx, decision authz.Decision) (authenticator.Authenticator, error) {
		return c.service.Advance(ctx, tx, decision, c.org, a.ID, to, "")
	})
}

func (c *clinic) equip(a authenticator.Authenticator, with authenticator.Equipment) (authenticator.Authenticator, error) {
	c.t.Helper()
	return inside(c, func(ctx context.Context, tx *database.Tx, decision authz.Decision) (authenticator.Authenticator, error) {
		return c.service.Equip(ctx, tx, decision, c.org, a.ID, with)
	})
}

var (
	byClock = totp.Seed{Secret: []byte("12345678901234567890"), Digest: totp.SHA1, Digits: 6, Period: 60}
	byPress = totp.Seed{Secret: []byte("12345678901234567890"), Digest: totp.SHA1, Digits: 6}
)

func display(i authenticator.Identity, seed totp.Seed) authenticator.Hardware {
	return authenticator.Hardware{
		Identity: i.ID, Kind: authenticator.CodeDisplay, State: authenticator.Delivered,
		Equipment: authenticator.Equipment{Device: id.New[id.Device](), Serial: "KV 1001-7", Seed: &seed},
	}
}

func TestKindsAreEnabledFirst_U2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i := c.choose(c.employ(1), authenticator.Dedicated)
	_, err := c.provide(display(i, byClock))
	c.refused(err, "authenticator_kind_off")
	_, err = c.provide(authenticator.Hardware{Identity: i.ID, Kind: authenticator.Chip, State: authenticator.Ordered})
	c.refused(err, "authenticator_kind_off")
	c.enable()
	c.set(`update employment_categories set allowed_authenticators = '{app,chip}' where organisation_id = $1`, c.org)
	_, err = c.provide(display(i, byClock))
	c.refused(err, "authenticator_not_allowed")
	a, err := c.provide(authenticator.Hardware{Identity: i.ID, Kind: authenticator.Chip, State: authenticator.Ordered})
	c.must(err)
	if a.State != authenticator.Ordered || a.Method != authenticator.WebAuthn || c.events("authenticator.provided") != 1 {
		t.Errorf("%+v", a)
	}
}

func TestWhatCannotBeProvided_U2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.enable()
	i := c.choose(c.employ(1), authenticator.Dedicated)
	short := totp.Seed{Secret: []byte("short"), Digest: totp.SHA1, Digits: 6, Period: 30}
	for name, spoil := range map[string]func(*authenticator.Hardware){
		"an app":                 func(in *authenticator.Hardware) { in.Kind = authenticator.App },
		"active at once":         func(in *authenticator.Hardware) { in.State = authenticator.Active },
		"delivered without seed": func(in *authenticator.Hardware) { in.Seed = nil },
		"a chip with a seed":     func(in *authenticator.Hardware) { in.Kind = authenticator.Chip },
		"a short secret":         func(in *authenticator.Hardware) { in.Seed = &short },
		"a long serial":          func(in *authenticator.Hardware) { in.Serial = strings.Repeat("9", 101) },
	} {
		in := display(i, byClock)
		spoil(&in)
		_, err := c.provide(in)
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	in := display(i, byClock)
	in.Identity = id.New[id.Identity]()
	_, err := c.provide(in)
	c.refused(err, "not_found")
	c.set(`update identities set state = 'revoked' where id = $1`, i.ID)
	_, err = c.provide(display(i, byClock))
	c.refused(err, "identity_ended")
}

func TestOneCodeDisplay_U4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.enable()
	i := c.choose(c.employ(1), authenticator.Dedicated)
	var wait sync.WaitGroup
	errs := make([]error, 8)
	for n := range errs {
		wait.Go(func() { _, errs[n] = c.provide(display(i, byClock)) })
	}
	wait.Wait()
	given := 0
	for _, err := range errs {
		if err == nil {
			given++
		} else if fault.CodeOf(err) != "has_code_display" {
			t.Errorf("%v", err)
		}
	}
	if given != 1 {
		t.Fatalf("%d code displays", given)
	}
	// The database says it too, whoever writes.
	err := c.db.Upkeep(t.Context(), "test", func(tx *database.Tx) error {
		_, err := tx.Exec(t.Context(), `insert into authenticators (organisation_id, id, identity_id, employee_id, kind, state, created_at)
			select organisation_id, gen_random_uuid(), identity_id, employee_id, kind, 'ordered', created_at from authenticators limit 1`)
		return err
	})
	if !database.Violates(err, "authenticators_code_display_key") {
		t.Errorf("a second row: %v", err)
	}
}

func TestThreeAppsInTheDatabase_U4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, _ := c.dedicated()
	add := func(slot int) error {
		return c.db.Upkeep(t.Context(), "test", func(tx *database.Tx) error {
			_, err := tx.Exec(t.Context(), `insert into authenticators (organisation_id, id, identity_id, employee_id, kind, state, slot, created_at)
				values ($1, gen_random_uuid(), $2, $3, 'app', 'active', $4, now())`, c.org, i.ID, i.Employee, slot)
			return err
		})
	}
	c.must(add(2))
	c.must(add(3))
	if err := add(3); !database.Violates(err, "authenticators_slot_key") {
		t.Errorf("third place twice: %v", err)
	}
	if err := add(4); !database.Violates(err, "authenticators_slot_check") {
		t.Errorf("fourth place: %v", err)
	}
	c.set(`update authenticators set state = 'lost' where slot = 2`)
	added, err := c.service.Add(c.self(i.Employee), c.org, i.ID, "Ny telefon")
	c.must(err)
	var slot int
	c.must(c.db.Pool().GetContext(t.Context(), &slot, `select slot from authenticators where id = $1`, added.Authenticator.ID))
	if slot != 2 {
		t.Errorf("place %d, want the free one", slot)
	}
}

func TestADeviceHasOneHolder_O6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.enable()
	first, second := c.choose(c.employ(1), authenticator.Dedicated), c.choose(c.employ(2), authenticator.Dedicated)
	in := display(first, byClock)
	a, err := c.provide(in)
	c.must(err)
	in.Identity = second.ID
	_, err = c.provide(in)
	c.refused(err, "device_taken")
	_, err = c.advance(a, authenticator.Returned)
	c.must(err)
	_, err = c.provide(in)
	c.must(err)
}

func TestAnOrderIsEquippedAndDelivered_U7(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.enable()
	i := c.choose(c.employ(1), authenticator.Dedicated)
	a, err := c.provide(authenticator.Hardware{Identity: i.ID, Kind: authenticator.CodeDisplay, State: authenticator.Ordered})
	c.must(err)
	if want := calendar.Must("2026-12-18"); a.DeliverOn != want || a.Method != "" { // U6: 20 working days
		t.Errorf("expected on %s, method %q", a.DeliverOn, a.Method)
	}
	var steps []string
	c.service.OnStep(func(_ context.Context, tx *database.Tx, _ authz.Decision, a authenticator.Authenticator, from authenticator.State) error {
		tx.AfterCommit(func() { steps = append(steps, string(from)+" "+string(a.State)+" "+a.Serial) })
		return nil
	})
	for _, to := range []authenticator.State{authenticator.Active, authenticator.PendingActivation, authenticator.Blocked, authenticator.Destroyed} {
		_, err = c.advance(a, to)
		c.refused(err, "step_not_allowed")
	}
	device := id.New[id.Device]()
	a, err = c.equip(a, authenticator.Equipment{Device: device, Serial: "KV 1002-5", Seed: &byPress})
	c.must(err)
	if a.Method != authenticator.HOTP || a.Device != device || c.events("authenticator.equipped") != 1 {
		t.Errorf("equipped: %+v", a)
	}
	for _, to := range []authenticator.State{authenticator.Shipped, authenticator.Delivered} {
		a, err = c.advance(a, to)
		c.must(err)
	}
	_, err = c.service.ReportLost(c.users(), authenticator.Move{Organisation: c.org, Authenticator: a.ID})
	c.must(err)
	_, err = c.equip(a, authenticator.Equipment{Serial: "KV 1003-3", Seed: &byPress})
	c.refused(err, "step_not_allowed")
	want := []string{"ordered shipped KV 1002-5", "shipped delivered KV 1002-5", "delivered lost KV 1002-5"}
	if !slices.Equal(steps, want) {
		t.Errorf("steps %q", steps)
	}
	if c.events("authenticator.shipped") != 1 || c.events("authenticator.delivered") != 1 {
		t.Error("the steps are no events")
	}
}

func TestAnEndedIdentityEndsItsDevices_L5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.enable()
	i := c.choose(c.employ(1), authenticator.Dedicated)
	_, err := c.provide(display(i, byClock))
	c.must(err)
	var told []authenticator.State
	c.service.OnStep(func(_ context.Context, tx *database.Tx, _ authz.Decision, a authenticator.Authenticator, _ authenticator.State) error {
		tx.AfterCommit(func() { told = append(told, a.State) })
		return nil
	})
	_, err = inside(c, func(ctx context.Context, tx *database.Tx, decision authz.Decision) (struct{}, error) {
		return struct{}{}, c.service.RevokeAllIn(ctx, tx, decision, c.org, i.Employee, "")
	})
	c.must(err)
	if !slices.Equal(told, []authenticator.State{authenticator.Revoked}) {
		t.Errorf("told of %v", told)
	}
}

// A loan's end needs no worker: the place is free from then on (law 1).
func TestAnEndedLoanMakesWay_U10(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.enable()
	i := c.choose(c.employ(1), authenticator.Dedicated)
	in := display(i, byClock)
	in.EndsAt = new(c.clock.Last().Add(72 * time.Hour))
	loan, err := c.provide(in)
	c.must(err)
	c.set(`update authenticators set state = 'active' where id = $1`, loan.ID)
	_, err = c.provide(display(i, byPress))
	c.refused(err, "has_code_display")
	c.clock.Advance(72 * time.Hour)
	_, err = c.provide(display(i, byPress))
	c.must(err)
	if c.events("authenticator.expired") != 1 {
		t.Error("the loan did not end")
	}
}

func TestAPrivateIdentityGetsAUserName_U1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.enable()
	i := c.choose(c.employ(1), authenticator.Private)
	_, err := c.provide(display(i, byClock))
	c.must(err)
	list, err := c.service.Identities(c.users(), c.org, i.Employee)
	c.must(err)
	if list[0].UserName != "soeren.aagaard" || list[0].HasPassword || c.events("identity.user_name_given") != 1 {
		t.Errorf("%+v", list[0])
	}
}
