package printing

import (
	"context"
	"strings"

	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/organisation"
	"hverv/internal/text"
)

// Party is one who writes or gets a letter.
type Party []string

// Sender is how an organisation stands on its letters.
func Sender(o organisation.Organisation) Party {
	lines := Party{o.Name}
	if place := strings.Join(postal(o.Address, ""), ", "); place != "" {
		lines = append(lines, place)
	}
	for _, way := range []string{o.SupportPhone, o.SupportEmail} {
		if way != "" {
			lines = append(lines, way)
		}
	}
	return lines
}

// Recipient is where a letter to an employee goes: to the address that was typed, else to the place of
// work, where everybody has one.
func Recipient(ctx context.Context, tx *database.Tx, o organisation.Organisation, e employee.Employee, typed *organisation.Address) (Party, error) {
	if typed != nil {
		return append(Party{e.Name()}, postal(*typed, "DK")...), nil
	}
	where, company := o.Address, o.Name
	if !e.ProductionUnit.IsZero() {
		name, address, err := placeOfWork(ctx, tx, o.ID, e.ProductionUnit)
		if err != nil {
			return nil, err
		}
		if whole(address) {
			where, company = address, name
		}
	}
	if !whole(where) {
		return nil, fault.New(fault.Invalid, "address_missing", "No address is known for the letter. Type one.").
			On("/address", "missing", "An address is needed.")
	}
	return append(Party{e.Name(), company}, postal(where, "DK")...), nil
}

func whole(a organisation.Address) bool { return a.Street != "" && a.PostalCode != "" && a.City != "" }

// postal is street, town and, from a home country, another country.
func postal(a organisation.Address, home string) []string {
	lines := []string{}
	if a.Street != "" {
		lines = append(lines, a.Street)
	}
	if town := strings.TrimSpace(a.PostalCode + " " + a.City); town != "" {
		lines = append(lines, town)
	}
	if home != "" && a.Country != "" && !strings.EqualFold(a.Country, home) {
		lines = append(lines, strings.ToUpper(a.Country))
	}
	return lines
}

// CheckAddress takes in an address where it stands in the input.
func CheckAddress(a *organisation.Address, at string) error {
	var c fault.Check
	text.Field(&c, &a.Street, at+"/street", 1, 100)
	text.Field(&c, &a.PostalCode, at+"/postal_code", 1, 10)
	text.Field(&c, &a.City, at+"/city", 1, 60)
	text.Field(&c, &a.Country, at+"/country", 0, 2)
	return c.Err()
}

func placeOfWork(ctx context.Context, tx *database.Tx, org id.Organisation, unit id.ProductionUnit) (name string, at organisation.Address, err error) {
	var found struct {
		Name    string               `db:"name"`
		Address organisation.Address `db:"address"`
	}
	err = tx.Get(ctx, &found, `select name, address from production_units where organisation_id = $1 and id = $2`, org, unit)
	return found.Name, found.Address, database.Found(err, "production unit")
}
