package order_test

import (
	"context"
	"slices"
	"testing"

	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/order"
	"hverv/internal/role"
	"hverv/internal/stock"
)

// TestRoles tries every act as every role. What a role may do fails, if at all, for another reason than
// the right.
func TestRoles(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	soren, _ := h.holder("Søren", id.Unit{})
	o := h.place(h.wish(stock.Chip, soren))
	const org, users, officer, orderer, manager, auditor = authz.OrganisationAdministrator, authz.UserAdministrator, authz.CardOfficer, authz.Orderer, authz.UnitManager, authz.Auditor
	act := h.act(o, 0)
	act.Serial = "none"
	step := func(do func(context.Context, order.Act) (order.Order, error)) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := do(ctx, act)
			return err
		}
	}
	readers := []authz.Role{org, users, officer, orderer, manager, auditor}
	acts := []struct {
		name  string
		roles []authz.Role
		do    func(ctx context.Context) error
	}{
		{"read", readers, func(ctx context.Context) error {
			_, err := h.service.Order(ctx, h.Org, o.ID)
			return err
		}},
		{"list", nil, func(ctx context.Context) error { // an employee without a role lists own lines alone
			found, err := h.service.Orders(ctx, h.Org, order.Filter{}, id.Order{}, 10)
			if err == nil && len(found.Data) == 0 {
				return authz.Beyond(authz.OrderRead)
			}
			return err
		}},
		{"place", []authz.Role{orderer}, func(ctx context.Context) error {
			_, err := h.service.Place(ctx, h.wish(stock.Chip, soren))
			return err
		}},
		{"preview", []authz.Role{orderer}, func(ctx context.Context) error {
			_, err := h.service.Preview(ctx, h.wish(stock.Chip, soren))
			return err
		}},
		{"change a draft", []authz.Role{orderer}, func(ctx context.Context) error {
			_, err := h.service.ChangeDraft(ctx, o.ID, 1, h.wish(stock.Chip, soren))
			return err
		}},
		{"correct", []authz.Role{manager}, func(ctx context.Context) error {
			in := order.Correct{Organisation: h.Org, Employee: soren, What: []string{"photo"}, Delivery: delivery()}
			_, err := h.service.Correct(ctx, in)
			return err
		}},
		{"queue", []authz.Role{officer}, func(ctx context.Context) error {
			_, err := h.service.Queue(ctx, h.Org, order.After{}, 10)
			return err
		}},
		{"ship", []authz.Role{officer}, step(h.service.Ship)},
		{"hand over", []authz.Role{officer}, step(h.service.HandOver)},
		{"delay", []authz.Role{officer}, step(h.service.Delay)},
		{"receive", []authz.Role{officer, orderer}, step(h.service.Receive)},
		{"cancel", []authz.Role{officer, orderer}, func(ctx context.Context) error {
			_, err := h.service.Cancel(ctx, act, 1_000_000)
			return err
		}},
		{"cancel a line", []authz.Role{officer, orderer}, step(h.service.CancelLine)},
		{"fail", []authz.Role{officer}, step(h.service.Fail)},
	}
	roles := []authz.Role{
		org, users, officer, orderer, manager, auditor, authz.RightsAdministrator, authz.Approver, authz.CaseWorker, authz.Authoriser,
		authz.ServiceDeskAgent, authz.BillingReader,
	}
	for _, each := range roles {
		who := h.Employ(h.Org, "Rolle", "2020-01-01", "")
		h.Give(role.Grant{Employee: who, Role: each})
		for _, a := range acts {
			allowed := a.roles
			if a.name == "list" {
				allowed = readers
			}
			err := a.do(h.As(who))
			if slices.Contains(allowed, each) == (fault.CodeOf(err) == "forbidden") {
				t.Errorf("%s as %s: %v", a.name, each, err)
			}
		}
	}
	stranger := h.Employ(h.Stranger, "Fremmed", "2020-01-01", "")
	h.Give(role.Grant{Organisation: h.Stranger, Employee: stranger, Role: orderer})
	for _, a := range acts {
		if err := a.do(t.Context()); fault.CodeOf(err) != "unauthenticated" {
			t.Errorf("%s by nobody: %v", a.name, err)
		}
		if err := a.do(h.As(stranger)); fault.CodeOf(err) != "not_found" {
			t.Errorf("%s by a stranger: %v", a.name, err)
		}
	}
}

// Who has a role for one department sees what concerns its people, and everybody sees the own (O2, A3).
func TestLinesWithinReach_O2_A3(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	inside, _ := h.holder("Søren", h.ward)
	outside, _ := h.holder("Bodil", id.Unit{})
	o := h.place(h.wish(stock.Chip, inside, outside))
	other := h.place(h.wish(stock.CodeDisplay, outside))
	for name, c := range map[string]struct {
		who           id.Employee
		lines, hidden int
		refused       string
	}{
		"orderer": {h.orderer, 2, 0, ""}, "orderer of the ward": {h.wardOrderer, 1, 1, "forbidden"}, "manager": {h.manager, 1, 1, "forbidden"}, "holder": {inside, 1, 1, "forbidden"},
	} {
		got, err := h.service.Order(h.As(c.who), h.Org, o.ID)
		h.Must(err)
		if len(got.Lines) != c.lines || got.Hidden != c.hidden {
			t.Errorf("%s sees %d lines and %d are hidden", name, len(got.Lines), got.Hidden)
		}
		list, err := h.service.Orders(h.As(c.who), h.Org, order.Filter{}, id.Order{}, 10)
		h.Must(err)
		want := 2
		if c.refused != "" {
			want = 1
		}
		_, err = h.service.Order(h.As(c.who), h.Org, other.ID)
		h.refused(err, c.refused)
		if len(list.Data) != want {
			t.Errorf("%s lists %d orders", name, len(list.Data))
		}
	}
	_, err := h.service.CancelLine(h.As(h.wardOrderer), h.act(o, 1))
	h.refused(err, "forbidden")
	_, err = h.service.Cancel(h.As(h.wardOrderer), order.Act{Organisation: h.Org, Order: o.ID}, o.Version)
	h.refused(err, "forbidden")
	found, err := h.service.Orders(h.As(h.orderer), h.Org, order.Filter{Employee: inside, State: order.Submitted}, id.Order{}, 10)
	h.Must(err)
	if len(found.Data) != 1 || found.Data[0].ID != o.ID {
		t.Errorf("%+v", found.Data)
	}
}
