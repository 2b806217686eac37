package office_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"image"
	"image/png"
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
	"hverv/internal/identity"
	"hverv/internal/notify"
	"hverv/internal/office"
	"hverv/internal/organisation"
	"hverv/internal/printing"
	"hverv/internal/role"
	"hverv/internal/stock"
	"hverv/internal/testkit/world"
)

// outbox keeps what was written to people.
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

func (o *outbox) of(template notify.Template) (n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, m := range o.sent {
		if m.Template == template {
			n++
		}
	}
	return n
}

// desk is a world with an issuing office, two officers and a stock.
type desk struct {
	*world.World

	service                      *office.Service
	stock                        *stock.Service
	letters                      *printing.Service
	identities                   *identity.Service
	authenticators               *authenticator.Service
	mails                        *outbox
	admin, users, officer, other id.Employee
	place                        office.Office
	safe                         id.Location
}

func newDesk(tb testing.TB) *desk {
	tb.Helper()
	d := &desk{World: world.New(tb), mails: &outbox{}} // a Sunday
	d.letters = printing.NewService(printing.Deps{DB: d.DB, Audit: d.Audit, Keys: d.Keys})
	doors := d.Doors(world.DoorDeps{Letters: d.letters, Notify: d.mails})
	d.identities, d.authenticators = doors.Identities, doors.Authenticators
	d.stock = stock.New(stock.Deps{DB: d.DB, Audit: d.Audit, Keys: d.Keys, Authenticators: d.authenticators})
	d.authenticators.OnStep(d.stock.Follow)
	d.service = office.New(office.Deps{
		DB: d.DB, Audit: d.Audit, Keys: d.Keys, Notify: d.mails, Letters: d.letters, Identities: d.identities, Stock: d.stock,
	})
	d.stock.Issue(d.service)
	d.SQL(`update organisations set code_displays = true, chips = true, address = '{"street":"Ærøvej 3","postal_code":"8000","city":"Aarhus C"}'`)
	hire := func(name string, as authz.Role) id.Employee {
		who := d.Employ(d.Org, name, "2020-01-01", "")
		d.Give(role.Grant{Employee: who, Role: as})
		return who
	}
	d.admin, d.users = hire("Anna", authz.OrganisationAdministrator), hire("Ulla", authz.UserAdministrator)
	d.officer, d.other = hire("Karen", authz.CardOfficer), hire("Bent", authz.CardOfficer)
	d.place = d.open(plan("Kortkontoret", 1))
	l, err := d.stock.AddLocation(d.As(d.officer), stock.NewLocation{Organisation: d.Org, Name: "Skabet"})
	d.Must(err)
	d.safe = l.ID
	return d
}

// plan is an office that is open in the morning of every weekday.
func plan(name string, desks int) office.Office {
	o := office.Office{
		Name: name, SlotMinutes: 20, Desks: desks, Address: organisation.Address{Street: "Ærøvej 3", PostalCode: "8000", City: "Aarhus C"},
	}
	for weekday := 1; weekday <= 5; weekday++ {
		o.Hours = append(o.Hours, office.Hours{Weekday: weekday, Opens: "08:00", Closes: "09:00"})
	}
	return o
}

func (d *desk) open(o office.Office) office.Office {
	d.T.Helper()
	o.Organisation = d.Org
	opened, err := d.service.Open(d.As(d.officer), o)
	d.Must(err)
	return opened
}

// at is a time of day in Denmark.
func (d *desk) at(day, clock string) time.Time {
	d.T.Helper()
	t, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, calendar.Copenhagen())
	d.Must(err)
	return t
}

func (d *desk) book(as, who id.Employee, when time.Time) (office.Appointment, error) {
	return d.service.Book(d.As(as), office.Book{Organisation: d.Org, Office: d.place.ID, Employee: who, StartsAt: when, Purpose: "hand_out"})
}

// holder is an employee with a dedicated identity and a whole record.
func (d *desk) holder(name string) (id.Employee, id.Identity) {
	d.T.Helper()
	who := d.Employ(d.Org, name, "2020-01-01", "")
	ward := d.Unit(d.Org, "Afdeling "+name, id.Unit{})
	d.SQL(`update employees set title = 'Sygeplejerske', unit_id = $2 where id = $1`, who, ward)
	chosen, err := d.identities.Choose(d.As(d.users), identity.ChooseFor{Organisation: d.Org, Employee: who, Kind: identity.Dedicated})
	d.Must(err)
	return who, chosen.Identity.ID
}

func (d *desk) device(serial string) stock.Device {
	d.T.Helper()
	secret := hex.EncodeToString([]byte(strings.Repeat(serial+"#", 20)[:20]))
	file := fmt.Sprintf("serial,kind,maker,secret_hex,period\n%s,code_display,Maker,%s,0\n", serial, secret)
	_, err := d.stock.Import(d.As(d.officer), stock.NewImport{Organisation: d.Org, Location: d.safe, Format: "csv"}, strings.NewReader(file))
	d.Must(err)
	found, err := d.stock.Devices(d.As(d.officer), d.Org, stock.Filter{Serial: serial}, stock.Device{}, 2)
	d.Must(err)
	return found.Data[0]
}

func (d *desk) handOut(which stock.Device, to id.Identity) error {
	_, err := d.stock.HandOut(d.As(d.officer), stock.HandOut{Organisation: d.Org, Device: which.ID, Identity: to})
	return err
}

func (d *desk) record(who id.Employee, level authz.Level) office.Record {
	r := office.Record{
		Organisation: d.Org, Employee: who, DocumentType: "passport", Number: "20 1234567", Country: "dk", ExpiresOn: calendar.Must("2030-01-01"), Level: level,
	}
	if level == authz.High {
		r.Photo = picture(d.T, 200, 260)
	}
	return r
}

func picture(tb testing.TB, width, height int) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func (d *desk) level(of id.Identity) (level string) {
	d.T.Helper()
	d.Must(d.DB.Pool().GetContext(d.T.Context(), &level, `select assurance from identities where id = $1`, of))
	return level
}

func (d *desk) refused(err error, code string) {
	d.T.Helper()
	if got := fault.CodeOf(err); got != code {
		d.T.Errorf("code %q, want %q (%v)", got, code, err)
	}
}
