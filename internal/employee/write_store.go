package employee

import (
	"context"
	"time"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
	"hverv/internal/organisation"
	"hverv/internal/text"
)

// writer adds one row: later, in the tail of the change, or at once.
type writer func(ctx context.Context, tx *database.Tx, table *database.Table, values []any) error

func later(_ context.Context, tx *database.Tx, table *database.Table, values []any) error {
	tx.Append(table, values...)
	return nil
}

func atOnce(ctx context.Context, tx *database.Tx, table *database.Table, values []any) error {
	return tx.Insert(ctx, table, values...)
}

// sealedID is a national id as it is stored (E3).
type sealedID struct {
	sealed, index []byte
	key           *int64
	kind          nationalid.Kind
	masked        string
}

// seal makes the stored form of a number; none stays none.
func (s *Service) seal(org id.Organisation, employee id.Employee, number nationalid.Number) (sealedID, error) {
	if number.IsZero() {
		return sealedID{}, nil
	}
	canonical := number.Canonical()
	sealed, err := s.keys.Seal(canonical, sealContext(org, employee))
	if err != nil {
		return sealedID{}, err
	}
	key := int64(s.keys.IndexKeyID())
	return sealedID{
		sealed: sealed, index: s.keys.Index(canonical, indexPurpose), key: &key, kind: number.Kind(), masked: number.Masked(),
	}, nil
}

// indexPurpose is shared with persons, so that the two can be compared (U5).
const indexPurpose = "national_id"

func sealContext(org id.Organisation, employee id.Employee) string {
	return "employees/national_id/" + org.String() + "/" + employee.String()
}

// alone makes sure of "once per organisation" (E2) while an index key is rotated, when the unique
// constraint sees only half: then under the organisation's lock. Otherwise the constraint is enough.
func (s *Service) alone(ctx context.Context, tx *database.Tx, org id.Organisation, number nationalid.Number) error {
	if number.IsZero() {
		return nil
	}
	indexes := s.keys.Indexes(number.Canonical(), indexPurpose)
	if len(indexes) == 1 {
		return nil
	}
	if _, err := organisation.Lock(ctx, tx, org); err != nil {
		return err
	}
	tx.Demand(`not exists (select 1 from employees where organisation_id = $1 and national_id_index = any($2::bytea[])
			and national_id_index <> $3)`, nationalIDTaken(), org, pq.Array(indexes), indexes[0])
	return nil
}

// demandPlace makes the change hold only while what it points to is in use.
func demandPlace(tx *database.Tx, org id.Organisation, unit id.Unit, production id.ProductionUnit, manager id.Employee) {
	tx.Demand(`exists (select 1 from organisations where id = $1 and state = 'connected')`, organisation.NotConnected(), org)
	if !unit.IsZero() {
		tx.Demand(`exists (select 1 from units where organisation_id = $1 and id = $2 and ended_at is null)`,
			unknown("unit_unknown", "/unit_id", "department"), org, unit)
	}
	if !production.IsZero() {
		tx.Demand(`exists (select 1 from production_units where organisation_id = $1 and id = $2 and ended_at is null)`,
			unknown("production_unit_unknown", "/production_unit_id", "production unit"), org, production)
	}
	if !manager.IsZero() {
		tx.Demand(`exists (select 1 from employees where organisation_id = $1 and id = $2)`,
			unknown("manager_unknown", "/manager_id", "employee"), org, manager)
	}
}

// unitPath is organisation.UnitPath for a unit that was typed into a body.
func unitPath(ctx context.Context, tx *database.Tx, org id.Organisation, unit id.Unit) ([]id.Unit, error) {
	path, err := organisation.UnitPath(ctx, tx, org, unit)
	if fault.KindOf(err) == fault.NotFound {
		return nil, unknown("unit_unknown", "/unit_id", "department")
	}
	return path, err
}

func unknown(code, at, noun string) *fault.Fault {
	return fault.New(fault.Invalid, code, "There is no such "+noun+" in use.").On(at, code, "No such "+noun+" in use.")
}

// employee is the new employee before anything is stored.
func (in *Create) employee(now time.Time) Employee {
	return Employee{
		Organisation: in.Organisation, ID: id.New[id.Employee](), GivenName: in.GivenName, FamilyName: in.FamilyName,
		Email: in.Email, Phone: in.Phone, Title: in.Title, EmployeeNumber: in.EmployeeNumber, BirthDate: in.BirthDate,
		NationalIDKind: in.NationalID.Kind(), NationalIDMasked: in.NationalID.Masked(),
		ProductionUnit: in.ProductionUnit, Unit: in.Unit, Manager: in.Manager, Protected: in.Protected,
		CreatedAt: now, ChangedAt: now, Version: 1,
		Employments: list[Employment]{}, Blocks: list[Block]{}, Units: list[id.Unit]{}, Hints: hints(in.NationalID),
	}
}

