package provider

import (
	"context"
	"encoding/json"
	"fmt"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
)

// logoutPage is how many relying parties' jobs are made at once.
const logoutPage = 500

// EndEveryoneIn ends whatever an organisation's employees were granted, in the transaction that
// suspends, resumes or closes it (C9), and has the relying parties told. Refused it is at once, by
// the organisation's state; ended it must be so that a resumption gives nothing back. At a
// resumption it takes what was granted in the very instant of the suspension.
func (s *Service) EndEveryoneIn(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, _ string) error {
	n, err := endEveryGrant(ctx, tx, org)
	if err != nil || n == 0 {
		return err
	}
	if err := s.Queue.Enqueue(tx, org, pageJob, logoutFrom{}, tx.Now); err != nil {
		return err
	}
	return s.Audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "grant.all_revoked", Subject: audit.On("organisation", org),
		After: audit.Fields{"why": "the organisation was stopped", "count": n},
	})
}

// logoutFrom is how far the pages have come.
type logoutFrom struct {
	After id.TokenGrant `json:"after,omitzero"`
}

// logOutPage has one page of relying parties told, each by a job of its own, and leaves the rest to
// a job that commits with this page: none is left out, and no transaction grows with the organisation.
func (s *Service) logOutPage(ctx context.Context, org id.Organisation, arguments json.RawMessage) error {
	var from logoutFrom
	if err := json.Unmarshal(arguments, &from); err != nil {
		return fmt.Errorf("read the arguments: %w", err)
	}
	return s.DB.Upkeep(ctx, "provider.logout", func(tx *database.Tx) error {
		waiting, err := pageUntold(ctx, tx, org, from.After, logoutPage)
		if err != nil {
			return err
		}
		for _, grant := range waiting {
			if err := s.Queue.Enqueue(tx, org, tellJob, told{grant}, tx.Now); err != nil {
				return err
			}
		}
		if len(waiting) < logoutPage {
			return nil
		}
		return s.Queue.Enqueue(tx, org, pageJob, logoutFrom{waiting[len(waiting)-1]}, tx.Now)
	})
}
