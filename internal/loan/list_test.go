package loan_test

import (
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"hverv/internal/authz"
	"hverv/internal/id"
	"hverv/internal/loan"
	"hverv/internal/notify"
	"hverv/internal/role"
	"hverv/internal/testkit"
)

// three has a late loan, one that runs, and one that is back; the first borrower belongs to a ward.
func three(t *testing.T) (d *desk, ward id.Unit, borrowers []id.Employee) {
	t.Helper()
	d = newDesk(t)
	ward = d.Unit(d.Org, "Sengeafsnit B", id.Unit{})
	d.bring(d.safe, "L1", "L2", "L3")
	for i, name := range []string{"Åse", "Bo", "Cai"} {
		who, _ := d.colleague(name, "")
		borrowers = append(borrowers, who)
		d.lent("L"+string(rune('1'+i)), who, 2+10*i)
	}
	d.SQL(`update employees set unit_id = $2, phone = '=1+1' where id = $1`, borrowers[0], ward)
	d.Clock.Advance(3 * time.Hour)
	_, err := d.service.TakeBack(d.As(d.officer), loan.End{Organisation: d.Org, Serial: "L3", Own: loan.OwnResumes})
	d.Must(err)
	return d, ward, borrowers
}

func (d *desk) serials(ctx context.Context, f loan.Filter, limit int) (serials []string) {
	d.T.Helper()
	var after loan.Loan
	for {
		found, err := d.service.Loans(ctx, d.Org, f, after, limit)
		d.Must(err)
		for _, l := range found.Data {
			serials = append(serials, l.Serial)
			after = l
		}
		if found.Next == "" {
			return serials
		}
	}
}

func TestLateLoansStandFirst_U10(t *testing.T) {
	t.Parallel()
	d, ward, borrowers := three(t)
	ctx := d.As(d.officer)
	for want, f := range map[string]loan.Filter{
		"L1 L2": {State: "open"}, "L1": {State: "overdue"}, "L2": {State: "running"}, "L3": {State: "closed"},
		"L1 ": {State: "open", Unit: ward}, "": {State: "open", Unit: d.Unit(d.Org, "Køkkenet", id.Unit{})}, "L2 ": {State: "open", Serial: "L2"},
	} {
		for _, limit := range []int{1, 50} {
			if got := strings.Join(d.serials(ctx, f, limit), " "); got != strings.TrimSpace(want) {
				t.Errorf("%+v in pages of %d: %q, want %q", f, limit, got, want)
			}
		}
	}
	if got := d.serials(d.As(borrowers[1]), loan.Filter{State: "open"}, 50); !slices.Equal(got, []string{"L2"}) {
		t.Errorf("a borrower sees %v", got)
	}
	manager := d.Employ(d.Org, "Mia", "2020-01-01", "")
	d.Give(role.Grant{Employee: manager, Role: authz.UnitManager, Scope: role.Scope{Kind: authz.OneUnit, ID: ward.String()}})
	if got := d.serials(d.As(manager), loan.Filter{State: "open"}, 50); !slices.Equal(got, []string{"L1"}) {
		t.Errorf("the manager of the ward sees %v", got)
	}
}

func TestLoansAreExported_U10(t *testing.T) {
	t.Parallel()
	d, ward, _ := three(t)
	file, err := d.service.Export(d.As(d.officer), d.Org, loan.Filter{State: "overdue", Unit: ward})
	d.Must(err)
	text, err := io.ReadAll(file)
	d.Must(err)
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff")))
	reader.Comma = ';'
	rows, err := reader.ReadAll()
	d.Must(err)
	want := []string{"Åse Prøvesen", "Sengeafsnit B", "p@example.test", "'=1+1", "L1", "", "2026-11-22 10:00", "2026-11-22 12:00", "x", "Skabet", "Karen Prøvesen", "Glemt hjemme"}
	if len(rows) != 2 || rows[0][0] != "Låner" || !slices.Equal(rows[1], want) {
		t.Errorf("%q", rows)
	}
	if n := d.Count(`select count(*) from audit_events where name = 'loans.exported'`); n != 1 {
		t.Errorf("%d events", n)
	}
}

// Both sides are told before and after, each time once, by however many processes.
func TestBorrowerAndDeskAreReminded_U10(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, _ := d.colleague("Åse", "")
	d.bring(d.safe, "L1")
	d.lent("L1", who, 72)
	sweep := func() {
		t.Helper()
		for range 2 {
			d.Must(d.service.SweepReminders(authz.AsMachine(t.Context(), "reminder", d.Clock.Last())))
		}
	}
	check := func(due, late int) {
		t.Helper()
		for template, want := range map[notify.Template]int{
			notify.LoanDue: due, notify.LoanOverdue: late,
		} {
			if got := d.mails.count(template); got != want {
				t.Errorf("%s: %d, want %d", template, got, want)
			}
		}
		if got := d.mails.count(notify.LoanDueDesk) + d.mails.count(notify.LoanOverdueDesk); got != 2*(due+late) {
			t.Errorf("the desk was told %d times, want %d", got, 2*(due+late))
		}
	}
	sweep()
	check(0, 0)
	d.Clock.Advance(60 * time.Hour)
	sweep()
	check(1, 0)
	for i, wait := range []time.Duration{12 * time.Hour, 24 * time.Hour, 48 * time.Hour, 96 * time.Hour, 400 * time.Hour} {
		d.Clock.Advance(wait)
		sweep()
		check(1, min(i+1, 4))
	}
	_, err := d.back()
	d.Must(err)
	d.lent("L1", who, 2)
	_, err = d.back()
	d.Must(err)
	d.Clock.Advance(72 * time.Hour)
	sweep()
	check(1, 4)
	testkit.Resealed(t, d.DB, d.Keys, notify.Sealed()...) // messages that wait follow the key (X4)
}
