package right

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/organisation"
)

// SeedBasicIn gives a new organisation the basic rights and the bundle of them (R2). It may be
// called again, and then changes nothing.
func (s *Service) SeedBasicIn(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation) error {
	_, there, err := findBasic(ctx, tx, org)
	if err != nil || there {
		return err
	}
	rights, err := plantBasic(ctx, tx)
	if err != nil {
		return err
	}
	if err := holdAll(ctx, tx, org, rights); err != nil {
		return err
	}
	bundle := id.New[id.Bundle]()
	if err := insertBundle(ctx, tx, org, bundle, basicName, true); err != nil {
		return err
	}
	if err := insertBundleVersion(ctx, tx, org, bundle, 1, rights); err != nil {
		return err
	}
	if err := organisation.RaiseRights(ctx, tx, org); err != nil {
		return err
	}
	if err := s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "holding.given", Subject: audit.On("organisation", org), After: audit.Fields{"rights": rightTexts(rights)},
	}); err != nil {
		return err
	}
	return s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "bundle.created", Subject: audit.On("bundle", bundle),
		After: audit.Fields{"name": basicName, "basic": true, "number": 1, "rights": rightTexts(rights)},
	})
}

// BasicIn gives the organisation's basic bundle.
func BasicIn(ctx context.Context, tx *database.Tx, org id.Organisation) (id.Bundle, error) {
	bundle, there, err := findBasic(ctx, tx, org)
	if err == nil && !there {
		return bundle, fault.Missing("bundle")
	}
	return bundle, err
}
