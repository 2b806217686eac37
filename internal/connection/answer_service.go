package connection

import (
	"context"
	"slices"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/company"
	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/notify"
)

// finding is what was found out before the transaction of an approval.
type finding struct {
	company *company.Company
	answer  company.Answer
}

// Approve is the representative's yes (C4). The register and the question who may represent are
// asked before the transaction; then the answers are counted one after the other (C5).
func (s *Service) Approve(ctx context.Context, in Reply) (Approval, error) {
	permit, err := authz.Require(ctx, authz.ApprovalGive, authz.Everywhere())
	if err != nil {
		return Approval{}, err
	}
	me, err := privately(permit)
	if err != nil {
		return Approval{}, err
	}
	found, err := s.findOut(ctx, in, me)
	if err != nil {
		return Approval{}, err
	}
	return idempotency.Once(ctx, s.DB, func(tx *database.Tx) (Approval, error) {
		r, a, err := s.answerable(ctx, tx, permit, in, me)
		if err != nil {
			return Approval{}, err
		}
		if found.company == nil || found.company.CVR.String() != r.CVR {
			return Approval{}, etag.Stale() // the request was changed while the register was asked
		}
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return Approval{}, err
		}
		r.Company = found.company
		if r.SetBy.IsZero() {
			r.Required = found.company.RequiredApprovals()
		}
		return s.approve(ctx, tx, decision, r, a, found.answer)
	})
}

// findOut asks the outside about an approval that waits. For any other it asks nothing: the
// transaction says why not, and a repeated call must reach its first answer.
func (s *Service) findOut(ctx context.Context, in Reply, me id.Person) (finding, error) {
	var a asked
	var who caller
	err := s.DB.Read(ctx, func(tx *database.Tx) (err error) {
		if a, err = findApproval(ctx, tx, in.Approval); err != nil {
			return err
		}
		who, err = s.caller(ctx, tx, me)
		return err
	})
	if err != nil {
		return finding{}, err
	}
	named, err := s.entitled(a, in.Token, who)
	if err != nil || !named || a.State != Pending {
		if a.Person == me {
			err = nil
		}
		return finding{}, err
	}
	found, err := s.again(ctx, id.Person{}, a.Connection, Awaiting, Case)
	if err != nil || found == nil {
		return finding{}, err
	}
	may, err := s.Representation.MayRepresent(ctx, found.CVR, company.Candidate{NationalID: who.number, Name: who.Name, BirthDate: who.BirthDate})
	return finding{found, may}, err
}

// answerable locks the request and makes sure that the caller may answer this approval now.
func (s *Service) answerable(ctx context.Context, tx *database.Tx, permit authz.Permit, in Reply, me id.Person) (row, asked, error) {
	a, err := findApproval(ctx, tx, in.Approval)
	if err != nil {
		return row{}, asked{}, err
	}
	r, err := lock(ctx, tx, a.Connection)
	if err != nil {
		return row{}, asked{}, err
	}
	if a, err = findApproval(ctx, tx, in.Approval); err != nil { // as it is under the lock
		return row{}, asked{}, err
	}
	who, err := s.caller(ctx, tx, me)
	if err != nil {
		return row{}, asked{}, err
	}
	named, err := s.entitled(a, in.Token, who)
	if err != nil {
		return row{}, asked{}, err
	}
	if !named {
		return row{}, asked{}, s.mismatch(ctx, tx, permit, a)
	}
	if a.State != Pending && a.State != Named {
		return row{}, asked{}, fault.New(fault.Conflict, "approval_answered", "You have answered this request already.")
	}
	if err := r.State.on(tx.Today, r.ExpiresOn).permit(StepAnswer); err != nil {
		return row{}, asked{}, err
	}
	if slices.ContainsFunc(r.Approvals, func(other Representative) bool { return other.Person == me }) {
		return row{}, asked{}, fault.New(fault.Conflict, "approved_already", "You have answered for this company already; each person counts once.")
	}
	return r, a, nil
}

