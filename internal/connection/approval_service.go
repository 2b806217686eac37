package connection

import (
	"context"
	"slices"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
	"hverv/internal/person"
)

// Reply is a representative's: which approval, by which link. Who is named by CPR number needs no
// link; the number is proof enough.
type Reply struct {
	Approval id.Approval
	Token    id.Token
	Reason   string // of a no
}

// caller is the signed-in person with what decides whether an approval is hers.
type caller struct {
	person.Person

	number nationalid.Number
}

// Waiting lists the approvals that wait for the signed-in person, known by CPR number (C4).
func (s *Service) Waiting(ctx context.Context) ([]Approval, error) {
	permit, err := authz.Require(ctx, authz.ApprovalRead, authz.Everywhere())
	if err != nil {
		return nil, err
	}
	me, err := privately(permit)
	if err != nil {
		return nil, err
	}
	waiting := []Approval{}
	err = s.DB.Read(ctx, func(tx *database.Tx) error {
		waiting = waiting[:0]
		number, err := s.numberOf(ctx, tx, me)
		if err != nil || number.IsZero() {
			return err
		}
		all, err := approvalsFor(ctx, tx, s.Keys.Indexes(number.Canonical(), person.Purpose))
		if err != nil {
			return err
		}
		for _, a := range all {
			shown, err := s.approval(ctx, tx, a)
			if err != nil {
				return err
			}
			waiting = append(waiting, shown)
		}
		return nil
	})
	return waiting, err
}

// Open shows a representative what is asked of her.
func (s *Service) Open(ctx context.Context, in Reply) (Approval, error) {
	permit, err := authz.Require(ctx, authz.ApprovalRead, authz.Everywhere())
	if err != nil {
		return Approval{}, err
	}
	me, err := privately(permit)
	if err != nil {
		return Approval{}, err
	}
	var shown Approval
	err = s.DB.Read(ctx, func(tx *database.Tx) error {
		a, err := findApproval(ctx, tx, in.Approval)
		if err != nil {
			return err
		}
		who, err := s.caller(ctx, tx, me)
		if err != nil {
			return err
		}
		named, err := s.entitled(a, in.Token, who)
		if err != nil {
			return err
		}
		if !named {
			return approverMismatch()
		}
		shown, err = s.approval(ctx, tx, a)
		return err
	})
	return shown, err
}

// approval is an approval as its representative sees it.
func (s *Service) approval(ctx context.Context, tx *database.Tx, a asked) (Approval, error) {
	c, err := s.read(ctx, tx, a.Connection)
	if err != nil {
		return Approval{}, err
	}
	shown := Approval{
		ID: a.ID, Connection: c.ID, State: a.State, Kind: c.Kind, Company: c.Company, ApplicantName: c.ApplicantName,
		Administrators: c.Administrators, Terms: c.Terms, Required: c.RequiredApprovals, Given: given(c.Representatives),
		Outcome: c.State, ExpiresOn: c.ExpiresOn, Actions: []string{},
	}
	if a.State == Pending && c.State.allows(StepAnswer) {
		shown.Actions = []string{"approve", "decline"}
	}
	return shown, nil
}

func (s *Service) caller(ctx context.Context, tx *database.Tx, me id.Person) (caller, error) {
	who, err := person.Find(ctx, tx, me)
	if err != nil {
		return caller{}, err
	}
	number, err := s.numberOf(ctx, tx, me)
	return caller{who, number}, err
}

// entitled says whether the caller is the person named (C4). Who holds no good link and is not
// known by CPR number learns nothing, not even that the approval exists; a link is dead once it
// has been answered.
func (s *Service) entitled(a asked, token id.Token, who caller) (named bool, err error) {
	linked := slices.ContainsFunc(a.TokenHashes, func(hash []byte) bool { return string(hash) == string(token.Hash()) })
	if a.Person == who.ID && !who.ID.IsZero() {
		return true, nil // may look at the own answer
	}
	asked, err := s.openNumber(a.Sealed, approvalContext(a.ID))
	if err != nil {
		return false, err
	}
	if !asked.IsZero() {
		named = !who.number.IsZero() && asked.Equal(who.number)
		linked = linked || named
	} else {
		named = !a.BirthDate.IsZero() && a.BirthDate == who.BirthDate && sameName(a.Name, who.Name)
	}
	if !linked {
		return false, fault.Missing("approval")
	}
	return named, nil
}

func approverMismatch() *fault.Fault {
	return fault.New(fault.Forbidden, "approver_mismatch", "The request names somebody else. Only the person named can answer it, with her own private eID.")
}
