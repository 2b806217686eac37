package seed_test

import (
	"log/slog"
	"testing"

	"hverv/internal/audit"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/organisation"
	"hverv/internal/seed"
	"hverv/internal/testkit"
)

func TestSeedFillsThroughTheDoors(t *testing.T) {
	t.Parallel()
	db, keys := testkit.DB(t), testkit.Keys(t)
	log := audit.New(keys)
	d := seed.Deps{
		DB: db, Log: slog.New(slog.DiscardHandler),
		Organisations: organisation.New(organisation.Deps{DB: db, Audit: log}),
		Employees:     employee.New(employee.Deps{DB: db, Audit: log, Keys: keys}),
	}
	filled, err := seed.Run(t.Context(), d, seed.Options{Seed: 1, Organisations: 3, Employees: 1_000})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(filled.Organisations[0].Employees), 800; got != want {
		t.Errorf("the first organisation has %d employees, want %d", got, want)
	}
	var usable, told int
	err = db.Read(t.Context(), func(tx *database.Tx) error {
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
	if _, err := seed.Run(t.Context(), d, seed.Options{Seed: 2, Organisations: 1, Employees: 10}); err != nil {
		t.Errorf("a second seed beside the first: %v", err)
	}
}
