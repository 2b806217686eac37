package person

import (
	"context"
	"slices"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
)

// operate makes an operator of whom the configuration names, at her sign-in: before it nobody
// knows her. Whom it no longer names is taken off by AlignOperators.
func (s *Service) operate(ctx context.Context, tx *database.Tx, decision authz.Decision, person id.Person, login Login) error {
	if !slices.Contains(s.operators, login) {
		return nil
	}
	return s.Grant(ctx, tx, decision, person)
}

// Grant makes somebody an operator of the installation; who is one stays one.
func (s *Service) Grant(ctx context.Context, tx *database.Tx, decision authz.Decision, person id.Person) error {
	granted, err := insertOperator(ctx, tx, person)
	if err != nil || !granted {
		return err
	}
	return s.audit.Record(ctx, tx, audit.Event{Decision: decision, Name: "operator.granted", Subject: audit.On("person", person)})
}

// Revoke takes somebody off the operators. The operator's stop always wins: nobody is kept for
// being the last (A4).
func (s *Service) Revoke(ctx context.Context, tx *database.Tx, decision authz.Decision, person id.Person) error {
	revoked, err := endOperator(ctx, tx, person)
	if err != nil || !revoked {
		return err
	}
	return s.audit.Record(ctx, tx, audit.Event{Decision: decision, Name: "operator.revoked", Subject: audit.On("person", person)})
}

// IsOperator says whether somebody operates the installation now.
func IsOperator(ctx context.Context, tx *database.Tx, person id.Person) (bool, error) {
	return isOperator(ctx, tx, person)
}

// AlignOperators takes off every operator whom the configuration no longer names. It runs when
// the server starts.
func (s *Service) AlignOperators(ctx context.Context) error {
	ctx = authz.AsMachine(ctx, "configuration", s.db.Now())
	permit, err := authz.Require(ctx, authz.OperatorAlign, authz.Everywhere())
	if err != nil {
		return err
	}
	return s.db.Change(ctx, func(tx *database.Tx) error {
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return err
		}
		superfluous, err := listOperatorsBeside(ctx, tx, s.operators)
		if err != nil {
			return err
		}
		for _, person := range superfluous {
			if err := s.Revoke(ctx, tx, decision, person); err != nil {
				return err
			}
		}
		return nil
	})
}
