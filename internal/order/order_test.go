package order_test

import (
	"context"
	"fmt"
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
	"hverv/internal/order"
	"hverv/internal/stock"
)

func words(text string) []string { return strings.Fields(text) }

func TestOrderForSeveralIsPricedAndQueued_O1_B5(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	soren, _ := h.holder("Søren", id.Unit{})
	bodil, _ := h.holder("Bodil", id.Unit{})
	in := h.wish(stock.CodeDisplay, soren, bodil)
	in.Lines = append(in.Lines, order.Wanted{Employee: soren, Kind: stock.Chip, Spare: true})
	in.PayerCVR = "DK 90000012"
	would, err := h.service.Preview(h.As(h.orderer), in)
	h.Must(err)
	if would.Total != 2*3350+11500 || len(would.Problems) != 0 || would.ExpectedOn != calendar.Must("2026-12-18") || would.Lines[0].EmployeeName != "Søren Prøvesen" {
		t.Fatalf("%+v", would)
	}
	if n := h.Count(`select count(*) from authenticators`) + h.Count(`select count(*) from orders`); n != 0 {
		t.Fatalf("a preview left %d rows", n)
	}
	o := h.place(in)
	h.want(o, order.Submitted, order.Submitted, order.Submitted, order.Submitted)
	if o.Total() != would.Total || o.ExpectedOn() != would.ExpectedOn || o.PayerCVR != "90000012" || h.state(o.Lines[2].Authenticator) != "ordered" {
		t.Errorf("%+v", o)
	}
	h.drain()
	h.want(h.read(o), order.Accepted, order.Accepted, order.Accepted, order.Accepted)
	queue, err := h.service.Queue(h.As(h.officer), h.Org, order.After{}, 10)
	h.Must(err)
	if len(queue.Data) != 3 {
		t.Errorf("%d lines in the queue", len(queue.Data))
	}
}

// Prices are frozen when the order is submitted, whatever the next list says (B1, B5).
func TestPriceStaysAsItWas_B5(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	soren, _ := h.holder("Søren", id.Unit{})
	o := h.place(h.wish(stock.Chip, soren))
	list := id.New[id.PriceList]()
	h.SQL(`insert into price_lists (id, valid_from, created_at) values ($1, '2026-11-23', $2)`, list, h.DB.Now())
	h.SQL(`insert into prices (list_id, item, amount) select $1, item, 99900 from prices where list_id <> $1 group by item`, list)
	h.later(24 * time.Hour)
	o = h.read(o)
	if got := o.Total(); got != 11500 {
		t.Errorf("the order costs %d", got)
	}
	bodil, _ := h.holder("Bodil", id.Unit{})
	would, err := h.service.Preview(h.As(h.orderer), h.wish(stock.Chip, bodil))
	h.Must(err)
	if would.Total != 99900 || would.PricesFrom != calendar.Must("2026-11-23") {
		t.Errorf("%+v", would)
	}
}

func TestLateDeliveryIsSaidAtOnce_U6(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.later(23 * 24 * time.Hour) // Christmas lies ahead
	h.SQL(`update organisations set activation_days = 20`)
	soren, _ := h.holder("Søren", id.Unit{})
	would, err := h.service.Preview(h.As(h.orderer), h.wish(stock.CodeDisplay, soren))
	h.Must(err)
	l := would.Lines[0]
	if !slices.Equal(l.Warnings, []string{"delivery_after_deadline"}) || !slices.Equal(l.Choices, []string{"add_app", "start_at_dispatch"}) ||
		!would.ExpectedOn.After(l.ActivateUntil) {
		t.Errorf("%+v on %s", l, would.ExpectedOn)
	}
}

// Every line that cannot be had is named with its pointer, and refuses the whole order (O2).
func TestOneBadLineRefusesAll_O2(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	inside, _ := h.holder("Søren", h.ward)
	outside, _ := h.holder("Bodil", id.Unit{})
	without := h.Employ(h.Org, "Uden", "2020-01-01", "")
	h.SQL(`update employees set unit_id = $2 where id = $1`, without, h.ward)
	in := h.wish(stock.CodeDisplay, inside, outside, inside, without, id.New[id.Employee]())
	would, err := h.service.Preview(h.As(h.wardOrderer), in)
	h.Must(err)
	want := "/lines/1/employee_id beyond_reach, /lines/2/kind has_code_display, /lines/3/employee_id no_identity, /lines/4/employee_id employee_unknown"
	if got := problems(would.Problems); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if would.Lines[1].EmployeeName != "" || would.Lines[0].EmployeeName == "" {
		t.Errorf("names: %+v", would.Lines)
	}
	_, err = h.service.Place(h.As(h.wardOrderer), in)
	h.refused(err, "order_refused")
	if got := problems(fault.Of(err).Fields); got != want {
		t.Errorf("%s", got)
	}
	if n := h.Count(`select count(*) from authenticators`) + h.Count(`select count(*) from orders`); n != 0 {
		t.Errorf("%d rows of a refused order", n)
	}
	o, err := h.service.Place(h.As(h.wardOrderer), h.wish(stock.CodeDisplay, inside))
	h.Must(err)
	h.want(o, order.Submitted, order.Submitted)
}

