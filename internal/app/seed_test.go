package app

import (
	"log/slog"
	"net/http"
	"testing"

	"hverv/internal/config"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/seed"
)

func TestSeedFillsThroughTheDoors(t *testing.T) {
	t.Parallel()
	a := node(t, "HVERV_DEMO=false")
	cfg, err := config.Load([]string{"HVERV_DATA_DIR=" + a.cfg.DataDir, "HVERV_DATABASE_URL=" + a.cfg.DatabaseURL.Reveal()}, "")
	if err != nil {
		t.Fatal(err)
	}
	filled, err := Seed(t.Context(), cfg, slog.New(slog.DiscardHandler), seed.Options{Seed: 1, Organisations: 3, Employees: 1_000, Sessions: 12})
	if err != nil {
		t.Fatal(err)
	}
	first := filled.Organisations[0]
	if got, want := len(first.Employees), 800; got != want {
		t.Errorf("the first organisation has %d employees, want %d", got, want)
	}
	var usable, told int
	err = a.db.Read(t.Context(), func(tx *database.Tx) error {
		if err := tx.Get(t.Context(), &usable, `select count(*) from employees e join organisations o on o.id = e.organisation_id
			where `+employee.UsableSQL, tx.Now, tx.Today); err != nil {
			return err
		}
		return tx.Get(t.Context(), &told, `select count(*) from audit_events where name = 'employee.created'`)
	})
	if err != nil {
		t.Fatal(err)
	}
	if usable != 1_000 || told != 1_000 {
		t.Errorf("%d employees may act and %d events tell of them, want 1000 each (G1)", usable, told)
	}
	for i, cookie := range first.Sessions {
		want := http.StatusOK
		if i >= 10 { // not an administrator
			want = http.StatusForbidden
		}
		if got := statusOf(t, a.URL()+"/api/v1/organisations/"+first.ID.String()+"/employees", cookie); got != want {
			t.Errorf("session %d lists employees: %d, want %d", i, got, want)
		}
	}
}

func statusOf(t *testing.T, address, cookie string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Cookie", cookie)
	answer, err := new(http.Client).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode
}
