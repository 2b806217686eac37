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
	"hverv/internal/identity"
	"hverv/internal/testkit/clinic"
	"hverv/internal/totp"
)

func equip(c *clinic.Clinic, a authenticator.Authenticator, with authenticator.Equipment) (authenticator.Authenticator, error) {
	c.T.Helper()
	return clinic.Inside(c, func(ctx context.Context, tx *database.Tx, decision authz.Decision) (authenticator.Authenticator, error) {
		return c.Authenticators.Equip(ctx, tx, decision, c.Org, a.ID, with)
	})
}

func TestKindsAreEnabledFirst_U2(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i := c.Choose(c.Hire(1), identity.Dedicated)
	_, err := c.Provide(clinic.Display(i, clinic.ByClock()))
	c.Refused(err, "authenticator_kind_off")
	_, err = c.Provide(authenticator.Hardware{Identity: i.ID, Kind: authenticator.Chip, State: authenticator.Ordered})
	c.Refused(err, "authenticator_kind_off")
	c.Enable()
	c.SQL(`update employment_categories set allowed_authenticators = '{app,chip}' where organisation_id = $1`, c.Org)
	_, err = c.Provide(clinic.Display(i, clinic.ByClock()))
	c.Refused(err, "authenticator_not_allowed")
	a, err := c.Provide(authenticator.Hardware{Identity: i.ID, Kind: authenticator.Chip, State: authenticator.Ordered})
	c.Must(err)
	if a.State != authenticator.Ordered || a.Method != authenticator.WebAuthn || c.Events("authenticator.provided") != 1 {
		t.Errorf("%+v", a)
	}
}

