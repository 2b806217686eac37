package loan_test

import (
	"sync"
	"testing"
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/id"
	"hverv/internal/loan"
	"hverv/internal/notify"
	"hverv/internal/stock"
)

// A forgotten display is bridged for hours: the borrowed one works, the own one rests, and works again
// once the loan is back.
func TestPersonalLoanBridgesAForgottenDisplay_U10(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, name := d.colleague("Åse", "E1")
	d.bring(d.safe, "L1")
	l := d.lent("L1", who, 0)
	if !l.EndsAt.Equal(d.Clock.Last().Add(72*time.Hour)) || l.State != loan.Running || l.Own.IsZero() || d.mails.count(notify.LoanGiven) != 1 {
		t.Errorf("%+v", l)
	}
	if d.opens(name, "E1") || !d.opens(name, "L1") {
		t.Error("the own display does not rest, or the loan does not work")
	}
	if device := d.device("L1"); device.State != stock.OnLoan || device.Holder != who {
		t.Errorf("%+v", device)
	}
	token, _ := d.signIn(name, "L1")
	over, err := d.back()
	d.Must(err)
	if over.State != loan.Returned || len(over.Actions) != 0 {
		t.Errorf("%+v", over)
	}
	if d.inside(token) {
		t.Error("the session outlived the loan")
	}
	if !d.opens(name, "E1") || d.opens(name, "L1") {
		t.Error("the own display does not work again, or the loan still does")
	}
	if device := d.device("L1"); device.State != stock.InStock || device.Location != d.safe {
		t.Errorf("%+v", device)
	}
	_, err = d.back()
	d.refused(err, "device_not_on_loan")
}

// Nothing but the clock ends it, with every worker stopped; what was opened with it ends at that instant.
func TestLoanEndsByTheClockAlone_U10(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, name := d.colleague("Åse", "")
	d.bring(d.safe, "L1")
	l := d.lent("L1", who, 5)
	token, begun := d.signIn(name, "L1")
	if !begun.ExpiresAt.Equal(l.EndsAt) || begun.IdleUntil.After(l.EndsAt) {
		t.Errorf("the session ends %s, the loan %s", begun.ExpiresAt, l.EndsAt)
	}
	for range 4 {
		d.Clock.Advance(time.Hour + 14*time.Minute)
		if !d.inside(token) {
			t.Fatal("it ended too soon")
		}
	}
	d.Clock.Advance(4*time.Minute - time.Second)
	if !d.inside(token) {
		t.Fatal("it ended a second too soon")
	}
	d.Clock.Advance(time.Second)
	if d.inside(token) || d.opens(name, "L1") {
		t.Error("it outlived its end")
	}
	if now := d.read(l.ID); now.State != loan.Overdue {
		t.Errorf("%+v", now)
	}
}

// Hours are hours that pass: the night on which the clocks are put forward does not make a loan longer.
func TestLoanHoursPassOverTheChangeOfClocks_U10(t *testing.T) {
	t.Parallel()
	for _, before := range []string{"2027-03-27T20:00:00Z", "2027-10-30T20:00:00Z"} {
		d := newDesk(t)
		who, name := d.colleague("Åse", "")
		d.bring(d.safe, "L1")
		start, err := time.Parse(time.RFC3339, before)
		d.Must(err)
		d.Clock.Advance(start.Sub(d.Clock.Last()))
		l := d.lent("L1", who, 12)
		token, _ := d.signIn(name, "L1")
		if !l.EndsAt.Equal(start.Add(12 * time.Hour)) {
			t.Errorf("ends %s", l.EndsAt)
		}
		for range 4 {
			d.Clock.Advance(2*time.Hour + 59*time.Minute)
			if !d.inside(token) {
				t.Fatalf("%s: it ended too soon", before)
			}
		}
		d.Clock.Advance(4 * time.Minute)
		if d.inside(token) || d.opens(name, "L1") {
			t.Errorf("%s: it outlived its end", before)
		}
	}
}

func TestOneOpenLoanForEach_U10(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, _ := d.colleague("Åse", "")
	other, _ := d.colleague("Bo", "")
	d.bring(d.safe, "L1", "L2")
	d.lent("L1", who, 1)
	_, err := d.service.Lend(d.As(d.officer), d.lend("L1", other, 1))
	d.refused(err, "device_not_available")
	d.Clock.Advance(2 * time.Hour) // late is not back
	_, err = d.service.Lend(d.As(d.officer), d.lend("L2", who, 1))
	d.refused(err, "loan_open")
	_, err = d.service.Lend(d.As(d.officer), d.lend("L1", other, 1))
	d.refused(err, "device_not_available")
	_, err = d.back()
	d.Must(err)
	d.lent("L2", who, 1)
	d.lent("L1", other, 1)
}

