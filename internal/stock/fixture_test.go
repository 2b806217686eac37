package stock_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/role"
	"hverv/internal/stock"
	"hverv/internal/testkit/world"
)

// depot is a world whose organisation uses every kind of device and has two card officers.
type depot struct {
	*world.World

	service        *stock.Service
	identities     *identity.Service
	authenticators *authenticator.Service
	officer, other id.Employee
	users          id.Employee
	mails          outbox // what the stock itself tells
	safe, shelf    id.Location
}

func newDepot(tb testing.TB) *depot {
	tb.Helper()
	d := &depot{World: world.New(tb)}
	doors := d.Doors(world.DoorDeps{})
	d.identities, d.authenticators = doors.Identities, doors.Authenticators
	d.service = stock.New(stock.Deps{DB: d.DB, Audit: d.Audit, Keys: d.Keys, Authenticators: d.authenticators, Notify: &d.mails})
	d.authenticators.OnStep(d.service.Follow)
	d.SQL(`update organisations set code_displays = true, chips = true`)
	d.officer, d.other = d.Employ(d.Org, "Karen", "2020-01-01", ""), d.Employ(d.Org, "Bent", "2020-01-01", "")
	d.users = d.Employ(d.Org, "Ulla", "2020-01-01", "")
	for _, who := range []id.Employee{d.officer, d.other} {
		d.Give(role.Grant{Employee: who, Role: authz.CardOfficer})
	}
	d.Give(role.Grant{Employee: d.users, Role: authz.UserAdministrator})
	d.safe, d.shelf = d.location("Skabet"), d.location("Hylden")
	return d
}

func (d *depot) location(name string) id.Location {
	d.T.Helper()
	l, err := d.service.AddLocation(d.As(d.officer), stock.NewLocation{Organisation: d.Org, Name: name})
	d.Must(err)
	return l.ID
}

// secretOf is a made-up secret for a serial number.
func secretOf(serial string) string {
	return hex.EncodeToString([]byte(strings.Repeat(serial+"#", 20)[:20]))
}

// file is a CSV file of code displays that count.
func file(serials ...string) string {
	var b strings.Builder
	b.WriteString("serial,kind,maker,secret_hex,period\n")
	for _, s := range serials {
		fmt.Fprintf(&b, "%s,code_display,Maker,%s,0\n", s, secretOf(s))
	}
	return b.String()
}

func (d *depot) bring(text string) stock.Import {
	d.T.Helper()
	i, err := d.service.Import(d.As(d.officer), stock.NewImport{Organisation: d.Org, Location: d.safe, Format: "csv"}, strings.NewReader(text))
	d.Must(err)
	return i
}

// device brings one and reads it.
func (d *depot) device(serial string) stock.Device {
	d.T.Helper()
	d.bring(file(serial))
	return d.bySerial(serial)
}

func (d *depot) bySerial(serial string) stock.Device {
	d.T.Helper()
	found, err := d.service.Devices(d.As(d.officer), d.Org, stock.Filter{Serial: serial}, stock.Device{}, 2)
	d.Must(err)
	if len(found.Data) == 0 {
		d.T.Fatalf("no device %s", serial)
	}
	return d.read(found.Data[0].ID)
}

func (d *depot) read(which id.Device) stock.Device {
	d.T.Helper()
	found, err := d.service.Device(d.As(d.officer), d.Org, which)
	d.Must(err)
	return found
}

// holder is an employee with a dedicated identity.
func (d *depot) holder(name string) (id.Employee, id.Identity) {
	d.T.Helper()
	who := d.Employ(d.Org, name, "2020-01-01", "")
	chosen, err := d.identities.Choose(d.As(d.users), identity.ChooseFor{Organisation: d.Org, Employee: who, Kind: identity.Dedicated})
	d.Must(err)
	return who, chosen.Identity.ID
}

// handOut gives a device out and lets its holder use it, as the activation does.
func (d *depot) handOut(which stock.Device, to id.Identity) stock.Device {
	d.T.Helper()
	out, err := d.service.HandOut(d.As(d.officer), stock.HandOut{Organisation: d.Org, Device: which.ID, Identity: to})
	d.Must(err)
	return out
}

func (d *depot) activate(which stock.Device) {
	d.T.Helper()
	d.SQL(`update authenticators set state = 'active', last_step = 6 where device_id = $1`, which.ID)
}

func (d *depot) act(which stock.Device) stock.Act {
	return stock.Act{Organisation: d.Org, Device: which.ID, Location: d.safe, Reason: "fordi"}
}

func (d *depot) note(which stock.Device) stock.Act {
	return stock.Act{Organisation: d.Org, Device: which.ID, Reason: "fordi"}
}

func (d *depot) works(which stock.Device) (state string) {
	d.T.Helper()
	d.Must(d.DB.Pool().GetContext(d.T.Context(), &state, `select state from authenticators where device_id = $1 order by created_at desc limit 1`, which.ID))
	return state
}

func (d *depot) refused(err error, code string) {
	d.T.Helper()
	if got := fault.CodeOf(err); got != code {
		d.T.Errorf("code %q, want %q (%v)", got, code, err)
	}
}
