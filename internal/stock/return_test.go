package stock_test

import (
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/notify"
	"hverv/internal/role"
	"hverv/internal/stock"
)

// outbox keeps what was to be told.
type outbox struct {
	mu   sync.Mutex
	sent []notify.Message
}

func (o *outbox) Send(_ context.Context, _ *database.Tx, m notify.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent = append(o.sent, m)
	return nil
}

func (d *depot) told() (templates []notify.Template) {
	d.mails.mu.Lock()
	defer d.mails.mu.Unlock()
	for _, m := range d.mails.sent {
		templates = append(templates, m.Template)
	}
	return templates
}

// out hands a device that works to a new employee.
func (d *depot) out(serial, name string) (stock.Device, id.Employee) {
	d.T.Helper()
	one := d.device(serial)
	who, identity := d.holder(name)
	one = d.handOut(one, identity)
	d.activate(one)
	return d.read(one.ID), who
}

func (d *depot) wanted(as context.Context) (serials []string) {
	d.T.Helper()
	var after stock.Device
	for {
		found, err := d.service.Returns(as, d.Org, false, after, 2)
		d.Must(err)
		for _, r := range found.Data {
			serials = append(serials, r.Serial+" "+r.Why)
			after = stock.Device{Serial: r.Serial, ID: r.Device}
		}
		if found.Next == "" {
			return serials
		}
	}
}

func (d *depot) askBack() {
	d.T.Helper()
	d.Must(d.service.AskBack(authz.AsMachine(d.T.Context(), "reminder", d.DB.Now())))
}

func (d *depot) revoke(one stock.Device) {
	d.T.Helper()
	_, err := d.authenticators.Revoke(d.As(d.users), authenticator.Move{Organisation: d.Org, Authenticator: one.Authenticator, Reason: "slidt op"})
	d.Must(err)
}

// What must come back is judged when it is read: no worker has run (law 1).
func TestWhatMustComeBack_U16(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	d.out("A-KEPT", "Anna")
	_, left := d.out("B-LEFT", "Bo")
	revoked, _ := d.out("C-REVOKED", "Carl")
	expired, _ := d.out("D-EXPIRED", "Dora")
	blocked, _ := d.out("E-BLOCKED", "Eva")
	back, _ := d.out("F-BACK", "Finn")
	d.device("G-STOCK")
	lent, _ := d.out("H-LENT", "Hans")
	d.SQL(`update devices set state = 'on_loan' where id = $1`, lent.ID)
	d.SQL(`update employments set ends_on = '2026-11-22' where employee_id = $1`, left)
	d.SQL(`update authenticators set ends_at = $2 where id = $1`, expired.Authenticator, d.Clock.Last().Add(time.Hour))
	if got := d.wanted(d.As(d.officer)); len(got) > 0 {
		t.Fatalf("before anything ended: %q", got)
	}
	d.revoke(revoked)
	d.revoke(back)
	_, err := d.authenticators.Block(d.As(d.users), authenticator.Move{Organisation: d.Org, Authenticator: blocked.Authenticator, Reason: "væk"})
	d.Must(err)
	_, err = d.service.TakeBack(d.As(d.officer), d.act(d.read(back.ID)))
	d.Must(err)
	d.Clock.Advance(24 * time.Hour)
	want := []string{"B-LEFT left", "C-REVOKED revoked", "D-EXPIRED expired", "E-BLOCKED blocked"}
	if got := d.wanted(d.As(d.officer)); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	found, err := d.service.Returns(d.As(d.officer), d.Org, false, stock.Device{}, 1)
	d.Must(err)
	if since := found.Data[0].Since.UTC().Format(time.RFC3339); since != "2026-11-22T23:00:00Z" || found.Data[0].Email != "p@example.test" {
		t.Errorf("since %s, %+v", since, found.Data[0])
	}
	d.SQL(`update employees set protected = true where id = $1`, left)
	if found, err = d.service.Returns(d.As(d.officer), d.Org, false, stock.Device{}, 1); err != nil || found.Data[0].Email != "" {
		t.Errorf("a protected holder's address: %+v, %v", found.Data, err)
	}
}

