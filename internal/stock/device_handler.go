package stock

import (
	"context"

	"hverv/api"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/page"
)

// ListDevices implements api.StrictServerInterface.
func (h *Handler) ListDevices(ctx context.Context, r api.ListDevicesRequestObject) (api.ListDevicesResponseObject, error) {
	var after Device
	limit, err := page.Window(r.Params.Limit, r.Params.After, &after.Serial, &after.ID)
	if err != nil {
		return nil, err
	}
	f := Filter{
		State: State(given(r.Params.State)), Kind: Kind(given(r.Params.Kind)), Serial: given(r.Params.Serial), Location: id.Optional[id.Location](r.Params.LocationId),
	}
	if r.Params.HomeId != nil {
		f.Home, f.Location = true, id.From[id.Location](*r.Params.HomeId)
	}
	found, err := h.service.Devices(ctx, id.From[id.Organisation](r.OrganisationId), f, after, limit)
	if err != nil {
		return nil, err
	}
	return api.ListDevices200JSONResponse{Data: devicesToAPI(found.Data), NextCursor: found.Cursor()}, nil
}

// GetDevice implements api.StrictServerInterface.
func (h *Handler) GetDevice(ctx context.Context, r api.GetDeviceRequestObject) (api.GetDeviceResponseObject, error) {
	d, err := h.service.Device(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Device](r.DeviceId))
	if err != nil {
		return nil, err
	}
	return api.GetDevice200JSONResponse{Body: deviceToAPI(d), Headers: api.GetDevice200ResponseHeaders{ETag: etag.Of(d.Version)}}, nil
}

// HandOutDevice implements api.StrictServerInterface.
func (h *Handler) HandOutDevice(ctx context.Context, r api.HandOutDeviceRequestObject) (api.HandOutDeviceResponseObject, error) {
	d, err := h.service.HandOut(ctx, HandOut{
		Organisation: id.From[id.Organisation](r.OrganisationId), Device: id.From[id.Device](r.DeviceId), Identity: id.From[id.Identity](r.Body.IdentityId),
		Authenticator: id.Optional[id.Authenticator](r.Body.AuthenticatorId), Label: given(r.Body.Label), Spare: r.Body.Spare != nil && *r.Body.Spare,
	})
	if err != nil {
		return nil, err
	}
	return api.HandOutDevice200JSONResponse(deviceToAPI(d)), nil
}

// MoveDevice implements api.StrictServerInterface.
func (h *Handler) MoveDevice(ctx context.Context, r api.MoveDeviceRequestObject) (api.MoveDeviceResponseObject, error) {
	d, err := h.service.Move(ctx, Act{
		Organisation: id.From[id.Organisation](r.OrganisationId), Device: id.From[id.Device](r.DeviceId), Reason: given(r.Body.Reason), Location: id.From[id.Location](r.Body.LocationId),
	})
	if err != nil {
		return nil, err
	}
	return api.MoveDevice200JSONResponse(deviceToAPI(d)), nil
}

// TakeBackDevice implements api.StrictServerInterface.
func (h *Handler) TakeBackDevice(ctx context.Context, r api.TakeBackDeviceRequestObject) (api.TakeBackDeviceResponseObject, error) {
	d, err := h.service.TakeBack(ctx, Act{
		Organisation: id.From[id.Organisation](r.OrganisationId), Device: id.From[id.Device](r.DeviceId), Reason: given(r.Body.Reason), Location: id.From[id.Location](r.Body.LocationId),
	})
	if err != nil {
		return nil, err
	}
	return api.TakeBackDevice200JSONResponse(deviceToAPI(d)), nil
}

// RestockDevice implements api.StrictServerInterface.
func (h *Handler) RestockDevice(ctx context.Context, r api.RestockDeviceRequestObject) (api.RestockDeviceResponseObject, error) {
	d, err := h.service.Restock(ctx, Act{
		Organisation: id.From[id.Organisation](r.OrganisationId), Device: id.From[id.Device](r.DeviceId), Reason: given(r.Body.Reason),
	})
	if err != nil {
		return nil, err
	}
	return api.RestockDevice200JSONResponse(deviceToAPI(d)), nil
}

// ReleaseDevice implements api.StrictServerInterface.
func (h *Handler) ReleaseDevice(ctx context.Context, r api.ReleaseDeviceRequestObject) (api.ReleaseDeviceResponseObject, error) {
	d, err := h.service.Release(ctx, Act{
		Organisation: id.From[id.Organisation](r.OrganisationId), Device: id.From[id.Device](r.DeviceId), Reason: r.Body.Reason,
	})
	if err != nil {
		return nil, err
	}
	return api.ReleaseDevice200JSONResponse(deviceToAPI(d)), nil
}

// WriteOffDevice implements api.StrictServerInterface.
func (h *Handler) WriteOffDevice(ctx context.Context, r api.WriteOffDeviceRequestObject) (api.WriteOffDeviceResponseObject, error) {
	d, err := h.service.WriteOff(ctx, Act{
		Organisation: id.From[id.Organisation](r.OrganisationId), Device: id.From[id.Device](r.DeviceId), Reason: r.Body.Reason,
	})
	if err != nil {
		return nil, err
	}
	return api.WriteOffDevice200JSONResponse(deviceToAPI(d)), nil
}

// DestroyDevice implements api.StrictServerInterface.
func (h *Handler) DestroyDevice(ctx context.Context, r api.DestroyDeviceRequestObject) (api.DestroyDeviceResponseObject, error) {
	d, err := h.service.Destroy(ctx, Act{
		Organisation: id.From[id.Organisation](r.OrganisationId), Device: id.From[id.Device](r.DeviceId), Reason: r.Body.Reason,
	})
	if err != nil {
		return nil, err
	}
	return api.DestroyDevice200JSONResponse(deviceToAPI(d)), nil
}

// FindDevice implements api.StrictServerInterface.
func (h *Handler) FindDevice(ctx context.Context, r api.FindDeviceRequestObject) (api.FindDeviceResponseObject, error) {
	d, err := h.service.Find(ctx, Find{
		Organisation: id.From[id.Organisation](r.OrganisationId), Serial: r.Body.Serial, Maker: given(r.Body.Maker), Location: id.From[id.Location](r.Body.LocationId),
	})
	if err != nil {
		return nil, err
	}
	return api.FindDevice200JSONResponse(deviceToAPI(d)), nil
}

func given(member *string) string {
	if member == nil {
		return ""
	}
	return *member
}

func devicesToAPI(all []Device) []api.Device {
	to := make([]api.Device, 0, len(all))
	for _, d := range all {
		to = append(to, deviceToAPI(d))
	}
	return to
}

func deviceToAPI(d Device) api.Device {
	to := api.Device{
		Id: d.ID.UUID(), Serial: d.Serial, Maker: d.Maker, Model: d.Model, Kind: string(d.Kind), Method: d.Method, State: string(d.State),
		LocationId: d.Location.Pointer(), LocationName: d.LocationName, HomeId: d.Home.UUID(), HolderId: d.Holder.Pointer(), HolderName: d.HolderName,
		AuthenticatorId: d.Authenticator.Pointer(), Unfit: d.Unfit, ExpiresAt: d.ExpiresAt, CreatedAt: d.CreatedAt, MovedAt: d.MovedAt,
		Actions: d.Actions, Etag: etag.Of(d.Version),
	}
	if d.Works != "" {
		to.AuthenticatorState = &d.Works
	}
	return to
}
