package proof

import (
	"context"
	"errors"

	"hverv/internal/audit"
	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/identity"
	"hverv/internal/notify"
	"hverv/internal/passkey"
	"hverv/internal/throttle"
)

// AskKey asks for a proof by a chip or passkey (P2): after the right password by one of that
// identity, without a challenge by whichever key the browser offers.
func (s *Service) AskKey(ctx context.Context, after *Challenge) (authenticator.Asked, error) {
	if _, err := authz.Anonymous(ctx, authz.SignIn, s.db.Now()); err != nil {
		return authenticator.Asked{}, err
	}
	if s.party == nil {
		return authenticator.Asked{}, authenticator.PasskeysOff()
	}
	if after != nil && !after.goodAt(s.db.Now()) {
		return authenticator.Asked{}, signInExpired()
	}
	var asked authenticator.Asked
	err := s.db.Upkeep(ctx, "proof.ceremony", func(tx *database.Tx) error {
		c := authenticator.Ceremony{Kind: authenticator.Proving}
		var of *passkey.Holder
		if after != nil {
			c.Organisation, c.Identity = after.Organisation, after.Identity
			keys, err := authenticator.Credentials(ctx, tx, after.Organisation, after.Identity, authenticator.Active)
			if err != nil {
				return err
			}
			if len(keys) == 0 {
				return signInFailed()
			}
			h := authenticator.KeyHolder(identity.Place{Identity: identity.Identity{ID: after.Identity}}, keys)
			of = &h
		}
		begun, err := s.party.Ask(of)
		if err != nil {
			return err
		}
		asked, err = authenticator.Ask(ctx, tx, begun, c)
		return err
	})
	return asked, err
}

// FinishKeySignIn judges the browser's answer to AskKey, and proves the sign-in. A try is counted before
// it is judged; an answer counts once, and so does each turn of the key's counter (U8).
func (s *Service) FinishKeySignIn(ctx context.Context, after *Challenge, in authenticator.KeyAnswer) (Proof, error) {
	decision, err := authz.Anonymous(ctx, authz.SignIn, s.db.Now())
	if err != nil {
		return Proof{}, err
	}
	if after != nil && !after.goodAt(s.db.Now()) {
		return Proof{}, signInExpired()
	}
	source := throttle.BySource(ctx)
	if _, err := s.guard.Admit(ctx, source); err != nil {
		return Proof{}, err
	}
	var proof Proof
	err = s.db.Change(ctx, func(tx *database.Tx) error {
		c, err := authenticator.TakeCeremony(ctx, tx, in.Ceremony, authenticator.Proving)
		if errors.Is(err, database.ErrNone) || err == nil && !follows(c, after) {
			return s.refuseProof(ctx, tx, proofBy{decision: decision, ceremony: authenticator.Ceremony{ID: in.Ceremony}}, "replayed", authenticator.CeremonyOver())
		}
		if err != nil {
			return err
		}
		proof, err = s.prove(ctx, tx, decision, c, after, in.Answer)
		return err
	})
	if err != nil {
		return Proof{}, err
	}
	return proof, s.guard.TakeBack(ctx, source)
}

// follows says whether the ceremony was begun after the same password, or both without any.
func follows(c authenticator.Ceremony, after *Challenge) bool {
	if after == nil {
		return c.Identity.IsZero()
	}
	return c.Identity == after.Identity
}

// proofBy is a proof that is being judged, as far as it is known whose it is.
type proofBy struct {
	decision authz.Decision
	ceremony authenticator.Ceremony
	place    identity.Place
	key      authenticator.Credential
	of       authenticator.Authenticator
}

