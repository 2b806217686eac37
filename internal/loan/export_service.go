package loan

import (
	"context"
	"io"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
)

const exportPage = 500

// Export gives the list of loans that are not back as a file. That somebody takes it along is an event,
// which is written before the first of them is read.
func (s *Service) Export(ctx context.Context, org id.Organisation, f Filter) (io.Reader, error) {
	permit, err := authz.Require(ctx, authz.LoanExport, authz.In(org))
	if err != nil {
		return nil, err
	}
	reach, err := authz.Scope(ctx, authz.LoanExport, authz.In(org))
	if err != nil {
		return nil, err
	}
	decision, err := permit.On(somewhere(reach))
	if err != nil {
		return nil, err
	}
	err = s.db.Change(ctx, func(tx *database.Tx) error {
		return s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "loans.exported", Subject: audit.On("organisation", org), After: audit.Fields{"state": f.State, "unit_id": f.Unit.String()},
		})
	})
	if err != nil {
		return nil, err
	}
	var file io.Reader
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		var all []Loan
		var after cursor
		for {
			found, err := listOpen(ctx, tx, org, reached(reach), f, after, exportPage)
			if err != nil {
				return err
			}
			all = append(all, found...)
			if len(found) < exportPage {
				break
			}
			after = cursor{found[len(found)-1].EndsAt, found[len(found)-1].ID}
		}
		var err error
		file, err = sheet(authz.RequestOf(ctx).Language, all, tx.Now)
		return err
	})
	return file, err
}

// somewhere is a place within the caller's reach: what is taken along is logged there.
func somewhere(r authz.Reach) authz.Facts {
	var facts authz.Facts
	for _, unit := range r.Units {
		if parsed, err := id.Parse[id.Unit](unit); err == nil {
			facts.Units = append(facts.Units, parsed)
		}
	}
	return facts
}
