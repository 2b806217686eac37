package employee

import (
	"context"
	"io"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
)

const exportPage = 500

// Export gives the list as a file (W3). That somebody takes so many people's data along is an event,
// which is written before the first of them is read.
func (s *Service) Export(ctx context.Context, f Filter) (io.Reader, error) {
	permit, err := authz.Require(ctx, authz.EmployeeExport, authz.In(f.Organisation))
	if err != nil {
		return nil, err
	}
	scope, err := authz.Scope(ctx, authz.EmployeeExport, authz.In(f.Organisation))
	if err != nil {
		return nil, err
	}
	if err := takeIn(&f); err != nil {
		return nil, err
	}
	told, err := told(ctx, f, scope)
	if err != nil {
		return nil, err
	}
	decision, err := permit.On(scope.Place())
	if err != nil {
		return nil, err
	}
	err = s.db.Change(ctx, func(tx *database.Tx) error {
		return s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "employees.exported", Subject: audit.On("organisation", f.Organisation), After: f.fields(),
		})
	})
	if err != nil {
		return nil, err
	}
	f.Limit, f.Total = exportPage, false
	return newSheet(authz.RequestOf(ctx).Language, func() ([]Listed, bool, error) {
		found, _, err := s.list(ctx, f, scope, told)
		if n := len(found.Data); n > 0 {
			f.AfterKey, f.AfterID = found.Data[n-1].SortKey, found.Data[n-1].ID
		}
		return found.Data, found.Next != "", err
	})
}

// fields is what the log keeps of a filter. What was typed may name somebody, so it is sealed.
func (f Filter) fields() audit.Fields {
	fields := audit.Fields{}
	for name, typed := range map[string]*string{"employee_number": f.EmployeeNumber, "email": f.Email, "user_name": f.UserName, "q": &f.Query} {
		if typed != nil && *typed != "" {
			fields[name] = audit.Personal(*typed)
		}
	}
	for name, chosen := range map[string]*string{"status": f.Status, "activation": f.Activation} {
		if chosen != nil {
			fields[name] = *chosen
		}
	}
	if !f.Unit.IsZero() {
		fields["unit_id"] = f.Unit.String()
	}
	if !f.ProductionUnit.IsZero() {
		fields["production_unit_id"] = f.ProductionUnit.String()
	}
	return fields
}