// mismatch remembers that somebody else came with the link, and refuses (law 2).
func (s *Service) mismatch(ctx context.Context, tx *database.Tx, permit authz.Permit, a asked) error {
	decision, err := permit.On(authz.Facts{Reason: "mismatch"})
	if err != nil {
		return err
	}
	err = s.Audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "approval.mismatch", Outcome: audit.Refused,
		Subject: audit.On("approval", a.ID), Person: a.Connection.String(), After: audit.Fields{"connection_id": a.Connection.String()},
	})
	if err != nil {
		return err
	}
	return tx.Refuse(approverMismatch())
}

func (s *Service) approve(ctx context.Context, tx *database.Tx, decision authz.Decision, r row, a asked, may company.Answer) (Approval, error) {
	state := map[company.Answer]ApprovalState{company.Yes: Approved, company.No: Forbidden, company.Unknown: Unproven}[may]
	if err := answer(ctx, tx, a.ID, state, decision.Actor().Person); err != nil {
		return Approval{}, err
	}
	event := audit.Event{
		Decision: decision, Name: "approval.given", Subject: audit.On("approval", a.ID), Person: r.ID.String(),
		Before: audit.Fields{"state": string(a.State)},
		After:  audit.Fields{"state": string(state), "connection_id": r.ID.String(), "cvr": r.CVR, "may_represent": string(may)},
	}
	if state == Forbidden {
		event.Name, event.Outcome = "approval.refused", audit.Refused
	}
	if err := s.Audit.Record(ctx, tx, event); err != nil {
		return Approval{}, err
	}
	outcome, err := s.count(ctx, tx, decision, r)
	if err != nil {
		return Approval{}, err
	}
	if outcome == Refused {
		if err := s.refuse(ctx, tx, r, a); err != nil {
			return Approval{}, err
		}
		return Approval{}, tx.Refuse(fault.New(fault.Forbidden, "representation_refused",
			"According to the register you may not represent this company. The applicant has been told."))
	}
	if a, err = findApproval(ctx, tx, a.ID); err != nil {
		return Approval{}, err
	}
	return s.approval(ctx, tx, a)
}

// Decline is the representative's no, with a reason that the applicant is told (C4).
func (s *Service) Decline(ctx context.Context, in Reply) (Approval, error) {
	permit, err := authz.Require(ctx, authz.ApprovalDecline, authz.Everywhere())
	if err != nil {
		return Approval{}, err
	}
	me, err := privately(permit)
	if err != nil {
		return Approval{}, err
	}
	var c fault.Check
	reason(&c, &in.Reason, 0)
	if err := c.Err(); err != nil {
		return Approval{}, err
	}
	return idempotency.Once(ctx, s.DB, func(tx *database.Tx) (Approval, error) {
		r, a, err := s.answerable(ctx, tx, permit, in, me)
		if err != nil {
			return Approval{}, err
		}
		decision, err := permit.On(authz.Facts{Reason: in.Reason})
		if err != nil {
			return Approval{}, err
		}
		return s.decline(ctx, tx, decision, r, a, in.Reason)
	})
}

func (s *Service) decline(ctx context.Context, tx *database.Tx, decision authz.Decision, r row, a asked, why string) (Approval, error) {
	if err := answer(ctx, tx, a.ID, Refusing, decision.Actor().Person); err != nil {
		return Approval{}, err
	}
	sealed, err := s.Keys.Seal([]byte(why), reasonContext(r.ID))
	if err != nil {
		return Approval{}, err
	}
	u := r.update(Declined, r.ExpiresOn)
	u.endedAt, u.reasonSealed = &tx.Now, sealed
	if err := move(ctx, tx, r.ID, u); err != nil {
		return Approval{}, err
	}
	if err := voidLinks(ctx, tx, r.ID); err != nil {
		return Approval{}, err
	}
	if err := s.tell(ctx, tx, r, notify.ConnectionDeclined, map[string]string{"reason": why}); err != nil {
		return Approval{}, err
	}
	err = s.Audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "approval.declined", Subject: audit.On("approval", a.ID), Person: r.ID.String(),
		Reason: why, Before: audit.Fields{"state": string(a.State)}, After: audit.Fields{"state": string(Refusing), "connection_id": r.ID.String()},
	})
	if err != nil {
		return Approval{}, err
	}
	if a, err = findApproval(ctx, tx, a.ID); err != nil {
		return Approval{}, err
	}
	return s.approval(ctx, tx, a)
}
