package order_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/id"
	"hverv/internal/order"
	"hverv/internal/order/suppliertest"
	"hverv/internal/outbound"
	"hverv/internal/stock"
)

func overHTTP(t *testing.T) (*suppliertest.Server, order.Supplier) {
	t.Helper()
	server := suppliertest.NewServer(t)
	client := outbound.New(outbound.Options{AllowLoopback: true, Timeout: time.Second, Attempts: 1})
	t.Cleanup(client.Close)
	adapter, err := order.NewHTTPSupplier(order.HTTPOptions{URL: server.URL, Secret: suppliertest.Secret, Client: client, Wall: wall})
	if err != nil {
		t.Fatal(err)
	}
	return server, adapter
}

func wall() time.Time { return time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC) }

func TestHTTPSupplierConforms_O4(t *testing.T) {
	t.Parallel()
	suppliertest.Run(t, func(t *testing.T) suppliertest.Peer {
		t.Helper()
		server, adapter := overHTTP(t)
		return suppliertest.Peer{Supplier: adapter, Placed: server.Placed, Recalled: server.Recalled, Say: server.Say}
	})
}

func TestWarehouseConforms_O4(t *testing.T) {
	t.Parallel()
	suppliertest.Run(t, func(*testing.T) suppliertest.Peer { return suppliertest.Peer{Supplier: order.NewWarehouse(wall)} })
}

// folder is a supplier that fetches and brings files.
func folder(t *testing.T, now func() time.Time) (dir string, adapter order.Supplier) {
	t.Helper()
	dir = t.TempDir()
	adapter, err := order.NewFileSupplier(filepath.Join(dir, "out"), filepath.Join(dir, "in"), now)
	if err != nil {
		t.Fatal(err)
	}
	return dir, adapter
}

func TestFileSupplierConforms_O4(t *testing.T) {
	t.Parallel()
	suppliertest.Run(t, func(t *testing.T) suppliertest.Peer {
		t.Helper()
		dir, adapter := folder(t, wall)
		return suppliertest.Peer{
			Supplier: adapter,
			Placed:   func() []order.Placement { return fetched[order.Placement](t, dir, "*-???????.json") },
			Recalled: func() []order.Recall { return fetched[order.Recall](t, dir, "*.recall-*.json") },
			Say:      func(m order.Message) { leave(t, dir, "news.json", m) },
		}
	})
}

func fetched[T any](t *testing.T, dir, pattern string) (all []T) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "out", pattern))
	for _, name := range names {
		text, failure := os.ReadFile(name) //nolint:gosec // the test's own folder
		var one T
		if err = errors.Join(err, failure, json.Unmarshal(text, &one)); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}

func leave(t *testing.T, dir, name string, content any) {
	t.Helper()
	text, err := json.Marshal(content)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "in", name), text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Garbage and unknown orders are put aside once nobody can still be writing them; the rest goes on.
