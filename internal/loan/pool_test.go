package loan_test

import (
	"testing"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/loan"
	"hverv/internal/right"
	"hverv/internal/role"
)

// pool is a pool in a department, with two devices and the organisation's first bundle.
type pool struct {
	*desk

	pool   loan.Pool
	ward   id.Unit
	keeper id.Employee
	bundle id.Bundle
	admin  id.Employee
}

func newPool(t *testing.T) *pool {
	t.Helper()
	p := &pool{desk: newDesk(t)}
	p.ward = p.Unit(p.Org, "Sengeafsnit B", id.Unit{})
	p.admin, p.keeper = p.Employ(p.Org, "Asta", "2020-01-01", ""), p.Employ(p.Org, "Kim", "2020-01-01", "")
	p.Give(role.Grant{Employee: p.admin, Role: authz.OrganisationAdministrator})
	p.Give(role.Grant{Employee: p.keeper, Role: authz.UnitManager, Scope: role.Scope{Kind: authz.OneUnit, ID: p.ward.String()}})
	cupboard := p.location("Vagtskabet", p.ward)
	p.bring(cupboard, "P1", "P2")
	p.Must(p.DB.Single(t.Context(), func(tx *database.Tx) (err error) {
		p.bundle, err = right.BasicIn(t.Context(), tx, p.Org)
		return err
	}))
	name, hours := "Vagtpuljen", 12
	var err error
	p.pool, err = p.service.MakePool(p.As(p.admin), p.Org, loan.ChangePool{Name: &name, Location: &cupboard, Bundle: &p.bundle, Hours: &hours})
	p.Must(err)
	return p
}

func (p *pool) from(serial, userName string) loan.Lend {
	return loan.Lend{Organisation: p.Org, Pool: p.pool.ID, Serial: serial, UserName: userName, Why: "Nattevagt", Document: "known_in_person"}
}

// The keeper of the department lends to whoever needs one; what is done with it is bounded, and the
// borrower's roles stay behind.
func TestPooledLoanBoundsTheSession_U10(t *testing.T) {
	t.Parallel()
	p := newPool(t)
	who, name := p.colleague("Åse", "E1")
	p.Give(role.Grant{Employee: who, Role: authz.UserAdministrator})
	l, err := p.service.LendPooled(p.As(p.keeper), p.from("P1", name))
	p.Must(err)
	if l.Employee != who || l.Bundle != p.bundle || l.PoolName != "Vagtpuljen" || !l.EndsAt.Equal(p.Clock.Last().Add(12*time.Hour)) {
		t.Errorf("%+v", l)
	}
	token, begun := p.signIn(name, "P1")
	actor, err := p.sessions.Actor(t.Context(), token.Reveal())
	p.Must(err)
	if begun.ReducedTo != p.bundle || !actor.Reduced() || len(actor.Grants) != 0 || actor.Employee != who {
		t.Errorf("%+v", actor)
	}
	_, err = p.service.TakeBack(p.As(p.keeper), loan.End{Organisation: p.Org, Serial: "P1", Own: loan.OwnResumes})
	p.Must(err)
	if p.inside(token) || !p.opens(name, "E1") {
		t.Error("the session outlived the loan, or the own display does not work again")
	}
}

// With a borrowed device nobody makes themselves a key of their own that has all powers again.
func TestReducedPowersAreNotWidened_U10(t *testing.T) {
	t.Parallel()
	p := newPool(t)
	who, name := p.colleague("Åse", "")
	_, err := p.service.LendPooled(p.As(p.keeper), p.from("P1", name))
	p.Must(err)
	token, _ := p.signIn(name, "P1")
	actor, err := p.sessions.Actor(t.Context(), token.Reveal())
	p.Must(err)
	ctx := authz.With(t.Context(), actor)
	for _, action := range []authz.Action{authz.AuthenticatorAdd, authz.AuthenticatorKey, authz.IdentityPassword, authz.RoleRequest, authz.MeConsent} {
		if _, err := authz.Require(ctx, action, authz.In(p.Org)); fault.CodeOf(err) != "powers_reduced" {
			t.Errorf("%s: %v", action, err)
		}
	}
	for _, action := range []authz.Action{authz.AuthenticatorLost, authz.EmployeeSelfBlock, authz.EventListOwn, authz.RightsOf} {
		if !authz.Can(ctx, action, authz.In(p.Org), authz.Facts{Owner: who}) {
			t.Errorf("%s is refused", action)
		}
	}
}

