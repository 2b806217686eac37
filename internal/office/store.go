package office

import (
	"context"
	"time"

	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
)

const officeColumns = `o.organisation_id, o.id, o.name, o.unit_id, o.address, o.slot_minutes, o.desks, o.hours, o.closed_days,
	o.open_on_holidays, o.ended_at, o.version`

func listOffices(ctx context.Context, tx *database.Tx, org id.Organisation) ([]Office, error) {
	all := []Office{}
	err := tx.Select(ctx, &all, `select `+officeColumns+` from offices o where o.organisation_id = $1
		order by o.ended_at is not null, lower(o.name), o.id limit 1000`, org)
	return all, err
}

func findOffice(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Office) (Office, error) {
	var o Office
	err := tx.Get(ctx, &o, `select `+officeColumns+` from offices o where o.organisation_id = $1 and o.id = $2`, org, which)
	return o, database.Found(err, "office")
}

// lockOffice keeps an office: whoever books there takes this lock first, so that the last free desk is
// given once.
func lockOffice(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Office) (Office, error) {
	var o Office
	err := tx.Get(ctx, &o, `select `+officeColumns+` from offices o where o.organisation_id = $1 and o.id = $2 for update`, org, which)
	return o, database.Found(err, "office")
}

func insertOffice(ctx context.Context, tx *database.Tx, o Office) error {
	_, err := tx.Exec(ctx, `insert into offices (organisation_id, id, name, unit_id, address, slot_minutes, desks, hours, closed_days, open_on_holidays, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		o.Organisation, o.ID, o.Name, o.Unit, o.Address, o.SlotMinutes, o.Desks, o.Hours, o.ClosedDays, o.OpenOnHolidays, tx.Now)
	return nameTaken(err)
}

func updateOffice(ctx context.Context, tx *database.Tx, o *Office) error {
	n, err := tx.Exec(ctx, `update offices set name = $4, address = $5, slot_minutes = $6, desks = $7, hours = $8, closed_days = $9,
		open_on_holidays = $10, ended_at = $11, version = version + 1 where organisation_id = $1 and id = $2 and version = $3`,
		o.Organisation, o.ID, o.Version, o.Name, o.Address, o.SlotMinutes, o.Desks, o.Hours, o.ClosedDays, o.OpenOnHolidays, o.EndedAt)
	if err == nil && n == 0 {
		return etag.Stale()
	}
	o.Version++
	return nameTaken(err)
}

func nameTaken(err error) error {
	if database.Violates(err, "offices_name_key") {
		return fault.New(fault.Conflict, "office_name_taken", "Another office has this name.").On("/name", "office_name_taken", "Taken.")
	}
	return err
}

const appointmentColumns = `a.organisation_id, a.id, a.office_id, o.name as office_name, a.desk, a.starts_at, a.ends_at, a.employee_id,
	e.given_name || ' ' || e.family_name as employee_name, a.purpose, a.state, a.booked_at, a.reminded_at, a.version`

const appointmentTables = ` from appointments a
	join offices o on o.organisation_id = a.organisation_id and o.id = a.office_id
	join employees e on e.organisation_id = a.organisation_id and e.id = a.employee_id `

func listAppointments(ctx context.Context, tx *database.Tx, org id.Organisation, office id.Office, from, until time.Time) ([]Appointment, error) {
	all := []Appointment{}
	err := tx.Select(ctx, &all, `select `+appointmentColumns+appointmentTables+`
		where a.organisation_id = $1 and a.office_id = $2 and a.starts_at >= $3 and a.starts_at < $4 and a.state <> 'cancelled'
		order by a.starts_at, a.desk limit 5000`, org, office, from, until)
	return all, err
}

func appointmentsOf(ctx context.Context, tx *database.Tx, org id.Organisation, of id.Employee, from time.Time) ([]Appointment, error) {
	all := []Appointment{}
	err := tx.Select(ctx, &all, `select `+appointmentColumns+appointmentTables+`
		where a.organisation_id = $1 and a.employee_id = $2 and a.ends_at > $3 and a.state = 'booked' order by a.starts_at limit 100`, org, of, from)
	return all, err
}

func findAppointment(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Appointment) (Appointment, error) {
	var a Appointment
	err := tx.Get(ctx, &a, `select `+appointmentColumns+appointmentTables+` where a.organisation_id = $1 and a.id = $2`, org, which)
	return a, database.Found(err, "appointment")
}

func lockAppointment(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Appointment) (Appointment, error) {
	var a Appointment
	err := tx.Get(ctx, &a, `select `+appointmentColumns+appointmentTables+` where a.organisation_id = $1 and a.id = $2 for update of a`, org, which)
	return a, database.Found(err, "appointment")
}

// booked says which desks are taken when, so that what overlaps with a slot of another length counts too.
type booked struct {
	Desk     int       `db:"desk"`
	StartsAt time.Time `db:"starts_at"`
	EndsAt   time.Time `db:"ends_at"`
}

func listBooked(ctx context.Context, tx *database.Tx, org id.Organisation, office id.Office, from, until time.Time) ([]booked, error) {
	all := []booked{}
	err := tx.Select(ctx, &all, `select desk, starts_at, ends_at from appointments where organisation_id = $1 and office_id = $2
		and starts_at < $4 and ends_at > $3 and state <> 'cancelled'`, org, office, from, until)
	return all, err
}

func expected(ctx context.Context, tx *database.Tx, org id.Organisation, office id.Office) (n int, err error) {
	err = tx.Get(ctx, &n, `select count(*) from appointments where organisation_id = $1 and office_id = $2 and state = 'booked' and ends_at > $3`,
		org, office, tx.Now)
	return n, err
}

// ahead counts the appointments that somebody still has.
func ahead(ctx context.Context, tx *database.Tx, org id.Organisation, of id.Employee, but id.Appointment) (n int, err error) {
	err = tx.Get(ctx, &n, `select count(*) from appointments where organisation_id = $1 and employee_id = $2 and state = 'booked' and ends_at > $3
		and ($4::uuid is null or id <> $4)`, org, of, tx.Now, but)
	return n, err
}

func insertAppointment(ctx context.Context, tx *database.Tx, a Appointment, by id.Employee) error {
	_, err := tx.Exec(ctx, `insert into appointments (organisation_id, id, office_id, desk, starts_at, ends_at, employee_id, purpose, state, booked_by, booked_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		a.Organisation, a.ID, a.Office, a.Desk, a.StartsAt, a.EndsAt, a.Employee, a.Purpose, string(a.State), by, tx.Now)
	return taken(err)
}

func updateAppointment(ctx context.Context, tx *database.Tx, a *Appointment) error {
	_, err := tx.Exec(ctx, `update appointments set desk = $3, starts_at = $4, ends_at = $5, state = $6, reminded_at = $7, version = version + 1
		where organisation_id = $1 and id = $2`, a.Organisation, a.ID, a.Desk, a.StartsAt, a.EndsAt, string(a.State), a.RemindedAt)
	a.Version++
	return taken(err)
}

func taken(err error) error {
	if database.Violates(err, "appointments_desk_key") || database.Violates(err, "appointments_employee_key") {
		return slotTaken()
	}
	return err
}

// listUnreminded gives appointments that begin before an instant and of which nobody was reminded.
func listUnreminded(ctx context.Context, tx *database.Tx, until time.Time, limit int) ([]Appointment, error) {
	all := []Appointment{}
	err := tx.Select(ctx, &all, `select `+appointmentColumns+appointmentTables+`
		where a.state = 'booked' and a.reminded_at is null and a.starts_at > $1 and a.starts_at < $2 order by a.starts_at, a.id limit $3`, tx.Now, until, limit)
	return all, err
}

func languageOf(ctx context.Context, tx *database.Tx, org id.Organisation, of id.Employee) (language string, err error) {
	err = tx.Get(ctx, &language, `select `+employee.LanguageSQL+` from employees e where e.organisation_id = $1 and e.id = $2`, org, of)
	return language, database.Found(err, "employee")
}
