// Package order owns orders of code displays, audio readers and chips (O1-O4): who may order what for
// whom at which price, how far each thing has come, and the suppliers that bring it. What the thing is to
// its holder is package authenticator's, the devices of the own warehouse are package stock's; they move
// in the same transaction. Billing is not here: an order only freezes its prices and names its payer.
package order

import (
	"crypto/rand"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"

	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
	"hverv/internal/organisation"
	"hverv/internal/price"
	"hverv/internal/stock"
	"hverv/internal/text"
)

// Purpose is why something is ordered.
type Purpose string

// The purposes.
const (
	Fresh      Purpose = "new"
	Correction Purpose = "correction" // a card whose name, title, unit or photo is wrong (U14)
)

const maxLines = 100

// Order is what was asked of a supplier at one time.
type Order struct {
	Organisation id.Organisation      `db:"organisation_id"`
	ID           id.Order             `db:"id"`
	Number       string               `db:"number"`
	Purpose      Purpose              `db:"purpose"`
	State        State                `db:"state"`
	Supplier     string               `db:"supplier"`
	Address      organisation.Address `db:"address"`
	Attention    string               `db:"attention"`
	PayerCVR     string               `db:"payer_cvr"`
	PayerEAN     string               `db:"payer_ean"`
	CostCentre   string               `db:"cost_centre"`
	Reference    string               `db:"reference"`
	PriceList    id.PriceList         `db:"price_list_id"`
	OrderedBy    id.Employee          `db:"ordered_by"`
	CreatedAt    time.Time            `db:"created_at"`
	SubmittedAt  *time.Time           `db:"submitted_at"` // nil: a draft
	PlacedAt     *time.Time           `db:"placed_at"`
	AnsweredAt   *time.Time           `db:"answered_at"`
	AskAt        *time.Time           `db:"ask_at"`
	Problem      string               `db:"problem"`
	Version      int64                `db:"version"`

	OrderedByName string   `db:"ordered_by_name"`
	Lines         []Line   `db:"-"`
	Notices       []Notice `db:"-"`
	Hidden        int      `db:"-"` // lines for people whom the reader may not see
	Actions       []string `db:"-"`
}

// Line is one thing for one employee.
type Line struct {
	Organisation  id.Organisation  `db:"organisation_id"`
	ID            id.OrderLine     `db:"id"`
	Order         id.Order         `db:"order_id"`
	Number        int              `db:"number"`
	Employee      id.Employee      `db:"employee_id"`
	Kind          stock.Kind       `db:"kind"`
	State         State            `db:"state"`
	Spare         bool             `db:"spare"`
	Price         price.Oere       `db:"price"`
	Authenticator id.Authenticator `db:"authenticator_id"`
	Replaces      id.Authenticator `db:"replaces_id"`
	Corrects      pq.StringArray   `db:"corrects"`
	ExpectedOn    calendar.Date    `db:"expected_on"`
	Serial        string           `db:"serial"`
	Tracking      string           `db:"tracking"`
	Reason        string           `db:"reason"`
	ToldAt        *time.Time       `db:"told_at"`
	Placed        bool             `db:"placed"`
	RecalledAt    *time.Time       `db:"recalled_at"`
	ShippedAt     *time.Time       `db:"shipped_at"`
	DeliveredAt   *time.Time       `db:"delivered_at"`

	EmployeeName string   `db:"employee_name"`
	Actions      []string `db:"-"`
}

// Notice tells that something comes on another day than was promised (O3).
type Notice struct {
	ID         id.OrderNotice `db:"id"`
	Line       id.OrderLine   `db:"line_id"`
	Was        calendar.Date  `db:"was_expected_on"`
	ExpectedOn calendar.Date  `db:"expected_on"`
	Reason     string         `db:"reason"`
	GivenAt    time.Time      `db:"given_at"`
}

// Total is what the order costs without VAT; what was cancelled or failed costs nothing.
func (o *Order) Total() (sum int64) {
	for _, l := range o.Lines {
		if l.State != Cancelled && l.State != Failed {
			sum += int64(l.Price)
		}
	}
	return sum
}

