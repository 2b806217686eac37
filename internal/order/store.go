package order

import (
	"context"
	"time"

	"github.com/lib/pq"

	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/etag"
	"hverv/internal/id"
)

const orderColumns = `o.organisation_id, o.id, o.number, o.purpose, o.state, o.supplier, o.address, o.attention, o.payer_cvr, o.payer_ean,
	o.cost_centre, o.reference, o.price_list_id, o.ordered_by, o.created_at, o.submitted_at, o.placed_at, o.answered_at, o.ask_at, o.problem,
	o.version, coalesce(b.given_name || ' ' || b.family_name, '') as ordered_by_name`

const orderTables = ` from orders o left join employees b on b.organisation_id = o.organisation_id and b.id = o.ordered_by `

// reader is how far the reader sees: lines for people in reach, for oneself, and all of an own order.
type reader struct {
	within

	self id.Employee
}

// within is authz.Reach as the store takes it.
type within struct {
	all                    bool
	units, productionUnits []string
}

func (w within) args() (units, productionUnits any) {
	return pq.Array(w.units), pq.Array(w.productionUnits)
}

// Filter narrows the list of orders.
type Filter struct {
	State    State
	Employee id.Employee // with a line for
}

// listOrders gives the newest first; within's $1 to $4 begin it.
func listOrders(ctx context.Context, tx *database.Tx, org id.Organisation, r reader, f Filter, before id.Order, limit int) ([]Order, error) {
	all := []Order{}
	units, productionUnits := r.args()
	err := tx.Select(ctx, &all, database.WithinSQL+` select `+orderColumns+orderTables+`
		where o.organisation_id = $1 and ($5 = '' or o.state = $5) and ($6::uuid is null or o.id < $6)
			and ($7::uuid is null or exists (select 1 from order_lines l where l.organisation_id = $1 and l.order_id = o.id and l.employee_id = $7))
			and ($8::boolean or o.ordered_by = $9 or exists (select 1 from order_lines l where l.organisation_id = $1 and l.order_id = o.id
				and (l.employee_id = $9 or l.employee_id::text in (select person from within))))
		order by o.id desc limit $10`,
		org, tx.Today, units, productionUnits, string(f.State), before, f.Employee, r.all, r.self, limit)
	return all, err
}

func findOrder(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Order) (Order, error) {
	var o Order
	err := tx.Get(ctx, &o, `select `+orderColumns+orderTables+` where o.organisation_id = $1 and o.id = $2`, org, which)
	return o, database.Found(err, "order")
}

// byNumber finds the order that a supplier speaks of.
func byNumber(ctx context.Context, tx *database.Tx, cvr, number string) (org id.Organisation, which id.Order, err error) {
	var found struct {
		Organisation id.Organisation `db:"organisation_id"`
		ID           id.Order        `db:"id"`
	}
	err = tx.Get(ctx, &found, `select o.organisation_id, o.id from orders o join organisations g on g.id = o.organisation_id
		where g.cvr = $1 and o.number = $2`, cvr, number)
	return found.Organisation, found.ID, database.Found(err, "order")
}

// lockOrder reads an order with its lines and keeps it. The identities behind the lines are locked
// first, as whoever changes an authenticator and so comes to its order has done: one order of locks.
func lockOrder(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Order) (Order, error) {
	var locked []id.Identity
	err := tx.Select(ctx, &locked, `select i.id from identities i where i.organisation_id = $1
		and i.id in (select a.identity_id from order_lines l
			join authenticators a on a.organisation_id = l.organisation_id and a.id = l.authenticator_id
			where l.organisation_id = $1 and l.order_id = $2)
		order by i.id for update`, org, which)
	if err != nil {
		return Order{}, err
	}
	return keepOrder(ctx, tx, org, which)
}

// keepOrder is lockOrder for who has locked an identity already.
func keepOrder(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Order) (Order, error) {
	var locked id.Order
	if err := tx.Get(ctx, &locked, `select id from orders where organisation_id = $1 and id = $2 for update`, org, which); err != nil {
		return Order{}, database.Found(err, "order")
	}
	o, err := findOrder(ctx, tx, org, which)
	if err != nil {
		return o, err
	}
	o.Lines, err = linesOf(ctx, tx, org, []id.Order{which})
	return o, err
}

