package connection

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
)

const purgeAtOnce = 100 // requests in one look

// Purge deletes the content of documents whose request ended, or ran out, more days ago than they
// are kept (C10). What each was stays: its kind, size and hash, and the event. A case that is open
// keeps its documents, and so does a request that was opened again.
func (s *Service) Purge(ctx context.Context) error {
	ctx = authz.AsMachine(ctx, "retention", s.DB.Now())
	permit, err := authz.Require(ctx, authz.DocumentPurge, authz.Everywhere())
	if err != nil {
		return err
	}
	for {
		var over []id.Connection
		err := s.DB.Single(ctx, func(tx *database.Tx) (err error) {
			over, err = outlived(ctx, tx, tx.Today.AddDays(-s.DocumentDays), purgeAtOnce)
			return err
		})
		if err != nil {
			return err
		}
		for _, connection := range over {
			if err := s.purge(ctx, permit, connection); err != nil {
				return err
			}
		}
		if len(over) < purgeAtOnce {
			return nil
		}
	}
}

func (s *Service) purge(ctx context.Context, permit authz.Permit, connection id.Connection) error {
	return s.DB.Change(ctx, func(tx *database.Tx) error {
		if _, err := lock(ctx, tx, connection); err != nil { // who opens it again meanwhile is waited for
			return err
		}
		before := tx.Today.AddDays(-s.DocumentDays)
		still, err := outlives(ctx, tx, connection, before)
		if err != nil || !still {
			return err // opened again, or another node was first
		}
		gone, err := purge(ctx, tx, connection)
		if err != nil {
			return err
		}
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "connection.documents_purged", Subject: audit.On("connection", connection),
			After: audit.Fields{"documents": gone, "kept_days": s.DocumentDays},
		})
	})
}

// kept counts the documents that still have their content.
func kept(documents []Document) int {
	n := 0
	for _, d := range documents {
		if d.PurgedAt == nil {
			n++
		}
	}
	return n
}