// ExpectedOn is the last day on which something of it is expected; none when nothing is.
func (o *Order) ExpectedOn() (on calendar.Date) {
	for _, l := range o.Lines {
		if !l.State.Over() && l.ExpectedOn.After(on) {
			on = l.ExpectedOn
		}
	}
	return on
}

// placed says that the supplier is or was asked for something of it.
func (o *Order) placed() bool {
	return slices.ContainsFunc(o.Lines, func(l Line) bool { return l.Placed })
}

func (o *Order) states() []State {
	states := make([]State, len(o.Lines))
	for i, l := range o.Lines {
		states[i] = l.State
	}
	return states
}

// line finds one of the order's lines.
func (o *Order) line(which id.OrderLine) (*Line, error) {
	at := slices.IndexFunc(o.Lines, func(l Line) bool { return l.ID == which })
	if at < 0 {
		return nil, fault.Missing("order line")
	}
	return &o.Lines[at], nil
}

// Wanted is a line as it is asked for.
type Wanted struct {
	Employee id.Employee
	Kind     stock.Kind
	Spare    bool
	Replaces id.Authenticator // of a correction (U14)
	Corrects []string
}

// Delivery is where an order goes and who pays for it.
type Delivery struct {
	Address    organisation.Address
	Attention  string
	PayerCVR   string // empty: the organisation itself; another's for students' cards (B3)
	PayerEAN   string
	CostCentre string
	Reference  string
}

// NewOrder is what somebody orders.
type NewOrder struct {
	Delivery

	Organisation id.Organisation
	Lines        []Wanted
	Submit       bool // else it is kept as a draft
}

func (in *NewOrder) check() error {
	var c fault.Check
	c.That(len(in.Lines) > 0, "/lines", "missing", "Choose at least one employee.")
	c.That(len(in.Lines) <= maxLines, "/lines", "too_many", "An order holds at most 100 lines. Make another one.")
	for i, l := range in.Lines {
		c.That(slices.Contains(stock.Kinds(), l.Kind), pointer(i, "kind"), "unknown", "Choose code_display, audio_reader or chip.")
	}
	in.Delivery.check(&c)
	return c.Err()
}

func (d *Delivery) check(c *fault.Check) {
	text.Field(c, &d.Address.Street, "/address/street", 1, 200)
	text.Field(c, &d.Address.PostalCode, "/address/postal_code", 1, 20)
	text.Field(c, &d.Address.City, "/address/city", 1, 100)
	if d.Address.Country == "" {
		d.Address.Country = "DK"
	}
	danish := d.Address.Country == "DK"
	c.That(!danish || d.Address.PostalCode == "" || fourDigits(d.Address.PostalCode), "/address/postal_code", "postal_code_invalid", "A Danish postal code has four digits.")
	text.Field(c, &d.Attention, "/attention", 0, 100)
	text.Field(c, &d.CostCentre, "/payer/cost_centre", 0, 50)
	text.Field(c, &d.Reference, "/reference", 0, 50)
	if d.PayerCVR != "" {
		cvr, err := nationalid.ParseCVR(d.PayerCVR)
		c.That(err == nil, "/payer/cvr", "cvr_invalid", "This is no CVR number.")
		d.PayerCVR = cvr.String()
	}
	if d.PayerEAN != "" {
		ean, err := nationalid.ParseEAN(d.PayerEAN)
		c.That(err == nil, "/payer/ean", "ean_invalid", "This is no EAN number.")
		d.PayerEAN = ean.String()
	}
}

func fourDigits(code string) bool {
	return len(code) == 4 && strings.Trim(code, "0123456789") == ""
}

func pointer(line int, member string) string { return "/lines/" + strconv.Itoa(line) + "/" + member }

// signs are those of an order number: without the letters that are taken for digits.
const signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// newNumber names an order by its day and 35 random bits: readable on the telephone, and made without
// a counter that all of an organisation's orders would wait for.
func newNumber(on calendar.Date) string {
	var raw [7]byte
	rand.Read(raw[:]) // never returns an error since Go 1.24
	for i, b := range raw {
		raw[i] = signs[b&31]
	}
	return strings.ReplaceAll(on.String()[2:], "-", "") + "-" + string(raw[:])
}
