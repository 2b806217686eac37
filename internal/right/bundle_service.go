package right

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/organisation"
	"hverv/internal/page"
)

// Bundles lists the organisation's bundles in use.
func (s *Service) Bundles(ctx context.Context, org id.Organisation, paging Paging) (page.Page[Bundle], error) {
	if _, err := authz.Require(ctx, authz.BundleRead, authz.In(org)); err != nil {
		return page.Page[Bundle]{}, err
	}
	var after id.Bundle
	limit, err := paging.read(&after)
	if err != nil {
		return page.Page[Bundle]{}, err
	}
	var found []Bundle
	err = s.db.Single(ctx, func(tx *database.Tx) (err error) {
		found, err = listBundles(ctx, tx, org, after, limit+1)
		return err
	})
	for i := range found {
		found[i].Actions = bundleActions(ctx, org, found[i])
	}
	return page.Cut(found, limit, func(b Bundle) string { return page.Encode(b.ID) }), err
}

// Bundle shows one with its latest version.
func (s *Service) Bundle(ctx context.Context, org id.Organisation, bundle id.Bundle) (b Bundle, err error) {
	if _, err := authz.Require(ctx, authz.BundleRead, authz.In(org)); err != nil {
		return Bundle{}, err
	}
	err = s.db.Single(ctx, func(tx *database.Tx) (err error) {
		b, err = findBundle(ctx, tx, org, bundle)
		return err
	})
	b.Actions = bundleActions(ctx, org, b)
	return b, err
}

// BundleVersions shows what a bundle has held, latest first (R2).
func (s *Service) BundleVersions(ctx context.Context, org id.Organisation, bundle id.Bundle, paging Paging) (page.Page[Bundle], error) {
	if _, err := authz.Require(ctx, authz.BundleRead, authz.In(org)); err != nil {
		return page.Page[Bundle]{}, err
	}
	var before int
	limit, err := paging.read(&before)
	if err != nil {
		return page.Page[Bundle]{}, err
	}
	var found []Bundle
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		if _, err := findBundle(ctx, tx, org, bundle); err != nil {
			return err
		}
		found, err = listVersions(ctx, tx, org, bundle, before, limit+1)
		return err
	})
	return page.Cut(found, limit, func(b Bundle) string { return page.Encode(b.Number) }), err
}

func bundleActions(ctx context.Context, org id.Organisation, b Bundle) []string {
	if b.RetiredAt != nil || !authz.May(ctx, authz.BundleChange, authz.In(org)) {
		return []string{}
	}
	if b.Basic {
		return []string{"change"}
	}
	return []string{"change", "retire"}
}

// MakeBundle makes a bundle with its first version (R2).
func (s *Service) MakeBundle(ctx context.Context, in Pack) (Bundle, error) {
	permit, err := authz.Require(ctx, authz.BundleChange, authz.In(in.Organisation))
	if err != nil {
		return Bundle{}, err
	}
	made, err := idempotency.Once(ctx, s.db, func(tx *database.Tx) (id.Bundle, error) {
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return id.Bundle{}, err
		}
		return s.makeBundle(ctx, tx, decision, in)
	})
	if err != nil {
		return Bundle{}, err
	}
	return s.Bundle(ctx, in.Organisation, made)
}

func (s *Service) makeBundle(ctx context.Context, tx *database.Tx, decision authz.Decision, in Pack) (made id.Bundle, err error) {
	if in.Name == nil {
		in.Name = new("")
	}
	if in, err = in.complete(); err != nil {
		return made, err
	}
	if err := holdsAll(ctx, tx, in); err != nil {
		return made, err
	}
	made = id.New[id.Bundle]()
	if err := insertBundle(ctx, tx, in.Organisation, made, *in.Name, false); err != nil {
		return made, err
	}
	if err := insertBundleVersion(ctx, tx, in.Organisation, made, 1, in.Rights); err != nil {
		return made, err
	}
	return made, s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "bundle.created", Subject: audit.On("bundle", made),
		After: audit.Fields{"name": *in.Name, "number": 1, "rights": rightTexts(in.Rights)},
	})
}

