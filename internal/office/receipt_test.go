package office_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/letter/lettertest"
	"hverv/internal/office"
	"hverv/internal/stock"
	"hverv/internal/testkit"
)

func (d *desk) receipt(of id.Employee) office.Receipt {
	d.T.Helper()
	all, err := d.service.Receipts(d.As(d.officer), d.Org, of)
	d.Must(err)
	if len(all) != 1 {
		d.T.Fatalf("%d receipts", len(all))
	}
	return all[0]
}

func TestReceiptSaysWhatWasIssuedAndStays_U13_G1(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, identity := d.holder("Søren")
	d.Must(d.handOut(d.device("S1"), identity))
	r := d.receipt(who)
	if r.Serial != "S1" || r.KeepUntil.String() != "2036-11-22" || r.SignedHow != "" || !slices.Equal(r.Actions, []string{"print", "sign_on_paper"}) {
		t.Errorf("%+v", r)
	}
	first, err := d.service.Print(d.As(d.officer), d.Org, r.ID)
	d.Must(err)
	text := lettertest.Text(t, first.PDF)
	for _, want := range []string{"Kvittering for udlevering", "Søren Prøvesen", "S1", "Karen Prøvesen", "22. november 2026 kl. 10.00", "Dato og underskrift, modtager", "ti år"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	d.SQL(`update employees set family_name = 'Ågård' where id = $1`, who) // names change, receipts do not
	again, err := d.service.Print(d.As(who), d.Org, r.ID)
	d.Must(err)
	if !bytes.Equal(first.PDF, again.PDF) || !bytes.Equal(first.Receipt.Digest, again.Receipt.Digest) || len(again.Receipt.Digest) != 32 {
		t.Error("another sheet")
	}
	for _, spoil := range []string{
		`delete from receipts`, `update receipts set keep_until = '2027-01-01'`, `update receipts set serial = 'S2'`, `update receipts set document_sha256 = '\x00'`,
	} {
		if _, err := d.DB.Pool().ExecContext(t.Context(), spoil); err == nil {
			t.Errorf("%s went through", spoil)
		}
	}
}

func TestReceiptIsSignedInOwnSessionOrOnPaper_U13(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, identity := d.holder("Søren")
	d.Must(d.handOut(d.device("S1"), identity))
	r := d.receipt(who)
	_, err := d.service.Sign(d.As(d.officer), d.Org, r.ID)
	d.refused(err, "forbidden")
	signed, err := d.service.Sign(d.As(who), d.Org, r.ID)
	d.Must(err)
	if signed.SignedHow != "own_session" || signed.SignedAt == nil || !signed.ConfirmedBy.IsZero() || !slices.Equal(signed.Actions, []string{"print"}) {
		t.Errorf("%+v", signed)
	}
	_, err = d.service.SignOnPaper(d.As(d.officer), d.Org, r.ID)
	d.refused(err, "receipt_signed")

	bodil, other := d.holder("Bodil")
	d.Must(d.handOut(d.device("S2"), other))
	paper, err := d.service.SignOnPaper(d.As(d.other), d.Org, d.receipt(bodil).ID)
	d.Must(err)
	if paper.SignedHow != "paper" || paper.ConfirmedBy != d.other {
		t.Errorf("%+v", paper)
	}
	if n := d.Count(`select count(*) from custody where state = 'accepted' and act = 'hand_out'`); n != 2 {
		t.Errorf("%d hand-overs are signed for", n)
	}
}

// Who accepts the hand-over has signed the receipt; who refuses it has not.
func TestHandOverSignsItsReceipt_U13_O6(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for serial, accept := range map[string]bool{"S1": true, "S2": false} {
		who, identity := d.holder("Nr" + serial)
		d.Must(d.handOut(d.device(serial), identity))
		open, err := d.stock.HandOvers(d.As(who), d.Org, stock.CustodyFilter{State: "offered", Own: true}, id.Custody{}, 5)
		d.Must(err)
		r := d.receipt(who)
		if accept {
			_, err = d.stock.Accept(d.As(who), d.Org, open.Data[0].ID)
		} else {
			_, err = d.stock.Refuse(d.As(who), d.Org, open.Data[0].ID, "kuverten var tom")
		}
		d.Must(err)
		if got := d.receipt(who).SignedHow; (got == "own_session") != accept {
			t.Errorf("%s: signed %q", serial, got)
		}
		_, err = d.service.Sign(d.As(who), d.Org, r.ID)
		d.refused(err, map[bool]string{true: "receipt_signed", false: "hand_over_settled"}[accept])
	}
}

func TestWhoSeesReceipts_G3(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, identity := d.holder("Søren")
	d.Must(d.handOut(d.device("S1"), identity))
	r := d.receipt(who)
	stranger := d.Employ(d.Stranger, "Fremmed", "2020-01-01", "")
	for name, c := range map[string]struct {
		as   id.Employee
		code string
	}{
		"holder": {who, ""}, "officer": {d.officer, ""}, "user administrator": {d.users, ""}, "administrator": {d.admin, ""},
		"colleague": {d.Employ(d.Org, "Ib", "2020-01-01", ""), "forbidden"}, "stranger": {stranger, "not_found"},
	} {
		_, err := d.service.Receipts(d.As(c.as), d.Org, who)
		if fault.CodeOf(err) != c.code {
			t.Errorf("%s lists: %v", name, err)
		}
		_, err = d.service.Print(d.As(c.as), d.Org, r.ID)
		if fault.CodeOf(err) != c.code {
			t.Errorf("%s prints: %v", name, err)
		}
	}
	unsigned := authz.AsMachine(t.Context(), "seed", d.DB.Now())
	if _, err := d.service.Sign(unsigned, d.Org, r.ID); fault.CodeOf(err) != "forbidden" {
		t.Errorf("a machine signs: %v", err)
	}
}

// Everything that the desk holds sealed opens under a new key, and a receipt stays the same sheet.
func TestSealedValuesFollowTheKey_X4_G1(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, identity := d.holder("Søren")
	_, err := d.service.Proof(d.As(d.officer), d.record(who, authz.High))
	d.Must(err)
	d.Must(d.handOut(d.device("S1"), identity))
	first, err := d.service.Print(d.As(d.officer), d.Org, d.receipt(who).ID)
	d.Must(err)
	testkit.Resealed(t, d.DB, d.Keys, slices.Concat(office.Sealed(), stock.Sealed(), audit.Sealed())...)
	again, err := d.service.Print(d.As(d.officer), d.Org, d.receipt(who).ID)
	d.Must(err)
	if !bytes.Equal(first.PDF, again.PDF) {
		t.Error("another sheet")
	}
}
