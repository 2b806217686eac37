package loan

import (
	"context"
	"time"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// within is what a list may show its reader.
type within struct {
	all   bool
	units []string
	self  id.Employee
}

const loanColumns = `l.organisation_id, l.id, l.pool_id, coalesce(p.name, '') as pool_name, a.reduced_to, coalesce(b.name, '') as bundle_name,
	l.employee_id, e.given_name || ' ' || e.family_name as employee_name, e.email, e.phone, e.unit_id, coalesce(u.name, '') as unit_name,
	l.authenticator_id, a.state as authenticator_state, l.own_id, l.device_id, d.serial, d.kind, d.home_id, o.name as desk_name, o.unit_id as desk_unit_id, l.why, l.document,
	l.lent_by, coalesce(g.given_name || ' ' || g.family_name, '') as lent_by_name, l.lent_at, l.ends_at, l.extended_at, l.closed_at,
	coalesce(l.outcome, '') as outcome, l.version, i.language,
	n.name as organisation_name`

const loanTables = ` from loans l
	join organisations n on n.id = l.organisation_id
	join employees e on e.organisation_id = l.organisation_id and e.id = l.employee_id
	join authenticators a on a.organisation_id = l.organisation_id and a.id = l.authenticator_id
	join identities i on i.organisation_id = a.organisation_id and i.id = a.identity_id
	join devices d on d.organisation_id = l.organisation_id and d.id = l.device_id
	join stock_locations o on o.organisation_id = l.organisation_id and o.id = d.home_id
	left join units u on u.organisation_id = l.organisation_id and u.id = e.unit_id
	left join employees g on g.organisation_id = l.organisation_id and g.id = l.lent_by
	left join loan_pools p on p.organisation_id = l.organisation_id and p.id = l.pool_id
	left join bundles b on b.organisation_id = l.organisation_id and b.id = a.reduced_to `

// reachSQL begins a statement whose reader may see only what belongs to some departments and those below
// them, and what is asked for of one department. $1 is the organisation, $2 the departments, $3 the one.
const reachSQL = `with recursive mine as (
		select u.id from units u where u.organisation_id = $1 and u.id = any($2::uuid[])
		union select u.id from mine m join units u on u.organisation_id = $1 and u.parent_id = m.id),
	asked as (
		select u.id from units u where u.organisation_id = $1 and u.id = $3::uuid
		union select u.id from asked m join units u on u.organisation_id = $1 and u.parent_id = m.id) `

// Filter narrows the list of loans.
type Filter struct {
	State  string // running, overdue, open (both) or closed
	Unit   id.Unit
	Own    bool // the reader's
	Serial string
}

type cursor struct {
	At time.Time
	ID id.Loan
}

// listOpen lists the loans that are not back, the one that ends first at the top.
func listOpen(ctx context.Context, tx *database.Tx, org id.Organisation, reach within, f Filter, after cursor, limit int) ([]Loan, error) {
	all := []Loan{}
	err := tx.Select(ctx, &all, reachSQL+`select `+loanColumns+loanTables+`
		where l.organisation_id = $1 and l.closed_at is null
			and ($4::boolean or l.employee_id = $5 or e.unit_id in (select id from mine) or o.unit_id in (select id from mine))
			and ($3::uuid is null or e.unit_id in (select id from asked))
			and (not $6 or l.employee_id = $5) and ($7 = '' or d.serial = $7)
			and ($8 <> 'running' or l.ends_at > $9) and ($8 <> 'overdue' or l.ends_at <= $9)
			and ($10::uuid is null or (l.ends_at, l.id) > ($11, $10))
		order by l.ends_at, l.id limit $12`,
		org, pq.Array(reach.units), f.Unit, reach.all, reach.self, f.Own, f.Serial, f.State, tx.Now, after.ID, after.At, limit)
	return all, err
}

// listClosed lists those that are over, the latest first.
func listClosed(ctx context.Context, tx *database.Tx, org id.Organisation, reach within, f Filter, after cursor, limit int) ([]Loan, error) {
	all := []Loan{}
	err := tx.Select(ctx, &all, reachSQL+`select `+loanColumns+loanTables+`
		where l.organisation_id = $1 and l.closed_at is not null
			and ($4::boolean or l.employee_id = $5 or e.unit_id in (select id from mine) or o.unit_id in (select id from mine))
			and ($3::uuid is null or e.unit_id in (select id from asked))
			and (not $6 or l.employee_id = $5) and ($7 = '' or d.serial = $7)
			and ($8::uuid is null or (l.lent_at, l.id) < ($9, $8))
		order by l.lent_at desc, l.id desc limit $10`,
		org, pq.Array(reach.units), f.Unit, reach.all, reach.self, f.Own, f.Serial, after.ID, after.At, limit)
	return all, err
}

func find(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Loan) (Loan, error) {
	var l Loan
	err := tx.Get(ctx, &l, `select `+loanColumns+loanTables+` where l.organisation_id = $1 and l.id = $2`, org, which)
	return l, database.Found(err, "loan")
}

// openOf is the open loan of a device, or ErrNone.
func openOf(ctx context.Context, tx *database.Tx, org id.Organisation, device id.Device) (Loan, error) {
	var l Loan
	err := tx.Get(ctx, &l, `select `+loanColumns+loanTables+` where l.organisation_id = $1 and l.device_id = $2 and l.closed_at is null`, org, device)
	return l, err
}

// openBy is the open loan that an authenticator is, or ErrNone.
func openBy(ctx context.Context, tx *database.Tx, org id.Organisation, authenticator id.Authenticator) (Loan, error) {
	var l Loan
	err := tx.Get(ctx, &l, `select `+loanColumns+loanTables+`
		where l.organisation_id = $1 and l.authenticator_id = $2 and l.closed_at is null`, org, authenticator)
	return l, err
}

func insert(ctx context.Context, tx *database.Tx, l Loan) error {
	_, err := tx.Exec(ctx, `insert into loans (organisation_id, id, pool_id, employee_id, authenticator_id, own_id, device_id, why, document,
			lent_by, lent_at, ends_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, l.Organisation, l.ID, l.Pool, l.Employee, l.Authenticator, l.Own, l.Device,
		l.Why, l.Document, l.LentBy, l.LentAt, l.EndsAt)
	if database.Violates(err, "loans_employee_id_key") || database.Violates(err, "loans_device_id_key") {
		return loanOpen()
	}
	return err
}

// closeOne ends a loan; false means that somebody else has.
func closeOne(ctx context.Context, tx *database.Tx, l Loan, outcome State, by id.Employee) (bool, error) {
	n, err := tx.Exec(ctx, `update loans set closed_at = $3, closed_by = $4, outcome = $5, version = version + 1
		where organisation_id = $1 and id = $2 and closed_at is null`, l.Organisation, l.ID, tx.Now, by, string(outcome))
	return n == 1, err
}

// updateEnd extends a loan, once; false means that it was before, or is over.
func updateEnd(ctx context.Context, tx *database.Tx, l Loan, by id.Employee) (bool, error) {
	n, err := tx.Exec(ctx, `update loans set ends_at = $3, extended_at = $4, extended_by = $5, reminders_sent = 0, version = version + 1
		where organisation_id = $1 and id = $2 and closed_at is null and extended_at is null`, l.Organisation, l.ID, l.EndsAt, tx.Now, by)
	return n == 1, err
}

// identityOf finds the identity by which somebody signs in with a user name, and who that is.
func identityOf(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee, userName string) (i borrower, err error) {
	err = tx.Get(ctx, &i, `select i.id, i.employee_id from identities i
		where i.organisation_id = $1 and i.state = 'active' and ($2::uuid is null or i.employee_id = $2) and ($3 = '' or i.user_name = $3)
		limit 1`, org, who, userName)
	return i, err
}

// borrower is somebody's identity.
type borrower struct {
	Identity id.Identity `db:"id"`
	Employee id.Employee `db:"employee_id"`
}

func nobody() *fault.Fault {
	return fault.New(fault.Conflict, "loan_without_password", "The employee has no user name and password to use the device with.")
}
