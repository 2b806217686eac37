package order_test

import (
	"encoding/hex"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/job"
	"hverv/internal/order"
	"hverv/internal/organisation"
	"hverv/internal/role"
	"hverv/internal/stock"
	"hverv/internal/testkit/world"
)

const secret = "whsec_c2VjcmV0LW9mLXRoZS1zdXBwbGllcg==" //nolint:gosec // made up

// house is a world whose organisation uses every kind of device, with an orderer, a card officer, and
// a department with an orderer and a manager of its own.
type house struct {
	*world.World

	service        *order.Service
	identities     *identity.Service
	authenticators *authenticator.Service
	stock          *stock.Service
	runner         *job.Runner

	orderer, officer, users id.Employee
	ward                    id.Unit
	wardOrderer, manager    id.Employee
	safe                    id.Location
}

func newHouse(tb testing.TB) *house { tb.Helper(); return newHouseWith(tb, "warehouse", nil) }

// newHouseWith is a house whose orders go to that supplier.
func newHouseWith(tb testing.TB, name string, supplier order.Supplier) *house {
	tb.Helper()
	h := &house{World: world.New(tb)}
	doors := h.Doors(world.DoorDeps{})
	h.identities, h.authenticators = doors.Identities, doors.Authenticators
	h.stock = stock.New(stock.Deps{DB: h.DB, Audit: h.Audit, Keys: h.Keys, Authenticators: h.authenticators})
	suppliers := map[string]order.Supplier{"warehouse": order.NewWarehouse(h.Clock.Last)}
	if supplier != nil {
		suppliers[name] = supplier
	}
	h.service = order.New(order.Deps{
		DB: h.DB, Audit: h.Audit, Queue: h.Queue, Notify: h.Notify, Authenticators: h.authenticators, Stock: h.stock,
		Suppliers: suppliers, Supplier: name, Secret: secret, Wall: h.Clock.Last, Days: 20, PublicURL: "https://hverv.example",
	})
	h.authenticators.OnStep(h.stock.Follow)
	h.authenticators.OnStep(h.service.Follow)
	h.runner = job.NewRunner(h.DB, h.Queue, slog.New(slog.DiscardHandler))
	h.service.Jobs(h.runner)
	h.Notify.Jobs(h.runner)
	h.SQL(`update organisations set code_displays = true, chips = true`)
	h.people()
	return h
}

func (h *house) people() {
	h.T.Helper()
	h.ward = h.Unit(h.Org, "Sengeafsnit B", id.Unit{})
	h.orderer, h.officer, h.users = h.Employ(h.Org, "Ole", "2020-01-01", ""), h.Employ(h.Org, "Karen", "2020-01-01", ""), h.Employ(h.Org, "Ulla", "2020-01-01", "")
	h.wardOrderer, h.manager = h.Employ(h.Org, "Bo", "2020-01-01", ""), h.Employ(h.Org, "Mette", "2020-01-01", "")
	h.Give(role.Grant{Employee: h.orderer, Role: authz.Orderer})
	h.Give(role.Grant{Employee: h.officer, Role: authz.CardOfficer})
	h.Give(role.Grant{Employee: h.users, Role: authz.UserAdministrator})
	h.Give(role.Grant{Employee: h.wardOrderer, Role: authz.Orderer, Scope: role.Scope{Kind: authz.OneUnit, ID: h.ward.String()}})
	h.Give(role.Grant{Employee: h.manager, Role: authz.UnitManager, Scope: role.Scope{Kind: authz.OneUnit, ID: h.ward.String()}})
	l, err := h.stock.AddLocation(h.As(h.officer), stock.NewLocation{Organisation: h.Org, Name: "Skabet"})
	h.Must(err)
	h.safe = l.ID
}

// holder is an employee who signs in with a dedicated identity, in the ward when there is one.
func (h *house) holder(name string, ward id.Unit) (id.Employee, id.Identity) {
	h.T.Helper()
	who := h.Employ(h.Org, name, "2020-01-01", "")
	if !ward.IsZero() {
		h.SQL(`update employees set unit_id = $2 where id = $1`, who, ward)
	}
	chosen, err := h.identities.Choose(h.As(h.users), identity.ChooseFor{Organisation: h.Org, Employee: who, Kind: identity.Dedicated})
	h.Must(err)
	return who, chosen.Identity.ID
}

// wish is an order of one kind for some people.
func (h *house) wish(kind stock.Kind, people ...id.Employee) order.NewOrder {
	in := order.NewOrder{Organisation: h.Org, Submit: true, Delivery: delivery()}
	for _, who := range people {
		in.Lines = append(in.Lines, order.Wanted{Employee: who, Kind: kind})
	}
	return in
}

func delivery() order.Delivery {
	return order.Delivery{Address: organisation.Address{Street: "Torvet 1", PostalCode: "8900", City: "Randers C"}, Attention: "Receptionen", CostCentre: "4711"}
}

func (h *house) place(in order.NewOrder) order.Order {
	h.T.Helper()
	o, err := h.service.Place(h.As(h.orderer), in)
	h.Must(err)
	return o
}

// drain does every job that is due, mails aside.
func (h *house) drain() {
	h.T.Helper()
	_, err := h.runner.Drain(h.T.Context())
	h.Must(err)
}

func (h *house) read(o order.Order) order.Order {
	h.T.Helper()
	found, err := h.service.Order(h.As(h.orderer), h.Org, o.ID)
	h.Must(err)
	return found
}

func (h *house) act(o order.Order, line int) order.Act {
	return order.Act{Organisation: h.Org, Order: o.ID, Line: o.Lines[line].ID, Reason: "fordi"}
}

// bring takes code displays into the stock.
func (h *house) bring(serials ...string) {
	h.T.Helper()
	file := "serial,kind,maker,secret_hex,period\n"
	for _, s := range serials {
		file += s + ",code_display,Maker," + hex.EncodeToString([]byte(strings.Repeat(s+"#", 20)[:20])) + ",0\n"
	}
	_, err := h.stock.Import(h.As(h.officer), stock.NewImport{Organisation: h.Org, Location: h.safe, Format: "csv"}, strings.NewReader(file))
	h.Must(err)
}

func (h *house) state(a id.Authenticator) (state string) {
	h.T.Helper()
	h.Must(h.DB.Pool().GetContext(h.T.Context(), &state, `select state from authenticators where id = $1`, a))
	return state
}

// mails are the templates of the messages to somebody, in order.
func (h *house) mails(to id.Employee) (names []string) {
	h.T.Helper()
	h.Must(h.DB.Pool().SelectContext(h.T.Context(), &names, `select template from messages where person = $1 order by id`, to.String()))
	return names
}

func (h *house) refused(err error, code string) {
	h.T.Helper()
	if got := fault.CodeOf(err); got != code {
		h.T.Errorf("code %q, want %q (%v)", got, code, err)
	}
}

// later moves the clock.
func (h *house) later(d time.Duration) { h.Clock.Advance(d) }

func states(o order.Order) []order.State {
	var all []order.State
	for _, l := range o.Lines {
		all = append(all, l.State)
	}
	return all
}

func (h *house) want(o order.Order, state order.State, lines ...order.State) {
	h.T.Helper()
	if got := states(o); o.State != state || !slices.Equal(got, lines) {
		h.T.Errorf("order %s with %v, want %s with %v", o.State, got, state, lines)
	}
}