// values is the row, in the order of the table's columns.
func (e Employee) values(n sealedID) []any {
	return []any{
		e.Organisation, e.ID, e.GivenName, e.FamilyName, text.SortKey(e.FamilyName, e.GivenName), searchKey(e.GivenName, e.FamilyName),
		e.Email, e.Phone, e.Title, e.EmployeeNumber, e.BirthDate, n.sealed, n.index, n.key, string(n.kind), n.masked,
		e.ProductionUnit, e.Unit, e.Manager, e.Protected, e.CreatedAt, e.ChangedAt,
	}
}

// endAll ends what has not ended yet, what is still to begin included.
func endAll(ctx context.Context, tx *database.Tx, org id.Organisation, employee id.Employee) ([]string, error) {
	var ended []string
	err := tx.Select(ctx, &ended, `update employments set ended_at = $3, version = version + 1
		where organisation_id = $1 and employee_id = $2 and ended_at is null and (ends_on is null or ends_on >= $4)
		returning id`, org, employee, tx.Now, tx.Today)
	return ended, err
}

// update stores everything but the national id.
func update(ctx context.Context, tx *database.Tx, e *Employee) error {
	e.ChangedAt = tx.Now
	n, err := tx.Exec(ctx, `update employees set given_name = $4, family_name = $5, sort_key = $6, search_key = $7, email = $8, phone = $9,
		title = $10, employee_number = $11, birth_date = $12, production_unit_id = $13, unit_id = $14, manager_id = $15, protected = $16,
		changed_at = $17, version = version + 1 where organisation_id = $1 and id = $2 and version = $3`,
		e.Organisation, e.ID, e.Version, e.GivenName, e.FamilyName, text.SortKey(e.FamilyName, e.GivenName), searchKey(e.GivenName, e.FamilyName),
		e.Email, e.Phone, e.Title, e.EmployeeNumber, e.BirthDate, e.ProductionUnit, e.Unit, e.Manager, e.Protected, e.ChangedAt)
	if err == nil && n == 0 {
		return etag.Stale()
	}
	e.Version++
	return err
}

// renumber stores a national id, or takes it away.
func renumber(ctx context.Context, tx *database.Tx, org id.Organisation, employee id.Employee, n sealedID) error {
	_, err := tx.Exec(ctx, `update employees set national_id_sealed = $3, national_id_index = $4, national_id_index_key = $5,
		national_id_kind = $6, national_id_masked = $7 where organisation_id = $1 and id = $2`,
		org, employee, n.sealed, n.index, n.key, string(n.kind), n.masked)
	return err
}

// touch raises the version, after which every answer about the employee and every cached right is old.
func touch(ctx context.Context, tx *database.Tx, e *Employee) error {
	e.ChangedAt = tx.Now
	return tx.Get(ctx, &e.Version, `update employees set version = version + 1, changed_at = $3
		where organisation_id = $1 and id = $2 returning version`, e.Organisation, e.ID, tx.Now)
}

func updateEmployment(ctx context.Context, tx *database.Tx, org id.Organisation, m *Employment) error {
	n, err := tx.Exec(ctx, `update employments set category = $4, unit_id = $5, production_unit_id = $6, starts_on = $7, ends_on = $8,
		ended_at = $9, sponsor = $10, version = version + 1 where organisation_id = $1 and id = $2 and version = $3`,
		org, m.ID, m.Version, m.Category, m.Unit, m.ProductionUnit, m.StartsOn, m.EndsOn, m.EndedAt, m.Sponsor)
	if err == nil && n == 0 {
		return etag.Stale()
	}
	m.Version++
	return err
}

// unknownReference answers for a reference that points to nothing, before the tail would.
func unknownReference(err error) error {
	switch {
	case database.Violates(err, "employees_organisation_id_unit_id_fkey"), database.Violates(err, "employments_organisation_id_unit_id_fkey"):
		return unknown("unit_unknown", "/unit_id", "department")
	case database.Violates(err, "employees_organisation_id_production_unit_id_fkey"),
		database.Violates(err, "employments_organisation_id_production_unit_id_fkey"):
		return unknown("production_unit_unknown", "/production_unit_id", "production unit")
	case database.Violates(err, "employees_organisation_id_manager_id_fkey"):
		return unknown("manager_unknown", "/manager_id", "employee")
	}
	return err
}

func endEveryone(ctx context.Context, tx *database.Tx, org id.Organisation) (int64, error) {
	return tx.Exec(ctx, `update employments set ended_at = $2, version = version + 1
		where organisation_id = $1 and ended_at is null and (ends_on is null or ends_on >= $3)`, org, tx.Now, tx.Today)
}
