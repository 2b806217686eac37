package organisation

import (
	"time"

	"hverv/internal/id"
	"hverv/internal/nationalid"
)

// ProductionUnit is a place of work that the company register knows by a P-number.
type ProductionUnit struct {
	ID      id.ProductionUnit  `db:"id"`
	PNumber nationalid.PNumber `db:"p_number"`
	Name    string             `db:"name"`
	Address Address            `db:"address"`
	EndedAt *time.Time         `db:"ended_at"`
	Version int64              `db:"version"`
}

// Unit is a department; departments form a tree.
type Unit struct {
	ID             id.Unit           `db:"id"`
	Parent         id.Unit           `db:"parent_id"`
	ProductionUnit id.ProductionUnit `db:"production_unit_id"`
	Name           string            `db:"name"`
	EndedAt        *time.Time        `db:"ended_at"`
	Version        int64             `db:"version"`
}
