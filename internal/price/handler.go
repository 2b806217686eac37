package price

import (
	"context"

	"hverv/api"
	"hverv/internal/calendar"
	"hverv/internal/id"
	"hverv/internal/member"
)

// Handler maps the API's operations to the service.
type Handler struct{ service *Service }

// NewHandler makes the handler.
func NewHandler(s *Service) *Handler { return &Handler{service: s} }

// ListPriceLists implements api.StrictServerInterface.
func (h *Handler) ListPriceLists(ctx context.Context, _ api.ListPriceListsRequestObject) (api.ListPriceListsResponseObject, error) {
	lists, err := h.service.Lists(ctx)
	if err != nil {
		return nil, err
	}
	answer := api.ListPriceLists200JSONResponse{Data: make([]api.PriceList, len(lists))}
	for n, l := range lists {
		answer.Data[n] = toAPI(l)
	}
	return answer, nil
}

// AddPriceList implements api.StrictServerInterface.
func (h *Handler) AddPriceList(ctx context.Context, r api.AddPriceListRequestObject) (api.AddPriceListResponseObject, error) {
	from, err := calendar.FromTime(r.Body.ValidFrom.Time)
	if err != nil {
		return nil, err
	}
	in := Add{From: from, Prices: map[Item]Oere{
		User: Oere(r.Body.Prices.User), CodeDisplay: Oere(r.Body.Prices.CodeDisplay), AudioReader: Oere(r.Body.Prices.AudioReader),
		Chip: Oere(r.Body.Prices.Chip), Certificate: Oere(r.Body.Prices.Certificate),
	}}
	made, err := h.service.Add(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.AddPriceList201JSONResponse(toAPI(made)), nil
}

// WithdrawPriceList implements api.StrictServerInterface.
func (h *Handler) WithdrawPriceList(ctx context.Context, r api.WithdrawPriceListRequestObject) (api.WithdrawPriceListResponseObject, error) {
	withdrawn, err := h.service.Withdraw(ctx, id.From[id.PriceList](r.PriceListId))
	if err != nil {
		return nil, err
	}
	return api.WithdrawPriceList200JSONResponse(toAPI(withdrawn)), nil
}

func toAPI(l List) api.PriceList {
	return api.PriceList{
		Id: l.ID.UUID(), ValidFrom: member.Day(l.From), Currency: "DKK", Current: l.Current, CreatedAt: l.CreatedAt, Actions: l.Actions,
		Prices: api.Prices{
			User: int32(l.Prices[User]), CodeDisplay: int32(l.Prices[CodeDisplay]), AudioReader: int32(l.Prices[AudioReader]),
			Chip: int32(l.Prices[Chip]), Certificate: int32(l.Prices[Certificate]),
		},
	}
}
