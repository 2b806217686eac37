package stock_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/role"
	"hverv/internal/stock"
)

func TestDeviceIsHandedOutAndSignedFor_O6(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	which := d.device("S1")
	who, identity := d.holder("Søren")
	out := d.handOut(which, identity)
	if out.State != stock.Issued || out.Holder != who || !out.Location.IsZero() || d.works(which) != "delivered" {
		t.Fatalf("%+v", out)
	}
	open, err := d.service.HandOvers(d.As(who), d.Org, stock.CustodyFilter{State: "offered", Own: true}, id.Custody{}, 10)
	d.Must(err)
	if len(open.Data) != 1 || !slices.Equal(open.Data[0].Actions, []string{"accept", "refuse"}) || open.Data[0].GivenBy != d.officer {
		t.Fatalf("%+v", open.Data)
	}
	link := open.Data[0].ID
	_, err = d.service.Accept(d.As(d.officer), d.Org, link)
	d.refused(err, "forbidden") // each signs for themselves
	_, err = d.service.Accept(d.As(d.Employ(d.Stranger, "Fremmed", "2020-01-01", "")), d.Org, link)
	d.refused(err, "not_found")
	signed, err := d.service.Accept(d.As(who), d.Org, link)
	d.Must(err)
	if signed.State != "accepted" || signed.SettledAt == nil {
		t.Errorf("%+v", signed)
	}
	_, err = d.service.Refuse(d.As(who), d.Org, link, "")
	d.refused(err, "hand_over_settled")
}

func TestRefusedDeviceGoesBack_O6(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	which := d.device("S1")
	who, identity := d.holder("Søren")
	d.handOut(which, identity)
	open, err := d.service.CustodyOf(d.As(d.officer), d.Org, which.ID, id.Custody{}, 10)
	d.Must(err)
	_, err = d.service.Refuse(d.As(who), d.Org, open.Data[0].ID, "kuverten var tom")
	d.Must(err)
	if got := d.read(which.ID); got.State != stock.Returned || got.Location != d.safe || d.works(which) != "returned" {
		t.Errorf("%+v, %s", got, d.works(which))
	}
	back, err := d.service.Restock(d.As(d.officer), d.note(which))
	d.Must(err)
	if back.State != stock.InStock {
		t.Errorf("%+v", back)
	}
	_, other := d.holder("Bodil")
	if got := d.handOut(back, other); got.State != stock.Issued {
		t.Errorf("to another: %+v", got)
	}
}

func TestTwoClerksAndOneDevice_O5(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	for _, serial := range []string{"S1", "S2", "S3", "S4"} {
		which := d.device(serial)
		var errs [2]error
		var both sync.WaitGroup
		for n, clerk := range []id.Employee{d.officer, d.other} {
			_, identity := d.holder("Nr")
			ctx := d.As(clerk)
			both.Go(func() {
				_, errs[n] = d.service.HandOut(ctx, stock.HandOut{Organisation: d.Org, Device: which.ID, Identity: identity})
			})
		}
		both.Wait()
		codes := []string{fault.CodeOf(errs[0]), fault.CodeOf(errs[1])}
		slices.Sort(codes)
		if !slices.Equal(codes, []string{"", "device_not_available"}) {
			t.Errorf("%s: %v", serial, errs)
		}
		if n := d.Count(`select count(*) from authenticators where device_id = $1`, which.ID); n != 1 {
			t.Errorf("%d authenticators of one device", n)
		}
	}
}

func TestFoundDeviceIsSuspendedUntilItsOwnerIsChecked_U11(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	which := d.device("S1")
	who, identity := d.holder("Søren")
	d.handOut(which, identity)
	d.activate(which)
	ctx := d.As(d.officer)
	_, err := d.service.Find(ctx, stock.Find{Organisation: d.Org, Serial: "S9", Location: d.shelf})
	d.refused(err, "serial_unknown")
	found, err := d.service.Find(ctx, stock.Find{Organisation: d.Org, Serial: " S1 ", Location: d.shelf})
	d.Must(err)
	if found.State != stock.Found || found.Location != d.shelf || d.works(which) != "suspended" {
		t.Fatalf("%+v, %s", found, d.works(which))
	}
	_, err = d.service.Find(ctx, stock.Find{Organisation: d.Org, Serial: "S1", Location: d.shelf})
	d.refused(err, "device_not_out")
	_, err = d.service.Release(ctx, stock.Act{Organisation: d.Org, Device: which.ID})
	d.refused(err, "reason_missing")
	back, err := d.service.Release(ctx, d.note(which))
	d.Must(err)
	if back.State != stock.Issued || back.Holder != who || d.works(which) != "active" {
		t.Errorf("%+v, %s", back, d.works(which))
	}
}

