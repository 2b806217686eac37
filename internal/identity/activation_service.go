package identity

import (
	"context"
	"errors"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/printing"
	"hverv/internal/throttle"
)

// Restart gives an activation that ran out, or whose mail is lost, new days and a new link (U5).
func (s *Service) Restart(ctx context.Context, org id.Organisation, identity id.Identity, version int64) (Chosen, error) {
	permit, err := authz.Require(ctx, authz.IdentityRestart, authz.In(org))
	if err != nil {
		return Chosen{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Chosen, error) {
		p, decision, err := LockPending(ctx, tx, permit, org, identity, version)
		if err != nil {
			return Chosen{}, err
		}
		link, err := s.Reinvite(ctx, tx, decision, &p, activationOf(p.Identity.Kind))
		return Chosen{Identity: p.Identity.For(ctx, p.Employee, tx.Today), Link: link}, err
	})
}

// HandOver makes a code for the employee and records how it is handed over (U5). A new code
// replaces the earlier one.
func (s *Service) HandOver(ctx context.Context, org id.Organisation, identity id.Identity, how string) (HandOver, error) {
	return s.HandOverTo(ctx, NewHandOver{Organisation: org, Identity: identity, How: how})
}

// HandOverTo is HandOver with the address of a letter.
func (s *Service) HandOverTo(ctx context.Context, in NewHandOver) (HandOver, error) {
	permit, err := authz.Require(ctx, authz.IdentityHandOver, authz.In(in.Organisation))
	if err != nil {
		return HandOver{}, err
	}
	if err := in.check(); err != nil {
		return HandOver{}, err
	}
	code := newHandOverCode()
	hash, err := s.hasher.Hash(ctx, tidyHandOver(code)) // outside the transaction: it takes its time
	if err != nil {
		return HandOver{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (HandOver, error) {
		p, decision, err := LockFor(ctx, tx, permit, in.Organisation, in.Identity)
		if err == nil {
			err = p.openTo(tx.Today)
		}
		// An active dedicated identity is handed a code when it gets a new app (U9).
		if err == nil && p.Identity.State == Active && p.Identity.Kind == Private {
			err = notPending()
		}
		if err != nil {
			return HandOver{}, err
		}
		made, err := s.handOver(ctx, tx, decision, p.Identity, HandOver{Code: code, How: in.How}, hash)
		if err != nil || s.letters == nil {
			return made, err
		}
		return s.byLetter(ctx, tx, decision, p, made, in.Address)
	})
}

func (s *Service) handOver(ctx context.Context, tx *database.Tx, decision authz.Decision, i Identity, made HandOver, hash string) (HandOver, error) {
	made.ExpiresAt = calendar.EndOfDay(tx.Today.AddDays(handOverDays))
	if made.How == byLetter {
		made.ExpiresAt = calendar.EndOfDay(tx.Today.AddDays(printing.Days))
	}
	if err := voidHandovers(ctx, tx, i); err != nil {
		return HandOver{}, err
	}
	if err := insertHandover(ctx, tx, i, made, hash, made.ExpiresAt); err != nil {
		return HandOver{}, err
	}
	if err := s.guard.Clear(ctx, tx, byLink(i)); err != nil {
		return HandOver{}, err
	}
	e := event(decision, "identity.handed_over", i)
	e.After = audit.Fields{"how": made.How, "expires_at": made.ExpiresAt}
	return made, s.audit.Record(ctx, tx, e)
}

// Invitation says what a link is for, so that its page can tell what will be asked.
func (s *Service) Invitation(ctx context.Context, token id.Token) (Invitation, error) {
	if _, err := authz.Anonymous(ctx, authz.IdentityActivate, s.db.Now()); err != nil {
		return Invitation{}, err
	}
	var found Invitation
	err := s.db.Read(ctx, func(tx *database.Tx) error {
		p, err := linked(ctx, tx, token, false)
		if err != nil {
			return err
		}
		if p.Identity.State == Revoked || p.Identity.State == Withdrawn {
			return activationFailed()
		}
		found = Invitation{
			Organisation: p.Org, Kind: p.Identity.Kind, State: p.Identity.StateOn(tx.Today),
			ActivateUntil: p.Identity.ActivateUntil, NeedsCode: len(p.Employee.NationalIDIndex) == 0,
		}
		return nil
	})
	return found, err
}

// linked finds what a link leads to, and locks the identity when it is to be changed.
func linked(ctx context.Context, tx *database.Tx, token id.Token, lock bool) (Place, error) {
	i, err := findLink(ctx, tx, token)
	if errors.Is(err, database.ErrNone) {
		return Place{}, activationFailed()
	}
	if err == nil && lock {
		i, err = lockByID(ctx, tx, i.Organisation, i.ID)
	}
	if err != nil {
		return Place{}, err
	}
	return around(ctx, tx, i)
}

// byHand is a typed hand-over code as it was judged outside any transaction.
type byHand struct {
	asked  bool
	right  bool
	code   string // its id
	misses int
}

// judgeCode judges a hand-over code: counted first, then hashed, taking as long when there is no
// such link or no such code. No code at all is a try too: of whoever came by the link.
func (s *Service) judgeCode(ctx context.Context, token id.Token, typed string) (byHand, error) {
	judged := byHand{asked: typed != ""}
	i, h, err := s.expected(ctx, token)
	if err != nil {
		return byHand{}, err
	}
	linkTry := byLink(i)
	if i.ID.IsZero() {
		linkTry = throttle.Link.Of(string(token.Hash()))
	}
	if judged.misses, err = s.guard.Admit(ctx, linkTry, throttle.BySource(ctx)); err != nil {
		return byHand{}, err
	}
	if !judged.asked {
		return judged, nil
	}
	typed = tidyHandOver(typed)
	if h.Hash == "" {
		return judged, s.hasher.Decoy(ctx, typed)
	}
	judged.code = h.ID
	judged.right, _, err = s.hasher.Verify(ctx, h.Hash, typed)
	return judged, err
}

// expected gives the identity of a link and the code that counts for it, either of which may be none.
func (s *Service) expected(ctx context.Context, token id.Token) (Identity, handover, error) {
	var i Identity
	var h handover
	err := s.db.Read(ctx, func(tx *database.Tx) error {
		var err error
		if i, err = findLink(ctx, tx, token); err == nil {
			h, err = findHandover(ctx, tx, i)
		}
		if errors.Is(err, database.ErrNone) {
			return nil
		}
		return err
	})
	return i, h, err
}

// spend uses up a code that was judged right; what was judged wrong is remembered and, when it was
// the last miss, makes the code worthless.
func (s *Service) spend(ctx context.Context, tx *database.Tx, decision authz.Decision, p Place, judged byHand) error {
	if judged.right {
		used, err := useHandover(ctx, tx, p.Identity, judged.code)
		if err != nil {
			return err
		}
		if !used { // somebody else brought it a moment ago
			return activationFailed()
		}
		return nil
	}
	if throttle.Link.Exhausts(judged.misses) {
		if err := voidHandovers(ctx, tx, p.Identity); err != nil {
			return err
		}
	}
	return s.refuse(ctx, tx, decision, p.Identity, "code", activationFailed())
}

// refuse remembers a refusal and gives it (law 2).
func (s *Service) refuse(ctx context.Context, tx *database.Tx, decision authz.Decision, i Identity, why string, f *fault.Fault) error {
	e := event(decision, "identity.activation_refused", i)
	e.Outcome, e.After = audit.Refused, audit.Fields{"why": why}
	if err := s.audit.Record(ctx, tx, e); err != nil {
		return err
	}
	return tx.Refuse(f)
}

// Opening opens an activation whose proof was judged, in the transaction of who answers with what is shown.
type Opening func(ctx context.Context, tx *database.Tx) (Opened, error)

// ByHandOver judges a hand-over code, to open the activation of a dedicated identity by it (U5).
func (s *Service) ByHandOver(ctx context.Context, token id.Token, typed string) (Opening, error) {
	decision, err := authz.Anonymous(ctx, authz.IdentityActivate, s.db.Now())
	if err != nil {
		return nil, err
	}
	judged, err := s.judgeCode(ctx, token, typed)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, tx *database.Tx) (Opened, error) {
		p, err := linked(ctx, tx, token, true)
		if err == nil {
			err = p.openTo(tx.Today)
		}
		if err != nil {
			return Opened{}, err
		}
		decision := decision.Into(p.Org.ID)
		if p.Identity.Kind == Private && judged.right {
			return Opened{}, eidNeeded() // the code goes together with the eID, and is not spent here
		}
		if err := s.spend(ctx, tx, decision, p, judged); err != nil {
			return Opened{}, err
		}
		return s.open(ctx, tx, decision, p, ticket{Means: byCode})
	}, nil
}

// byLink is the try that is counted for the codes of an activation.
func byLink(i Identity) throttle.Try {
	return throttle.Link.Of(i.Organisation.String() + "/" + i.ID.String())
}

func eidNeeded() *fault.Fault {
	return fault.New(fault.Unauthenticated, "eid_needed", "Sign in with your private eID first, then use the link and the code together.")
}
