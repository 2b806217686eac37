package employee

import (
	"context"
	"slices"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/page"
)

// Find finds employees within the caller's reach by what somebody at a desk can know of them: the
// beginnings of their names, or the whole of a user name, an employee number or an e-mail address.
// Who is found by the latter comes first. Each search is counted, so that nobody gathers the list
// piece by piece.
func (s *Service) Find(ctx context.Context, in Whom) (page.Page[Candidate], error) {
	none := page.Page[Candidate]{}
	scope, err := authz.Scope(ctx, authz.EmployeeFind, authz.In(in.Organisation))
	if err != nil {
		return none, err
	}
	if err := in.check(calendar.Today(s.db.Now())); err != nil {
		return none, err
	}
	actor, _ := authz.From(ctx)
	if err := s.slow(ctx, actor.Principal()); err != nil {
		return none, err
	}
	var found page.Page[Candidate]
	err = s.db.Read(ctx, func(tx *database.Tx) (err error) {
		found, err = findWhom(ctx, tx, in, reachOf(scope))
		return err
	})
	return found, err
}

// findWhom reads one page in three statements, however many are on it.
func findWhom(ctx context.Context, tx *database.Tx, in Whom, r reach) (page.Page[Candidate], error) {
	none := page.Page[Candidate]{}
	exact, err := listExact(ctx, tx, in, r)
	if err != nil {
		return none, err
	}
	named, err := listEmployees(ctx, tx, Filter{
		Organisation: in.Organisation, Query: in.Query, AfterKey: in.AfterKey, AfterID: in.AfterID, Limit: in.Limit + 1,
	}, r)
	if err != nil {
		return none, err
	}
	cut := page.Cut(named, in.Limit, func(l Listed) string { return page.Encode(l.SortKey, l.ID) })
	rows := slices.DeleteFunc(cut.Data, func(l Listed) bool {
		return slices.ContainsFunc(exact, func(e Listed) bool { return e.ID == l.ID })
	})
	if in.AfterKey == nil {
		rows = append(exact, rows...)
	}
	identities, err := fittedOf(ctx, tx, in.Organisation, rows)
	return page.Page[Candidate]{Data: candidates(rows, identities, tx.Today), Next: cut.Next}, err
}

func candidates(rows []Listed, identities []Fitted, today calendar.Date) []Candidate {
	of := make(map[id.Employee]*Fitted, len(identities))
	for i := range identities {
		of[identities[i].Employee] = &identities[i]
	}
	found := make([]Candidate, 0, len(rows))
	for _, l := range rows {
		found = append(found, candidate(l, of[l.ID], today))
	}
	return found
}