func TestFoundDeviceIsNotTakenIntoUse_U11(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	which := d.device("S1")
	_, identity := d.holder("Søren")
	d.handOut(which, identity) // delivered, which nothing can suspend (U7)
	follow := func() error {
		return d.DB.Upkeep(t.Context(), "test", func(tx *database.Tx) error {
			a := authenticator.Authenticator{Organisation: d.Org, Kind: authenticator.CodeDisplay, Device: which.ID, State: authenticator.PendingActivation, LastStep: -1}
			return d.service.Follow(t.Context(), tx, authz.Decision{}, a, authenticator.Delivered)
		})
	}
	d.Must(follow())
	_, err := d.service.Find(d.As(d.officer), stock.Find{Organisation: d.Org, Serial: "S1", Location: d.shelf})
	d.Must(err)
	d.refused(follow(), "step_not_allowed")
	_, err = d.service.Release(d.As(d.officer), d.note(which))
	d.Must(err)
	d.Must(follow())
}

func TestReturnedDeviceCountsOnForTheNext_U16(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	which := d.device("S1")
	_, first := d.holder("Søren")
	d.handOut(which, first)
	d.activate(which) // seven codes spent
	back, err := d.service.TakeBack(d.As(d.other), d.act(which))
	d.Must(err)
	if back.State != stock.Returned || d.works(which) != "returned" {
		t.Fatalf("%+v", back)
	}
	_, err = d.service.Restock(d.As(d.officer), d.note(which))
	d.Must(err)
	_, second := d.holder("Bodil")
	d.handOut(which, second)
	if n := d.Count(`select last_step from authenticators where device_id = $1 and state = 'delivered'`, which.ID); n != 6 {
		t.Errorf("the next holder's codes begin after %d, want 6: a spent code would count twice (U8)", n)
	}
}

func TestLostAndDestroyedNeverComeBack_O5(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	ctx := d.As(d.officer)
	lost, gone := d.device("LOST"), d.device("GONE")
	_, identity := d.holder("Søren")
	d.handOut(lost, identity)
	d.activate(lost)
	held := d.read(lost.ID)
	_, err := d.authenticators.ReportLost(d.As(d.users), authenticator.Move{Organisation: d.Org, Authenticator: held.Authenticator})
	d.Must(err)
	if got := d.read(lost.ID); got.State != stock.Lost || got.Unfit != "lost" {
		t.Fatalf("%+v", got)
	}
	found, err := d.service.Find(ctx, stock.Find{Organisation: d.Org, Serial: "LOST", Location: d.safe})
	d.Must(err)
	if slices.Contains(found.Actions, "release") || found.State != stock.Found {
		t.Errorf("%+v", found)
	}
	_, err = d.service.Release(ctx, d.note(lost))
	d.refused(err, "device_step_not_allowed")
	_, err = d.service.TakeBack(ctx, d.act(lost))
	d.Must(err)
	_, err = d.service.Restock(ctx, d.note(lost))
	d.refused(err, "device_step_not_allowed")

	destroyed, err := d.service.Destroy(ctx, d.note(gone))
	d.Must(err)
	if destroyed.State != stock.Destroyed || len(destroyed.Actions) != 0 {
		t.Errorf("%+v", destroyed)
	}
	if n := d.Count(`select count(*) from devices where serial = 'GONE' and seed_sealed is null`); n != 1 {
		t.Error("its secret is still there")
	}
	for name, act := range map[string]func() error{
		"destroy":   func() error { _, err := d.service.Destroy(ctx, d.note(gone)); return err },
		"write off": func() error { _, err := d.service.WriteOff(ctx, d.note(gone)); return err },
		"find": func() error {
			_, err := d.service.Find(ctx, stock.Find{Organisation: d.Org, Serial: "GONE", Location: d.safe})
			return err
		},
	} {
		if got := fault.CodeOf(act()); got != "device_destroyed" {
			t.Errorf("%s: %s", name, got)
		}
	}
	if i := d.bring(file("GONE")); i.Refused != 1 {
		t.Errorf("a file brought it back: %+v", i)
	}
	// Nor may a mistake of ours: the database keeps it.
	for _, change := range []string{
		`update devices set state = 'in_stock', location_id = home_id, seed_sealed = '\x00' where serial = 'GONE'`,
		`update devices set unfit = '' where serial = 'LOST'`,
		`update devices set state = 'in_stock', location_id = home_id where serial = 'LOST'`,
		`update devices set holder_id = (select id from employees limit 1) where serial = 'LOST'`,
	} {
		if _, err := d.DB.Pool().ExecContext(t.Context(), change); err == nil {
			t.Errorf("the database allowed: %s", change)
		}
	}
}

