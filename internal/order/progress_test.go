package order_test

import (
	"slices"
	"testing"

	"hverv/internal/authenticator"
	"hverv/internal/calendar"
	"hverv/internal/id"
	"hverv/internal/order"
	"hverv/internal/stock"
)

// The warehouse sends by serial number; line, device and authenticator move together, and the person is told.
func TestWarehouseShipsAndItArrives_O4(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	soren, _ := h.holder("Søren", id.Unit{})
	bodil, _ := h.holder("Bodil", id.Unit{})
	h.bring("S1", "S2")
	o := h.place(h.wish(stock.CodeDisplay, soren, bodil))
	h.drain()
	in := h.act(o, 0)
	in.Serial, in.Tracking = "S1", "0037"
	sent, err := h.service.Ship(h.As(h.officer), in)
	h.Must(err)
	h.want(sent, order.Accepted, order.Shipped, order.Accepted) // honest: the rest has not been sent
	if h.state(o.Lines[0].Authenticator) != "shipped" || sent.Lines[0].Serial != "S1" || !slices.Contains(h.mails(soren), "device_shipped") {
		t.Errorf("%+v %v", sent.Lines[0], h.mails(soren))
	}
	in = h.act(o, 1)
	in.Serial = "S1"
	_, err = h.service.Ship(h.As(h.officer), in)
	h.refused(err, "device_not_available")
	in.Serial = "S2"
	_, err = h.service.HandOver(h.As(h.officer), in)
	h.Must(err)
	there, err := h.service.Receive(h.As(h.orderer), h.act(o, 0))
	h.Must(err)
	h.want(there, order.Delivered, order.Delivered, order.Delivered)
	for _, who := range []id.Employee{soren, bodil} {
		if !slices.Contains(h.mails(who), "device_delivered") {
			t.Errorf("%s was told %v", who, h.mails(who))
		}
	}
	if n := h.Count(`select count(*) from devices where state = 'issued' and holder_id in ($1, $2)`, soren, bodil); n != 2 {
		t.Errorf("%d devices with their holders", n)
	}
	_, err = h.service.Receive(h.As(h.orderer), h.act(o, 0))
	h.refused(err, "order_step_not_allowed")
}

// What is handed out at the counter of the stock is delivered in its order too.
func TestHandingOutDeliversTheLine_O4(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	soren, identity := h.holder("Søren", id.Unit{})
	h.bring("S1")
	o := h.place(h.wish(stock.CodeDisplay, soren))
	devices, err := h.stock.Devices(h.As(h.officer), h.Org, stock.Filter{Serial: "S1"}, stock.Device{}, 1)
	h.Must(err)
	_, err = h.stock.HandOut(h.As(h.officer), stock.HandOut{Organisation: h.Org, Device: devices.Data[0].ID, Identity: identity, Authenticator: o.Lines[0].Authenticator})
	h.Must(err)
	got := h.read(o)
	h.want(got, order.Delivered, order.Delivered)
	if got.Lines[0].Serial != "S1" {
		t.Errorf("%+v", got.Lines[0])
	}
	h.drain() // the supplier's job finds that nothing is wanted any more
	h.want(h.read(o), order.Delivered, order.Delivered)
}

func TestAnotherKindIsNotSent_O4(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	soren, _ := h.holder("Søren", id.Unit{})
	h.bring("S1")
	o := h.place(h.wish(stock.Chip, soren))
	in := h.act(o, 0)
	in.Serial = "S1"
	_, err := h.service.Ship(h.As(h.officer), in)
	h.refused(err, "other_kind_ordered")
	in.Serial = "S9"
	_, err = h.service.Ship(h.As(h.officer), in)
	h.refused(err, "serial_unknown")
}

// A back-order notice stands on the order and reaches who waits and who ordered (O3).
func TestBackOrderIsTold_O3(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	soren, _ := h.holder("Søren", id.Unit{})
	o := h.place(h.wish(stock.CodeDisplay, soren))
	h.drain()
	in := h.act(o, 0)
	in.ExpectedOn = calendar.Must("2026-11-21")
	_, err := h.service.Delay(h.As(h.officer), in)
	h.refused(err, "invalid_input")
	in.ExpectedOn = calendar.Must("2027-01-15")
	for range 2 { // and once more, to another day
		late, err := h.service.Delay(h.As(h.officer), in)
		h.Must(err)
		h.want(late, order.BackOrdered, order.BackOrdered)
		in.ExpectedOn = in.ExpectedOn.AddDays(7)
	}
	got := h.read(o)
	if len(got.Notices) != 2 || got.Notices[0].ExpectedOn != calendar.Must("2027-01-22") || got.Notices[1].Was != calendar.Must("2026-12-18") || got.ExpectedOn() != calendar.Must("2027-01-22") {
		t.Errorf("%+v", got.Notices)
	}
	if !slices.Contains(h.mails(soren), "order_delayed") || !slices.Contains(h.mails(h.orderer), "order_delayed_to_orderer") {
		t.Errorf("told %v and %v", h.mails(soren), h.mails(h.orderer))
	}
	if n := h.Count(`select count(*) from authenticators where deliver_on = '2027-01-22'`); n != 1 {
		t.Error("the authenticator is expected on another day than its line")
	}
}

