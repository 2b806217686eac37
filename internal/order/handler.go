package order

import (
	"context"

	"hverv/api"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/member"
	"hverv/internal/organisation"
	"hverv/internal/page"
	"hverv/internal/stock"
)

// Handler answers the operations of orders.
type Handler struct{ service *Service }

// NewHandler makes it.
func NewHandler(s *Service) *Handler { return &Handler{service: s} }

// ListOrders implements api.StrictServerInterface.
func (h *Handler) ListOrders(ctx context.Context, r api.ListOrdersRequestObject) (api.ListOrdersResponseObject, error) {
	var before id.Order
	limit, err := page.Window(r.Params.Limit, r.Params.After, &before)
	if err != nil {
		return nil, err
	}
	f := Filter{State: State(member.Or(r.Params.State)), Employee: id.Optional[id.Employee](r.Params.EmployeeId)}
	found, err := h.service.Orders(ctx, id.From[id.Organisation](r.OrganisationId), f, before, limit)
	if err != nil {
		return nil, err
	}
	return api.ListOrders200JSONResponse{Data: each(found.Data, orderToAPI), NextCursor: found.Cursor()}, nil
}

// ListOrderQueue implements api.StrictServerInterface.
func (h *Handler) ListOrderQueue(ctx context.Context, r api.ListOrderQueueRequestObject) (api.ListOrderQueueResponseObject, error) {
	var after After
	limit, err := page.Window(r.Params.Limit, r.Params.After, &after.On, &after.ID)
	if err != nil {
		return nil, err
	}
	found, err := h.service.Queue(ctx, id.From[id.Organisation](r.OrganisationId), after, limit)
	if err != nil {
		return nil, err
	}
	return api.ListOrderQueue200JSONResponse{Data: each(found.Data, lineToAPI), NextCursor: found.Cursor()}, nil
}

// GetOrder implements api.StrictServerInterface.
func (h *Handler) GetOrder(ctx context.Context, r api.GetOrderRequestObject) (api.GetOrderResponseObject, error) {
	o, err := h.service.Order(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Order](r.OrderId))
	if err != nil {
		return nil, err
	}
	return api.GetOrder200JSONResponse{Body: orderToAPI(o), Headers: api.GetOrder200ResponseHeaders{ETag: etag.Of(o.Version)}}, nil
}

