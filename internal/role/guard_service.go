package role

import (
	"context"
	"slices"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/organisation"
)

// guard is A4. Its caller holds the organisation's lock, so no other act can take the rest
// meanwhile.
func guard(ctx context.Context, tx *database.Tx, org id.Organisation, goes func(keeper) bool) error {
	keepers, err := keepersOf(ctx, tx, org)
	if err != nil {
		return err
	}
	if leavesNobody(keepers, goes) {
		return lastAdministrator()
	}
	return nil
}

// GuardIn refuses an administrator's act that takes the employee out, when it would leave the
// organisation without an organisation administrator (A4). It is called before the act, in its
// transaction, and keeps the organisation locked until that ends.
func (s *Service) GuardIn(ctx context.Context, tx *database.Tx, org id.Organisation, who id.Employee) error {
	if _, err := organisation.Lock(ctx, tx, org); err != nil {
		return err
	}
	return guard(ctx, tx, org, func(k keeper) bool { return k.Employee == who })
}

// RevokeAllIn ends every role of an employee who leaves. With force the end wins over A4, as HR's
// and the operator's do: orphaned then says that nobody is left who can let the others in. It
// must come before the employments are ended, since those decide who was an administrator.
func (s *Service) RevokeAllIn(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, who id.Employee, force bool) (orphaned bool, err error) {
	if _, err := organisation.Lock(ctx, tx, org); err != nil {
		return false, err
	}
	keepers, err := keepersOf(ctx, tx, org)
	if err != nil {
		return false, err
	}
	orphaned = leavesNobody(keepers, func(k keeper) bool { return k.Employee == who })
	if orphaned && !force {
		return false, lastAdministrator()
	}
	gone, err := revokeAll(ctx, tx, org, who)
	if err != nil {
		return false, err
	}
	for _, grant := range gone {
		if err := s.revoked(ctx, tx, decision, who, grant, ""); err != nil {
			return false, err
		}
	}
	if !orphaned {
		return false, nil
	}
	return true, s.orphan(ctx, tx, decision, org, who)
}

// Orphaned is what a later feature does when an organisation is left without an administrator: its
// representatives are told, and appoint a new one (A4, C8).
type Orphaned func(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation) error

// OnOrphaned adds a step to that. Only app calls it, before anything is served: the features above
// may not be imported from here.
func (s *Service) OnOrphaned(do Orphaned) { s.orphaned = append(s.orphaned, do) }

func (s *Service) orphan(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, who id.Employee) error {
	if err := s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "organisation.without_administrator", Subject: audit.On("organisation", org),
		After: audit.Fields{"employee_id": who.String()},
	}); err != nil {
		return err
	}
	for _, do := range s.orphaned {
		if err := do(ctx, tx, decision, org); err != nil {
			return err
		}
	}
	return nil
}

// Watch is A4 around a change of an employee, a block or an employment: it is called before the
// change, and what it gives after it, in the same transaction. An administrator's act that leaves
// nobody is refused; with wins, or by HR, by the person, or by Hverv itself, it stands and the
// organisation is without administrator.
func (s *Service) Watch(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, who id.Employee, wins bool) (after func() error, err error) {
	wins = wins || decision.Basis() != "role" || decision.Role() == authz.CaseWorker
	before, err := keepersOf(ctx, tx, org)
	if err != nil {
		return nil, err
	}
	if wins && !slices.ContainsFunc(before, func(k keeper) bool { return k.Employee == who }) {
		return func() error { return nil }, nil // an end by HR waits for nobody
	}
	if _, err := organisation.Lock(ctx, tx, org); err != nil {
		return nil, err
	}
	if before, err = keepersOf(ctx, tx, org); err != nil {
		return nil, err
	}
	return func() error {
		left, err := keepersOf(ctx, tx, org)
		if err != nil || len(before) == 0 || len(left) > 0 {
			return err
		}
		if !wins {
			return lastAdministrator()
		}
		return s.orphan(ctx, tx, decision, org, who)
	}, nil
}
