package employee

import (
	"context"
	"slices"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/text"
)

// Block stops an employee by an administrator (E6). It is an emergency: no version is asked for,
// and to block somebody twice is no error.
func (s *Service) Block(ctx context.Context, in PutBlock) (Stopped, error) {
	permit, err := authz.Require(ctx, authz.EmployeeBlock, authz.In(in.Organisation))
	if err != nil {
		return Stopped{}, err
	}
	if err := in.prepare(); err != nil {
		return Stopped{}, err
	}
	return s.block(ctx, permit, in)
}

// BlockSelf is the person's own block (E6): whoever suspects misuse stops everything at once.
func (s *Service) BlockSelf(ctx context.Context, reason string, dryRun bool) (Stopped, error) {
	actor, _ := authz.From(ctx)
	permit, err := authz.Require(ctx, authz.EmployeeSelfBlock, authz.In(actor.Organisation))
	if err != nil {
		return Stopped{}, err
	}
	var c fault.Check
	text.Field(&c, &reason, "/reason", 0, 1000)
	if err := c.Err(); err != nil {
		return Stopped{}, err
	}
	return s.block(ctx, permit, PutBlock{
		Organisation: actor.Organisation, Employee: actor.Employee, Kind: BySelf, Reason: reason, DryRun: dryRun,
	})
}

func (s *Service) block(ctx context.Context, permit authz.Permit, in PutBlock) (Stopped, error) {
	if in.DryRun {
		return s.preview(ctx, permit, in)
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Stopped, error) {
		e, decision, err := hold(ctx, tx, permit, in.Organisation, in.Employee, in.Reason)
		if err != nil {
			return Stopped{}, err
		}
		effects, err := EffectsOf(ctx, tx, in.Organisation, in.Employee)
		if err != nil {
			return Stopped{}, err
		}
		e, err = s.put(ctx, tx, decision, e, in.Kind, in.Reason)
		return Stopped{Employee: e, Effects: effects, Stored: true}, err
	})
}

func (s *Service) preview(ctx context.Context, permit authz.Permit, in PutBlock) (Stopped, error) {
	var would Stopped
	err := s.db.Read(ctx, func(tx *database.Tx) (err error) {
		if would.Employee, err = Find(ctx, tx, in.Organisation, in.Employee); err != nil {
			return err
		}
		if _, err := permit.On(would.Employee.Because(in.Reason)); err != nil {
			return err
		}
		would.Effects, err = EffectsOf(ctx, tx, in.Organisation, in.Employee)
		return err
	})
	return would, err
}

// BlockIn sets a reason inside another feature's transaction: a lost identity, a register's answer.
func (s *Service) BlockIn(ctx context.Context, tx *database.Tx, decision authz.Decision,
	org id.Organisation, employee id.Employee, kind BlockKind, reason string,
) error {
	e, err := Lock(ctx, tx, org, employee)
	if err != nil {
		return err
	}
	_, err = s.put(ctx, tx, decision, e, kind, reason)
	return err
}

// put sets the reason. Only an administrator's block can be refused for the sake of A4.
func (s *Service) put(ctx context.Context, tx *database.Tx, decision authz.Decision, e Employee, kind BlockKind, reason string) (Employee, error) {
	return s.watched(ctx, tx, decision, e, kind != ByAdministrator, func() (Employee, error) {
		return s.putReason(ctx, tx, decision, e, kind, reason)
	})
}

func (s *Service) putReason(ctx context.Context, tx *database.Tx, decision authz.Decision, e Employee, kind BlockKind, reason string) (Employee, error) {
	standing := slices.ContainsFunc(e.Blocks, func(b Block) bool { return b.Kind == kind })
	if !standing {
		b := Block{ID: id.New[id.BlockReason](), Kind: kind, SetAt: tx.Now}
		if err := insertBlock(ctx, tx, e, b); err != nil {
			return Employee{}, err
		}
		e.Blocks = append(slices.Clone(e.Blocks), b)
	}
	e, err := s.changed(ctx, tx, e, audit.Event{
		Decision: decision, Name: "employee.blocked", Reason: reason, After: audit.Fields{"kind": string(kind), "already": standing},
	})
	if err != nil {
		return Employee{}, err
	}
	return e, s.stopped(ctx, tx, decision, e, reason)
}

// Unblock lifts one reason; the employee is usable again when none stands (E6).
func (s *Service) Unblock(ctx context.Context, in LiftBlock) (Employee, error) {
	permit, err := authz.Require(ctx, authz.EmployeeUnblock, authz.In(in.Organisation))
	if err != nil {
		return Employee{}, err
	}
	var c fault.Check
	text.Field(&c, &in.Reason, "/reason", 0, 1000)
	if err := c.Err(); err != nil {
		return Employee{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Employee, error) {
		e, decision, err := hold(ctx, tx, permit, in.Organisation, in.Employee, in.Reason)
		if err != nil {
			return Employee{}, err
		}
		if e.Version != in.Version {
			return Employee{}, etag.Stale()
		}
		n, err := liftBlock(ctx, tx, e, in.Kind)
		if err != nil {
			return Employee{}, err
		}
		if n == 0 {
			return Employee{}, fault.New(fault.Conflict, "not_blocked", "The employee is not blocked for that reason.")
		}
		e.Blocks = slices.DeleteFunc(slices.Clone(e.Blocks), func(b Block) bool { return b.Kind == in.Kind })
		return s.changed(ctx, tx, e, audit.Event{
			Decision: decision, Name: "employee.unblocked", Reason: in.Reason, Before: audit.Fields{"kind": string(in.Kind)},
		})
	})
}
