package connection

import (
	"context"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/notify"
)

// count draws the conclusion from all answers and moves the request.
func (s *Service) count(ctx context.Context, tx *database.Tx, decision authz.Decision, r row) (State, error) {
	now, err := find(ctx, tx, r.ID)
	if err != nil {
		return "", err
	}
	outcome := settle(r.Required, now.Approvals)
	if outcome == Connected {
		return outcome, s.connect(ctx, tx, decision, r)
	}
	u := r.update(outcome, r.ExpiresOn)
	switch outcome {
	case Declined, Refused:
		u.endedAt = &tx.Now
		err = voidLinks(ctx, tx, r.ID)
	case Case:
		if r.State != Case {
			err = s.tell(ctx, tx, r, notify.CaseOpened, map[string]string{"link": s.PublicURL + "/connections/" + r.ID.String()})
		}
	case Awaiting:
		if r.State == Case { // the operator is done; the representatives have their time again
			u.waitsSince, u.expiresOn = &tx.Now, tx.Today.AddDays(lifeDays)
		}
	default:
	}
	if err != nil {
		return "", err
	}
	return outcome, move(ctx, tx, r.ID, u)
}

// refuse tells both that the register says no (C4).
func (s *Service) refuse(ctx context.Context, tx *database.Tx, r row, a asked) error {
	if err := s.tell(ctx, tx, r, notify.ConnectionRefused, nil); err != nil {
		return err
	}
	return s.Notify.Send(ctx, tx, notify.Message{
		Organisation: id.Installation, To: a.Email, Person: a.ID.String(), Template: notify.ConnectionRefused, Language: r.Language,
		Values: map[string]string{"name": a.Name, "company": r.companyName()},
	})
}
