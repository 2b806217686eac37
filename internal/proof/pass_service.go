package proof

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/identity"
)

// finishPass judges a pass after the right password, counted like any code. It may be used again
// within its hours.
func (s *Service) finishPass(ctx context.Context, decision authz.Decision, c Challenge, typed string) (Proof, error) {
	if !identity.PassLike(typed) {
		return Proof{}, codeMalformed()
	}
	misses, err := s.guard.Admit(ctx, identity.CodeTry(c.Organisation, c.Identity))
	if err != nil {
		return Proof{}, err
	}
	held, right, err := s.identities.JudgePass(ctx, c.Organisation, c.Identity, typed)
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
			if right, err = identity.UsePass(ctx, tx, held); err != nil { // somebody may have ended it a moment ago
				return err
			}
		}
		if !right {
			all, err := authenticator.Of(ctx, tx, c.Organisation, c.Identity)
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

// passedBy proves a sign-in by a pass: two things known and none held, so its level is low and no
// second factor is claimed (P3, RFC 8176).
func (s *Service) passedBy(ctx context.Context, tx *database.Tx, decision authz.Decision, found signingIn, held identity.Pass) (Proof, error) {
	if err := s.guard.Clear(ctx, tx, identity.CodeTry(found.Organisation, found.Identity)); err != nil {
		return Proof{}, err
	}
	proof := Proof{
		Organisation: found.Organisation, Employee: found.Employee, Identity: found.Identity,
		Assurance: authz.Level(found.Assurance).Lower(authz.Low), AMR: []string{"pwd"},
		Authenticator: held.Opener(), Until: &held.ExpiresAt,
	}
	e := audit.Event{
		Decision: decision, Name: "pass.used", Subject: audit.On("identity", found.Identity), Person: found.Employee.String(),
		After: audit.Fields{"assurance": string(proof.Assurance)},
	}
	return proof, s.audit.Record(ctx, tx, e)
}
