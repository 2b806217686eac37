package overview

import (
	"context"
	"io"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/page"
	"hverv/internal/sheet"
)

// Deps is what the service needs; all of it is required.
type Deps struct {
	DB    *database.DB
	Audit *audit.Log
}

// Service reads the overview.
type Service struct {
	db    *database.DB
	audit *audit.Log
}

// New makes the service.
func New(d Deps) *Service { return &Service{db: d.DB, audit: d.Audit} }

// List reads one page of those within the caller's reach, in Danish order, in one statement (W3).
func (s *Service) List(ctx context.Context, f Filter) (page.Page[Row], error) {
	reach, t, err := s.admit(ctx, authz.OverviewRead, &f)
	if err != nil {
		return page.Page[Row]{}, err
	}
	return s.list(ctx, f, reach, t)
}

// admit judges who asks and for what.
func (s *Service) admit(ctx context.Context, action authz.Action, f *Filter) (authz.Reach, told, error) {
	here := authz.In(f.Organisation)
	reach, err := authz.Scope(ctx, action, here)
	if err != nil {
		return authz.Reach{}, told{}, err
	}
	if err := f.check(calendar.Today(s.db.Now())); err != nil {
		return authz.Reach{}, told{}, err
	}
	t := told{SignIn: tells(ctx, authz.IdentityRead, here, reach)}
	t.Lacks = t.SignIn || tells(ctx, authz.EmployeeFind, here, reach)
	if lacking := t.refused(f); lacking != "" {
		return authz.Reach{}, told{}, authz.Beyond(lacking)
	}
	return reach, t, nil
}

// tells says whether a right of the caller's covers the whole of a list.
func tells(ctx context.Context, action authz.Action, here authz.Target, list authz.Reach) bool {
	held, err := authz.Scope(ctx, action, here)
	return err == nil && covers(held, list)
}

func (s *Service) list(ctx context.Context, f Filter, reach authz.Reach, t told) (page.Page[Row], error) {
	limit, found := f.Limit, []Row{}
	f.Limit++
	err := s.db.Single(ctx, func(tx *database.Tx) (err error) {
		found, err = listRows(ctx, tx, f, within{reach.All, reach.Units, reach.ProductionUnits}, t)
		return err
	})
	for i := range found {
		found[i].Told = t
	}
	return page.Cut(found, limit, func(r Row) string { return page.Encode(r.SortKey, r.Employee, r.Authenticator) }), err
}

const exportPage = 500

// Export gives the overview as a file. That somebody takes so much about so many along is an event, which is
// written before the first of them is read.
func (s *Service) Export(ctx context.Context, f Filter) (io.Reader, error) {
	permit, err := authz.Require(ctx, authz.OverviewExport, authz.In(f.Organisation))
	if err != nil {
		return nil, err
	}
	reach, t, err := s.admit(ctx, authz.OverviewExport, &f)
	if err != nil {
		return nil, err
	}
	decision, err := permit.On(reach.Place())
	if err != nil {
		return nil, err
	}
	err = s.db.Change(ctx, func(tx *database.Tx) error {
		return s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "overview.exported", Subject: audit.On("organisation", f.Organisation), After: f.fields(),
		})
	})
	if err != nil {
		return nil, err
	}
	f.After, f.Limit = Row{}, exportPage
	return sheet.New(authz.RequestOf(ctx).Language, headings, func() ([][]string, bool, error) {
		found, err := s.list(ctx, f, reach, t)
		lines := make([][]string, 0, len(found.Data))
		for i := range found.Data {
			f.After = found.Data[i]
			lines = append(lines, found.Data[i].line())
		}
		return lines, found.Next != "", err
	})
}

// fields is what the log keeps of a filter. What was typed may name somebody, so it is sealed.
func (f *Filter) fields() audit.Fields {
	fields := audit.Fields{}
	if f.Query != "" {
		fields["q"] = audit.Personal(f.Query)
	}
	for name, chosen := range map[string]string{"kind": f.Kind, "state": f.State, "concern": string(f.Concern)} {
		if chosen != "" {
			fields[name] = chosen
		}
	}
	if !f.Unit.IsZero() {
		fields["unit_id"] = f.Unit.String()
	}
	if f.EndsWithin != nil {
		fields["ends_within"] = *f.EndsWithin
	}
	return fields
}
