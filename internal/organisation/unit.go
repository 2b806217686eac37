package organisation

import (
	"slices"
	"time"

	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
	"hverv/internal/text"
)

// ProductionUnit is a place of work that the company register knows by a P-number.
type ProductionUnit struct {
	ID      id.ProductionUnit  `db:"id"`
	PNumber nationalid.PNumber `db:"p_number"`
	Name    string             `db:"name"`
	Address Address            `db:"address"`
	EndedAt *time.Time         `db:"ended_at"` // nil while in use
	Version int64              `db:"version"`
}

// Unit is a department; departments form a tree.
type Unit struct {
	ID             id.Unit           `db:"id"`
	Parent         id.Unit           `db:"parent_id"` // none at the top
	ProductionUnit id.ProductionUnit `db:"production_unit_id"`
	Name           string            `db:"name"`
	EndedAt        *time.Time        `db:"ended_at"` // nil while in use
	Version        int64             `db:"version"`
}

// NewProductionUnit is a production unit to be registered by hand, as typed.
type NewProductionUnit struct {
	Organisation id.Organisation
	PNumber      string
	Name         string
	Address      Address
}

// ChangeProductionUnit changes a production unit; nil leaves a member as it is.
type ChangeProductionUnit struct {
	Organisation id.Organisation
	ID           id.ProductionUnit
	Version      int64
	Name         *string
	Address      *Address
}

// NewUnit is a department to be made.
type NewUnit struct {
	Organisation   id.Organisation
	Parent         id.Unit
	ProductionUnit id.ProductionUnit
	Name           string
}

// ChangeUnit changes a department; nil leaves a member as it is, none takes it away.
type ChangeUnit struct {
	Organisation   id.Organisation
	ID             id.Unit
	Version        int64
	Name           *string
	Parent         *id.Unit
	ProductionUnit *id.ProductionUnit
}

// EndUnit takes a department or production unit out of use.
type EndUnit[I any] struct {
	Organisation id.Organisation
	ID           I
	Version      int64
}

// prepare reads what was typed.
func (in *NewProductionUnit) prepare() (ConnectUnit, error) {
	var c fault.Check
	text.Field(&c, &in.Name, "/name", 1, 200)
	takeIn(&c, &in.Address)
	number, err := nationalid.ParsePNumber(in.PNumber)
	if err != nil {
		c.That(false, "/p_number", fault.CodeOf(err), "A P-number is ten digits.")
	}
	return ConnectUnit{Number: number, Name: in.Name, Address: in.Address}, c.Err()
}

func takeIn(c *fault.Check, a *Address) {
	text.Field(c, &a.Street, "/address/street", 0, 200)
	text.Field(c, &a.PostalCode, "/address/postal_code", 0, 20)
	text.Field(c, &a.City, "/address/city", 0, 100)
	text.Field(c, &a.Country, "/address/country", 0, 2)
}

// move judges whether a unit may stand below path (its parent-to-be and all above): no circle, not
// too deep. depth is the height of the tree that moves along.
func move(unit id.Unit, path []id.Unit, depth int) error {
	if slices.Contains(path, unit) {
		return fault.New(fault.Conflict, "unit_circle", "A department cannot belong to itself or to one below it.").
			On("/parent_id", "unit_circle", "This department lies below the one you move.")
	}
	if len(path)+depth > maxDepth {
		return fault.New(fault.Conflict, "unit_too_deep", "Departments cannot be nested that deeply.").
			On("/parent_id", "unit_too_deep", "At most 20 levels.")
	}
	return nil
}

// maxDepth bounds the tree of units, and with it every walk through it.
const maxDepth = 20