// The holder is told once and reminded after 7 and 21 days, however many nodes look (U16).
func TestHoldersAreReminded_U16(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	one, _ := d.out("98-1", "Bo")
	d.revoke(one)
	day := func(n int, want ...notify.Template) {
		t.Helper()
		d.Clock.Advance(time.Duration(n) * 24 * time.Hour)
		var nodes sync.WaitGroup
		for range 3 {
			nodes.Go(func() { d.askBack() })
		}
		nodes.Wait()
		if got := d.told(); !slices.Equal(got, want) {
			t.Fatalf("after %d days more: %v, want %v", n, got, want)
		}
	}
	day(0, notify.DeviceReturn)
	day(6, notify.DeviceReturn)
	day(1, notify.DeviceReturn, notify.DeviceReturnReminder)
	day(13, notify.DeviceReturn, notify.DeviceReturnReminder)
	day(1, notify.DeviceReturn, notify.DeviceReturnReminder, notify.DeviceReturnReminder)
	day(60, notify.DeviceReturn, notify.DeviceReturnReminder, notify.DeviceReturnReminder)
	if m := d.mails.sent[0]; m.Values["serial"] != "98-1" || m.Values["kind"] != "code_display" || m.Language != "da" || m.To != "p@example.test" {
		t.Errorf("told %+v", m)
	}
	if n := d.Count(`select count(*) from audit_events where name = 'device.asked_back'`); n != 3 {
		t.Errorf("%d events of three messages", n)
	}
}

// Workers that stood still for a month send one message and not three; what is given back is asked for
// no more, and the next holder begins anew.
func TestLateAndSettledReturns_U16(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	one, _ := d.out("98-1", "Bo")
	d.revoke(one)
	d.askBack()
	d.Clock.Advance(40 * 24 * time.Hour)
	d.askBack()
	d.askBack()
	if got := d.told(); len(got) != 2 {
		t.Fatalf("told %v", got)
	}
	_, err := d.service.TakeBack(d.As(d.officer), d.act(d.read(one.ID)))
	d.Must(err)
	_, err = d.service.Restock(d.As(d.officer), d.note(d.read(one.ID)))
	d.Must(err)
	_, next := d.holder("Eva")
	one = d.handOut(d.read(one.ID), next)
	d.SQL(`update authenticators set state = 'active', last_step = 6 where id = $1`, one.Authenticator)
	if got := d.wanted(d.As(d.officer)); len(got) > 0 {
		t.Fatalf("of the next holder: %q", got)
	}
	d.revoke(d.read(one.ID))
	d.askBack()
	if got := d.told(); len(got) != 3 || got[2] != notify.DeviceReturn {
		t.Errorf("the next holder was told %v", got)
	}
	d.SQL(`update organisations set state = 'closed'`)
	d.SQL(`delete from device_returns`)
	d.askBack()
	if got := d.told(); len(got) != 3 {
		t.Errorf("a closed organisation told %v", got)
	}
}

// The holder says that it is destroyed, which stops the reminders and not the asking; the officer believes it.
func TestHolderClaimsDestruction_U16(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	one, who := d.out("98-1", "Bo")
	claim := stock.Claim{Organisation: d.Org, Device: one.ID, Reason: "klippet over"}
	_, err := d.service.ClaimDestroyed(d.As(who), claim)
	d.refused(err, "return_not_wanted")
	d.revoke(one)
	_, err = d.service.ClaimDestroyed(d.As(d.officer), claim)
	d.refused(err, "not_found") // it is not theirs
	_, err = d.service.ClaimDestroyed(d.As(who), stock.Claim{Organisation: d.Org, Device: one.ID})
	d.refused(err, "invalid_input")
	own, err := d.service.Returns(d.As(who), d.Org, true, stock.Device{}, 5)
	d.Must(err)
	if len(own.Data) != 1 || !slices.Equal(own.Data[0].Actions, []string{"claim_destroyed"}) {
		t.Fatalf("own %+v", own.Data)
	}
	noted, err := d.service.ClaimDestroyed(d.As(who), claim)
	d.Must(err)
	if noted.DestroyedReason != claim.Reason || noted.DestroyedAt == nil {
		t.Errorf("noted %+v", noted)
	}
	_, err = d.service.ClaimDestroyed(d.As(who), claim)
	d.refused(err, "return_not_wanted")
	d.Clock.Advance(30 * 24 * time.Hour)
	d.askBack()
	if got := d.told(); len(got) > 0 {
		t.Errorf("told %v", got)
	}
	found, err := d.service.Returns(d.As(d.officer), d.Org, false, stock.Device{}, 5)
	d.Must(err)
	if len(found.Data) != 1 || found.Data[0].DestroyedReason != claim.Reason || len(found.Data[0].Actions) > 0 {
		t.Fatalf("the officer reads %+v", found.Data)
	}
	_, err = d.service.Destroy(d.As(d.officer), d.note(d.read(one.ID)))
	d.Must(err)
	if got := d.wanted(d.As(d.officer)); len(got) > 0 {
		t.Errorf("still wanted: %q", got)
	}
}

