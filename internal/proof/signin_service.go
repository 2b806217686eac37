package proof

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"unicode/utf8"

	"hverv/internal/audit"
	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/identity"
	"hverv/internal/notify"
	"hverv/internal/person"
	"hverv/internal/throttle"
	"hverv/internal/totp"
)

// BeginPassword judges user name and password. Unknown name, wrong password, and an employee who
// may not act get the same answer after the same work (U8, X5).
func (s *Service) BeginPassword(ctx context.Context, userName, password string) (Challenge, error) {
	decision, err := authz.Anonymous(ctx, authz.SignIn, s.db.Now())
	if err != nil {
		return Challenge{}, err
	}
	name := typedName(userName)
	source := throttle.BySource(ctx)
	pair := throttle.Pair.Of(name + " " + throttle.SourceOf(ctx))
	if _, err := s.guard.Admit(ctx, pair, source); err != nil {
		return Challenge{}, err
	}
	found, err := s.whose(ctx, name)
	if err != nil {
		return Challenge{}, err
	}
	why, err := s.judgePassword(ctx, found, password)
	if err != nil {
		return Challenge{}, err
	}
	if why != "" {
		return Challenge{}, s.refuseSignIn(ctx, decision, found, name, why)
	}
	return s.challenge(found), s.guard.Forgive(ctx, pair, source)
}

// typedName folds what was typed. What nobody's user name can be, and the database cannot even read,
// becomes a name that nobody has: it is answered like any other.
func typedName(typed string) string {
	if len(typed) > 256 || !utf8.ValidString(typed) || strings.ContainsRune(typed, 0) {
		return "?"
	}
	return person.FoldUserName(typed)
}

func (s *Service) whose(ctx context.Context, name string) (signingIn, error) {
	var found signingIn
	err := s.db.Single(ctx, func(tx *database.Tx) error {
		var err error
		found, err = findSigningIn(ctx, tx, name)
		return err
	})
	if errors.Is(err, database.ErrNone) {
		return signingIn{}, nil
	}
	return found, err
}

// judgePassword gives why the sign-in fails, or "". A hash is computed in every case.
func (s *Service) judgePassword(ctx context.Context, found signingIn, password string) (why string, err error) {
	if found.Hash == "" {
		return "unknown", s.hasher.Decoy(ctx, password)
	}
	ok, rehash, err := s.hasher.Verify(ctx, found.Hash, password)
	if err != nil {
		return "", err
	}
	switch {
	case !ok:
		return "password", nil
	case !found.Usable:
		return "not_usable", nil
	case rehash:
		return "", s.rehash(ctx, found, password)
	default:
		return "", nil
	}
}

// rehash renews a hash that was made at another cost, while the password is at hand.
func (s *Service) rehash(ctx context.Context, found signingIn, password string) error {
	renewed, err := s.hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Upkeep(ctx, "proof.rehash", func(tx *database.Tx) error {
		return identity.Rehash(ctx, tx, found.Organisation, found.Identity, found.Hash, renewed)
	})
}

func (s *Service) challenge(found signingIn) Challenge {
	return Challenge{
		Organisation: found.Organisation, Employee: found.Employee, Identity: found.Identity,
		ExpiresAt: s.db.Now().Add(challengeLife), Password: markOf(found.Hash),
		Codes: found.Codes, Keys: found.Keys, Pass: found.Pass,
	}
}

// markOf tells one stored hash from another without being one.
func markOf(hash string) []byte {
	sum := sha256.Sum256([]byte(hash))
	return sum[:8]
}

// again looks at whom a challenge was given to once more.
func (c Challenge) again(ctx context.Context, tx *database.Tx) (signingIn, error) {
	found, err := againSigningIn(ctx, tx, c.Organisation, c.Identity)
	if errors.Is(err, database.ErrNone) || err == nil && (!found.Usable || string(markOf(found.Hash)) != string(c.Password)) {
		return signingIn{}, signInExpired()
	}
	return found, err
}