func TestCancellingRevokes_O4(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	soren, _ := h.holder("Søren", id.Unit{})
	bodil, _ := h.holder("Bodil", id.Unit{})
	o := h.place(h.wish(stock.CodeDisplay, soren, bodil))
	h.drain()
	o = h.read(o)
	part, err := h.service.CancelLine(h.As(h.orderer), h.act(o, 0))
	h.Must(err)
	h.want(part, order.Accepted, order.Cancelled, order.Accepted)
	if part.Total() != 3350 || h.state(o.Lines[0].Authenticator) != "revoked" {
		t.Errorf("%d, %s", part.Total(), h.state(o.Lines[0].Authenticator))
	}
	_, err = h.service.Cancel(h.As(h.orderer), order.Act{Organisation: h.Org, Order: o.ID}, o.Version)
	h.refused(err, "stale")
	all, err := h.service.Cancel(h.As(h.orderer), order.Act{Organisation: h.Org, Order: o.ID, Reason: "fejl"}, part.Version)
	h.Must(err)
	h.want(all, order.Cancelled, order.Cancelled, order.Cancelled)
	_, err = h.service.Cancel(h.As(h.orderer), order.Act{Organisation: h.Org, Order: o.ID}, all.Version)
	h.refused(err, "order_step_not_allowed")
	again := h.place(h.wish(stock.CodeDisplay, soren)) // its place is free again (U4)
	h.want(again, order.Submitted, order.Submitted)
}

// What is revoked or lost on its way takes its line with it, and who ordered is told.
func TestRevokedOnTheWayIsCancelled_O4(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	soren, _ := h.holder("Søren", id.Unit{})
	bodil, _ := h.holder("Bodil", id.Unit{})
	h.bring("S1")
	o := h.place(h.wish(stock.CodeDisplay, soren, bodil))
	h.drain()
	in := h.act(o, 0)
	in.Serial = "S1"
	_, err := h.service.Ship(h.As(h.officer), in)
	h.Must(err)
	for _, l := range o.Lines {
		_, err = h.authenticators.Revoke(h.As(h.users), authenticator.Move{Organisation: h.Org, Authenticator: l.Authenticator, Reason: "fratrådt"})
		h.Must(err)
	}
	h.want(h.read(o), order.Cancelled, order.Cancelled, order.Cancelled)
	if got := h.mails(h.orderer); !slices.Equal(got, []string{"order_line_cancelled", "order_line_cancelled"}) {
		t.Errorf("the orderer was told %v", got)
	}
}

// A device that is shredded while it is under way takes what it was to become with it: the table of U7 knows
// no way from shipped to destroyed, and what stayed shipped could have been taken into use.
func TestDestroyedOnTheWayOpensNothing_O5_U7(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	soren, _ := h.holder("Søren", id.Unit{})
	h.bring("S1")
	o := h.place(h.wish(stock.CodeDisplay, soren))
	h.drain()
	in := h.act(o, 0)
	in.Serial = "S1"
	_, err := h.service.Ship(h.As(h.officer), in)
	h.Must(err)
	found, err := h.stock.Devices(h.As(h.officer), h.Org, stock.Filter{Serial: "S1"}, stock.Device{}, 1)
	h.Must(err)
	_, err = h.stock.Destroy(h.As(h.officer), stock.Act{Organisation: h.Org, Device: found.Data[0].ID, Reason: "Knækket i posten"})
	h.Must(err)
	if got := h.state(o.Lines[0].Authenticator); got != "revoked" {
		t.Errorf("its authenticator is %s, want revoked", got)
	}
	h.want(h.read(o), order.Cancelled, order.Cancelled)
	_, err = h.service.Receive(h.As(h.orderer), h.act(o, 0))
	h.refused(err, "order_step_not_allowed")
}

func TestFailedLineEnds_O4(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	soren, _ := h.holder("Søren", id.Unit{})
	o := h.place(h.wish(stock.Chip, soren))
	h.drain()
	failed, err := h.service.Fail(h.As(h.officer), h.act(o, 0))
	h.Must(err)
	h.want(failed, order.Failed, order.Failed)
	if h.state(o.Lines[0].Authenticator) != "revoked" || failed.Lines[0].Reason != "fordi" || !slices.Contains(h.mails(h.orderer), "order_failed") {
		t.Errorf("%+v %v", failed.Lines[0], h.mails(h.orderer))
	}
}
