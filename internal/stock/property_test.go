package stock_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"hverv/internal/authenticator"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/stock"
)

// doings are what somebody may try with a device, whatever its state.
var doings = []string{"hand out", "take back", "restock", "find", "release", "move", "offer", "settle", "write off", "destroy", "lose", "use", "bring"}

// attempt is one try of one actor.
type attempt struct {
	doing  string
	device int
	actor  int
}

// TestRandomActsKeepEachDeviceInOnePlace_O5 lets three people do anything at all, at once. Whatever is
// answered, a device is in one place, has at most one holder, and does not come back from the dead.
func TestRandomActsKeepEachDeviceInOnePlace_O5(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	who, mine := d.holder("Søren")
	_, yours := d.holder("Bodil")
	identities := []id.Identity{mine, yours}
	actors := []context.Context{d.As(d.officer), d.As(d.other), d.As(who)}
	run := 0
	rapid.Check(t, func(r *rapid.T) {
		run++
		d.SQL(`update authenticators set state = 'destroyed' where state not in ('lost', 'destroyed')`) // the last round's
		serials := []string{fmt.Sprintf("R%d-1", run), fmt.Sprintf("R%d-2", run)}
		d.bring(file(serials...))
		devices := []stock.Device{d.bySerial(serials[0]), d.bySerial(serials[1])}
		dead := map[id.Device]stock.State{}
		for range rapid.IntRange(2, 6).Draw(r, "rounds") {
			var all sync.WaitGroup
			for range 3 {
				a := attempt{
					rapid.SampledFrom(doings).Draw(r, "doing"), rapid.IntRange(0, 1).Draw(r, "device"), rapid.IntRange(0, 2).Draw(r, "actor"),
				}
				all.Go(func() {
					err := d.try(actors[a.actor], a, devices[a.device], identities[a.device])
					if f := fault.Of(err); err != nil && (f == nil || f.Kind == fault.Unavailable) {
						t.Errorf("%+v: %v", a, err)
					}
				})
			}
			all.Wait()
			for _, which := range devices {
				d.whole(r, d.read(which.ID), dead)
			}
		}
	})
}

func (d *depot) try(ctx context.Context, a attempt, which stock.Device, to id.Identity) error {
	var err error
	switch a.doing {
	case "hand out":
		_, err = d.service.HandOut(ctx, stock.HandOut{Organisation: d.Org, Device: which.ID, Identity: to})
	case "take back":
		_, err = d.service.TakeBack(ctx, d.act(which))
	case "restock":
		_, err = d.service.Restock(ctx, d.note(which))
	case "find":
		_, err = d.service.Find(ctx, stock.Find{Organisation: d.Org, Serial: which.Serial, Location: d.shelf})
	case "release":
		_, err = d.service.Release(ctx, d.note(which))
	case "move":
		_, err = d.service.Move(ctx, stock.Act{Organisation: d.Org, Device: which.ID, Location: d.shelf})
	case "offer":
		_, err = d.service.Offer(ctx, stock.Offer{Organisation: d.Org, Devices: []id.Device{which.ID}, To: d.other, Location: d.shelf})
	case "settle":
		links, listed := d.service.HandOvers(ctx, d.Org, stock.CustodyFilter{State: "offered", Own: true}, id.Custody{}, 1)
		if err = listed; err == nil && len(links.Data) > 0 {
			_, err = d.service.Accept(ctx, d.Org, links.Data[0].ID)
		}
	case "write off":
		_, err = d.service.WriteOff(ctx, d.note(which))
	case "destroy":
		_, err = d.service.Destroy(ctx, d.note(which))
	case "lose":
		err = d.lose(ctx, which)
	case "use":
		err = d.use(ctx, which)
	case "bring":
		_, err = d.service.Import(ctx, stock.NewImport{Organisation: d.Org, Location: d.safe, Format: "csv"}, strings.NewReader(file(which.Serial)))
	}
	return err
}

// use stands for the activation, which asks the device first, as Follow does.
func (d *depot) use(ctx context.Context, which stock.Device) error {
	return d.DB.Upkeep(ctx, "test", func(tx *database.Tx) error {
		_, err := tx.Exec(ctx, `with held as (select id from devices where id = $1 and state = 'issued' for update)
			update authenticators a set state = 'active' from held where a.device_id = held.id and a.state = 'delivered'`, which.ID)
		return err
	})
}

// lose reports the device's authenticator lost, as the holder or an administrator does.
func (d *depot) lose(ctx context.Context, which stock.Device) error {
	found, err := d.service.Device(ctx, d.Org, which.ID)
	if err != nil || found.Authenticator.IsZero() {
		return err
	}
	_, err = d.authenticators.ReportLost(d.As(d.users), authenticator.Move{Organisation: d.Org, Authenticator: found.Authenticator}) //nolint:contextcheck // an administrator's, whoever asks
	return err
}

// whole says what must hold of a device after whatever was tried.
func (d *depot) whole(r *rapid.T, now stock.Device, dead map[id.Device]stock.State) {
	held, lies := !now.Holder.IsZero(), !now.Location.IsZero()
	if held && lies || held != now.State.Held() || lies != now.State.AtLocation() {
		r.Fatalf("in two places or none: %+v", now)
	}
	if was, gone := dead[now.ID]; gone && (was == stock.Destroyed && now.State != stock.Destroyed || now.State == stock.InStock || now.State.Held()) {
		r.Fatalf("back from %s: %+v", was, now)
	}
	if now.State == stock.Destroyed || now.Unfit == "lost" || now.Unfit == "written_off" {
		if dead[now.ID] != stock.Destroyed {
			dead[now.ID] = now.State
		}
	}
	live := d.Count(`select count(*) from authenticators where device_id = $1 and state not in ('lost', 'revoked', 'returned', 'destroyed')`, now.ID)
	working := d.Count(`select count(*) from authenticators where device_id = $1 and state = 'active'`, now.ID)
	if live > 1 || working > 0 && !now.State.Held() {
		r.Fatalf("%d authenticators, %d of them at work, of %+v", live, working, now)
	}
}