func problems(all []fault.Field) string {
	said := make([]string, len(all))
	for i, f := range all {
		said[i] = f.Pointer + " " + f.Code
	}
	return strings.Join(said, ", ")
}

func TestInputIsChecked_O1(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	soren, _ := h.holder("Søren", id.Unit{})
	in := h.wish("pager", soren)
	in.Address.PostalCode, in.Address.City, in.PayerCVR, in.PayerEAN = "89", " ", "12345678", "5790000000000"
	_, err := h.service.Place(h.As(h.orderer), in)
	want := "/lines/0/kind unknown, /address/city missing, /address/postal_code postal_code_invalid, /payer/cvr cvr_invalid, /payer/ean ean_invalid"
	if got := problems(fault.Of(err).Fields); got != want {
		t.Errorf("%s", got)
	}
	many := h.wish(stock.Chip)
	_, err = h.service.Place(h.As(h.orderer), many)
	h.refused(err, "invalid_input")
	many.Lines = make([]order.Wanted, 101)
	_, err = h.service.Place(h.As(h.orderer), many)
	h.refused(err, "invalid_input")
}

func TestDraftIsChangedAndSubmitted_O4(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	soren, _ := h.holder("Søren", id.Unit{})
	bodil, _ := h.holder("Bodil", id.Unit{})
	in := h.wish(stock.Chip, soren)
	in.Submit = false
	o := h.place(in)
	h.want(o, order.Draft, order.Draft)
	if !slices.Contains(o.Actions, "change") || h.Count(`select count(*) from authenticators`) != 0 {
		t.Errorf("%+v", o)
	}
	in = h.wish(stock.Chip, soren, bodil)
	in.Submit = false
	changed, err := h.service.ChangeDraft(h.As(h.orderer), o.ID, o.Version, in)
	h.Must(err)
	_, err = h.service.ChangeDraft(h.As(h.orderer), o.ID, o.Version, in)
	h.refused(err, "stale")
	in.Submit = true
	sent, err := h.service.ChangeDraft(h.As(h.orderer), o.ID, changed.Version, in)
	h.Must(err)
	h.want(sent, order.Submitted, order.Submitted, order.Submitted)
	if sent.Number != o.Number || sent.Total() != 23000 {
		t.Errorf("%+v", sent)
	}
	_, err = h.service.ChangeDraft(h.As(h.orderer), o.ID, sent.Version, in)
	h.refused(err, "order_not_draft")
	h.drain()
	h.want(h.read(o), order.Accepted, order.Accepted, order.Accepted)
}

func TestUntouchedDraftIsCancelled_O4(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	soren, _ := h.holder("Søren", id.Unit{})
	in := h.wish(stock.Chip, soren)
	in.Submit = false
	o := h.place(in)
	gone, err := h.service.Cancel(h.As(h.orderer), order.Act{Organisation: h.Org, Order: o.ID}, o.Version)
	h.Must(err)
	h.want(gone, order.Cancelled, order.Cancelled)
}

// A manager orders a new card because something on it is wrong; the old one works until the new one does (U14).
func TestWrongCardIsReplacedByItsManager_U14(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	soren, identity := h.holder("Søren", h.ward)
	old := id.New[id.Authenticator]()
	h.SQL(`insert into authenticators (organisation_id, id, identity_id, employee_id, kind, state, method, created_at)
		values ($1, $2, $3, $4, 'chip', 'active', 'webauthn', $5)`, h.Org, old, identity, soren, h.DB.Now())
	in := order.Correct{Organisation: h.Org, Employee: soren, Authenticator: old, What: []string{"title", "photo", "title"}, Delivery: delivery()}
	_, err := h.service.Correct(h.As(h.orderer), in)
	h.refused(err, "forbidden")
	outside, _ := h.holder("Bodil", id.Unit{})
	wrong := in
	wrong.Employee = outside
	_, err = h.service.Correct(h.As(h.manager), wrong)
	h.refused(err, "order_refused")
	wrong = in
	wrong.Authenticator, wrong.What = id.New[id.Authenticator](), []string{"photo"}
	would, err := h.service.PreviewCorrection(h.As(h.manager), wrong)
	h.Must(err)
	if got := problems(would.Problems); got != "/lines/0/authenticator_id card_not_held" {
		t.Error(got)
	}
	in.Authenticator = id.Authenticator{} // the only one there is
	o, err := h.service.Correct(h.As(h.manager), in)
	h.Must(err)
	if o.Purpose != order.Correction || !slices.Equal(o.Lines[0].Corrects, []string{"photo", "title"}) || h.state(old) != "active" {
		t.Errorf("%+v", o)
	}
	fresh := o.Lines[0].Authenticator
	h.SQL(`update authenticators set state = 'suspended' where id = $1`, fresh)
	h.advance(fresh, authenticator.Active) // as its holder's registering does
	if h.state(old) != "revoked" {
		t.Errorf("the old card is %s", h.state(old))
	}
}