func TestWhatCannotBeProvided_U2(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	c.Enable()
	i := c.Choose(c.Hire(1), identity.Dedicated)
	short := totp.Seed{Secret: []byte("short"), Digest: totp.SHA1, Digits: 6, Period: 30}
	for name, spoil := range map[string]func(*authenticator.Hardware){
		"an app":                 func(in *authenticator.Hardware) { in.Kind = authenticator.App },
		"active at once":         func(in *authenticator.Hardware) { in.State = authenticator.Active },
		"delivered without seed": func(in *authenticator.Hardware) { in.Seed = nil },
		"a chip with a seed":     func(in *authenticator.Hardware) { in.Kind = authenticator.Chip },
		"a short secret":         func(in *authenticator.Hardware) { in.Seed = &short },
		"a long serial":          func(in *authenticator.Hardware) { in.Serial = strings.Repeat("9", 101) },
	} {
		in := clinic.Display(i, clinic.ByClock())
		spoil(&in)
		_, err := c.Provide(in)
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	in := clinic.Display(i, clinic.ByClock())
	in.Identity = id.New[id.Identity]()
	_, err := c.Provide(in)
	c.Refused(err, "not_found")
	c.SQL(`update identities set state = 'revoked' where id = $1`, i.ID)
	_, err = c.Provide(clinic.Display(i, clinic.ByClock()))
	c.Refused(err, "identity_ended")
}

func TestOneCodeDisplay_U4(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	c.Enable()
	i := c.Choose(c.Hire(1), identity.Dedicated)
	var wait sync.WaitGroup
	errs := make([]error, 8)
	for n := range errs {
		wait.Go(func() { _, errs[n] = c.Provide(clinic.Display(i, clinic.ByClock())) })
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
	err := c.DB.Upkeep(t.Context(), "test", func(tx *database.Tx) error {
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
	c := clinic.New(t)
	i, _ := c.Dedicated()
	add := func(slot int) error {
		return c.DB.Upkeep(t.Context(), "test", func(tx *database.Tx) error {
			_, err := tx.Exec(t.Context(), `insert into authenticators (organisation_id, id, identity_id, employee_id, kind, state, slot, created_at)
				values ($1, gen_random_uuid(), $2, $3, 'app', 'active', $4, now())`, c.Org, i.ID, i.Employee, slot)
			return err
		})
	}
	c.Must(add(2))
	c.Must(add(3))
	if err := add(3); !database.Violates(err, "authenticators_slot_key") {
		t.Errorf("third place twice: %v", err)
	}
	if err := add(4); !database.Violates(err, "authenticators_slot_check") {
		t.Errorf("fourth place: %v", err)
	}
	c.SQL(`update authenticators set state = 'lost' where slot = 2`)
	added, err := c.Authenticators.Add(c.Self(i.Employee), c.Org, i.ID, "Ny telefon")
	c.Must(err)
	var slot int
	c.Must(c.DB.Pool().GetContext(t.Context(), &slot, `select slot from authenticators where id = $1`, added.Authenticator.ID))
	if slot != 2 {
		t.Errorf("place %d, want the free one", slot)
	}
}

func TestADeviceHasOneHolder_O6(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	c.Enable()
	first, second := c.Choose(c.Hire(1), identity.Dedicated), c.Choose(c.Hire(2), identity.Dedicated)
	in := clinic.Display(first, clinic.ByClock())
	a, err := c.Provide(in)
	c.Must(err)
	in.Identity = second.ID
	_, err = c.Provide(in)
	c.Refused(err, "device_taken")
	_, err = c.Advance(a, authenticator.Returned)
	c.Must(err)
	_, err = c.Provide(in)
	c.Must(err)
}

func TestAnOrderIsEquippedAndDelivered_U7(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	c.Enable()
	i := c.Choose(c.Hire(1), identity.Dedicated)
	a, err := c.Provide(authenticator.Hardware{Identity: i.ID, Kind: authenticator.CodeDisplay, State: authenticator.Ordered})
	c.Must(err)
	if want := calendar.Must("2026-12-18"); a.DeliverOn != want || a.Method != "" { // U6: 20 working days
		t.Errorf("expected on %s, method %q", a.DeliverOn, a.Method)
	}
	var steps []string
	c.Authenticators.OnStep(func(_ context.Context, tx *database.Tx, _ authz.Decision, a authenticator.Authenticator, from authenticator.State) error {
		tx.AfterCommit(func() { steps = append(steps, string(from)+" "+string(a.State)+" "+a.Serial) })
		return nil
	})
	for _, to := range []authenticator.State{authenticator.Active, authenticator.PendingActivation, authenticator.Blocked, authenticator.Destroyed} {
		_, err = c.Advance(a, to)
		c.Refused(err, "step_not_allowed")
	}
	device := id.New[id.Device]()
	a, err = equip(c, a, authenticator.Equipment{Device: device, Serial: "KV 1002-5", Seed: new(clinic.ByPress())})
	c.Must(err)
	if a.Method != authenticator.HOTP || a.Device != device || c.Events("authenticator.equipped") != 1 {
		t.Errorf("equipped: %+v", a)
	}
	for _, to := range []authenticator.State{authenticator.Shipped, authenticator.Delivered} {
		a, err = c.Advance(a, to)
		c.Must(err)
	}
	_, err = c.Authenticators.ReportLost(c.Users(), authenticator.Move{Organisation: c.Org, Authenticator: a.ID})
	c.Must(err)
	_, err = equip(c, a, authenticator.Equipment{Serial: "KV 1003-3", Seed: new(clinic.ByPress())})
	c.Refused(err, "step_not_allowed")
	want := []string{"ordered shipped KV 1002-5", "shipped delivered KV 1002-5", "delivered lost KV 1002-5"}
	if !slices.Equal(steps, want) {
		t.Errorf("steps %q", steps)
	}
	if c.Events("authenticator.shipped") != 1 || c.Events("authenticator.delivered") != 1 {
		t.Error("the steps are no events")
	}
}

func TestAnEndedIdentityEndsItsDevices_L5(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	c.Enable()
	i := c.Choose(c.Hire(1), identity.Dedicated)
	_, err := c.Provide(clinic.Display(i, clinic.ByClock()))
	c.Must(err)
	var told []authenticator.State
	c.Authenticators.OnStep(func(_ context.Context, tx *database.Tx, _ authz.Decision, a authenticator.Authenticator, _ authenticator.State) error {
		tx.AfterCommit(func() { told = append(told, a.State) })
		return nil
	})
	_, err = clinic.Inside(c, func(ctx context.Context, tx *database.Tx, decision authz.Decision) (struct{}, error) {
		return struct{}{}, c.Identities.RevokeAllIn(ctx, tx, decision, c.Org, i.Employee, "")
	})
	c.Must(err)
	if !slices.Equal(told, []authenticator.State{authenticator.Revoked}) {
		t.Errorf("told of %v", told)
	}
}

// A loan's end needs no worker: the place is free from then on (law 1).
func TestAnEndedLoanMakesWay_U10(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	c.Enable()
	i := c.Choose(c.Hire(1), identity.Dedicated)
	in := clinic.Display(i, clinic.ByClock())
	in.EndsAt = new(c.Clock.Last().Add(72 * time.Hour))
	loan, err := c.Provide(in)
	c.Must(err)
	c.SQL(`update authenticators set state = 'active' where id = $1`, loan.ID)
	_, err = c.Provide(clinic.Display(i, clinic.ByPress()))
	c.Refused(err, "has_code_display")
	c.Clock.Advance(72 * time.Hour)
	_, err = c.Provide(clinic.Display(i, clinic.ByPress()))
	c.Must(err)
	if c.Events("authenticator.expired") != 1 {
		t.Error("the loan did not end")
	}
}

func TestAPrivateIdentityGetsAUserName_U1(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	c.Enable()
	i := c.Choose(c.Hire(1), identity.Private)
	_, err := c.Provide(clinic.Display(i, clinic.ByClock()))
	c.Must(err)
	list, err := c.Authenticators.Identities(c.Users(), c.Org, i.Employee)
	c.Must(err)
	if list[0].UserName != "soeren.aagaard" || list[0].HasPassword || c.Events("identity.user_name_given") != 1 {
		t.Errorf("%+v", list[0])
	}
}
