package stock

import (
	"context"

	"hverv/api"
	"hverv/internal/id"
	"hverv/internal/page"
)

// ListDeviceCustody implements api.StrictServerInterface.
func (h *Handler) ListDeviceCustody(ctx context.Context, r api.ListDeviceCustodyRequestObject) (api.ListDeviceCustodyResponseObject, error) {
	var after id.Custody
	limit, err := page.Window(r.Params.Limit, r.Params.After, &after)
	if err != nil {
		return nil, err
	}
	found, err := h.service.CustodyOf(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Device](r.DeviceId), after, limit)
	if err != nil {
		return nil, err
	}
	return api.ListDeviceCustody200JSONResponse{Data: custodiesToAPI(found.Data), NextCursor: found.Cursor()}, nil
}

// ListHandOvers implements api.StrictServerInterface.
func (h *Handler) ListHandOvers(ctx context.Context, r api.ListHandOversRequestObject) (api.ListHandOversResponseObject, error) {
	var after id.Custody
	limit, err := page.Window(r.Params.Limit, r.Params.After, &after)
	if err != nil {
		return nil, err
	}
	f := CustodyFilter{State: given(r.Params.State), Own: r.Params.Own != nil && *r.Params.Own}
	found, err := h.service.HandOvers(ctx, id.From[id.Organisation](r.OrganisationId), f, after, limit)
	if err != nil {
		return nil, err
	}
	return api.ListHandOvers200JSONResponse{Data: custodiesToAPI(found.Data), NextCursor: found.Cursor()}, nil
}

// OfferDevices implements api.StrictServerInterface.
func (h *Handler) OfferDevices(ctx context.Context, r api.OfferDevicesRequestObject) (api.OfferDevicesResponseObject, error) {
	in := Offer{
		Organisation: id.From[id.Organisation](r.OrganisationId), To: id.From[id.Employee](r.Body.ToEmployeeId), Location: id.From[id.Location](r.Body.LocationId),
	}
	for _, which := range r.Body.DeviceIds {
		in.Devices = append(in.Devices, id.From[id.Device](which))
	}
	found, err := h.service.Offer(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.OfferDevices201JSONResponse{Data: devicesToAPI(found)}, nil
}

// AcceptHandOver implements api.StrictServerInterface.
func (h *Handler) AcceptHandOver(ctx context.Context, r api.AcceptHandOverRequestObject) (api.AcceptHandOverResponseObject, error) {
	c, err := h.service.Accept(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Custody](r.CustodyId))
	if err != nil {
		return nil, err
	}
	return api.AcceptHandOver200JSONResponse(custodyToAPI(c)), nil
}

// RefuseHandOver implements api.StrictServerInterface.
func (h *Handler) RefuseHandOver(ctx context.Context, r api.RefuseHandOverRequestObject) (api.RefuseHandOverResponseObject, error) {
	c, err := h.service.Refuse(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Custody](r.CustodyId), given(r.Body.Reason))
	if err != nil {
		return nil, err
	}
	return api.RefuseHandOver200JSONResponse(custodyToAPI(c)), nil
}

// WithdrawHandOver implements api.StrictServerInterface.
func (h *Handler) WithdrawHandOver(ctx context.Context, r api.WithdrawHandOverRequestObject) (api.WithdrawHandOverResponseObject, error) {
	c, err := h.service.Withdraw(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Custody](r.CustodyId))
	if err != nil {
		return nil, err
	}
	return api.WithdrawHandOver200JSONResponse(custodyToAPI(c)), nil
}

func custodiesToAPI(all []Custody) []api.Custody {
	to := make([]api.Custody, 0, len(all))
	for _, c := range all {
		to = append(to, custodyToAPI(c))
	}
	return to
}

func custodyToAPI(c Custody) api.Custody {
	return api.Custody{
		Id: c.ID.UUID(), DeviceId: c.Device.UUID(), Serial: c.Serial, Kind: string(c.Kind), Act: c.Act, State: c.State,
		FromLocationId: c.FromLocation.Pointer(), FromLocationName: c.FromLocationName, FromEmployeeId: c.FromEmployee.Pointer(), FromEmployeeName: c.FromEmployeeName,
		ToLocationId: c.ToLocation.Pointer(), ToLocationName: c.ToLocationName, ToEmployeeId: c.ToEmployee.Pointer(), ToEmployeeName: c.ToEmployeeName,
		GivenBy: c.GivenBy.Pointer(), GivenByName: c.GivenByName, GivenAt: c.GivenAt, SettledAt: c.SettledAt, Actions: c.Actions,
	}
}
