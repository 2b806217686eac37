package employee

import (
	"context"

	"hverv/api"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/id"
)

// ExportEmployees implements api.StrictServerInterface.
func (h *Handler) ExportEmployees(ctx context.Context, r api.ExportEmployeesRequestObject) (api.ExportEmployeesResponseObject, error) {
	p := r.Params
	f := Filter{
		Organisation: id.From[id.Organisation](r.OrganisationId), Status: (*string)(p.Status), Unit: id.Optional[id.Unit](p.UnitId),
		ProductionUnit: id.Optional[id.ProductionUnit](p.ProductionUnitId), EmployeeNumber: p.EmployeeNumber, Email: p.Email,
		UserName: p.UserName, Activation: (*string)(p.Activation), Part: p.Match != nil && *p.Match == "part",
	}
	put(&f.Query, p.Q)
	file, err := h.service.Export(ctx, f)
	if err != nil {
		return nil, err
	}
	name := "medarbejdere"
	if authz.RequestOf(ctx).Language == "en" {
		name = "employees"
	}
	return api.ExportEmployees200TextcsvResponse{Body: file, Headers: api.ExportEmployees200ResponseHeaders{
		ContentDisposition: `attachment; filename="` + name + "-" + calendar.Today(h.service.db.Now()).String() + `.csv"`,
	}}, nil
}
