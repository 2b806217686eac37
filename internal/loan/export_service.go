package loan

import (
	"context"
	"io"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/sheet"
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
	after := cursor{}
	return sheet.New(authz.RequestOf(ctx).Language, headings, func() (lines [][]string, more bool, err error) {
		err = s.db.Single(ctx, func(tx *database.Tx) error {
			found, err := listOpen(ctx, tx, org, reached(reach), f, after, exportPage)
			for i := range found {
				after, lines = cursor{found[i].EndsAt, found[i].ID}, append(lines, found[i].line(tx.Now))
			}
			return err
		})
		return lines, len(lines) == exportPage, err
	})
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
