package identity

import (
	"context"
	"errors"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/notify"
)

// IssuePass gives somebody who has lost or forgotten what they sign in with a code for some hours (U9). It
// replaces an earlier one. Nobody issues one to themself (A5).
func (s *Service) IssuePass(ctx context.Context, in IssuePass) (IssuedPass, error) {
	permit, err := authz.Require(ctx, authz.PassIssue, authz.In(in.Organisation))
	if err != nil {
		return IssuedPass{}, err
	}
	if in.Reason, err = CheckReason(in.Reason); err != nil {
		return IssuedPass{}, err
	}
	code := newHandOverCode()
	hash, err := s.hasher.Hash(ctx, tidyHandOver(code)) // outside the transaction: it takes its time
	if err != nil {
		return IssuedPass{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (IssuedPass, error) {
		p, decision, err := s.passed(ctx, tx, permit, in)
		if err != nil {
			return IssuedPass{}, err
		}
		made := Pass{
			Organisation: p.Org.ID, ID: id.New[id.Pass](), Identity: p.Identity.ID, Hash: hash, IssuedAt: tx.Now,
			ExpiresAt: tx.Now.Add(time.Duration(p.Org.PassHours) * time.Hour),
		}
		return IssuedPass{Code: code, Pass: made}, s.issue(ctx, tx, decision, p, made, in.Reason)
	})
}

// passed locks the identity that is to have a pass and judges the permit.
func (s *Service) passed(ctx context.Context, tx *database.Tx, permit authz.Permit, in IssuePass) (Place, authz.Decision, error) {
	none := authz.Decision{}
	p, err := Lock(ctx, tx, in.Organisation, in.Identity)
	if err != nil {
		return Place{}, none, err
	}
	decision, err := permit.On(p.Employee.Because(in.Reason))
	switch {
	case err != nil:
		return Place{}, none, err
	case decision.Actor().Employee == p.Employee.ID:
		return Place{}, none, passForSelf()
	}
	if err := p.Identity.passable(); err != nil {
		return Place{}, none, err
	}
	return p, decision, p.Org.Open()
}

func (s *Service) issue(ctx context.Context, tx *database.Tx, decision authz.Decision, p Place, made Pass, reason string) error {
	if err := s.EndPass(ctx, tx, decision, p.Identity, "replaced"); err != nil {
		return err
	}
	if err := insertPass(ctx, tx, made, decision.Actor().Employee); err != nil {
		return err
	}
	if err := s.guard.Clear(ctx, tx, CodeTry(p.Org.ID, p.Identity.ID)); err != nil { // U8: a new door is open
		return err
	}
	e := event(decision, "pass.issued", p.Identity)
	e.Reason, e.After = reason, audit.Fields{"expires_at": made.ExpiresAt}
	if err := s.audit.Record(ctx, tx, e); err != nil {
		return err
	}
	by := decision.Actor().Name
	if by == "" {
		by = p.Org.Name
	}
	return s.Tell(ctx, tx, p, notify.PassIssued, map[string]string{"by": by})
}

// RevokePass ends a pass at once, and the sessions that it opened (U9).
func (s *Service) RevokePass(ctx context.Context, org id.Organisation, identity id.Identity) error {
	permit, err := authz.Require(ctx, authz.PassRevoke, authz.In(org))
	if err != nil {
		return err
	}
	_, err = idempotency.Once(ctx, s.db, func(tx *database.Tx) (struct{}, error) {
		p, decision, err := LockFor(ctx, tx, permit, org, identity)
		if err != nil {
			return struct{}{}, err
		}
		if _, err := findPass(ctx, tx, org, identity); errors.Is(err, database.ErrNone) {
			return struct{}{}, noPass()
		} else if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, s.EndPass(ctx, tx, decision, p.Identity, "revoked")
	})
	return err
}

// EndPass ends the pass of an identity that is locked, if there is one; what ran out by the clock is no event.
func (s *Service) EndPass(ctx context.Context, tx *database.Tx, decision authz.Decision, i Identity, why string) error {
	ended, err := endPasses(ctx, tx, i)
	if err != nil {
		return err
	}
	for _, p := range ended {
		if !tx.Now.Before(p.ExpiresAt) {
			continue
		}
		e := event(decision, "pass.ended", i)
		e.After = audit.Fields{"why": why}
		if err := s.audit.Record(ctx, tx, e); err != nil {
			return err
		}
		for _, do := range s.passEnds {
			if err := do(ctx, tx, decision, p, i.Employee); err != nil {
				return err
			}
		}
	}
	return nil
}

// JudgePass compares what was typed with the pass of an identity, outside any transaction; a hash is
// computed in every case.
func (s *Service) JudgePass(ctx context.Context, org id.Organisation, identity id.Identity, typed string) (held Pass, right bool, err error) {
	typed = tidyHandOver(typed)
	err = s.db.Single(ctx, func(tx *database.Tx) (err error) {
		held, err = findPass(ctx, tx, org, identity)
		return err
	})
	if errors.Is(err, database.ErrNone) {
		return Pass{}, false, s.hasher.Decoy(ctx, typed)
	}
	if err != nil {
		return Pass{}, false, err
	}
	right, _, err = s.hasher.Verify(ctx, held.Hash, typed)
	return held, right, err
}
