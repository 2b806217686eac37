package organisation

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/text"
)

// Deps is what the service needs; all of it is required.
type Deps struct {
	DB    *database.DB
	Audit *audit.Log
}

// Service does what may be done to organisations.
type Service struct {
	db      *database.DB
	audit   *audit.Log
	follows map[State][]Follow
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{db: d.DB, audit: d.Audit, follows: map[State][]Follow{}}
}

// Follow is what a later feature does in the transaction that suspends or closes an organisation.
type Follow func(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, reason string) error

// Follow adds a step to a change into state. Only app calls it, before anything is served: the
// features above may not be imported from here.
func (s *Service) Follow(state State, do Follow) { s.follows[state] = append(s.follows[state], do) }

// ConnectIn makes the organisation of an approved connection (C7), with its production units.
func (s *Service) ConnectIn(ctx context.Context, tx *database.Tx, decision authz.Decision, in Connect) (Organisation, error) {
	var c fault.Check
	text.Field(&c, &in.Name, "/name", 1, 200)
	if err := c.Err(); err != nil {
		return Organisation{}, err
	}
	o, err := insert(ctx, tx, id.New[id.Organisation](), in)
	if err != nil {
		return Organisation{}, err
	}
	for _, unit := range in.ProductionUnits {
		if _, err := insertProductionUnit(ctx, tx, o.ID, unit); err != nil {
			return Organisation{}, err
		}
	}
	return o, s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "organisation.connected", Subject: audit.On("organisation", o.ID), New: true,
		After: audit.Fields{"cvr": o.CVR.String(), "name": o.Name, "form": o.Form, "production_units": len(in.ProductionUnits)},
	})
}