func TestUnreadableFilesAreSetAside_O4(t *testing.T) {
	t.Parallel()
	now := time.Now()
	dir, adapter := folder(t, func() time.Time { return now })
	for _, name := range []string{"a.json", "b.json"} {
		if err := os.WriteFile(filepath.Join(dir, "in", name), []byte(`{"order":`), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	leave(t, dir, "c.json", order.Message{Order: "90000004-261128-ABCDEFG"})
	taken := 0
	poll := func() {
		if err := adapter.Poll(t.Context(), nil, func(order.Message) error { taken++; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	poll()
	if left, _ := filepath.Glob(filepath.Join(dir, "in", "*.json")); len(left) != 2 || taken != 1 {
		t.Errorf("left %v, taken %d", left, taken)
	}
	now = now.Add(10 * time.Minute)
	poll()
	if aside, _ := filepath.Glob(filepath.Join(dir, "in", "refused", "*.json")); len(aside) != 2 || taken != 1 {
		t.Errorf("aside %v, taken %d", aside, taken)
	}
}

// shop is a house whose orders go over HTTP.
type shop struct {
	*house

	server *suppliertest.Server
}

func newShop(t *testing.T) *shop {
	t.Helper()
	server, adapter := overHTTP(t)
	return &shop{house: newHouseWith(t, "http", adapter), server: server}
}

// work lets the jobs run until the clock has passed every wait of theirs.
func (s *shop) work(rounds int) {
	s.T.Helper()
	for range rounds {
		s.drain()
		s.later(2 * time.Hour)
	}
}

func (s *shop) events(name string) int {
	return s.Count(`select count(*) from audit_events where name = $1`, name)
}

// Whatever the supplier answers at first, in the end it has one order, and we one event.
func TestBadAnswersEndInOneOrder_O4(t *testing.T) {
	t.Parallel()
	for name, wrong := range map[string]func(w http.ResponseWriter, r *http.Request, keep func()){
		"took it and broke": func(w http.ResponseWriter, _ *http.Request, keep func()) {
			keep()
			w.WriteHeader(http.StatusInternalServerError)
		},
		"busy":              func(w http.ResponseWriter, _ *http.Request, _ func()) { w.WriteHeader(http.StatusServiceUnavailable) },
		"wrong credentials": func(w http.ResponseWriter, _ *http.Request, _ func()) { w.WriteHeader(http.StatusUnauthorized) },
		"garbage":           func(w http.ResponseWriter, _ *http.Request, keep func()) { keep(); _, _ = w.Write([]byte("<html>OK")) },
		"another order":     func(w http.ResponseWriter, _ *http.Request, _ func()) { _, _ = w.Write([]byte(`{"order":"x"}`)) },
		"too much":          func(w http.ResponseWriter, _ *http.Request, _ func()) { _, _ = w.Write(make([]byte, 2<<20)) },
		"never":             func(_ http.ResponseWriter, r *http.Request, keep func()) { keep(); <-r.Context().Done() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			soren, _ := s.holder("Søren", id.Unit{})
			s.server.Misbehave(wrong)
			o := s.place(s.wish(stock.Chip, soren))
			s.drain()
			if got := s.read(o); got.Problem != "supplier_unreachable" || got.State != order.Submitted || got.AnsweredAt != nil {
				t.Errorf("while it goes wrong: %s, %q", got.State, got.Problem)
			}
			s.server.Misbehave(nil)
			s.work(3)
			if got := s.read(o); got.Problem != "" || got.AnsweredAt == nil {
				t.Errorf("afterwards: %s, %q", got.State, got.Problem)
			}
			if placed, n := s.server.Placed(), s.events("order.placed"); len(placed) != 1 || n != 1 || placed[0].Order != "90000004-"+o.Number {
				t.Errorf("%d orders at the supplier, %d events", len(placed), n)
			}
		})
	}
}

func TestSuppliersNoFailsTheOrder_O4(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	soren, _ := s.holder("Søren", id.Unit{})
	s.server.Misbehave(func(w http.ResponseWriter, _ *http.Request, _ func()) { w.WriteHeader(http.StatusUnprocessableEntity) })
	o := s.place(s.wish(stock.Chip, soren))
	s.work(2)
	got := s.read(o)
	s.want(got, order.Failed, order.Failed)
	if s.server.Calls() != 1 || s.state(o.Lines[0].Authenticator) != "revoked" || !slices.Contains(s.mails(s.orderer), "order_failed") || got.Lines[0].Reason == "" {
		t.Errorf("%d calls, %v, %+v", s.server.Calls(), s.mails(s.orderer), got.Lines[0])
	}
}

// Jobs that run again and at once place one order, and nobody holds a row while the supplier is called.
func TestRepeatedJobsPlaceOnce_O4(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	soren, _ := s.holder("Søren", id.Unit{})
	s.server.Misbehave(func(w http.ResponseWriter, r *http.Request, keep func()) {
		keep()
		var n int
		if err := s.DB.Pool().GetContext(context.WithoutCancel(r.Context()), &n, `select count(*) from (select id from orders for update nowait) o`); err != nil || n != 1 {
			t.Errorf("the order is locked while the supplier is called: %v", err)
		}
		w.WriteHeader(http.StatusAccepted)
	})
	o := s.place(s.wish(stock.Chip, soren))
	s.SQL(`insert into jobs (organisation_id, id, kind, arguments, due_at)
		select organisation_id, gen_random_uuid(), kind, arguments, due_at from jobs, generate_series(1, 7) where kind = 'order.place'`)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := s.runner.Drain(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	s.work(2)
	if placed, n := s.server.Placed(), s.events("order.placed"); len(placed) != 1 || n != 1 {
		t.Errorf("%d orders, %d events", len(placed), n)
	}
	s.want(s.read(o), order.Submitted, order.Submitted)
}

// hear brings a signed message, as the supplier does.
func (s *shop) hear(m order.Message) error {
	s.T.Helper()
	body, err := json.Marshal(m)
	s.Must(err)
	return s.service.Hear(s.T.Context(), order.Sign(secret, "msg_1", s.Clock.Last(), body))
}

func (s *shop) news(o order.Order, minute int, news ...order.LineNews) order.Message {
	return order.Message{Order: "90000004-" + o.Number, At: s.DB.Now().Add(time.Duration(minute-60) * time.Minute), Lines: news}
}

// Messages count by the supplier's own time, whatever order they come in and however often (O4).
func TestMessagesComeLateAndTwice_O4(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	soren, _ := s.holder("Søren", id.Unit{})
	s.bring("S1")
	o := s.place(s.wish(stock.CodeDisplay, soren))
	s.drain()
	line := o.Lines[0].ID
	late := s.news(o, 10, order.LineNews{Line: line, State: order.BackOrdered, ExpectedOn: "2027-01-15", Reason: "udsolgt"})
	accepted := s.news(o, 5, order.LineNews{Line: line, State: order.Accepted})
	sent := s.news(o, 20, order.LineNews{Line: line, State: order.Shipped, Serial: "S1", Tracking: "0037"})
	for _, m := range []order.Message{late, accepted, late, accepted} {
		s.Must(s.hear(m))
	}
	got := s.read(o)
	s.want(got, order.BackOrdered, order.BackOrdered)
	if len(got.Notices) != 1 || got.Lines[0].ExpectedOn.String() != "2027-01-15" {
		t.Errorf("%+v", got.Notices)
	}
	for _, m := range []order.Message{sent, late, sent, accepted} {
		s.Must(s.hear(m))
	}
	got = s.read(o)
	s.want(got, order.Shipped, order.Shipped)
	if l := got.Lines[0]; l.Serial != "S1" || l.Tracking != "0037" || s.Count(`select count(*) from devices where state = 'issued' and holder_id = $1`, soren) != 1 {
		t.Errorf("%+v", l) // the device was in our stock, so the authenticator is that one
	}
	s.Must(s.hear(s.news(o, 30, order.LineNews{Line: line, State: order.Delivered})))
	s.want(s.read(o), order.Delivered, order.Delivered)
	if mails := s.mails(soren); countOf(mails, "order_delayed") != 1 || countOf(mails, "device_shipped") != 1 || countOf(mails, "device_delivered") != 1 {
		t.Errorf("%v", mails)
	}
}

func countOf(all []string, one string) (n int) {
	for _, each := range all {
		if each == one {
			n++
		}
	}
	return n
}

func TestUnknownMessagesChangeNothing_O4(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	soren, _ := s.holder("Søren", id.Unit{})
	o := s.place(s.wish(stock.Chip, soren))
	s.drain()
	line := o.Lines[0].ID
	good, err := json.Marshal(s.news(o, 10, order.LineNews{Line: line, State: order.Shipped}))
	s.Must(err)
	now := s.Clock.Last()
	tampered := order.Sign(secret, "msg_1", now, good)
	tampered.Body = []byte(strings.Replace(string(good), "shipped", "failed", 1))
	for name, m := range map[string]order.Signed{
		"another secret": order.Sign("other", "msg_1", now, good), "old": order.Sign(secret, "msg_1", now.Add(-10*time.Minute), good),
		"of tomorrow": order.Sign(secret, "msg_1", now.Add(24*time.Hour), good), "tampered": tampered, "unsigned": {Body: good},
	} {
		if err := s.service.Hear(t.Context(), m); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	s.refused(s.service.Hear(t.Context(), order.Sign(secret, "msg_1", now, []byte("nonsense"))), "message_unreadable")
	s.refused(s.hear(order.Message{Order: "90000012-" + o.Number}), "not_found")
	s.Must(s.hear(s.news(o, 10, order.LineNews{Line: id.New[id.OrderLine](), State: order.Shipped}, order.LineNews{Line: line, State: "lost_in_space"}, order.LineNews{Line: line, State: order.Draft})))
	s.want(s.read(o), order.Submitted, order.Submitted)
}

// A supplier that says nothing is asked (O4).
func TestSilentSupplierIsAsked_O4(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	soren, _ := s.holder("Søren", id.Unit{})
	o := s.place(s.wish(stock.Chip, soren))
	s.drain()
	s.server.Say(s.news(o, 59, order.LineNews{Line: o.Lines[0].ID, State: order.Accepted, ExpectedOn: "2026-12-10"}))
	s.drain()
	s.want(s.read(o), order.Submitted, order.Submitted)
	s.later(7 * time.Hour)
	s.drain()
	got := s.read(o)
	s.want(got, order.Accepted, order.Accepted)
	if got.Lines[0].ExpectedOn.String() != "2026-12-10" || len(got.Notices) != 0 {
		t.Errorf("%+v", got) // sooner than promised needs no notice
	}
}

// What is no longer wanted is recalled, once the supplier has it; when somebody leaves too.
func TestCancelledLineIsRecalled_O4(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	soren, _ := s.holder("Søren", id.Unit{})
	bodil, _ := s.holder("Bodil", id.Unit{})
	early, err := s.service.Place(s.As(s.orderer), s.wish(stock.Chip, soren))
	s.Must(err)
	_, err = s.service.CancelLine(s.As(s.orderer), s.act(early, 0))
	s.Must(err)
	s.work(2)
	if s.server.Calls() != 0 {
		t.Errorf("the supplier was called %d times for nothing", s.server.Calls())
	}
	o := s.place(s.wish(stock.CodeDisplay, soren, bodil))
	s.drain()
	_, err = s.authenticators.Revoke(s.As(s.users), authenticator.Move{Organisation: s.Org, Authenticator: o.Lines[1].Authenticator, Reason: "fratrådt"})
	s.Must(err)
	s.server.Misbehave(func(w http.ResponseWriter, _ *http.Request, _ func()) { w.WriteHeader(http.StatusBadGateway) })
	s.drain()
	s.server.Misbehave(nil)
	s.work(2)
	recalled := s.server.Recalled()
	if len(recalled) != 1 || !slices.Equal(recalled[0].Lines, []id.OrderLine{o.Lines[1].ID}) {
		t.Errorf("%+v", recalled)
	}
	s.want(s.read(o), order.Submitted, order.Submitted, order.Cancelled)
	s.Must(s.hear(s.news(o, 50, order.LineNews{Line: o.Lines[1].ID, State: order.Shipped})))
	s.want(s.read(o), order.Submitted, order.Submitted, order.Cancelled) // too late: it stays cancelled
}

// Names that are protected do not leave the house (E13).
func TestProtectedNamesStay_E13(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	soren, _ := s.holder("Søren", id.Unit{})
	bodil, _ := s.holder("Bodil", id.Unit{})
	s.SQL(`update employees set protected = true where id = $1`, bodil)
	s.place(s.wish(stock.Chip, soren, bodil))
	s.drain()
	placed := s.server.Placed()
	if len(placed) != 1 || placed[0].Lines[0].Recipient != "Søren Prøvesen" || placed[0].Lines[1].Recipient != "" {
		t.Errorf("%+v", placed)
	}
}
