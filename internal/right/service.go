package right

import (
	"github.com/lib/pq"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/seal"
)

// Deps is what the service needs; all of it is required.
type Deps struct {
	DB    *database.DB
	Audit *audit.Log
	Keys  *seal.Keys
}

// Service keeps systems, rights, bundles and assignments.
type Service struct {
	db    *database.DB
	audit *audit.Log
	keys  *seal.Keys
}

// New makes the service.
func New(d Deps) *Service { return &Service{db: d.DB, audit: d.Audit, keys: d.Keys} }

// reach is authz.Reach as the store takes it.
type reach struct {
	all                             bool
	self                            id.Employee
	units, productionUnits, systems any
}

func reachOf(r authz.Reach) reach {
	return reach{r.All, r.Self, pq.Array(r.Units), pq.Array(r.ProductionUnits), pq.Array(r.Systems)}
}
