package loan_test

import (
	"testing"

	"hverv/internal/authenticator"
	"hverv/internal/loan"
	"hverv/internal/stock"
)

// Too many wrong codes kill a code display (U8), also one that somebody else needs back: the loan goes
// on until it is returned, and then nobody gets it again.
func TestBlockedLoanIsBroughtBackDead_U8_U10(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, name := d.colleague("Åse", "E1")
	d.bring(d.safe, "L1")
	l := d.lent("L1", who, 0)
	for range 20 {
		challenge, err := d.proofs.BeginPassword(t.Context(), name, password)
		if err != nil {
			break // blocked
		}
		_, err = d.proofs.FinishCode(t.Context(), challenge, "000000")
		if err == nil {
			t.Fatal("a guess was right")
		}
		d.SQL(`update throttles set held_until = last_at`) // nobody waits here
	}
	if state := d.authenticatorState(l); state != "blocked" {
		t.Fatalf("after twenty misses the display is %s, want blocked", state)
	}
	if got := d.device("L1"); got.State != stock.OnLoan || got.Unfit != "blocked" || d.read(l.ID).State != loan.Running {
		t.Errorf("the loan ended by itself: %+v", got)
	}
	if over, err := d.back(); err != nil || over.State != loan.Returned {
		t.Fatalf("bring back: %+v, %v", over, err)
	}
	dead := d.device("L1")
	if dead.State != stock.Returned || dead.Unfit != "blocked" {
		t.Errorf("%+v", dead)
	}
	_, err := d.stock.Restock(d.As(d.officer), stock.Act{Organisation: d.Org, Device: dead.ID})
	d.refused(err, "device_step_not_allowed")
	d.SQL(`delete from throttles`) // as an administrator does who has looked into it
	if !d.opens(name, "E1") {
		t.Error("the own display does not work again")
	}
}

// An administrator blocks what is on loan, and says why, since it is all that its borrower has.
func TestLoanIsBlockedByAnAdministrator_U8_U10(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, name := d.colleague("Åse", "E1")
	d.bring(d.safe, "L1")
	l := d.lent("L1", who, 0)
	block := authenticator.Move{Organisation: d.Org, Authenticator: l.Authenticator}
	_, err := d.authenticators.Block(d.As(d.users), block)
	d.refused(err, "last_authenticator")
	block.Reason = "Set hos en anden"
	_, err = d.authenticators.Block(d.As(d.users), block)
	d.Must(err)
	if d.opens(name, "L1") || d.device("L1").State != stock.OnLoan {
		t.Errorf("%+v", d.device("L1"))
	}
	_, err = d.service.Extend(d.As(d.officer), loan.Extend{Organisation: d.Org, Loan: l.ID, Hours: 2, Reason: "Mangler tid"})
	d.refused(err, "step_not_allowed")
}

// What is found and given back to its borrower is still lent, and is brought back as a loan (U10, U11).
func TestFoundLoanIsGivenBackAsALoan_U10_U11(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, name := d.colleague("Åse", "E1")
	d.bring(d.safe, "L1")
	l := d.lent("L1", who, 0)
	found, err := d.stock.Find(d.As(d.officer), stock.Find{Organisation: d.Org, Serial: "L1", Location: d.safe})
	d.Must(err)
	if d.opens(name, "L1") {
		t.Error("what lies at the desk opens a door")
	}
	given, err := d.stock.Release(d.As(d.officer), stock.Act{Organisation: d.Org, Device: found.ID, Reason: "Legitimeret"})
	d.Must(err)
	if given.State != stock.OnLoan || !d.opens(name, "L1") || d.read(l.ID).State != loan.Running {
		t.Errorf("given back: %+v", given)
	}
	if over, err := d.back(); err != nil || over.State != loan.Returned || !d.opens(name, "E1") {
		t.Errorf("brought back: %+v, %v", over, err)
	}
}

func (d *desk) authenticatorState(l loan.Loan) (state string) {
	d.T.Helper()
	d.Must(d.DB.Pool().GetContext(d.T.Context(), &state, `select state from authenticators where id = $1`, l.Authenticator))
	return state
}
