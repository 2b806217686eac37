package employee_test

import (
	"log/slog"
	"testing"

	"hverv/internal/authz"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/job"
	"hverv/internal/seal"
)

// While the index key is rotated, old rows are found and stay unique by the old key, and are
// moved to the new one by themselves (E2, E3, X4).
func TestIndexKeyIsRotatedOnline_E3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ctx := c.as(authz.UserAdministrator)
	old := c.create(ctx, employee.Create{GivenName: "Bo", FamilyName: "Krag", Typed: cpr(1)})
	for _, part := range []seal.Part{seal.Sealing, seal.Indexing} {
		_, err := c.keys.Rotate(part)
		c.must(err)
	}
	runner := job.NewRunner(c.db, job.NewQueue(), slog.New(slog.DiscardHandler))
	c.employees.Jobs(runner)
	for range 2 { // before and after the rows are moved
		found, err := c.employees.FindByNationalID(ctx, c.org, *cpr(1))
		if err != nil || found.ID != old.ID {
			t.Fatalf("found %v, %v", found.ID, err)
		}
		_, err = c.employees.Create(ctx, employee.Create{Organisation: c.org, GivenName: "Ib", FamilyName: "Krag", Typed: cpr(1)})
		if fault.CodeOf(err) != "national_id_taken" {
			t.Fatalf("a second one: %v", err)
		}
		if n, err := c.employees.Reveal(ctx, c.org, old.ID, "test"); err != nil || n.Reveal() != cpr(1).Text {
			t.Fatalf("revealed: %v", err)
		}
		_, err = runner.Drain(t.Context())
		c.must(err)
	}
	var left int
	c.must(c.db.Pool().GetContext(t.Context(), &left, `select count(*) from employees
		where national_id_index_key is not null and national_id_index_key <> $1`, int64(c.keys.IndexKeyID())))
	if left != 0 {
		t.Errorf("%d rows are under the old key", left)
	}
}