func TestWhoAndWhatMayBeLent_U10(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, name := d.colleague("Åse", "")
	d.bring(d.safe, "L1")
	ctx := d.As(d.officer)
	for code, spoil := range map[string]func(*loan.Lend){
		"invalid_input":  func(in *loan.Lend) { in.Why = " " },
		"serial_unknown": func(in *loan.Lend) { in.Serial = "X9" },
		"not_found":      func(in *loan.Lend) { in.Employee, in.UserName = id.Employee{}, "ingen.saadan" },
	} {
		in := d.lend("L1", who, 1)
		spoil(&in)
		_, err := d.service.Lend(ctx, in)
		d.refused(err, code)
	}
	for _, spoil := range []func(*loan.Lend){
		func(in *loan.Lend) { in.Hours = 73 }, func(in *loan.Lend) { in.Hours = -1 }, func(in *loan.Lend) { in.Document = "hospital" },
		func(in *loan.Lend) { in.UserName = name }, func(in *loan.Lend) { in.Employee = id.Employee{} },
	} {
		in := d.lend("L1", who, 1)
		spoil(&in)
		_, err := d.service.Lend(ctx, in)
		d.refused(err, "invalid_input")
	}
	stranger := d.Employ(d.Org, "Ny", "2020-01-01", "")
	_, err := d.service.Lend(ctx, d.lend("L1", stranger, 1))
	d.refused(err, "loan_without_password")
	d.SQL(`update organisations set loan_hours = 4`)
	_, err = d.service.Lend(ctx, d.lend("L1", who, 5))
	d.refused(err, "invalid_input")
	in := d.lend("L1", id.Employee{}, 0)
	in.UserName = name
	l, err := d.service.Lend(ctx, in)
	d.Must(err)
	if l.Employee != who || !l.EndsAt.Equal(d.Clock.Last().Add(4*time.Hour)) {
		t.Errorf("%+v", l)
	}
}

// Nobody lends to themselves, nor gives their own loan more time (A5).
func TestNobodyLendsToThemselves_A5(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, _ := d.colleague("Åse", "")
	d.SQL(`insert into role_grants (organisation_id, id, employee_id, role, scope_kind, starts_on, created_at)
		values ($1, $2, $3, 'card_officer', 'organisation', '2020-01-01', $4)`, d.Org, id.New[id.RoleGrant](), who, d.Clock.Last())
	d.bring(d.safe, "L1")
	_, err := d.service.Lend(d.As(who), d.lend("L1", who, 1))
	d.refused(err, "own_request")
	l := d.lent("L1", who, 1)
	_, err = d.service.Extend(d.As(who), loan.Extend{Organisation: d.Org, Loan: l.ID, Reason: "mere tid"})
	d.refused(err, "own_request")
}

func TestTwoClerksLendOneDevice_U10(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for round := range 8 {
		serial := "R" + string(rune('0'+round))
		d.bring(d.safe, serial)
		one, _ := d.colleague("Åse", "")
		two, _ := d.colleague("Bo", "")
		tries := []error{nil, nil}
		var all sync.WaitGroup
		for i, try := range []struct{ clerk, to id.Employee }{{d.officer, one}, {d.other, two}} {
			ctx := d.As(try.clerk)
			all.Go(func() { _, tries[i] = d.service.Lend(ctx, d.lend(serial, try.to, 1)) })
		}
		all.Wait()
		if (tries[0] == nil) == (tries[1] == nil) {
			t.Fatalf("%v, %v", tries[0], tries[1])
		}
		for _, err := range tries {
			if err != nil {
				d.refused(err, "device_not_available")
			}
		}
	}
}

func TestExtendedOnceWithAReason_U10(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, name := d.colleague("Åse", "")
	d.bring(d.safe, "L1")
	l := d.lent("L1", who, 2)
	in := loan.Extend{Organisation: d.Org, Loan: l.ID, Hours: 3}
	_, err := d.service.Extend(d.As(d.officer), in)
	d.refused(err, "reason_missing")
	d.Clock.Advance(3 * time.Hour)
	if d.opens(name, "L1") {
		t.Fatal("late and open")
	}
	in.Reason = "Den nye er forsinket"
	longer, err := d.service.Extend(d.As(d.officer), in)
	d.Must(err)
	if !longer.EndsAt.Equal(d.Clock.Last().Add(3*time.Hour)) || !d.opens(name, "L1") || d.mails.count(notify.LoanExtended) != 1 {
		t.Errorf("%+v", longer)
	}
	_, err = d.service.Extend(d.As(d.officer), in)
	d.refused(err, "loan_extended")
	_, err = d.back()
	d.Must(err)
	_, err = d.service.Extend(d.As(d.officer), in)
	d.refused(err, "loan_closed")
}