// What a leaver keeps is written off; what still opens a door is not.
func TestNotReturnedIsWrittenOff_U16(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	one, _ := d.out("98-1", "Bo")
	_, err := d.service.WriteOff(d.As(d.officer), d.note(one))
	d.refused(err, "device_step_not_allowed")
	d.revoke(one)
	if one = d.read(one.ID); !slices.Contains(one.Actions, "write_off") {
		t.Errorf("offers %v", one.Actions)
	}
	gone, err := d.service.WriteOff(d.As(d.officer), d.note(one))
	d.Must(err)
	if gone.State != stock.WrittenOff || !gone.Holder.IsZero() || gone.Unfit != "written_off" {
		t.Errorf("written off %+v", gone)
	}
	if got := d.wanted(d.As(d.officer)); len(got) > 0 {
		t.Errorf("still wanted: %q", got)
	}
}

func TestWhoReadsReturns_U16_A3(t *testing.T) {
	t.Parallel()
	d := newDepot(t)
	one, who := d.out("98-1", "Bo")
	d.revoke(one)
	ward := d.Unit(d.Org, "Sengeafsnit B", id.Unit{})
	for given, want := range map[authz.Role]string{
		authz.OrganisationAdministrator: "all", authz.UserAdministrator: "all", authz.CardOfficer: "all", authz.Auditor: "all",
		authz.RightsAdministrator: "own", authz.UnitManager: "own", authz.Approver: "own", authz.CaseWorker: "own", authz.Authoriser: "own",
		authz.Orderer: "own", authz.ServiceDeskAgent: "own", authz.BillingReader: "own",
	} {
		reader := d.Employ(d.Org, string(given), "2020-01-01", "")
		d.Give(role.Grant{Employee: reader, Role: given})
		if got := d.wanted(d.As(reader)); (len(got) == 1) != (want == "all") {
			t.Errorf("%s reads %q, want %s", given, got, want)
		}
		_, err := d.service.ExportReturns(d.As(reader), d.Org)
		if (err == nil) != (want == "all") {
			t.Errorf("%s exports: %v", given, err)
		}
	}
	within := d.Employ(d.Org, "Lene", "2020-01-01", "")
	d.Give(role.Grant{Employee: within, Role: authz.CardOfficer, Scope: role.Scope{Kind: authz.OneUnit, ID: ward.String()}})
	if got := d.wanted(d.As(within)); len(got) > 0 {
		t.Errorf("another department's: %q", got)
	}
	if got := d.wanted(d.As(who)); len(got) != 1 {
		t.Errorf("the holder reads %q", got)
	}
	stranger := d.Employ(d.Stranger, "Frans", "2020-01-01", "")
	_, err := d.service.Returns(d.As(stranger), d.Org, false, stock.Device{}, 5)
	d.refused(err, "not_found")
	file, err := d.service.ExportReturns(d.As(d.officer), d.Org)
	d.Must(err)
	text, err := io.ReadAll(file)
	d.Must(err)
	rows := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff")))
	rows.Comma = ';'
	all, err := rows.ReadAll()
	if err != nil || len(all) != 2 || all[0][0] != "Serienummer" || all[1][0] != "98-1" || all[1][2] != "Bo Prøvesen" {
		t.Errorf("file %q, %v", all, err)
	}
}