func TestHandOverBetweenKeepers_O6(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	a, b := d.device("S1"), d.device("S2")
	offer := stock.Offer{Organisation: d.Org, Devices: []id.Device{b.ID, a.ID}, To: d.other, Location: d.shelf}
	mine := offer
	mine.To = d.officer
	_, err := d.service.Offer(d.As(d.officer), mine)
	d.refused(err, "own_hand_over")
	_, err = d.service.Offer(d.As(d.officer), offer)
	d.Must(err)
	if got := d.read(a.ID); got.State != stock.Offered || got.Location != d.safe {
		t.Fatalf("it moved before it was signed for: %+v", got)
	}
	_, err = d.service.Offer(d.As(d.officer), offer)
	d.refused(err, "device_not_available")
	open, err := d.service.HandOvers(d.As(d.other), d.Org, stock.CustodyFilter{State: "offered", Own: true}, id.Custody{}, 10)
	d.Must(err)
	if len(open.Data) != 2 {
		t.Fatalf("%+v", open.Data)
	}
	for _, c := range open.Data {
		if c.Device == a.ID {
			_, err = d.service.Accept(d.As(d.other), d.Org, c.ID)
		} else {
			_, err = d.service.Withdraw(d.As(d.officer), d.Org, c.ID)
		}
		d.Must(err)
	}
	if got := d.read(a.ID); got.State != stock.InStock || got.Location != d.shelf {
		t.Errorf("accepted: %+v", got)
	}
	if got := d.read(b.ID); got.State != stock.InStock || got.Location != d.safe {
		t.Errorf("withdrawn: %+v", got)
	}
}

func TestStocktaking_O5(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	d.bring(file("S1", "S2", "S3"))
	counted, err := d.service.TakeStock(d.As(d.officer), d.Org, d.safe, map[stock.Kind]int{stock.CodeDisplay: 2, stock.Chip: 0})
	d.Must(err)
	if len(counted) != 2 || counted[0].Booked != 3 || counted[0].Counted != 2 || counted[1].Booked != 0 {
		t.Errorf("%+v", counted)
	}
	if n := d.Count(`select count(*) from audit_events where name = 'stock.counted'`); n != 2 {
		t.Errorf("%d events", n)
	}
	gone, err := d.service.WriteOff(d.As(d.officer), d.note(d.bySerial("S2")))
	d.Must(err)
	if gone.State != stock.WrittenOff {
		t.Errorf("%+v", gone)
	}
}

func TestLocations_O5(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	ctx := d.As(d.officer)
	_, err := d.service.AddLocation(ctx, stock.NewLocation{Organisation: d.Org, Name: "  skabet "})
	d.refused(err, "location_name_taken")
	d.device("S1")
	_, err = d.service.EndLocation(ctx, d.Org, d.safe, 1)
	d.refused(err, "location_in_use")
	_, err = d.service.Move(ctx, stock.Act{Organisation: d.Org, Device: d.bySerial("S1").ID, Location: d.shelf})
	d.Must(err)
	_, err = d.service.EndLocation(ctx, d.Org, d.safe, 9)
	d.refused(err, "stale")
	_, err = d.service.EndLocation(ctx, d.Org, d.safe, 1)
	d.Must(err)
	_, err = d.service.Move(ctx, stock.Act{Organisation: d.Org, Device: d.bySerial("S1").ID, Location: d.safe})
	d.refused(err, "location_ended")
	all, err := d.service.Locations(ctx, d.Org)
	d.Must(err)
	if len(all) != 2 || all[0].ID != d.shelf || len(all[0].Counts) != 1 || all[0].Counts[0].Number != 1 || all[1].EndedAt == nil {
		t.Errorf("%+v", all)
	}
}

