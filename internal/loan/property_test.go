package loan_test

import (
	"flag"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/loan"
	"hverv/internal/stock"
)

// borrower is somebody with a display of their own.
type borrower struct {
	id       id.Employee
	userName string
	own      string
}

// opened is a session and the end of the loan that opened it, as it was then.
type opened struct {
	token  id.Token
	serial string
	until  time.Time
}

// TestRandomLoansKeepTheirBounds_U10 lets clerks lend, extend, take back and lose while the clock moves on. Whatever is
// answered, a device has one holder, nothing works after its end, and never both the own display and the borrowed one.
func TestRandomLoansKeepTheirBounds_U10(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	run := 0
	for name, value := range map[string]string{"rapid.checks": "15", "rapid.shrinktime": "10s"} { // each act is several transactions
		d.Must(flag.Set(name, value))
	}
	rapid.Check(t, func(r *rapid.T) {
		run++
		people, serials := []borrower{}, []string{}
		for n := range 2 {
			own, spare := fmt.Sprintf("E%d-%d", run, n), fmt.Sprintf("L%d-%d", run, n)
			who, name := d.colleague("Åse", own)
			d.bring(d.safe, spare)
			people, serials = append(people, borrower{who, name, own}), append(serials, spare)
		}
		var sessions []opened
		for range rapid.IntRange(2, 9).Draw(r, "acts") {
			who, serial := people[rapid.IntRange(0, 1).Draw(r, "who")], serials[rapid.IntRange(0, 1).Draw(r, "serial")]
			doing := rapid.SampledFrom([]string{"lend", "take back", "extend", "lose", "sign in", "wait", "stock"}).Draw(r, "doing")
			if err := d.try(doing, who, serial, &sessions, r); fault.KindOf(err) == fault.Unavailable || err != nil && fault.Of(err) == nil {
				r.Fatalf("%s: %v", doing, err)
			}
			d.bounded(r, people, serials)
		}
		for _, s := range sessions {
			if d.inside(s.token) && !d.Clock.Last().Before(s.until) {
				r.Errorf("a session of %s outlived its loan", s.serial)
			}
		}
	})
}

func (d *desk) try(doing string, who borrower, serial string, sessions *[]opened, r *rapid.T) error {
	ctx := d.As(d.officer)
	which := d.openLoan(serial)
	var err error
	switch doing {
	case "lend":
		_, err = d.service.Lend(ctx, d.lend(serial, who.id, rapid.IntRange(1, 72).Draw(r, "hours")))
	case "take back":
		_, err = d.service.TakeBack(ctx, loan.End{Organisation: d.Org, Serial: serial, Own: rapid.SampledFrom([]loan.Own{loan.OwnResumes, loan.OwnLost}).Draw(r, "own")})
	case "extend":
		_, err = d.service.Extend(ctx, loan.Extend{Organisation: d.Org, Loan: which, Hours: rapid.IntRange(1, 72).Draw(r, "hours"), Reason: "fordi"})
	case "lose":
		_, err = d.service.ReportLost(ctx, loan.End{Organisation: d.Org, Loan: which, Own: loan.OwnResumes})
	case "stock":
		_, err = d.stock.TakeBack(ctx, stock.Act{Organisation: d.Org, Device: d.device(serial).ID, Location: d.safe, Reason: "fordi"})
	case "wait":
		d.Clock.Advance(time.Duration(rapid.IntRange(1, 40).Draw(r, "hours")) * time.Hour)
	case "sign in":
		if which.IsZero() {
			return nil
		}
		l := d.read(which)
		if who.id == l.Employee && d.Clock.Last().Before(l.EndsAt) {
			token, _ := d.signIn(who.userName, serial)
			*sessions = append(*sessions, opened{token, serial, l.EndsAt})
		}
	}
	return err
}

func (d *desk) openLoan(serial string) (which id.Loan) {
	d.T.Helper()
	var all []id.Loan
	d.Must(d.DB.Pool().SelectContext(d.T.Context(), &all, `select l.id from loans l join devices d on d.id = l.device_id
		where d.serial = $1 and l.closed_at is null`, serial))
	if len(all) > 1 {
		d.T.Fatalf("%s has %d holders", serial, len(all))
	}
	for _, which = range all {
		return which
	}
	return which
}

// bounded compares what the rows say with what opens a door.
func (d *desk) bounded(r *rapid.T, people []borrower, serials []string) {
	now := d.Clock.Last()
	if n := d.Count(`select count(*) from devices d left join loans l on l.organisation_id = d.organisation_id and l.device_id = d.id and l.closed_at is null
		where (d.state = 'on_loan') <> (l.id is not null) or l.employee_id <> d.holder_id`); n != 0 {
		r.Errorf("%d devices are elsewhere than their loans say", n)
	}
	for _, who := range people {
		if n := d.Count(`select count(*) from authenticators where employee_id = $1 and kind = 'code_display' and state = 'active'
			and (ends_at is null or ends_at > $2)`, who.id, now); n > 1 {
			r.Errorf("%d displays work for one person", n)
		}
		open := 0
		for _, serial := range append([]string{who.own}, serials...) {
			if !d.opens(who.userName, serial) {
				continue
			}
			open++
			if serial == who.own {
				continue
			}
			if l := d.read(d.openLoan(serial)); l.Employee != who.id || !now.Before(l.EndsAt) {
				r.Errorf("%s opens a door for somebody else, or after its end: %+v", serial, l)
			}
		}
		if open > 1 {
			r.Error("the own display works beside the borrowed one")
		}
	}
}
