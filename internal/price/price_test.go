package price_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/price"
	"hverv/internal/testkit"
)

// desk is the installation's prices and who runs it.
type desk struct {
	t      *testing.T
	db     *database.DB
	clock  *testkit.Clock
	prices *price.Service
	person id.Person
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, clock: testkit.NewClock(t, "2026-11-22T09:00:00Z"), person: id.New[id.Person]()}
	d.db = testkit.DBAt(t, d.clock)
	d.prices = price.New(price.Deps{DB: d.db, Audit: audit.New(testkit.Keys(t))})
	for _, statement := range []string{
		`insert into persons (id, name, created_at) values ($1, 'Operator', $2)`, `insert into operators (person_id, granted_at) values ($1, $2)`,
	} {
		_, err := d.db.Pool().ExecContext(t.Context(), statement, d.person, d.clock.Last())
		d.must(err)
	}
	return d
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) as(operator bool) context.Context {
	now := d.clock.Last()
	return testkit.As(d.t, authz.Actor{Kind: authz.PersonActor, Person: d.person, Operator: operator, At: now, SignedInAt: now})
}

func list(from string, chip price.Oere) price.Add {
	return price.Add{From: calendar.Must(from), Prices: map[price.Item]price.Oere{
		price.User: 2000, price.CodeDisplay: 3350, price.AudioReader: 23550, price.Chip: chip, price.Certificate: 2000,
	}}
}

// chip is what a chip costs on a day.
func (d *desk) chip(on string) (amount price.Oere) {
	d.t.Helper()
	d.must(d.db.Single(d.t.Context(), func(tx *database.Tx) error {
		l, err := price.On(d.t.Context(), tx, calendar.Must(on))
		amount = l.Prices[price.Chip]
		return err
	}))
	return amount
}

func TestListHoldsFromItsDay_B1(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	made, err := d.prices.Add(d.as(true), list("2027-01-01", 12000))
	d.must(err)
	for day, want := range map[string]price.Oere{"2026-01-01": 11500, "2026-12-31": 11500, "2027-01-01": 12000, "2030-06-30": 12000} {
		if got := d.chip(day); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
	lists, err := d.prices.Lists(d.as(false))
	d.must(err)
	if len(lists) != 2 || lists[0].ID != made.ID || lists[0].Current || !lists[1].Current {
		t.Errorf("%+v", lists)
	}
	d.clock.Advance(39*24*time.Hour + 14*time.Hour) // the last midnight of the year, in Denmark
	if lists, err = d.prices.Lists(d.as(true)); err != nil || !lists[0].Current || lists[1].Current || len(lists[0].Actions) != 0 {
		t.Errorf("%+v %v", lists, err)
	}
}

func TestPricesNeverChangeAfterTheFact_B1(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for name, in := range map[string]price.Add{
		"today": list("2026-11-22", 12000), "the past": list("2020-01-01", 12000), "below nothing": list("2027-01-01", -1),
		"a slip of zeros": list("2027-01-01", 100_000_01), "no price": {From: calendar.Must("2027-01-01")},
	} {
		if _, err := d.prices.Add(d.as(true), in); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	made, err := d.prices.Add(d.as(true), list("2026-12-01", 12000))
	d.must(err)
	if _, err := d.prices.Add(d.as(true), list("2026-12-01", 12001)); fault.CodeOf(err) != "price_list_exists" {
		t.Errorf("a second list of the day: %v", err)
	}
	d.clock.Advance(9 * 24 * time.Hour)
	if _, err := d.prices.Withdraw(d.as(true), made.ID); fault.CodeOf(err) != "price_list_in_force" {
		t.Errorf("withdrawn when it held: %v", err)
	}
}

func TestListToComeIsWithdrawnOnce_B1(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	made, err := d.prices.Add(d.as(true), list("2027-01-01", 12000))
	d.must(err)
	var wait sync.WaitGroup
	answers := make([]error, 4)
	for n := range answers {
		wait.Go(func() { _, answers[n] = d.prices.Withdraw(d.as(true), made.ID) })
	}
	wait.Wait()
	done := 0
	for _, err := range answers {
		switch fault.KindOf(err) {
		case fault.NotFound:
		default:
			d.must(err)
			done++
		}
	}
	if done != 1 {
		t.Errorf("withdrawn %d times", done)
	}
	if got := d.chip("2027-01-01"); got != 11500 {
		t.Errorf("the chip costs %s", got)
	}
}

func TestOnlyTheOperatorSetsPrices_B1(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	if _, err := d.prices.Add(d.as(false), list("2027-01-01", 1)); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("added: %v", err)
	}
	if _, err := d.prices.Withdraw(d.as(false), id.New[id.PriceList]()); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("withdrawn: %v", err)
	}
	if _, err := d.prices.Lists(t.Context()); fault.KindOf(err) != fault.Unauthenticated {
		t.Errorf("read by a stranger: %v", err)
	}
}
