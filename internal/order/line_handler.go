package order

import (
	"context"

	"github.com/google/uuid"

	"hverv/api"
	"hverv/internal/calendar"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/member"
)

func on(org, order, line uuid.UUID) Act {
	return Act{Organisation: id.From[id.Organisation](org), Order: id.From[id.Order](order), Line: id.From[id.OrderLine](line)}
}

func sending(in Act, body api.ShipOrderLine) Act {
	in.Serial, in.Maker, in.Tracking = body.Serial, member.Or(body.Maker), member.Or(body.Tracking)
	return in
}

// ShipOrderLine implements api.StrictServerInterface.
func (h *Handler) ShipOrderLine(ctx context.Context, r api.ShipOrderLineRequestObject) (api.ShipOrderLineResponseObject, error) {
	o, err := h.service.Ship(ctx, sending(on(r.OrganisationId, r.OrderId, r.LineId), *r.Body))
	if err != nil {
		return nil, err
	}
	return api.ShipOrderLine200JSONResponse{Body: orderToAPI(o), Headers: api.ShipOrderLine200ResponseHeaders{ETag: etag.Of(o.Version)}}, nil
}

// HandOverOrderLine implements api.StrictServerInterface.
func (h *Handler) HandOverOrderLine(ctx context.Context, r api.HandOverOrderLineRequestObject) (api.HandOverOrderLineResponseObject, error) {
	o, err := h.service.HandOver(ctx, sending(on(r.OrganisationId, r.OrderId, r.LineId), *r.Body))
	if err != nil {
		return nil, err
	}
	return api.HandOverOrderLine200JSONResponse{Body: orderToAPI(o), Headers: api.HandOverOrderLine200ResponseHeaders{ETag: etag.Of(o.Version)}}, nil
}

// ReceiveOrderLine implements api.StrictServerInterface.
func (h *Handler) ReceiveOrderLine(ctx context.Context, r api.ReceiveOrderLineRequestObject) (api.ReceiveOrderLineResponseObject, error) {
	o, err := h.service.Receive(ctx, on(r.OrganisationId, r.OrderId, r.LineId))
	if err != nil {
		return nil, err
	}
	return api.ReceiveOrderLine200JSONResponse{Body: orderToAPI(o), Headers: api.ReceiveOrderLine200ResponseHeaders{ETag: etag.Of(o.Version)}}, nil
}

// DelayOrderLine implements api.StrictServerInterface.
func (h *Handler) DelayOrderLine(ctx context.Context, r api.DelayOrderLineRequestObject) (api.DelayOrderLineResponseObject, error) {
	in := on(r.OrganisationId, r.OrderId, r.LineId)
	in.Reason = member.Or(r.Body.Reason)
	var err error
	if in.ExpectedOn, err = calendar.FromTime(r.Body.ExpectedOn.Time); err != nil {
		return nil, err
	}
	o, err := h.service.Delay(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.DelayOrderLine200JSONResponse{Body: orderToAPI(o), Headers: api.DelayOrderLine200ResponseHeaders{ETag: etag.Of(o.Version)}}, nil
}

// FailOrderLine implements api.StrictServerInterface.
func (h *Handler) FailOrderLine(ctx context.Context, r api.FailOrderLineRequestObject) (api.FailOrderLineResponseObject, error) {
	in := on(r.OrganisationId, r.OrderId, r.LineId)
	in.Reason = member.Or(r.Body.Reason)
	o, err := h.service.Fail(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.FailOrderLine200JSONResponse{Body: orderToAPI(o), Headers: api.FailOrderLine200ResponseHeaders{ETag: etag.Of(o.Version)}}, nil
}

// CancelOrderLine implements api.StrictServerInterface.
func (h *Handler) CancelOrderLine(ctx context.Context, r api.CancelOrderLineRequestObject) (api.CancelOrderLineResponseObject, error) {
	in := on(r.OrganisationId, r.OrderId, r.LineId)
	in.Reason = member.Or(r.Body.Reason)
	o, err := h.service.CancelLine(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.CancelOrderLine200JSONResponse{Body: orderToAPI(o), Headers: api.CancelOrderLine200ResponseHeaders{ETag: etag.Of(o.Version)}}, nil
}
