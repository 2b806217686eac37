package role

import (
	"context"

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
	return true, s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "organisation.without_administrator", Subject: audit.On("organisation", org),
		After: audit.Fields{"employee_id": who.String()},
	})
}
