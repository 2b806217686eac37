package authenticator

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
	if in.Reason, err = checkReason(in.Reason); err != nil {
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
			Organisation: p.org.ID, ID: id.New[id.Pass](), Identity: p.identity.ID, Hash: hash, IssuedAt: tx.Now,
			ExpiresAt: tx.Now.Add(time.Duration(p.org.PassHours) * time.Hour),
		}
		return IssuedPass{Code: code, Pass: made}, s.issue(ctx, tx, decision, p, made, in.Reason)
	})
}

// passed locks the identity that is to have a pass and judges the permit.
func (s *Service) passed(ctx context.Context, tx *database.Tx, permit authz.Permit, in IssuePass) (place, authz.Decision, error) {
	none := authz.Decision{}
	i, err := lockIdentity(ctx, tx, in.Organisation, in.Identity)
	if err != nil {
		return place{}, none, err
	}
	p, err := around(ctx, tx, i)
	if err != nil {
		return place{}, none, err
	}
	decision, err := permit.On(p.employee.Because(in.Reason))
	switch {
	case err != nil:
		return place{}, none, err
	case decision.Actor().Employee == p.employee.ID:
		return place{}, none, passForSelf()
	}
	if err := p.identity.passable(); err != nil {
		return place{}, none, err
	}
	return p, decision, p.org.Open()
}

func (s *Service) issue(ctx context.Context, tx *database.Tx, decision authz.Decision, p place, made Pass, reason string) error {
	if err := s.endPass(ctx, tx, decision, p.identity, "replaced"); err != nil {
		return err
	}
	if err := insertPass(ctx, tx, made, decision.Actor().Employee); err != nil {
		return err
	}
	if err := s.guard.Clear(ctx, tx, byIdentity(p.org.ID, p.identity.ID)); err != nil { // U8: a new door is open
		return err
	}
	e := event(decision, "pass.issued", p.identity)
	e.Reason, e.After = reason, audit.Fields{"expires_at": made.ExpiresAt}
	if err := s.audit.Record(ctx, tx, e); err != nil {
		return err
	}
	by := decision.Actor().Name
	if by == "" {
		by = p.org.Name
	}
	return s.tell(ctx, tx, p, notify.PassIssued, map[string]string{"by": by})
}

// RevokePass ends a pass at once, and the sessions that it opened (U9).
func (s *Service) RevokePass(ctx context.Context, org id.Organisation, identity id.Identity) error {
	permit, err := authz.Require(ctx, authz.PassRevoke, authz.In(org))
	if err != nil {
		return err
	}
	_, err = idempotency.Once(ctx, s.db, func(tx *database.Tx) (struct{}, error) {
		p, decision, err := locked(ctx, tx, permit, org, identity)
		if err != nil {
			return struct{}{}, err
		}
		if _, err := findPass(ctx, tx, org, identity); errors.Is(err, database.ErrNone) {
			return struct{}{}, noPass()
		} else if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, s.endPass(ctx, tx, decision, p.identity, "revoked")
	})
	return err
}

// endPass ends the pass of an identity that is locked, if there is one; what ran out by the clock is no event.
func (s *Service) endPass(ctx context.Context, tx *database.Tx, decision authz.Decision, i Identity, why string) error {
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
		if err := s.stepped(ctx, tx, decision, p.opener(i.Employee), Active); err != nil {
			return err
		}
	}
	return nil
}

// finishPass judges a pass after the right password, counted like any code. It may be used again
// within its hours.
func (s *Service) finishPass(ctx context.Context, decision authz.Decision, c Challenge, typed string) (Proof, error) {
	typed = tidyHandOver(typed)
	if !passLike(typed) {
		return Proof{}, codeMalformed()
	}
	misses, err := s.guard.Admit(ctx, byIdentity(c.Organisation, c.Identity))
	if err != nil {
		return Proof{}, err
	}
	held, right, err := s.judgePass(ctx, c, typed)
	if err != nil {
		return Proof{}, err
	}
	var proof Proof
	err = s.db.Change(ctx, func(tx *database.Tx) error {
		found, err := c.again(ctx, tx)
		if err != nil {
			return err
		}
		decision := decision.Into(c.Organisation)
		if right {
			if right, err = usePass(ctx, tx, held); err != nil { // somebody may have ended it a moment ago
				return err
			}
		}
		if !right {
			all, err := listAuthenticators(ctx, tx, c.Organisation, []string{c.Identity.String()})
			if err != nil {
				return err
			}
			return s.wrongCode(ctx, tx, decision, found, all, misses)
		}
		proof, err = s.passedBy(ctx, tx, decision, found, held)
		return err
	})
	return proof, err
}

// judgePass compares outside any transaction; a hash is computed in every case.
func (s *Service) judgePass(ctx context.Context, c Challenge, typed string) (held Pass, right bool, err error) {
	err = s.db.Single(ctx, func(tx *database.Tx) (err error) {
		held, err = findPass(ctx, tx, c.Organisation, c.Identity)
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

// passedBy proves a sign-in by a pass: two things known and none held, so its level is low and no
// second factor is claimed (P3, RFC 8176).
func (s *Service) passedBy(ctx context.Context, tx *database.Tx, decision authz.Decision, found signingIn, held Pass) (Proof, error) {
	if err := s.guard.Clear(ctx, tx, byIdentity(found.Organisation, found.Identity)); err != nil {
		return Proof{}, err
	}
	proof := Proof{
		Organisation: found.Organisation, Employee: found.Employee, Identity: found.Identity,
		Assurance: authz.Level(found.Assurance).Lower(authz.Low), AMR: []string{"pwd"},
	}.with(held.opener(found.Employee))
	e := event(decision, "pass.used", Identity{Organisation: found.Organisation, ID: found.Identity, Employee: found.Employee})
	e.After = audit.Fields{"assurance": string(proof.Assurance)}
	return proof, s.audit.Record(ctx, tx, e)
}

// again looks at whom a challenge was given to once more.
func (c Challenge) again(ctx context.Context, tx *database.Tx) (signingIn, error) {
	found, err := againSigningIn(ctx, tx, c.Organisation, c.Identity)
	if errors.Is(err, database.ErrNone) || err == nil && (!found.Usable || string(markOf(found.Hash)) != string(c.Password)) {
		return signingIn{}, signInExpired()
	}
	return found, err
}