func insertOrder(ctx context.Context, tx *database.Tx, o Order) error {
	_, err := tx.Exec(ctx, `insert into orders (organisation_id, id, number, purpose, state, supplier, address, attention, payer_cvr, payer_ean,
			cost_centre, reference, price_list_id, ordered_by, created_at, submitted_at, ask_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		o.Organisation, o.ID, o.Number, string(o.Purpose), string(o.State), o.Supplier, o.Address, o.Attention, o.PayerCVR, o.PayerEAN,
		o.CostCentre, o.Reference, o.PriceList, o.OrderedBy, o.CreatedAt, o.SubmittedAt, o.AskAt)
	return err
}

// updateOrder stores what may change of an order and raises its version.
func updateOrder(ctx context.Context, tx *database.Tx, o *Order) error {
	n, err := tx.Exec(ctx, `update orders set state = $4, supplier = $5, address = $6, attention = $7, payer_cvr = $8, payer_ean = $9, cost_centre = $10,
			reference = $11, price_list_id = $12, submitted_at = $13, placed_at = $14, answered_at = $15, ask_at = $16, problem = $17,
			version = version + 1
		where organisation_id = $1 and id = $2 and version = $3`,
		o.Organisation, o.ID, o.Version, string(o.State), o.Supplier, o.Address, o.Attention, o.PayerCVR, o.PayerEAN, o.CostCentre,
		o.Reference, o.PriceList, o.SubmittedAt, o.PlacedAt, o.AnsweredAt, o.AskAt, o.Problem)
	if err == nil && n == 0 {
		return etag.Stale()
	}
	o.Version++
	return err
}

// asked is an order that its supplier must be turned to again.
type asked struct {
	Organisation id.Organisation `db:"organisation_id"`
	ID           id.Order        `db:"id"`
	Number       string          `db:"number"`
	CVR          string          `db:"cvr"`
	AnsweredAt   *time.Time      `db:"answered_at"`
}

// due takes what a supplier must be turned to again about, and puts its next turn off.
func due(ctx context.Context, tx *database.Tx, supplier string, next time.Time, limit int) ([]asked, error) {
	all := []asked{}
	err := tx.Select(ctx, &all, `with due as (select organisation_id, id from orders where supplier = $1 and ask_at <= $2
			order by ask_at limit $4 for update skip locked)
		update orders o set ask_at = $3 from due, organisations g
		where o.organisation_id = due.organisation_id and o.id = due.id and g.id = o.organisation_id
		returning o.organisation_id, o.id, o.number, o.answered_at, g.cvr`, supplier, tx.Now, next, limit)
	return all, err
}

// place fixes what the supplier is asked for, before it is: whatever becomes of the answer, a repetition
// asks for the same.
func place(ctx context.Context, tx *database.Tx, o *Order) error {
	for i := range o.Lines {
		if l := &o.Lines[i]; l.State == Submitted {
			l.Placed = true
			if err := updateLine(ctx, tx, l); err != nil {
				return err
			}
		}
	}
	o.PlacedAt = &tx.Now
	if !o.placed() {
		o.AnsweredAt, o.AskAt = &tx.Now, nil // all of it was cancelled meanwhile
	}
	return updateOrder(ctx, tx, o)
}

func updateRecalled(ctx context.Context, tx *database.Tx, org id.Organisation, lines []id.OrderLine) error {
	_, err := tx.Exec(ctx, `update order_lines set recalled_at = $3 where organisation_id = $1 and id = any($2::uuid[]) and recalled_at is null`,
		org, pq.Array(texts(lines)), tx.Now)
	return err
}

func updateProblem(ctx context.Context, tx *database.Tx, org id.Organisation, order id.Order, problem string) error {
	_, err := tx.Exec(ctx, `update orders set problem = $3 where organisation_id = $1 and id = $2 and problem <> $3`, org, order, problem)
	return err
}

const lineColumns = `l.organisation_id, l.id, l.order_id, l.number, l.employee_id, l.kind, l.state, l.spare, l.price, l.authenticator_id, l.replaces_id,
	l.corrects, l.expected_on, l.serial, l.tracking, l.reason, l.told_at, l.placed, l.recalled_at, l.shipped_at, l.delivered_at,
	e.given_name || ' ' || e.family_name as employee_name`

const lineTables = ` from order_lines l join employees e on e.organisation_id = l.organisation_id and e.id = l.employee_id `

func linesOf(ctx context.Context, tx *database.Tx, org id.Organisation, orders []id.Order) ([]Line, error) {
	all := []Line{}
	err := tx.Select(ctx, &all, `select `+lineColumns+lineTables+` where l.organisation_id = $1 and l.order_id = any($2::uuid[])
		order by l.order_id, l.number`, org, pq.Array(texts(orders)))
	return all, err
}

// listQueue gives what the own warehouse has to send, the oldest first.
func listQueue(ctx context.Context, tx *database.Tx, org id.Organisation, r reader, after After, limit int) ([]Line, error) {
	all := []Line{}
	units, productionUnits := r.args()
	err := tx.Select(ctx, &all, database.WithinSQL+` select `+lineColumns+lineTables+`
		join orders o on o.organisation_id = l.organisation_id and o.id = l.order_id
		where l.organisation_id = $1 and o.supplier = 'warehouse' and l.state in ('submitted', 'accepted', 'back_ordered')
			and ($5::boolean or l.employee_id::text in (select person from within))
			and ($6::uuid is null or (l.expected_on, l.id) > ($7::date, $6))
		order by l.expected_on, l.id limit $8`, org, tx.Today, units, productionUnits, r.all, after.ID, after.On, limit)
	return all, err
}

// After is where a page of the queue goes on.
type After struct {
	On calendar.Date
	ID id.OrderLine
}

// peopleWithin says which of some people a scoped reader reaches.
func peopleWithin(ctx context.Context, tx *database.Tx, org id.Organisation, reach within, people []id.Employee) (map[id.Employee]bool, error) {
	found := map[id.Employee]bool{}
	var all []id.Employee
	err := tx.Select(ctx, &all, database.WithinSQL+` select person::uuid from within where person = any($5::text[])`,
		org, tx.Today, pq.Array(reach.units), pq.Array(reach.productionUnits), pq.Array(texts(people)))
	for _, who := range all {
		found[who] = true
	}
	return found, err
}

func insertLine(ctx context.Context, tx *database.Tx, l Line) error {
	_, err := tx.Exec(ctx, `insert into order_lines (organisation_id, id, order_id, number, employee_id, kind, state, spare, price, authenticator_id,
			replaces_id, corrects, expected_on)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, l.Organisation, l.ID, l.Order, l.Number, l.Employee, string(l.Kind),
		string(l.State), l.Spare, int64(l.Price), l.Authenticator, l.Replaces, l.Corrects, l.ExpectedOn)
	return err
}

