package loan_test

import (
	"context"
	"slices"
	"testing"

	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/loan"
	"hverv/internal/role"
)

// Every role against every act: who is not named is refused.
func TestRolesAndActs_U10(t *testing.T) {
	t.Parallel()
	p := newPool(t)
	who, name := p.colleague("Åse", "")
	p.bring(p.safe, "L1")
	l := p.lent("L1", who, 2)
	officers := []authz.Role{authz.CardOfficer}
	keepers := []authz.Role{authz.CardOfficer, authz.UnitManager}
	everybody := append(role.All(), "")
	word := "Puljen"
	acts := []struct {
		name string
		may  []authz.Role
		do   func(ctx context.Context) error
	}{
		{"list", everybody, func(ctx context.Context) error {
			return second(p.service.Loans(ctx, p.Org, loan.Filter{}, loan.Loan{}, 1))
		}},
		{"export", []authz.Role{authz.OrganisationAdministrator, authz.UserAdministrator, authz.CardOfficer, authz.Auditor}, func(ctx context.Context) error {
			return second(p.service.Export(ctx, p.Org, loan.Filter{}))
		}},
		{"lend", officers, func(ctx context.Context) error { return second(p.service.Lend(ctx, p.lend("L1", who, 1))) }},
		{"lend pooled", keepers, func(ctx context.Context) error {
			in := p.from("X1", name)
			return second(p.service.LendPooled(ctx, in))
		}},
		{"take back", keepers, func(ctx context.Context) error {
			return second(p.service.TakeBack(ctx, loan.End{Organisation: p.Org, Serial: "X1", Own: loan.OwnResumes}))
		}},
		{"extend", officers, func(ctx context.Context) error {
			return second(p.service.Extend(ctx, loan.Extend{Organisation: p.Org, Loan: l.ID, Hours: 999, Reason: "fordi"}))
		}},
		{"report lost", append(keepers, authz.OrganisationAdministrator, authz.UserAdministrator), func(ctx context.Context) error {
			return second(p.service.ReportLost(ctx, loan.End{Organisation: p.Org, Loan: id.New[id.Loan](), Own: loan.OwnResumes}))
		}},
		{"pools", append(keepers, authz.OrganisationAdministrator, authz.RightsAdministrator, authz.Auditor), func(ctx context.Context) error {
			return second(p.service.Pools(ctx, p.Org))
		}},
		{"make pool", []authz.Role{authz.OrganisationAdministrator}, func(ctx context.Context) error {
			return second(p.service.MakePool(ctx, p.Org, loan.ChangePool{Name: &word}))
		}},
		{"change pool", []authz.Role{authz.OrganisationAdministrator}, func(ctx context.Context) error {
			return second(p.service.ChangePool(ctx, p.Org, p.pool.ID, 99, loan.ChangePool{Name: &word}))
		}},
		{"end pool", []authz.Role{authz.OrganisationAdministrator}, func(ctx context.Context) error {
			return second(p.service.EndPool(ctx, p.Org, p.pool.ID, 99))
		}},
	}
	for _, r := range everybody {
		colleague := p.Employ(p.Org, "Rolle", "2020-01-01", "")
		if r != "" {
			p.Give(role.Grant{Employee: colleague, Role: r})
		}
		ctx := p.As(colleague)
		for _, act := range acts {
			refused := fault.CodeOf(act.do(ctx)) == "forbidden"
			if may := slices.Contains(act.may, r); may == refused {
				t.Errorf("%q, %s: refused %v", r, act.name, refused)
			}
		}
	}
}

func second[T any](_ T, err error) error { return err }
