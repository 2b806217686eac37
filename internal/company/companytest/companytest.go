// Package companytest holds what every adapter of the company register must do (C2), and a local
// server that speaks the register's own format, well or badly.
package companytest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hverv/internal/calendar"
	"hverv/internal/company"
	"hverv/internal/fault"
	"hverv/internal/nationalid"
)

// Today is the date that the suite reads the histories by.
func Today() calendar.Date { return calendar.Must("2026-11-22") }

// Run asks a register that holds company.DemoRecords and reads them by Today.
func Run(t *testing.T, register company.Register) {
	t.Helper()
	t.Run("what is valid today", func(t *testing.T) { t.Parallel(); today(t, register) })
	t.Run("a company may own a company", func(t *testing.T) { t.Parallel(); owners(t, register) })
	t.Run("ceased companies say so", func(t *testing.T) { t.Parallel(); ceased(t, register) })
	t.Run("advertising protection", func(t *testing.T) { t.Parallel(); protection(t, register) })
	t.Run("approvals are never read out of words", func(t *testing.T) { t.Parallel(); approvals(t, register) })
	t.Run("names come composed", func(t *testing.T) { t.Parallel(); names(t, register) })
	t.Run("unknown companies", func(t *testing.T) { t.Parallel(); unknown(t, register) })
}

func ask(t *testing.T, register company.Register, cvr nationalid.CVR) company.Company {
	t.Helper()
	company, err := register.LookUp(t.Context(), cvr)
	if err != nil {
		t.Fatalf("look up %s: %v", cvr, err)
	}
	return company
}

func today(t *testing.T, register company.Register) {
	t.Helper()
	got := ask(t, register, "90000004")
	want := company.Company{
		CVR: "90000004", Name: "Klinikken på Torvet ApS", Form: "Anpartsselskab", FormCode: 80, Status: "NORMAL",
		Address: company.Address{Street: "Prøvetorvet 3, 1.", PostalCode: "8000", City: "Aarhus C", Country: "DK"},
		ProductionUnits: []company.ProductionUnit{
			{PNumber: "9900000001", Name: "Klinikken på Torvet", Address: company.Address{Street: "Prøvetorvet 3, 1.", PostalCode: "8000", City: "Aarhus C", Country: "DK"}},
			{PNumber: "9900000002", Name: "Klinikken på Torvet, Risskov", Address: company.Address{Street: "Prøvetorvet 5, 1.", PostalCode: "8000", City: "Aarhus C", Country: "DK"}},
		},
		Members:     []company.Member{{Name: "Karen Østergård", Roles: []string{"Direktion: ADM. DIR.", "Ejerregister"}}},
		SigningRule: "Selskabet tegnes af en direktør alene.", Approvals: 1,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func owners(t *testing.T, register company.Register) {
	t.Helper()
	company := ask(t, register, "90000039")
	last := company.Members[len(company.Members)-1]
	if !last.Company || last.Name != "Prøve Holding ApS" || len(company.ProductionUnits) != 3 {
		t.Errorf("got %+v and %d units", last, len(company.ProductionUnits))
	}
}

func ceased(t *testing.T, register company.Register) {
	t.Helper()
	for _, cvr := range []nationalid.CVR{"90000098", "90000101"} {
		if company := ask(t, register, cvr); !company.Ceased || company.Name == "" {
			t.Errorf("%s: %+v", cvr, company)
		}
	}
	if ask(t, register, "90000306").Ceased {
		t.Error("a company about to be dissolved has not ceased")
	}
}

func protection(t *testing.T, register company.Register) {
	t.Helper()
	if !ask(t, register, "90000128").AdvertisingProtected || ask(t, register, "90000012").AdvertisingProtected {
		t.Error("got it wrong")
	}
}

func approvals(t *testing.T, register company.Register) {
	t.Helper()
	for cvr, want := range map[nationalid.CVR]int{"90000012": 1, "90000020": 2, "90000152": 0, "90000160": 1, "90000292": 3} {
		if got := ask(t, register, cvr).RequiredApprovals(); got != want {
			t.Errorf("%s needs %d approvals, want %d", cvr, got, want)
		}
	}
}

func names(t *testing.T, register company.Register) {
	t.Helper()
	if got := ask(t, register, "90000144"); got.Name != "Lægerne Ångström & Müller I/S" || got.Members[0].Name != "Åse Bjørn Krøyer" {
		t.Errorf("got %+q", got.Name)
	}
}

func unknown(t *testing.T, register company.Register) {
	t.Helper()
	_, err := register.LookUp(t.Context(), "99999993")
	if fault.KindOf(err) != fault.NotFound || fault.CodeOf(err) != "company_unknown" || strings.Contains(err.Error(), "99999993") {
		t.Errorf("got %v", err)
	}
}
