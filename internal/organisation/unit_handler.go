package organisation

import (
	"context"

	"hverv/api"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/page"
)

// ListUnits implements api.StrictServerInterface.
func (h *Handler) ListUnits(ctx context.Context, r api.ListUnitsRequestObject) (api.ListUnitsResponseObject, error) {
	var after id.Unit
	limit, err := page.Window(r.Params.Limit, r.Params.After, &after)
	if err != nil {
		return nil, err
	}
	found, err := h.service.ListUnits(ctx, id.From[id.Organisation](r.OrganisationId), after, limit)
	if err != nil {
		return nil, err
	}
	answer := api.ListUnits200JSONResponse{Data: make([]api.Unit, 0, len(found.Data)), NextCursor: found.Cursor()}
	for _, u := range found.Data {
		answer.Data = append(answer.Data, unitToAPI(u))
	}
	return answer, nil
}

// CreateUnit implements api.StrictServerInterface.
func (h *Handler) CreateUnit(ctx context.Context, r api.CreateUnitRequestObject) (api.CreateUnitResponseObject, error) {
	u, err := h.service.CreateUnit(ctx, NewUnit{
		Organisation: id.From[id.Organisation](r.OrganisationId), Name: r.Body.Name,
		Parent: id.Optional[id.Unit](r.Body.ParentId), ProductionUnit: id.Optional[id.ProductionUnit](r.Body.ProductionUnitId),
	})
	if err != nil {
		return nil, err
	}
	return api.CreateUnit201JSONResponse{Body: unitToAPI(u), Headers: api.CreateUnit201ResponseHeaders{ETag: etag.Of(u.Version)}}, nil
}

// ChangeUnit implements api.StrictServerInterface.
func (h *Handler) ChangeUnit(ctx context.Context, r api.ChangeUnitRequestObject) (api.ChangeUnitResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	u, err := h.service.ChangeUnit(ctx, ChangeUnit{
		Organisation: id.From[id.Organisation](r.OrganisationId), ID: id.From[id.Unit](r.UnitId), Version: version,
		Name: r.Body.Name, Parent: id.Change[id.Unit](r.Body.ParentId), ProductionUnit: id.Change[id.ProductionUnit](r.Body.ProductionUnitId),
	})
	if err != nil {
		return nil, err
	}
	return api.ChangeUnit200JSONResponse{Body: unitToAPI(u), Headers: api.ChangeUnit200ResponseHeaders{ETag: etag.Of(u.Version)}}, nil
}

// EndUnit implements api.StrictServerInterface.
func (h *Handler) EndUnit(ctx context.Context, r api.EndUnitRequestObject) (api.EndUnitResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	u, err := h.service.EndUnit(ctx, EndUnit[id.Unit]{
		Organisation: id.From[id.Organisation](r.OrganisationId), ID: id.From[id.Unit](r.UnitId), Version: version,
	})
	if err != nil {
		return nil, err
	}
	return api.EndUnit200JSONResponse{Body: unitToAPI(u), Headers: api.EndUnit200ResponseHeaders{ETag: etag.Of(u.Version)}}, nil
}

func unitToAPI(u Unit) api.Unit {
	return api.Unit{
		Id: u.ID.UUID(), Name: u.Name, ParentId: u.Parent.Pointer(), ProductionUnitId: u.ProductionUnit.Pointer(),
		EndedAt: u.EndedAt, Etag: etag.Of(u.Version),
	}
}
