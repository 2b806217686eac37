package employee

import (
	"context"

	"hverv/api"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/member"
)

// AddEmployment implements api.StrictServerInterface.
func (h *Handler) AddEmployment(ctx context.Context, r api.AddEmploymentRequestObject) (api.AddEmploymentResponseObject, error) {
	in, err := fromNewEmployment(*r.Body)
	if err != nil {
		return nil, err
	}
	e, err := h.service.Employ(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Employee](r.EmployeeId), in)
	if err != nil {
		return nil, err
	}
	return api.AddEmployment201JSONResponse{Body: toAPI(ctx, e), Headers: api.AddEmployment201ResponseHeaders{ETag: etag.Of(e.Version)}}, nil
}

// ChangeEmployment implements api.StrictServerInterface.
func (h *Handler) ChangeEmployment(ctx context.Context, r api.ChangeEmploymentRequestObject) (api.ChangeEmploymentResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	in := ChangeEmployment{
		Organisation: id.From[id.Organisation](r.OrganisationId), Employee: id.From[id.Employee](r.EmployeeId),
		ID: id.From[id.Employment](r.EmploymentId), Version: version, Category: r.Body.Category, Sponsor: r.Body.Sponsor,
		Unit: id.Change[id.Unit](r.Body.UnitId), ProductionUnit: id.Change[id.ProductionUnit](r.Body.ProductionUnitId),
	}
	if r.Body.StartsOn != nil {
		starts, err := member.Date(r.Body.StartsOn)
		if err != nil {
			return nil, err
		}
		in.StartsOn = &starts
	}
	if in.EndsOn, err = member.Changed(r.Body.EndsOn); err != nil {
		return nil, err
	}
	e, err := h.service.ChangeEmployment(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.ChangeEmployment200JSONResponse{Body: toAPI(ctx, e), Headers: api.ChangeEmployment200ResponseHeaders{ETag: etag.Of(e.Version)}}, nil
}

// EndEmployment implements api.StrictServerInterface.
func (h *Handler) EndEmployment(ctx context.Context, r api.EndEmploymentRequestObject) (api.EndEmploymentResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	in := EndEmployment{
		Organisation: id.From[id.Organisation](r.OrganisationId), Employee: id.From[id.Employee](r.EmployeeId),
		ID: id.From[id.Employment](r.EmploymentId), Version: version,
	}
	if in.EndsOn, err = member.Date(r.Body.EndsOn); err != nil {
		return nil, err
	}
	put(&in.Reason, r.Body.Reason)
	e, err := h.service.EndEmployment(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.EndEmployment200JSONResponse{Body: toAPI(ctx, e), Headers: api.EndEmployment200ResponseHeaders{ETag: etag.Of(e.Version)}}, nil
}
