package right

import (
	"context"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
)

// Explain says whether an employee has one right on a day, none for today, and what that hangs on (R6).
func (s *Service) Explain(ctx context.Context, org id.Organisation, who id.Employee, right id.Right, on calendar.Date) (Explanation, error) {
	permit, err := authz.Require(ctx, authz.RightsOf, authz.In(org))
	if err != nil {
		return Explanation{}, err
	}
	var told Explanation
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		day := on
		if day.IsZero() {
			day = tx.Today
		}
		if _, err := employee.Find(ctx, tx, org, who); err != nil {
			return err
		}
		if _, err := permitFor(ctx, tx, permit, org, who, right); err != nil {
			return err
		}
		facts, err := factsOf(ctx, tx, org, who, right, momentOf(day, tx.Today).then)
		told = Explain(facts, day, tx.Today)
		return err
	})
	return told, err
}
