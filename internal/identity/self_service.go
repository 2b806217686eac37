package identity

import (
	"context"
	"errors"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/idempotency"
	"hverv/internal/notify"
	"hverv/internal/throttle"
)

// WithdrawConsent takes back the consent to use the private eID at work (U1): the identity opens
// nothing any more, and the administrators are told to find another way.
func (s *Service) WithdrawConsent(ctx context.Context) (Identity, error) {
	actor, _ := authz.From(ctx)
	permit, err := authz.Require(ctx, authz.MeConsent, authz.In(actor.Organisation))
	if err != nil {
		return Identity{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Identity, error) {
		p, decision, err := s.own(ctx, tx, permit)
		if err != nil {
			return Identity{}, err
		}
		if p.Identity.Kind != Private || p.Identity.State != Active {
			return Identity{}, fault.New(fault.Conflict, "no_consent", "There is no consent to withdraw.")
		}
		if err := s.end(ctx, tx, decision, p.Identity, Withdrawn, ""); err != nil {
			return Identity{}, err
		}
		p.Identity.State = Withdrawn
		p.Identity.Version++
		if err := s.TellAdministrators(ctx, tx, p, notify.IdentityWithdrawn); err != nil {
			return Identity{}, err
		}
		return p.Identity.For(ctx, p.Employee, tx.Today), nil
	})
}

// own locks the identity that the actor has now.
func (s *Service) own(ctx context.Context, tx *database.Tx, permit authz.Permit) (Place, authz.Decision, error) {
	actor := permit.Actor()
	i, err := lockCurrent(ctx, tx, actor.Organisation, actor.Employee)
	if err != nil {
		return Place{}, authz.Decision{}, database.Found(err, "identity")
	}
	p, err := around(ctx, tx, i)
	if err != nil {
		return Place{}, authz.Decision{}, err
	}
	decision, err := permit.On(p.Employee.Facts())
	return p, decision, err
}

// ChangePassword gives the actor's dedicated identity another password. Its sessions end, since
// somebody else may have begun one of them.
func (s *Service) ChangePassword(ctx context.Context, present, wanted string) error {
	actor, _ := authz.From(ctx)
	permit, err := authz.Require(ctx, authz.IdentityPassword, authz.In(actor.Organisation))
	if err != nil {
		return err
	}
	i, stored, err := s.ownPassword(ctx, actor)
	if err != nil {
		return err
	}
	hash, err := s.HashPassword(ctx, wanted, i.UserName)
	if err != nil {
		return err
	}
	pair := throttle.Pair.Of("change " + i.ID.String())
	if _, err := s.guard.Admit(ctx, pair, throttle.BySource(ctx)); err != nil {
		return err
	}
	right, _, err := s.hasher.Verify(ctx, stored, present)
	if err != nil {
		return err
	}
	_, err = idempotency.Once(ctx, s.db, func(tx *database.Tx) (struct{}, error) {
		p, decision, err := s.own(ctx, tx, permit)
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, s.changePassword(ctx, tx, decision, p, stored, hash, right)
	})
	if err != nil {
		return err
	}
	return s.guard.Forgive(ctx, pair, throttle.BySource(ctx))
}

func (s *Service) ownPassword(ctx context.Context, actor authz.Actor) (Identity, string, error) {
	var i Identity
	var stored string
	err := s.db.Read(ctx, func(tx *database.Tx) error {
		list, err := listOf(ctx, tx, actor.Organisation, actor.Employee)
		if err != nil {
			return err
		}
		if len(list) == 0 || list[0].State != Active || !list[0].HasPassword {
			return fault.New(fault.Conflict, "no_password", "You sign in without a password.")
		}
		i = list[0]
		stored, err = passwordHash(ctx, tx, i)
		return err
	})
	return i, stored, err
}

// changePassword puts the new hash in the place of the one that was compared; a change that came
// first has made that comparison worthless.
func (s *Service) changePassword(ctx context.Context, tx *database.Tx, decision authz.Decision, p Place, stored, hash string, right bool) error {
	now, err := passwordHash(ctx, tx, p.Identity)
	if err != nil {
		return err
	}
	if now != stored {
		return passwordWrong()
	}
	e := event(decision, "identity.password_changed", p.Identity)
	if !right {
		e.Outcome = audit.Refused
		return errors.Join(s.audit.Record(ctx, tx, e), tx.Refuse(passwordWrong()))
	}
	if err := updatePassword(ctx, tx, p.Identity, hash); err != nil {
		return err
	}
	if err := s.audit.Record(ctx, tx, e); err != nil {
		return err
	}
	if err := s.followed(ctx, tx, decision, p.Identity, "password_changed"); err != nil {
		return err
	}
	return s.Tell(ctx, tx, p, notify.PasswordChanged, nil)
}

func passwordWrong() *fault.Fault {
	return fault.New(fault.Invalid, "password_wrong", "The present password is not right.").
		On("/current", "password_wrong", "The present password is not right.")
}
