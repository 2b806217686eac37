package stock

import (
	"context"

	"hverv/api"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/page"
)

// Handler answers the operations of the stock.
type Handler struct{ service *Service }

// NewHandler makes it.
func NewHandler(s *Service) *Handler { return &Handler{service: s} }

// ListStockLocations implements api.StrictServerInterface.
func (h *Handler) ListStockLocations(ctx context.Context, r api.ListStockLocationsRequestObject) (api.ListStockLocationsResponseObject, error) {
	all, err := h.service.Locations(ctx, id.From[id.Organisation](r.OrganisationId))
	if err != nil {
		return nil, err
	}
	answer := api.ListStockLocations200JSONResponse{Data: make([]api.Location, 0, len(all))}
	for _, l := range all {
		answer.Data = append(answer.Data, locationToAPI(l))
	}
	return answer, nil
}

// AddStockLocation implements api.StrictServerInterface.
func (h *Handler) AddStockLocation(ctx context.Context, r api.AddStockLocationRequestObject) (api.AddStockLocationResponseObject, error) {
	l, err := h.service.AddLocation(ctx, NewLocation{
		Organisation: id.From[id.Organisation](r.OrganisationId), Name: r.Body.Name, Unit: id.Optional[id.Unit](r.Body.UnitId),
	})
	if err != nil {
		return nil, err
	}
	return api.AddStockLocation201JSONResponse{Body: locationToAPI(l), Headers: api.AddStockLocation201ResponseHeaders{ETag: etag.Of(l.Version)}}, nil
}

// RenameStockLocation implements api.StrictServerInterface.
func (h *Handler) RenameStockLocation(ctx context.Context, r api.RenameStockLocationRequestObject) (api.RenameStockLocationResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	l, err := h.service.RenameLocation(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Location](r.LocationId), version, r.Body.Name)
	if err != nil {
		return nil, err
	}
	return api.RenameStockLocation200JSONResponse{Body: locationToAPI(l), Headers: api.RenameStockLocation200ResponseHeaders{ETag: etag.Of(l.Version)}}, nil
}

// EndStockLocation implements api.StrictServerInterface.
func (h *Handler) EndStockLocation(ctx context.Context, r api.EndStockLocationRequestObject) (api.EndStockLocationResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	l, err := h.service.EndLocation(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Location](r.LocationId), version)
	if err != nil {
		return nil, err
	}
	return api.EndStockLocation200JSONResponse{Body: locationToAPI(l), Headers: api.EndStockLocation200ResponseHeaders{ETag: etag.Of(l.Version)}}, nil
}

// ListStockCounts implements api.StrictServerInterface.
func (h *Handler) ListStockCounts(ctx context.Context, r api.ListStockCountsRequestObject) (api.ListStockCountsResponseObject, error) {
	var after id.StockCount
	limit, err := page.Window(r.Params.Limit, r.Params.After, &after)
	if err != nil {
		return nil, err
	}
	found, err := h.service.Counts(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Location](r.LocationId), after, limit)
	if err != nil {
		return nil, err
	}
	return api.ListStockCounts200JSONResponse{Data: countsToAPI(found.Data), NextCursor: found.Cursor()}, nil
}

// TakeStock implements api.StrictServerInterface.
func (h *Handler) TakeStock(ctx context.Context, r api.TakeStockRequestObject) (api.TakeStockResponseObject, error) {
	counted := map[Kind]int{}
	for _, c := range r.Body.Counts {
		counted[Kind(c.Kind)] = c.Counted
	}
	found, err := h.service.TakeStock(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Location](r.LocationId), counted)
	if err != nil {
		return nil, err
	}
	return api.TakeStock201JSONResponse{Data: countsToAPI(found)}, nil
}

func locationToAPI(l Location) api.Location {
	to := api.Location{
		Id: l.ID.UUID(), Name: l.Name, UnitId: l.Unit.Pointer(), EndedAt: l.EndedAt, Etag: etag.Of(l.Version),
		Counts: make([]api.LocationCount, 0, len(l.Counts)),
	}
	for _, c := range l.Counts {
		to.Counts = append(to.Counts, api.LocationCount{Kind: string(c.Kind), State: string(c.State), Number: c.Number})
	}
	return to
}

func countsToAPI(all []Counted) []api.StockCount {
	to := make([]api.StockCount, 0, len(all))
	for _, c := range all {
		to = append(to, api.StockCount{
			Id: c.ID.UUID(), LocationId: c.Location.UUID(), Kind: string(c.Kind), Counted: c.Counted, Booked: c.Booked, Difference: c.Counted - c.Booked,
			CountedBy: c.CountedBy.Pointer(), CountedByName: c.CountedByName, CountedAt: c.CountedAt,
		})
	}
	return to
}
