package employee

import (
	"context"
	"maps"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/idempotency"
)

// Categories lists the kinds of employment that the organisation uses (E4).
func (s *Service) Categories(ctx context.Context, org id.Organisation) ([]Category, error) {
	if _, err := authz.Require(ctx, authz.CategoryRead, authz.In(org)); err != nil {
		return nil, err
	}
	var found []Category
	err := s.db.Single(ctx, func(tx *database.Tx) (err error) {
		found, err = listCategories(ctx, tx, org)
		return err
	})
	return found, err
}

// CreateCategory adds a category of the organisation's own (E4).
func (s *Service) CreateCategory(ctx context.Context, in NewCategory) (Category, error) {
	permit, err := authz.Require(ctx, authz.CategoryChange, authz.In(in.Organisation))
	if err != nil {
		return Category{}, err
	}
	made, err := in.Category.prepared()
	if err != nil {
		return Category{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Category, error) {
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return Category{}, err
		}
		made.Version = 1
		if err := insertCategory(ctx, tx, in.Organisation, made); err != nil {
			return Category{}, err
		}
		return made, s.recordCategory(ctx, tx, decision, in.Organisation, "category.created", made.Code, nil, made.fields())
	})
}

// ChangeCategory changes or retires a category (E4).
func (s *Service) ChangeCategory(ctx context.Context, in ChangeCategory) (Category, error) {
	permit, err := authz.Require(ctx, authz.CategoryChange, authz.In(in.Organisation))
	if err != nil {
		return Category{}, err
	}
	var after Category
	err = s.db.Change(ctx, func(tx *database.Tx) error {
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return err
		}
		before, err := lockCategory(ctx, tx, in.Organisation, in.Code)
		if err != nil {
			return err
		}
		if before.Version != in.Version {
			return etag.Stale()
		}
		if after, err = in.apply(before); err != nil {
			return err
		}
		if maps.Equal(before.fields(), after.fields()) {
			return nil
		}
		if err := updateCategory(ctx, tx, in.Organisation, &after); err != nil {
			return err
		}
		return s.recordCategory(ctx, tx, decision, in.Organisation, "category.changed", in.Code, before.fields(), after.fields())
	})
	return after, err
}

func (s *Service) recordCategory(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation,
	name, code string, before, after audit.Fields,
) error {
	tx.AfterCommit(func() { s.categories.forget(org) })
	return s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: name, Subject: audit.Subject{Kind: "category", ID: code}, Before: before, After: after,
	})
}