// prove judges an answer whose ceremony is taken.
func (s *Service) prove(ctx context.Context, tx *database.Tx, decision authz.Decision, c authenticator.Ceremony, after *Challenge, answer []byte) (Proof, error) {
	by := proofBy{decision: decision, ceremony: c}
	used, err := s.party.Proven(func(key, _ []byte) (passkey.Holder, error) {
		err := s.whoseKey(ctx, tx, &by, key)
		return authenticator.KeyHolder(by.place, []authenticator.Credential{by.key}), err
	}, c.State, answer)
	switch why := passkey.Why(err); {
	case why == passkey.Expired:
		return Proof{}, s.refuseProof(ctx, tx, by, why, authenticator.CeremonyOver())
	case why == passkey.Cloned:
		return Proof{}, s.cloned(ctx, tx, by)
	case why != "":
		return Proof{}, s.refuseProof(ctx, tx, by, why, signInFailed())
	case err != nil:
		return Proof{}, err
	}
	found, err := againSigningIn(ctx, tx, by.place.Org.ID, by.place.Identity.ID)
	if err != nil {
		return Proof{}, err
	}
	if !found.Usable || !by.of.Usable(tx.Now) {
		return Proof{}, s.refuseProof(ctx, tx, by, "not_usable", signInFailed())
	}
	if after != nil && string(markOf(found.Hash)) != string(after.Password) {
		return Proof{}, s.refuseProof(ctx, tx, by, "password", signInExpired())
	}
	first, err := updateUsed(ctx, tx, by.key, used)
	if err != nil {
		return Proof{}, err
	}
	if !first { // the identity is locked, so this is only belt and braces
		return Proof{}, s.refuseProof(ctx, tx, by, "replayed", signInFailed())
	}
	return s.provenBy(ctx, tx, by, found, after != nil)
}

func (s *Service) provenBy(ctx context.Context, tx *database.Tx, by proofBy, found signingIn, password bool) (Proof, error) {
	level := authz.Level(found.Assurance).Lower(levelOf(by.of.Kind)).Lower(by.key.Assurance)
	proof := Proof{
		Organisation: found.Organisation, Employee: found.Employee, Identity: found.Identity, Assurance: level, AMR: methodsOf(by.key, password),
	}.with(by.of)
	e := eventOf(by.decision.Into(found.Organisation), "authenticator.used", by.of)
	e.After = audit.Fields{"assurance": string(proof.Assurance)}
	return proof, s.audit.Record(ctx, tx, e)
}

// whoseKey finds whose a key is, and locks their identity: what the key's counter says is compared
// and kept under the lock.
func (s *Service) whoseKey(ctx context.Context, tx *database.Tx, by *proofBy, key []byte) error {
	found, err := authenticator.FindCredential(ctx, tx, key)
	if err == nil {
		by.place, by.of, err = authenticator.Lock(ctx, tx, found.Organisation, found.Authenticator)
	}
	if err == nil {
		by.key, err = authenticator.FindCredential(ctx, tx, key)
	}
	if errors.Is(err, database.ErrNone) {
		return passkey.ErrNobody
	}
	if err != nil {
		return err
	}
	if !by.ceremony.Identity.IsZero() && by.ceremony.Identity != by.place.Identity.ID {
		return passkey.ErrNobody
	}
	return nil
}

// refuseProof remembers a proof that was not accepted, where it belongs, or in the installation's
// log when it is nobody's; by its reason and never by its key.
func (s *Service) refuseProof(ctx context.Context, tx *database.Tx, by proofBy, why string, f *fault.Fault) error {
	e := audit.Event{Decision: by.decision, Name: "sign_in.refused", Subject: audit.On("ceremony", by.ceremony.ID)}
	if !by.of.ID.IsZero() {
		e = eventOf(by.decision.Into(by.of.Organisation), "sign_in.refused", by.of)
	}
	e.Outcome, e.After = audit.Refused, audit.Fields{"why": why}
	if err := s.audit.Record(ctx, tx, e); err != nil {
		return err
	}
	return tx.Refuse(f)
}

// cloned refuses a key whose counter went back: there are two of it, and nobody knows which is the
// right one. It is blocked, and the person and their administrators are told (U8).
func (s *Service) cloned(ctx context.Context, tx *database.Tx, by proofBy) error {
	if by.of.State == authenticator.Active || by.of.State == authenticator.Suspended {
		if err := s.authenticators.BlockIn(ctx, tx, by.decision.Into(by.of.Organisation), by.of); err != nil {
			return err
		}
		if err := s.identities.Tell(ctx, tx, by.place, notify.KeyCloned, nil); err != nil {
			return err
		}
		if err := s.identities.TellAdministrators(ctx, tx, by.place, notify.KeyClonedOfOther); err != nil {
			return err
		}
	}
	return s.refuseProof(ctx, tx, by, passkey.Cloned, signInFailed())
}

// methodsOf are how a proof by the key was made (RFC 8176). Whether its user was verified by PIN or by
// finger the device does not say.
func methodsOf(c authenticator.Credential, password bool) []string {
	held := "hwk"
	if c.BackupEligible {
		held = "swk"
	}
	if password {
		return []string{"pwd", held, "user", "mfa"}
	}
	return []string{held, "user", "mfa"}
}