// refuseSignIn remembers a refused sign-in where it belongs, or in the installation's log when
// nobody has the name; the name itself is kept as a keyed hash, since people type passwords there.
func (s *Service) refuseSignIn(ctx context.Context, decision authz.Decision, found signingIn, name, why string) error {
	return s.db.Change(ctx, func(tx *database.Tx) error {
		e := audit.Event{
			Decision: decision, Name: "sign_in.refused", Outcome: audit.Refused, After: audit.Fields{"why": why},
			Subject: audit.Subject{Kind: "user_name", ID: hex.EncodeToString(s.keys.MAC("sign_in/unknown", []byte(name))[:8])},
		}
		if !found.Identity.IsZero() {
			e.Decision, e.Subject = decision.Into(found.Organisation), audit.On("identity", found.Identity)
			e.Person = found.Employee.String()
		}
		if err := s.audit.Record(ctx, tx, e); err != nil {
			return err
		}
		return tx.Refuse(signInFailed())
	})
}

// FinishCode judges the code after the right password, and proves the sign-in. A try is counted
// before it is judged; a code is accepted once (U8).
func (s *Service) FinishCode(ctx context.Context, c Challenge, typed string) (Proof, error) {
	decision, err := authz.Anonymous(ctx, authz.SignIn, s.db.Now())
	if err != nil {
		return Proof{}, err
	}
	if !c.goodAt(s.db.Now()) {
		return Proof{}, signInExpired()
	}
	code, ok := totp.Tidy(typed)
	if !ok {
		return s.finishPass(ctx, decision, c, typed)
	}
	misses, err := s.guard.Admit(ctx, identity.CodeTry(c.Organisation, c.Identity))
	if err != nil {
		return Proof{}, err
	}
	var proof Proof
	err = s.db.Change(ctx, func(tx *database.Tx) error {
		found, err := c.again(ctx, tx)
		if err != nil {
			return err
		}
		proof, err = s.finish(ctx, tx, decision.Into(c.Organisation), found, code, misses)
		return err
	})
	return proof, err
}

func (s *Service) finish(ctx context.Context, tx *database.Tx, decision authz.Decision, found signingIn, code string, misses int) (Proof, error) {
	all, err := authenticator.Of(ctx, tx, found.Organisation, found.Identity)
	if err != nil {
		return Proof{}, err
	}
	seen, err := s.whoseCode(all, code, tx)
	if err != nil {
		return Proof{}, err
	}
	a := seen.of
	switch seen.meaning {
	case fresh:
		accepted, err := updateStep(ctx, tx, a, seen.step, seen.drift)
		if err != nil {
			return Proof{}, err
		}
		if !accepted { // somebody else brought it a moment ago
			return Proof{}, s.replayed(ctx, tx, decision, a)
		}
	case spent:
		return Proof{}, s.replayed(ctx, tx, decision, a)
	case far:
		return Proof{}, s.outOfStep(ctx, tx, decision, found, all, seen, misses)
	default:
		return Proof{}, s.wrongCode(ctx, tx, decision, found, all, misses)
	}
	if err := s.guard.Clear(ctx, tx, identity.CodeTry(found.Organisation, found.Identity)); err != nil {
		return Proof{}, err
	}
	proof := Proof{
		Organisation: found.Organisation, Employee: found.Employee, Identity: found.Identity,
		Assurance: authz.Level(found.Assurance).Lower(levelOf(a.Kind)), AMR: []string{"pwd", "otp", "mfa"},
	}.with(a)
	e := eventOf(decision, "authenticator.used", a)
	e.After = audit.Fields{"assurance": string(proof.Assurance)}
	return proof, s.audit.Record(ctx, tx, e)
}

// whoseCode finds the usable authenticator that shows the code now: one of which it is fresh before
// one that has accepted it, since two may show the same.
func (s *Service) whoseCode(all []authenticator.Authenticator, code string, tx *database.Tx) (reading, error) {
	wall := s.wall()
	var best reading
	for _, candidate := range all {
		if !candidate.Usable(tx.Now) || candidate.SecretSealed == nil {
			continue
		}
		seed, err := s.authenticators.SeedOf(candidate)
		if err != nil {
			return reading{}, err
		}
		if seen := read(candidate, seed, code, wall); seen.meaning > best.meaning {
			best = seen
		}
	}
	return best, nil
}