// PlaceOrder implements api.StrictServerInterface.
func (h *Handler) PlaceOrder(ctx context.Context, r api.PlaceOrderRequestObject) (api.PlaceOrderResponseObject, error) {
	in := orderFromAPI(id.From[id.Organisation](r.OrganisationId), *r.Body)
	if member.Or(r.Params.DryRun) {
		would, err := h.service.Preview(ctx, in)
		if err != nil {
			return nil, err
		}
		return api.PlaceOrder200JSONResponse(previewToAPI(would)), nil
	}
	o, err := h.service.Place(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.PlaceOrder201JSONResponse{Body: orderToAPI(o), Headers: api.PlaceOrder201ResponseHeaders{ETag: etag.Of(o.Version)}}, nil
}

// OrderCorrection implements api.StrictServerInterface.
func (h *Handler) OrderCorrection(ctx context.Context, r api.OrderCorrectionRequestObject) (api.OrderCorrectionResponseObject, error) {
	in := Correct{
		Organisation: id.From[id.Organisation](r.OrganisationId), Employee: id.From[id.Employee](r.Body.EmployeeId),
		Authenticator: id.Optional[id.Authenticator](r.Body.AuthenticatorId), What: r.Body.What,
		Delivery: deliveryFromAPI(r.Body.Address, r.Body.Attention, r.Body.Reference, r.Body.Payer),
	}
	if member.Or(r.Params.DryRun) {
		would, err := h.service.PreviewCorrection(ctx, in)
		if err != nil {
			return nil, err
		}
		return api.OrderCorrection200JSONResponse(previewToAPI(would)), nil
	}
	o, err := h.service.Correct(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.OrderCorrection201JSONResponse{Body: orderToAPI(o), Headers: api.OrderCorrection201ResponseHeaders{ETag: etag.Of(o.Version)}}, nil
}

// ChangeOrderDraft implements api.StrictServerInterface.
func (h *Handler) ChangeOrderDraft(ctx context.Context, r api.ChangeOrderDraftRequestObject) (api.ChangeOrderDraftResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	o, err := h.service.ChangeDraft(ctx, id.From[id.Order](r.OrderId), version, orderFromAPI(id.From[id.Organisation](r.OrganisationId), *r.Body))
	if err != nil {
		return nil, err
	}
	return api.ChangeOrderDraft200JSONResponse{Body: orderToAPI(o), Headers: api.ChangeOrderDraft200ResponseHeaders{ETag: etag.Of(o.Version)}}, nil
}

// CancelOrder implements api.StrictServerInterface.
func (h *Handler) CancelOrder(ctx context.Context, r api.CancelOrderRequestObject) (api.CancelOrderResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	in := Act{Organisation: id.From[id.Organisation](r.OrganisationId), Order: id.From[id.Order](r.OrderId), Reason: member.Or(r.Body.Reason)}
	o, err := h.service.Cancel(ctx, in, version)
	if err != nil {
		return nil, err
	}
	return api.CancelOrder200JSONResponse{Body: orderToAPI(o), Headers: api.CancelOrder200ResponseHeaders{ETag: etag.Of(o.Version)}}, nil
}

func orderFromAPI(org id.Organisation, body api.NewOrder) NewOrder {
	in := NewOrder{
		Organisation: org, Delivery: deliveryFromAPI(body.Address, body.Attention, body.Reference, body.Payer),
		Submit: body.Submit == nil || *body.Submit, Lines: make([]Wanted, 0, len(body.Lines)),
	}
	for _, l := range body.Lines {
		in.Lines = append(in.Lines, Wanted{Employee: id.From[id.Employee](l.EmployeeId), Kind: stock.Kind(l.Kind), Spare: member.Or(l.Spare)})
	}
	return in
}

func deliveryFromAPI(to api.OrderAddress, attention, reference *string, payer *api.OrderPayer) Delivery {
	d := Delivery{
		Address:   organisation.Address{Street: to.Street, PostalCode: to.PostalCode, City: to.City, Country: member.Or(to.Country)},
		Attention: member.Or(attention), Reference: member.Or(reference),
	}
	if payer != nil {
		d.PayerCVR, d.PayerEAN, d.CostCentre = member.Or(payer.Cvr), member.Or(payer.Ean), member.Or(payer.CostCentre)
	}
	return d
}

func orderToAPI(o Order) api.Order {
	return api.Order{
		Id: o.ID.UUID(), Number: o.Number, Purpose: string(o.Purpose), State: string(o.State), Supplier: o.Supplier,
		Address:   api.OrderAddress{Street: o.Address.Street, PostalCode: o.Address.PostalCode, City: o.Address.City, Country: &o.Address.Country},
		Attention: o.Attention, Payer: api.OrderPayer{Cvr: &o.PayerCVR, Ean: &o.PayerEAN, CostCentre: &o.CostCentre}, Reference: o.Reference,
		Total: int(o.Total()), OrderedBy: o.OrderedBy.Pointer(), OrderedByName: o.OrderedByName, CreatedAt: o.CreatedAt, SubmittedAt: o.SubmittedAt,
		ExpectedOn: member.DayUnless(o.ExpectedOn()), Problem: o.Problem, Hidden: o.Hidden, Lines: each(o.Lines, lineToAPI),
		Notices: each(o.Notices, noticeToAPI), Actions: o.Actions, Etag: etag.Of(o.Version),
	}
}

func lineToAPI(l Line) api.OrderLine {
	return api.OrderLine{
		Id: l.ID.UUID(), OrderId: l.Order.UUID(), Number: l.Number, EmployeeId: l.Employee.UUID(), EmployeeName: l.EmployeeName, Kind: string(l.Kind),
		State: string(l.State), Spare: l.Spare, Price: int(l.Price), AuthenticatorId: l.Authenticator.Pointer(), ReplacesAuthenticatorId: l.Replaces.Pointer(),
		Corrects: append([]string{}, l.Corrects...), ExpectedOn: member.DayUnless(l.ExpectedOn), Serial: l.Serial, Tracking: l.Tracking, Reason: l.Reason,
		ShippedAt: l.ShippedAt, DeliveredAt: l.DeliveredAt, Actions: l.Actions,
	}
}

func noticeToAPI(n Notice) api.OrderNotice {
	return api.OrderNotice{
		Id: n.ID.UUID(), LineId: n.Line.UUID(), WasExpectedOn: member.Day(n.Was), ExpectedOn: member.Day(n.ExpectedOn), Reason: n.Reason, GivenAt: n.GivenAt,
	}
}

func previewToAPI(p Preview) api.OrderPreview {
	to := api.OrderPreview{Total: int(p.Total), ExpectedOn: member.Day(p.ExpectedOn), PricesFrom: member.Day(p.PricesFrom)}
	to.Lines = each(p.Lines, func(l PreviewLine) api.OrderPreviewLine {
		return api.OrderPreviewLine{
			EmployeeId: l.Employee.UUID(), EmployeeName: l.EmployeeName, Kind: string(l.Kind), Price: int(l.Price), Warnings: l.Warnings,
			Choices: l.Choices, ActivateUntil: member.DayUnless(l.ActivateUntil),
		}
	})
	to.Problems = each(p.Problems, func(f fault.Field) problem { return problem{Pointer: f.Pointer, Code: f.Code, Detail: f.Detail} })
	return to
}

// problem is one of a preview's, as the generated code calls it.
type problem = struct {
	Code    string `json:"code"`
	Detail  string `json:"detail"`
	Pointer string `json:"pointer"`
}

func each[A, B any](all []A, to func(A) B) []B {
	made := make([]B, 0, len(all))
	for _, one := range all {
		made = append(made, to(one))
	}
	return made
}
