package right

import (
	"context"
	"errors"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
)

// errPreviewed undoes a change that was only tried.
var errPreviewed = errors.New("only a preview")

// PreviewBundle says what ChangeBundle would do to people, after every check that the change itself passes: it is
// made and undone (R2).
func (s *Service) PreviewBundle(ctx context.Context, in Pack) (Bundle, Effects, error) {
	return s.preview(ctx, in, func(tx *database.Tx, decision authz.Decision, before Bundle) ([]string, error) {
		after := []string(before.RightIDs)
		if in.Rights != nil {
			after = rightTexts(in.Rights)
		}
		return after, s.changeBundle(ctx, tx, decision, before, in)
	})
}

// PreviewRetirement says what RetireBundle would take from people (R2).
func (s *Service) PreviewRetirement(ctx context.Context, org id.Organisation, bundle id.Bundle, version int64) (Bundle, Effects, error) {
	in := Pack{Organisation: org, Bundle: bundle, Version: version}
	return s.preview(ctx, in, func(tx *database.Tx, decision authz.Decision, before Bundle) ([]string, error) {
		return []string{}, s.retireBundle(ctx, tx, decision, org, before)
	})
}

func (s *Service) preview(ctx context.Context, in Pack, try func(*database.Tx, authz.Decision, Bundle) ([]string, error)) (Bundle, Effects, error) {
	permit, err := authz.Require(ctx, authz.BundleChange, authz.In(in.Organisation))
	if err != nil {
		return Bundle{}, Effects{}, err
	}
	var now Bundle
	var effects Effects
	err = s.db.Change(ctx, func(tx *database.Tx) error {
		before, decision, err := lockedBundle(ctx, tx, permit, in)
		if err != nil {
			return err
		}
		after, err := try(tx, decision, before)
		if err != nil {
			return err
		}
		now = before
		gained, lost := difference(before.RightIDs, after)
		if effects, err = effectsOf(ctx, tx, in.Organisation, in.Bundle, gained, lost); err != nil {
			return err
		}
		return errPreviewed
	})
	if !errors.Is(err, errPreviewed) {
		return Bundle{}, Effects{}, err
	}
	now.Actions = bundleActions(ctx, in.Organisation, now)
	return now, effects, nil
}