// The own page and the tokens read the same statement: what both the employee and the bundle hold.
func TestOwnRightsAreThoseOfTheBundle_U10_R6(t *testing.T) {
	t.Parallel()
	p := newPool(t)
	who, name := p.colleague("Åse", "E1")
	p.SQL(`insert into assignments (organisation_id, id, employee_id, bundle_id, scope_kind, starts_on, created_at)
		values ($1, $2, $3, $4, 'organisation', '2020-01-01', $5)`, p.Org, id.New[id.Assignment](), who, p.bundle, p.Clock.Last())
	rights := func(serial string) int {
		t.Helper()
		token, _ := p.signIn(name, serial)
		actor, err := p.sessions.Actor(t.Context(), token.Reveal())
		p.Must(err)
		mine, err := p.Rights.Mine(authz.With(t.Context(), actor), calendar.Date{})
		p.Must(err)
		return len(mine.Rights)
	}
	all := rights("E1")
	narrow := id.New[id.Bundle]()
	p.SQL(`insert into bundles (organisation_id, id, name, created_at) values ($1, $2, 'Vagt', $3)`, p.Org, narrow, p.Clock.Last())
	p.SQL(`insert into bundle_versions (organisation_id, bundle_id, number, right_ids, made_at)
		select $1, $2, 1, v.right_ids[1:1], $3 from bundle_versions v where v.organisation_id = $1 and v.bundle_id = $4`, p.Org, narrow, p.Clock.Last(), p.bundle)
	changed, err := p.service.ChangePool(p.As(p.admin), p.Org, p.pool.ID, p.pool.Version, loan.ChangePool{Bundle: &narrow})
	p.Must(err)
	_, err = p.service.LendPooled(p.As(p.keeper), p.from("P1", name))
	p.Must(err)
	if got := rights("P1"); all != 4 || got != 1 || changed.BundleName != "Vagt" {
		t.Errorf("%d of %d rights", got, all)
	}
}

func TestPoolKeepsItsDevices_U10(t *testing.T) {
	t.Parallel()
	p := newPool(t)
	who, name := p.colleague("Åse", "")
	p.bring(p.safe, "S1")
	_, err := p.service.Lend(p.As(p.officer), p.lend("P1", who, 1))
	p.refused(err, "device_in_pool")
	_, err = p.service.LendPooled(p.As(p.officer), p.from("S1", name))
	p.refused(err, "device_not_in_pool")
	in := p.from("P1", name)
	in.Hours = 13
	_, err = p.service.LendPooled(p.As(p.officer), in)
	p.refused(err, "invalid_input")
	other := p.Employ(p.Org, "Bo", "2020-01-01", "")
	p.Give(role.Grant{Employee: other, Role: authz.UnitManager, Scope: role.Scope{Kind: authz.OneUnit, ID: p.Unit(p.Org, "Ambulatoriet", id.Unit{}).String()}})
	_, err = p.service.LendPooled(p.As(other), p.from("P1", name))
	p.refused(err, "forbidden")
	all, err := p.service.Pools(p.As(p.keeper), p.Org)
	p.Must(err)
	if len(all) != 1 || all[0].Free != 2 || all[0].Out != 0 || len(all[0].Actions) != 1 {
		t.Errorf("%+v", all)
	}
	if none, err := p.service.Pools(p.As(other), p.Org); err != nil || len(none) != 0 {
		t.Errorf("another department's manager sees %+v, %v", none, err)
	}
}

func TestPoolIsMadeChangedAndEnded_U10(t *testing.T) {
	t.Parallel()
	p := newPool(t)
	_, name := p.colleague("Åse", "")
	ctx := p.As(p.admin)
	again, hours := "Den anden", 73
	_, err := p.service.MakePool(ctx, p.Org, loan.ChangePool{Name: &again, Location: &p.pool.Location, Bundle: &p.bundle, Hours: &p.pool.Hours})
	p.refused(err, "loan_pool_there")
	_, err = p.service.ChangePool(ctx, p.Org, p.pool.ID, p.pool.Version, loan.ChangePool{Hours: &hours})
	p.refused(err, "invalid_input")
	_, err = p.service.ChangePool(ctx, p.Org, p.pool.ID, p.pool.Version+1, loan.ChangePool{Name: &again})
	p.refused(err, "stale")
	unknown := id.New[id.Bundle]()
	_, err = p.service.ChangePool(ctx, p.Org, p.pool.ID, p.pool.Version, loan.ChangePool{Bundle: &unknown})
	p.refused(err, "not_found")
	ended, err := p.service.EndPool(ctx, p.Org, p.pool.ID, p.pool.Version)
	p.Must(err)
	if ended.EndedAt == nil || len(ended.Actions) != 0 {
		t.Errorf("%+v", ended)
	}
	_, err = p.service.LendPooled(p.As(p.keeper), p.from("P1", name))
	p.refused(err, "loan_pool_ended")
	_, err = p.service.EndPool(ctx, p.Org, p.pool.ID, ended.Version)
	p.refused(err, "loan_pool_ended")
}