func updateLine(ctx context.Context, tx *database.Tx, l *Line) error {
	_, err := tx.Exec(ctx, `update order_lines set state = $3, price = $4, authenticator_id = $5, expected_on = $6, serial = $7, tracking = $8,
			reason = $9, told_at = $10, placed = $11, recalled_at = $12, shipped_at = $13, delivered_at = $14
		where organisation_id = $1 and id = $2`, l.Organisation, l.ID, string(l.State), int64(l.Price), l.Authenticator, l.ExpectedOn, l.Serial,
		l.Tracking, l.Reason, l.ToldAt, l.Placed, l.RecalledAt, l.ShippedAt, l.DeliveredAt)
	return err
}

func deleteLines(ctx context.Context, tx *database.Tx, o Order) error {
	_, err := tx.Exec(ctx, `delete from order_lines where organisation_id = $1 and order_id = $2`, o.Organisation, o.ID)
	return err
}

// lineOf finds the line by which an authenticator was ordered.
func lineOf(ctx context.Context, tx *database.Tx, org id.Organisation, a id.Authenticator) (order id.Order, line id.OrderLine, err error) {
	var found struct {
		Order id.Order     `db:"order_id"`
		ID    id.OrderLine `db:"id"`
	}
	err = tx.Get(ctx, &found, `select order_id, id from order_lines where organisation_id = $1 and authenticator_id = $2`, org, a)
	return found.Order, found.ID, err
}

