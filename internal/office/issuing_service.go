package office

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// MayIssue refuses a hand-out to somebody whose record is not complete, where that is demanded (U13).
func (s *Service) MayIssue(ctx context.Context, tx *database.Tx, org id.Organisation, to id.Employee) error {
	i, err := findIssuing(ctx, tx, org)
	if err != nil || i.Complete == Never {
		return err
	}
	high, err := isHigh(ctx, tx, org, to)
	if err != nil || !i.demands(high) {
		return err
	}
	e, err := employee.Find(ctx, tx, org, to)
	if err != nil {
		return err
	}
	return complete(e)
}

// Issuing reads how the organisation issues.
func (s *Service) Issuing(ctx context.Context, org id.Organisation) (Issuing, error) {
	if _, err := authz.Require(ctx, authz.IssuingRead, authz.In(org)); err != nil {
		return Issuing{}, err
	}
	var i Issuing
	err := s.DB.Single(ctx, func(tx *database.Tx) (err error) {
		i, err = findIssuing(ctx, tx, org)
		return err
	})
	return i, err
}

// ChangeIssuing changes how the organisation issues.
func (s *Service) ChangeIssuing(ctx context.Context, wanted Issuing) (Issuing, error) {
	permit, err := authz.Require(ctx, authz.IssuingChange, authz.In(wanted.Organisation))
	if err != nil {
		return Issuing{}, err
	}
	var c fault.Check
	c.That(wanted.Complete == Never || wanted.Complete == High || wanted.Complete == Always, "/complete", "unknown", "never, high or always.")
	wanted.Terms = paragraphs(&c, wanted.Terms)
	if err := c.Err(); err != nil {
		return Issuing{}, err
	}
	err = s.DB.Change(ctx, func(tx *database.Tx) error {
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return err
		}
		before, err := findIssuing(ctx, tx, wanted.Organisation)
		if err != nil {
			return err
		}
		if before.Version != wanted.Version {
			return etag.Stale()
		}
		if err := saveIssuing(ctx, tx, wanted); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "issuing.changed", Subject: audit.On("organisation", wanted.Organisation),
			Before: audit.Fields{"complete": string(before.Complete)}, After: audit.Fields{"complete": string(wanted.Complete), "terms_changed": before.Terms != wanted.Terms},
		})
	})
	wanted.Version++
	return wanted, err
}