// Fifty submissions with one key, at once and again, are one order with one event (O4, law 7).
func TestRepeatedSubmissionIsOneOrder_O4(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	soren, _ := h.holder("Søren", id.Unit{})
	ctx := authz.WithRequest(h.As(h.orderer), authz.Request{IdempotencyKey: "den samme nøgle", Route: "POST /orders", Digest: []byte{1}})
	numbers := make([]string, 50)
	var all sync.WaitGroup
	for n := range numbers {
		all.Go(func() {
			o, err := h.service.Place(ctx, h.wish(stock.CodeDisplay, soren))
			if err != nil {
				numbers[n] = fmt.Sprint(err)
				return
			}
			numbers[n] = o.Number
		})
	}
	all.Wait()
	slices.Sort(numbers)
	if len(slices.Compact(numbers)) != 1 || len(numbers[0]) != 14 {
		t.Errorf("%v", slices.Compact(numbers))
	}
	h.later(71 * time.Hour) // over a weekend
	if o, err := h.service.Place(ctx, h.wish(stock.CodeDisplay, soren)); err != nil || o.Number != numbers[0] {
		t.Errorf("after three days: %s, %v", o.Number, err)
	}
	for what, query := range map[string]string{
		"orders": `select count(*) from orders`, "authenticators": `select count(*) from authenticators`,
		"events": `select count(*) from audit_events where name = 'order.submitted'`,
	} {
		if n := h.Count(query); n != 1 {
			t.Errorf("%d %s", n, what)
		}
	}
}

// Two orderers who order the same at once: one gets it, the other is told, and never a third thing.
func TestTwoOrderersAndOnePlace_U4(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	soren, _ := h.holder("Søren", h.ward)
	bodil, _ := h.holder("Bodil", h.ward)
	var errs [2]error
	var both sync.WaitGroup
	for n, who := range []id.Employee{h.orderer, h.wardOrderer} {
		in := h.wish(stock.CodeDisplay, soren, bodil)
		if n == 1 {
			slices.Reverse(in.Lines)
		}
		ctx := h.As(who)
		both.Go(func() { _, errs[n] = h.service.Place(ctx, in) })
	}
	both.Wait()
	codes := []string{fault.CodeOf(errs[0]), fault.CodeOf(errs[1])}
	slices.Sort(codes)
	if !slices.Equal(codes, []string{"", "order_refused"}) {
		t.Errorf("%v", errs)
	}
}

// Shipping and revoking at once end in one of the two, with line and authenticator agreed.
func TestShippedAndRevokedAtOnce_O4(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.bring("S1", "S2", "S3", "S4")
	for n, serial := range []string{"S1", "S2", "S3", "S4"} {
		who, _ := h.holder(fmt.Sprint("Nr", n), id.Unit{})
		o := h.place(h.wish(stock.CodeDisplay, who))
		h.drain()
		var shipped, revoked error
		in := h.act(o, 0)
		in.Serial = serial
		officer, users := h.As(h.officer), h.As(h.users)
		var both sync.WaitGroup
		both.Go(func() { _, shipped = h.service.Ship(officer, in) })
		both.Go(func() {
			_, revoked = h.authenticators.Revoke(users, authenticator.Move{Organisation: h.Org, Authenticator: o.Lines[0].Authenticator, Reason: "fratrådt"})
		})
		both.Wait()
		if code := fault.CodeOf(shipped); revoked != nil || shipped != nil && code != "order_step_not_allowed" && code != "step_not_allowed" {
			t.Errorf("%v, %v", shipped, revoked)
		}
		if h.read(o).State != order.Cancelled || h.state(o.Lines[0].Authenticator) != "revoked" {
			t.Errorf("%s, %s", h.read(o).State, h.state(o.Lines[0].Authenticator))
		}
	}
}

// advance moves an authenticator as a later feature does.
func (h *house) advance(which id.Authenticator, to authenticator.State) {
	h.T.Helper()
	h.Seed(h.Org, authz.StockChange, func(ctx context.Context, tx *database.Tx, d authz.Decision) error {
		_, err := h.authenticators.Advance(ctx, tx, d, h.Org, which, to, "")
		return err
	})
}