// outOfStep remembers the counter that a far code belongs to, and asks for the next one: two in a row
// bring the device back into step (RFC 4226 section 7.4). It is a miss until then.
func (s *Service) outOfStep(
	ctx context.Context, tx *database.Tx, decision authz.Decision, found signingIn, all []authenticator.Authenticator, seen reading, misses int,
) error {
	if throttle.Code.Exhausts(misses) {
		return s.wrongCode(ctx, tx, decision, found, all, misses)
	}
	if err := updateOutOfStep(ctx, tx, seen.of, seen.step); err != nil {
		return err
	}
	e := eventOf(decision, "sign_in.refused", seen.of)
	e.Outcome, e.After = audit.Refused, audit.Fields{"why": "code_out_of_step", "misses": misses}
	if err := s.audit.Record(ctx, tx, e); err != nil {
		return err
	}
	return tx.Refuse(fault.New(fault.Unauthenticated, "next_code_needed",
		"The code display has run ahead. Press it once more and enter the next code."))
}

// wrongCode remembers a miss. The last one that is allowed blocks the account's codes and what
// shows them, which is the death of a code display; only who knew the password can have come so far (U8).
func (s *Service) wrongCode(ctx context.Context, tx *database.Tx, decision authz.Decision, found signingIn, all []authenticator.Authenticator, misses int) error {
	e := audit.Event{
		Decision: decision, Name: "sign_in.refused", Outcome: audit.Refused, Subject: audit.On("identity", found.Identity),
		Person: found.Employee.String(), After: audit.Fields{"why": "code", "misses": misses},
	}
	if err := s.audit.Record(ctx, tx, e); err != nil {
		return err
	}
	if err := clearOutOfStep(ctx, tx, found.Organisation, found.Identity); err != nil { // not in a row
		return err
	}
	if !throttle.Code.Exhausts(misses) {
		return tx.Refuse(signInFailed())
	}
	if err := s.guard.Block(ctx, tx, identity.CodeTry(found.Organisation, found.Identity)); err != nil {
		return err
	}
	of := identity.Identity{Organisation: found.Organisation, ID: found.Identity, Employee: found.Employee}
	if err := s.identities.EndPass(ctx, tx, decision, of, "misses"); err != nil {
		return err
	}
	for _, a := range all {
		if !a.Usable(tx.Now) || a.SecretSealed == nil || !authenticator.MayFollow(a.Kind, a.State, authenticator.Blocked) {
			continue
		}
		if err := s.authenticators.BlockIn(ctx, tx, decision, a); err != nil {
			return err
		}
	}
	if err := s.tellBlocked(ctx, tx, found); err != nil {
		return err
	}
	return tx.Refuse(throttle.Blocked())
}

func (s *Service) tellBlocked(ctx context.Context, tx *database.Tx, found signingIn) error {
	p, err := identity.Look(ctx, tx, found.Organisation, found.Identity)
	if err != nil {
		return err
	}
	if err := s.identities.Tell(ctx, tx, p, notify.AuthenticatorBlocked, nil); err != nil {
		return err
	}
	return s.identities.TellAdministrators(ctx, tx, p, notify.CodesBlocked)
}

// replayed refuses a code that was right, but has been used.
func (s *Service) replayed(ctx context.Context, tx *database.Tx, decision authz.Decision, a authenticator.Authenticator) error {
	e := eventOf(decision, "sign_in.refused", a)
	e.Outcome, e.After = audit.Refused, audit.Fields{"why": "code_used"}
	if err := s.audit.Record(ctx, tx, e); err != nil {
		return err
	}
	return tx.Refuse(fault.New(fault.Unauthenticated, "code_used", "This code has been used. Wait for the next one and try again."))
}

func signInFailed() *fault.Fault {
	return fault.New(fault.Unauthenticated, "sign_in_failed", "User name, password or code is not right.")
}

func signInExpired() *fault.Fault {
	return fault.New(fault.Gone, "sign_in_expired", "Too much time has passed. Begin again with user name and password.")
}

func codeMalformed() *fault.Fault {
	return fault.New(fault.Invalid, "code_malformed", "A code is six to eight digits.").On("/code", "malformed", "A code is six to eight digits.")
}
