package organisation

import (
	"context"

	"hverv/api"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/page"
)

// ListProductionUnits implements api.StrictServerInterface.
func (h *Handler) ListProductionUnits(ctx context.Context, r api.ListProductionUnitsRequestObject) (api.ListProductionUnitsResponseObject, error) {
	var after id.ProductionUnit
	limit, err := page.Window(r.Params.Limit, r.Params.After, &after)
	if err != nil {
		return nil, err
	}
	found, err := h.service.ListProductionUnits(ctx, id.From[id.Organisation](r.OrganisationId), after, limit)
	if err != nil {
		return nil, err
	}
	answer := api.ListProductionUnits200JSONResponse{Data: make([]api.ProductionUnit, 0, len(found.Data)), NextCursor: found.Cursor()}
	for _, p := range found.Data {
		answer.Data = append(answer.Data, productionToAPI(p))
	}
	return answer, nil
}

// CreateProductionUnit implements api.StrictServerInterface.
func (h *Handler) CreateProductionUnit(ctx context.Context, r api.CreateProductionUnitRequestObject) (api.CreateProductionUnitResponseObject, error) {
	in := NewProductionUnit{Organisation: id.From[id.Organisation](r.OrganisationId), PNumber: r.Body.PNumber, Name: r.Body.Name}
	if r.Body.Address != nil {
		in.Address = fromAddress(*r.Body.Address)
	}
	p, err := h.service.CreateProductionUnit(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.CreateProductionUnit201JSONResponse{
		Body: productionToAPI(p), Headers: api.CreateProductionUnit201ResponseHeaders{ETag: etag.Of(p.Version)},
	}, nil
}

// ChangeProductionUnit implements api.StrictServerInterface.
func (h *Handler) ChangeProductionUnit(ctx context.Context, r api.ChangeProductionUnitRequestObject) (api.ChangeProductionUnitResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	in := ChangeProductionUnit{
		Organisation: id.From[id.Organisation](r.OrganisationId), ID: id.From[id.ProductionUnit](r.ProductionUnitId), Version: version, Name: r.Body.Name,
	}
	if r.Body.Address != nil {
		address := fromAddress(*r.Body.Address)
		in.Address = &address
	}
	p, err := h.service.ChangeProductionUnit(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.ChangeProductionUnit200JSONResponse{
		Body: productionToAPI(p), Headers: api.ChangeProductionUnit200ResponseHeaders{ETag: etag.Of(p.Version)},
	}, nil
}

// EndProductionUnit implements api.StrictServerInterface.
func (h *Handler) EndProductionUnit(ctx context.Context, r api.EndProductionUnitRequestObject) (api.EndProductionUnitResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	p, err := h.service.EndProductionUnit(ctx, EndUnit[id.ProductionUnit]{
		Organisation: id.From[id.Organisation](r.OrganisationId), ID: id.From[id.ProductionUnit](r.ProductionUnitId), Version: version,
	})
	if err != nil {
		return nil, err
	}
	return api.EndProductionUnit200JSONResponse{
		Body: productionToAPI(p), Headers: api.EndProductionUnit200ResponseHeaders{ETag: etag.Of(p.Version)},
	}, nil
}

func fromAddress(a api.AddressInput) Address {
	var to Address
	put(&to.Street, a.Street)
	put(&to.PostalCode, a.PostalCode)
	put(&to.City, a.City)
	put(&to.Country, a.Country)
	return to
}

func productionToAPI(p ProductionUnit) api.ProductionUnit {
	return api.ProductionUnit{
		Id: p.ID.UUID(), PNumber: p.PNumber.String(), Name: p.Name, Address: addressToAPI(p.Address), EndedAt: p.EndedAt, Etag: etag.Of(p.Version),
	}
}