// notices gives what an order's days were moved to, the newest first.
func noticesOf(ctx context.Context, tx *database.Tx, org id.Organisation, order id.Order) ([]Notice, error) {
	all := []Notice{}
	err := tx.Select(ctx, &all, `select id, line_id, was_expected_on, expected_on, reason, given_at from order_notices
		where organisation_id = $1 and order_id = $2 order by id desc limit 500`, org, order)
	return all, err
}

//nolint:gochecknoglobals // a table's columns
var noticeTable = &database.Table{Name: "order_notices", Columns: []database.Column{
	{Name: "organisation_id", Type: "uuid"},
	{Name: "id", Type: "uuid"},
	{Name: "order_id", Type: "uuid"},
	{Name: "line_id", Type: "uuid"},
	{Name: "was_expected_on", Type: "date"},
	{Name: "expected_on", Type: "date"},
	{Name: "reason", Type: "text"},
	{Name: "given_at", Type: "timestamptz"},
}}

// waiting is an identity that something may be ordered for.
type waiting struct {
	ID       id.Identity   `db:"id"`
	Employee id.Employee   `db:"employee_id"`
	Until    calendar.Date `db:"activate_until"`
}

// lockIdentities locks how the people sign in, in one order, before anything is ordered for them.
func lockIdentities(ctx context.Context, tx *database.Tx, org id.Organisation, people []id.Employee) (map[id.Employee]waiting, error) {
	all := []waiting{}
	err := tx.Select(ctx, &all, `select id, employee_id, activate_until from identities
		where organisation_id = $1 and employee_id = any($2::uuid[]) and state in ('pending', 'active')
		order by id for update`, org, pq.Array(texts(people)))
	found := map[id.Employee]waiting{}
	for _, w := range all {
		found[w.Employee] = w
	}
	return found, err
}

// cards gives the chips that somebody has, or the one that is asked for.
func cards(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee, which id.Authenticator) ([]id.Authenticator, error) {
	var all []id.Authenticator
	err := tx.Select(ctx, &all, `select id from authenticators where organisation_id = $1 and employee_id = $2 and kind = 'chip'
		and ($3::uuid is null or id = $3) and state in ('pending_activation', 'active', 'suspended', 'blocked', 'expired') limit 2`, org, who, which)
	return all, err
}

// told is somebody to write to.
type told struct {
	Name         string `db:"name"`
	Email        string `db:"email"`
	Language     string `db:"language"`
	Organisation string `db:"organisation"`
}

func contactOf(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee) (told, error) {
	var to told
	err := tx.Get(ctx, &to, `select e.given_name || ' ' || e.family_name as name, e.email, o.name as organisation, `+employee.LanguageSQL+` as language
		from employees e join organisations o on o.id = e.organisation_id where e.organisation_id = $1 and e.id = $2`, org, who)
	return to, err
}

func texts[T interface{ String() string }](ids []T) []string {
	all := make([]string, len(ids))
	for i, each := range ids {
		all[i] = each.String()
	}
	return all
}

// protectedOf says whose names stay in the house (E13).
func protectedOf(ctx context.Context, tx *database.Tx, o Order) (map[id.Employee]bool, error) {
	var all []id.Employee
	err := tx.Select(ctx, &all, `select e.id from employees e where e.organisation_id = $1 and e.protected
		and e.id in (select employee_id from order_lines where organisation_id = $1 and order_id = $2)`, o.Organisation, o.ID)
	found := map[id.Employee]bool{}
	for _, who := range all {
		found[who] = true
	}
	return found, err
}
