package stock

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/text"
)

// Locations lists where devices lie, ended ones last, with how many of each kind are in each state.
func (s *Service) Locations(ctx context.Context, org id.Organisation) ([]Location, error) {
	reach, err := authz.Scope(ctx, authz.StockRead, authz.In(org))
	if err != nil {
		return nil, err
	}
	var all []Location
	err = s.db.Read(ctx, func(tx *database.Tx) (err error) {
		if all, err = listLocations(ctx, tx, org, reached(reach)); err != nil {
			return err
		}
		counts, err := countDevices(ctx, tx, org)
		if err != nil {
			return err
		}
		for i := range all {
			all[i].Counts = []Count{}
			for _, c := range counts {
				if c.Location == all[i].ID {
					all[i].Counts = append(all[i].Counts, c)
				}
			}
		}
		return nil
	})
	return all, err
}

// NewLocation is one to be made.
type NewLocation struct {
	Organisation id.Organisation
	Name         string
	Unit         id.Unit
}

// AddLocation makes a place for devices.
func (s *Service) AddLocation(ctx context.Context, in NewLocation) (Location, error) {
	permit, err := authz.Require(ctx, authz.StockChange, authz.In(in.Organisation))
	if err != nil {
		return Location{}, err
	}
	l := Location{Organisation: in.Organisation, ID: id.New[id.Location](), Name: in.Name, Unit: in.Unit, Version: 1, Counts: []Count{}}
	if err := l.check(); err != nil {
		return Location{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Location, error) {
		facts, err := at(ctx, tx, l, "")
		if err != nil {
			return l, err
		}
		decision, err := permit.On(facts)
		if err != nil {
			return l, err
		}
		if err := insertLocation(ctx, tx, l); err != nil {
			return l, err
		}
		return l, s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "location.added", Subject: audit.On("location", l.ID), New: true,
			After: audit.Fields{"name": l.Name, "unit_id": l.Unit.String()},
		})
	})
}

func (l *Location) check() error {
	var c fault.Check
	text.Field(&c, &l.Name, "/name", 1, 100)
	return c.Err()
}

// RenameLocation gives a location another name.
func (s *Service) RenameLocation(ctx context.Context, org id.Organisation, which id.Location, version int64, name string) (Location, error) {
	permit, err := authz.Require(ctx, authz.StockChange, authz.In(org))
	if err != nil {
		return Location{}, err
	}
	wanted := Location{Name: name}
	if err := wanted.check(); err != nil {
		return Location{}, err
	}
	return s.rewrite(ctx, permit, org, which, version, "location.renamed", func(_ *database.Tx, l *Location) error {
		l.Name = wanted.Name
		return nil
	})
}

// EndLocation takes a location out of use once nothing lies there.
func (s *Service) EndLocation(ctx context.Context, org id.Organisation, which id.Location, version int64) (Location, error) {
	permit, err := authz.Require(ctx, authz.StockChange, authz.In(org))
	if err != nil {
		return Location{}, err
	}
	return s.rewrite(ctx, permit, org, which, version, "location.ended", func(tx *database.Tx, l *Location) error {
		used, err := locationUsed(ctx, tx, org, which)
		if err != nil {
			return err
		}
		if used {
			return fault.New(fault.Conflict, "location_in_use", "Devices lie there still, or are to come back there. Move them first.")
		}
		l.EndedAt = &tx.Now
		return nil
	})
}

func (s *Service) rewrite(ctx context.Context, permit authz.Permit, org id.Organisation, which id.Location, version int64, name string,
	change func(*database.Tx, *Location) error,
) (Location, error) {
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Location, error) {
		l, err := lockLocation(ctx, tx, org, which)
		if err != nil {
			return l, err
		}
		facts, err := at(ctx, tx, l, "")
		if err != nil {
			return l, err
		}
		decision, err := permit.On(facts)
		if err != nil {
			return l, err
		}
		if l.Version != version {
			return l, etag.Stale()
		}
		if l.EndedAt != nil {
			return l, locationEnded()
		}
		before := l.Name
		if err := change(tx, &l); err != nil {
			return l, err
		}
		if err := updateLocation(ctx, tx, &l); err != nil {
			return l, err
		}
		l.Counts = []Count{}
		return l, s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: name, Subject: audit.On("location", l.ID),
			Before: audit.Fields{"name": before}, After: audit.Fields{"name": l.Name, "ended": l.EndedAt != nil},
		})
	})
}