func TestKeeperOfADepartmentReachesItsLocations_A3(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	unit := d.Unit(d.Org, "Afdeling B", id.Unit{})
	here, err := d.service.AddLocation(d.As(d.officer), stock.NewLocation{Organisation: d.Org, Name: "B", Unit: unit})
	d.Must(err)
	keeper := d.Employ(d.Org, "Bo", "2020-01-01", "")
	d.Give(role.Grant{Employee: keeper, Role: authz.CardOfficer, Scope: role.Scope{Kind: authz.OneUnit, ID: unit.String()}})
	mine, other := d.device("S1"), d.device("S2")
	_, err = d.service.Move(d.As(d.officer), stock.Act{Organisation: d.Org, Device: mine.ID, Location: here.ID})
	d.Must(err)
	ctx := d.As(keeper)
	found, err := d.service.Devices(ctx, d.Org, stock.Filter{}, stock.Device{}, 10)
	d.Must(err)
	all, err := d.service.Locations(ctx, d.Org)
	d.Must(err)
	if len(found.Data) != 1 || found.Data[0].ID != mine.ID || len(all) != 1 {
		t.Errorf("sees %+v at %+v", found.Data, all)
	}
	_, err = d.service.Destroy(ctx, d.note(other))
	d.refused(err, "forbidden")
	_, err = d.service.Move(ctx, stock.Act{Organisation: d.Org, Device: mine.ID, Location: d.safe})
	d.refused(err, "forbidden") // not out of one's own reach
	_, err = d.service.Destroy(ctx, d.note(mine))
	d.Must(err)
}

func TestRoles(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	which := d.device("S1")
	const org, users, officer, desk, auditor = authz.OrganisationAdministrator, authz.UserAdministrator, authz.CardOfficer, authz.ServiceDeskAgent, authz.Auditor
	act := stock.Act{Organisation: d.Org, Device: id.New[id.Device](), Location: d.safe, Reason: "x"}
	acts := map[string]struct {
		roles []authz.Role
		do    func(context.Context) error
	}{
		"list": {[]authz.Role{org, users, officer, auditor}, func(ctx context.Context) error {
			_, err := d.service.Devices(ctx, d.Org, stock.Filter{}, stock.Device{}, 1)
			return err
		}},
		"read": {[]authz.Role{org, users, officer, auditor}, func(ctx context.Context) error {
			_, err := d.service.Device(ctx, d.Org, which.ID)
			return err
		}},
		"import": {[]authz.Role{officer}, func(ctx context.Context) error {
			_, err := d.service.Import(ctx, stock.NewImport{Organisation: d.Org, Location: d.safe, Format: "csv"}, strings.NewReader(""))
			return err
		}},
		"add a location": {[]authz.Role{org, officer}, func(ctx context.Context) error {
			_, err := d.service.AddLocation(ctx, stock.NewLocation{Organisation: d.Org})
			return err
		}},
		"count": {[]authz.Role{officer}, func(ctx context.Context) error {
			_, err := d.service.TakeStock(ctx, d.Org, d.safe, nil)
			return err
		}},
		"hand out": {[]authz.Role{officer}, func(ctx context.Context) error {
			_, err := d.service.HandOut(ctx, stock.HandOut{Organisation: d.Org})
			return err
		}},
		"take back": {[]authz.Role{officer}, func(ctx context.Context) error { _, err := d.service.TakeBack(ctx, act); return err }},
		"destroy":   {[]authz.Role{officer}, func(ctx context.Context) error { _, err := d.service.Destroy(ctx, act); return err }},
		"find": {[]authz.Role{officer, desk}, func(ctx context.Context) error {
			_, err := d.service.Find(ctx, stock.Find{Organisation: d.Org, Serial: "?"})
			return err
		}},
	}
	for _, r := range []authz.Role{org, users, officer, desk, auditor, authz.RightsAdministrator, authz.CaseWorker, authz.Orderer, authz.UnitManager} {
		who := d.Employ(d.Org, "Rolle", "2020-01-01", "")
		d.Give(role.Grant{Employee: who, Role: r})
		for name, a := range acts {
			if err := a.do(d.As(who)); slices.Contains(a.roles, r) == (fault.CodeOf(err) == "forbidden") {
				t.Errorf("%s as %s: %v", name, r, err)
			}
		}
	}
	stranger := d.Employ(d.Stranger, "Fremmed", "2020-01-01", "")
	d.Give(role.Grant{Organisation: d.Stranger, Employee: stranger, Role: officer})
	for name, a := range acts {
		d.refused(a.do(t.Context()), "unauthenticated")
		if err := a.do(d.As(stranger)); fault.CodeOf(err) != "not_found" {
			t.Errorf("%s by a stranger: %v", name, err)
		}
	}
}