func holdsAll(ctx context.Context, tx *database.Tx, in Pack) error {
	all, err := allHeld(ctx, tx, in.Organisation, in.Rights)
	if err != nil || all {
		return err
	}
	return notHeld().On("/right_ids", "right_not_held", "One of these is not held by the organisation.")
}

// ChangeBundle renames a bundle, or gives it a new version: what it held before stays on record,
// and whoever was given the bundle has the new content at once (R2).
func (s *Service) ChangeBundle(ctx context.Context, in Pack) (Bundle, error) {
	permit, err := authz.Require(ctx, authz.BundleChange, authz.In(in.Organisation))
	if err != nil {
		return Bundle{}, err
	}
	err = s.db.Change(ctx, func(tx *database.Tx) error {
		before, decision, err := lockedBundle(ctx, tx, permit, in)
		if err != nil {
			return err
		}
		return s.changeBundle(ctx, tx, decision, before, in)
	})
	if err != nil {
		return Bundle{}, err
	}
	return s.Bundle(ctx, in.Organisation, in.Bundle)
}

func (s *Service) changeBundle(ctx context.Context, tx *database.Tx, decision authz.Decision, before Bundle, in Pack) error {
	in, err := in.complete()
	if err != nil {
		return err
	}
	event := audit.Event{
		Decision: decision, Name: "bundle.changed", Subject: audit.On("bundle", in.Bundle), Before: audit.Fields{}, After: audit.Fields{},
	}
	name, number := before.Name, before.Number
	if in.Name != nil {
		name = *in.Name
		event.Before["name"], event.After["name"] = before.Name, name
	}
	if in.Rights != nil {
		if err := holdsAll(ctx, tx, in); err != nil {
			return err
		}
		number++
		event.Before["number"], event.Before["rights"] = before.Number, []string(before.RightIDs)
		event.After["number"], event.After["rights"] = number, rightTexts(in.Rights)
		if err := insertBundleVersion(ctx, tx, in.Organisation, in.Bundle, number, in.Rights); err != nil {
			return err
		}
		if err := organisation.RaiseRights(ctx, tx, in.Organisation); err != nil {
			return err
		}
	}
	if err := updateBundle(ctx, tx, in.Organisation, in.Bundle, name, number); err != nil {
		return err
	}
	return s.audit.Record(ctx, tx, event)
}

// RetireBundle takes a bundle out of use; nobody has anything by it any more.
func (s *Service) RetireBundle(ctx context.Context, org id.Organisation, bundle id.Bundle, version int64) (Bundle, error) {
	permit, err := authz.Require(ctx, authz.BundleChange, authz.In(org))
	if err != nil {
		return Bundle{}, err
	}
	_, err = idempotency.Once(ctx, s.db, func(tx *database.Tx) (none struct{}, err error) {
		before, decision, err := lockedBundle(ctx, tx, permit, Pack{Organisation: org, Bundle: bundle, Version: version})
		if err != nil {
			return none, err
		}
		return none, s.retireBundle(ctx, tx, decision, org, before)
	})
	if err != nil {
		return Bundle{}, err
	}
	return s.Bundle(ctx, org, bundle)
}

func (s *Service) retireBundle(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, before Bundle) error {
	if before.Basic {
		return fault.New(fault.Conflict, "bundle_basic", "The basic bundle is always there; change what it holds instead.")
	}
	if err := retireBundle(ctx, tx, org, before.ID); err != nil {
		return err
	}
	if err := organisation.RaiseRights(ctx, tx, org); err != nil {
		return err
	}
	return s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "bundle.retired", Subject: audit.On("bundle", before.ID), Before: audit.Fields{"name": before.Name},
	})
}

func lockedBundle(ctx context.Context, tx *database.Tx, permit authz.Permit, in Pack) (Bundle, authz.Decision, error) {
	before, err := lockBundle(ctx, tx, in.Organisation, in.Bundle)
	if err != nil {
		return Bundle{}, authz.Decision{}, err
	}
	decision, err := permit.On(authz.Facts{})
	if err != nil {
		return Bundle{}, authz.Decision{}, err
	}
	if before.RetiredAt != nil {
		return Bundle{}, authz.Decision{}, retired()
	}
	if before.Version != in.Version {
		return Bundle{}, authz.Decision{}, etag.Stale()
	}
	return before, decision, nil
}
