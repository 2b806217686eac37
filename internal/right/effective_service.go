package right

import (
	"context"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// EffectiveOf gives the rights that an employee has now, each with the path that gives it, by one
// indexed query (R6). Somebody who may not act has none (E5).
func EffectiveOf(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee) ([]Effective, error) {
	return effective(ctx, tx, org, who, tx.Today, bounds{})
}

// EffectiveIn is EffectiveOf for the rights of some systems; nil, unlike none, is all of them (P3). Of a
// session with reduced powers it gives those that the bundle holds now too (U10).
func EffectiveIn(
	ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee, systems []id.System, reducedTo id.Bundle,
) ([]Effective, error) {
	if systems != nil && len(systems) == 0 {
		return []Effective{}, nil
	}
	return effective(ctx, tx, org, who, tx.Today, bounds{systems, reducedTo})
}

// EffectiveOn is EffectiveOf for a day: one to come by the dates known now, one past as it stood
// when that day ended.
func EffectiveOn(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee, on calendar.Date) ([]Effective, error) {
	return effective(ctx, tx, org, who, on, bounds{})
}

// Powers is what somebody may do on a day.
type Powers struct {
	On     calendar.Date
	Usable bool // false: may not act at all, and so has no right
	Rights []Effective
}

// Of shows the effective rights of an employee on a day, none for today (R6).
func (s *Service) Of(ctx context.Context, org id.Organisation, who id.Employee, on calendar.Date) (Powers, error) {
	permit, err := authz.Require(ctx, authz.RightsOf, authz.In(org))
	if err != nil {
		return Powers{}, err
	}
	var p Powers
	err = s.db.Read(ctx, func(tx *database.Tx) (err error) {
		p = Powers{On: on}
		if p.On.IsZero() {
			p.On = tx.Today
		}
		if p.Usable, err = usable(ctx, tx, org, who, p.On); err != nil {
			return err
		}
		if _, err := permitFor(ctx, tx, permit, org, who, id.Right{}); err != nil {
			return err
		}
		p.Rights, err = effective(ctx, tx, org, who, p.On, bounds{reducedTo: reducedTo(ctx, who)})
		return err
	})
	return p, err
}

// reducedTo is what bounds the powers of somebody who looks at their own (U10).
func reducedTo(ctx context.Context, who id.Employee) id.Bundle {
	actor, _ := authz.From(ctx)
	if actor.Employee != who {
		return id.Bundle{}
	}
	return actor.ReducedTo
}

// Mine shows the caller's own effective rights in the organisation that was chosen (A6, R6).
func (s *Service) Mine(ctx context.Context, on calendar.Date) (Powers, error) {
	if _, err := authz.Require(ctx, authz.MeRead, authz.Everywhere()); err != nil {
		return Powers{}, err
	}
	actor, _ := authz.From(ctx)
	if actor.Employee.IsZero() {
		return Powers{}, fault.New(fault.Conflict, "organisation_not_chosen", "Choose the organisation that you act for first.")
	}
	return s.Of(ctx, actor.Organisation, actor.Employee, on)
}