func TestLostLoanIsLostInTheStock_U10_O5(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, name := d.colleague("Åse", "E1")
	d.bring(d.safe, "L1")
	l := d.lent("L1", who, 2)
	token, _ := d.signIn(name, "L1")
	lost, err := d.service.ReportLost(d.As(d.users), loan.End{Organisation: d.Org, Loan: l.ID, Own: loan.OwnLost})
	d.Must(err)
	if lost.State != loan.Lost || d.device("L1").State != stock.Lost || d.device("E1").State != stock.Lost || d.inside(token) {
		t.Errorf("%+v", lost)
	}
	if d.opens(name, "L1") || d.opens(name, "E1") {
		t.Error("something lost opens a door")
	}
	_, err = d.service.ReportLost(d.As(d.users), loan.End{Organisation: d.Org, Loan: l.ID, Own: loan.OwnResumes})
	d.refused(err, "loan_closed")
}

// Whatever door a loan ends by, it ends here too.
func TestLoanEndsWithItsAuthenticator_U7_U10(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, name := d.colleague("Åse", "E1")
	d.bring(d.safe, "L1")
	l := d.lent("L1", who, 2)
	_, err := d.stock.TakeBack(d.As(d.officer), stock.Act{Organisation: d.Org, Device: l.Device, Location: d.safe, Reason: "afleveret"})
	d.Must(err)
	if got := d.read(l.ID); got.State != loan.Returned || !d.opens(name, "E1") {
		t.Errorf("taken back at the stock: %+v", got)
	}
	d.bring(d.safe, "L2")
	l = d.lent("L2", who, 2)
	_, err = d.authenticators.ReportLost(d.As(who), authenticator.Move{Organisation: d.Org, Authenticator: l.Authenticator})
	d.Must(err)
	if got := d.read(l.ID); got.State != loan.Lost || !d.opens(name, "E1") {
		t.Errorf("lost by its holder: %+v", got)
	}
}

// Who has left opens nothing, and the device stays on the list with the last known contact, until it is
// back or given up.
func TestLeaverStaysOnTheLateList_U10_L4(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.bring(d.safe, "L1", "L2")
	for i, end := range []func(loan.Loan) (loan.Loan, error){
		func(loan.Loan) (loan.Loan, error) { return d.back() },
		func(l loan.Loan) (loan.Loan, error) {
			return d.service.ReportLost(d.As(d.officer), loan.End{Organisation: d.Org, Loan: l.ID, Own: loan.OwnResumes})
		},
	} {
		who, name := d.colleague("Åse", "E"+string(rune('1'+i)))
		serial := "L" + string(rune('1'+i))
		l := d.lent(serial, who, 2)
		token, _ := d.signIn(name, serial)
		d.SQL(`update employments set ended_at = $2 where employee_id = $1`, who, d.Clock.Last())
		if d.inside(token) {
			t.Error("a leaver is inside")
		}
		d.SQL(`update authenticators set state = 'revoked', secret_sealed = null where employee_id = $1 and state not in ('lost', 'returned')`, who) // what the departure does
		d.Clock.Advance(3 * time.Hour)
		late, err := d.service.Loans(d.As(d.officer), d.Org, loan.Filter{State: "overdue"}, loan.Loan{}, 10)
		d.Must(err)
		if len(late.Data) != 1 || late.Data[0].Email != "p@example.test" || late.Data[0].ID != l.ID {
			t.Fatalf("late: %+v", late.Data)
		}
		over, err := end(l)
		d.Must(err)
		if over.ClosedAt == nil {
			t.Errorf("%+v", over)
		}
	}
}

// A new display of one's own ends the loan's use; the borrowed one must still come back.
func TestNewOwnDisplayEndsTheUseOfALoan_U4_U10(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, name := d.colleague("Åse", "")
	d.bring(d.safe, "L1", "N1")
	l := d.lent("L1", who, 24)
	var identity id.Identity
	d.Must(d.DB.Pool().GetContext(t.Context(), &identity, `select identity_id from authenticators where id = $1`, l.Authenticator))
	_, err := d.stock.HandOut(d.As(d.officer), stock.HandOut{Organisation: d.Org, Device: d.device("N1").ID, Identity: identity})
	d.Must(err)
	var own id.Authenticator
	d.Must(d.DB.Pool().GetContext(t.Context(), &own, `select id from authenticators where serial = 'N1'`))
	_, err = d.authenticators.Confirm(d.As(who), authenticator.Confirm{
		Organisation: d.Org, Authenticator: own, Codes: authenticator.Codes{Code: d.press("N1"), Next: d.press("N1")},
	})
	d.Must(err)
	if d.opens(name, "L1") || !d.opens(name, "N1") {
		t.Error("the loan still works, or the own display does not")
	}
	if got := d.read(l.ID); got.ClosedAt != nil {
		t.Errorf("%+v", got)
	}
	over, err := d.back()
	d.Must(err)
	if over.State != loan.Returned {
		t.Errorf("%+v", over)
	}
}
