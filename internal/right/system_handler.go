package right

import (
	"context"

	"hverv/api"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/member"
)

// ListSystems implements the operation.
func (h *Handler) ListSystems(ctx context.Context, r api.ListSystemsRequestObject) (api.ListSystemsResponseObject, error) {
	list, err := h.service.Systems(ctx, installation, Paging{member.Or(r.Params.After), r.Params.Limit})
	if err != nil {
		return nil, err
	}
	return api.ListSystems200JSONResponse{Data: each(list.Data, systemFrom(installation)), NextCursor: member.Unless(list.Next)}, nil
}

// CreateSystem implements the operation.
func (h *Handler) CreateSystem(ctx context.Context, r api.CreateSystemRequestObject) (api.CreateSystemResponseObject, error) {
	made, err := h.service.AddSystem(ctx, AddSystem{Owner: installation, Code: r.Body.Code, Name: r.Body.Name})
	if err != nil {
		return nil, err
	}
	return api.CreateSystem201JSONResponse{
		Body: systemFrom(installation)(made), Headers: api.CreateSystem201ResponseHeaders{ETag: etag.Of(made.Version)},
	}, nil
}

// GetSystem implements the operation.
func (h *Handler) GetSystem(ctx context.Context, r api.GetSystemRequestObject) (api.GetSystemResponseObject, error) {
	found, err := h.service.System(ctx, installation, id.From[id.System](r.SystemId))
	if err != nil {
		return nil, err
	}
	return api.GetSystem200JSONResponse{
		Body: systemFrom(installation)(found), Headers: api.GetSystem200ResponseHeaders{ETag: etag.Of(found.Version)},
	}, nil
}

// ChangeSystem implements the operation.
func (h *Handler) ChangeSystem(ctx context.Context, r api.ChangeSystemRequestObject) (api.ChangeSystemResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	changed, err := h.service.RenameSystem(ctx, RenameSystem{Owner: installation, System: id.From[id.System](r.SystemId), Name: r.Body.Name, Version: version})
	if err != nil {
		return nil, err
	}
	return api.ChangeSystem200JSONResponse{
		Body: systemFrom(installation)(changed), Headers: api.ChangeSystem200ResponseHeaders{ETag: etag.Of(changed.Version)},
	}, nil
}

// RetireSystem implements the operation.
func (h *Handler) RetireSystem(ctx context.Context, r api.RetireSystemRequestObject) (api.RetireSystemResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	retired, err := h.service.RetireSystem(ctx, installation, id.From[id.System](r.SystemId), version)
	if err != nil {
		return nil, err
	}
	return api.RetireSystem200JSONResponse{
		Body: systemFrom(installation)(retired), Headers: api.RetireSystem200ResponseHeaders{ETag: etag.Of(retired.Version)},
	}, nil
}

// ListRights implements the operation.
func (h *Handler) ListRights(ctx context.Context, r api.ListRightsRequestObject) (api.ListRightsResponseObject, error) {
	list, err := h.service.Rights(ctx, installation, id.From[id.System](r.SystemId), Paging{member.Or(r.Params.After), r.Params.Limit})
	if err != nil {
		return nil, err
	}
	return api.ListRights200JSONResponse{Data: each(list.Data, rightToAPI), NextCursor: member.Unless(list.Next)}, nil
}

// CreateRight implements the operation.
func (h *Handler) CreateRight(ctx context.Context, r api.CreateRightRequestObject) (api.CreateRightResponseObject, error) {
	made, err := h.service.AddRight(ctx, addRight(installation, r.SystemId, *r.Body))
	if err != nil {
		return nil, err
	}
	return api.CreateRight201JSONResponse{
		Body: rightToAPI(made), Headers: api.CreateRight201ResponseHeaders{ETag: etag.Of(made.Version)},
	}, nil
}

// GetRight implements the operation.
func (h *Handler) GetRight(ctx context.Context, r api.GetRightRequestObject) (api.GetRightResponseObject, error) {
	found, err := h.service.Right(ctx, installation, id.From[id.System](r.SystemId), id.From[id.Right](r.RightId))
	if err != nil {
		return nil, err
	}
	return api.GetRight200JSONResponse{
		Body: rightToAPI(found), Headers: api.GetRight200ResponseHeaders{ETag: etag.Of(found.Version)},
	}, nil
}

// ChangeRight implements the operation.
func (h *Handler) ChangeRight(ctx context.Context, r api.ChangeRightRequestObject) (api.ChangeRightResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	in := changeRight(installation, r.SystemId, r.RightId, *r.Body)
	in.Version = version
	changed, err := h.service.ChangeRight(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.ChangeRight200JSONResponse{
		Body: rightToAPI(changed), Headers: api.ChangeRight200ResponseHeaders{ETag: etag.Of(changed.Version)},
	}, nil
}

// RetireRight implements the operation.
func (h *Handler) RetireRight(ctx context.Context, r api.RetireRightRequestObject) (api.RetireRightResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	retired, err := h.service.RetireRight(ctx, installation, id.From[id.System](r.SystemId), id.From[id.Right](r.RightId), version)
	if err != nil {
		return nil, err
	}
	return api.RetireRight200JSONResponse{
		Body: rightToAPI(retired), Headers: api.RetireRight200ResponseHeaders{ETag: etag.Of(retired.Version)},
	}, nil
}

// ListRightHoldings implements the operation.
func (h *Handler) ListRightHoldings(ctx context.Context, r api.ListRightHoldingsRequestObject) (api.ListRightHoldingsResponseObject, error) {
	paging := Paging{member.Or(r.Params.After), r.Params.Limit}
	list, err := h.service.Holdings(ctx, installation, id.From[id.System](r.SystemId), id.From[id.Right](r.RightId), paging)
	if err != nil {
		return nil, err
	}
	return api.ListRightHoldings200JSONResponse{Data: each(list.Data, holdingToAPI), NextCursor: member.Unless(list.Next)}, nil
}

// GiveRightHolding implements the operation.
func (h *Handler) GiveRightHolding(ctx context.Context, r api.GiveRightHoldingRequestObject) (api.GiveRightHoldingResponseObject, error) {
	in, err := hold(installation, r.SystemId, r.RightId, *r.Body)
	if err != nil {
		return nil, err
	}
	made, err := h.service.Hold(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.GiveRightHolding201JSONResponse(holdingToAPI(made)), nil
}

// RevokeRightHolding implements the operation.
func (h *Handler) RevokeRightHolding(ctx context.Context, r api.RevokeRightHoldingRequestObject) (api.RevokeRightHoldingResponseObject, error) {
	revoked, err := h.service.RevokeHolding(ctx, installation, id.From[id.System](r.SystemId), id.From[id.Right](r.RightId),
		id.From[id.Holding](r.HoldingId), member.Or(r.Body.Reason))
	if err != nil {
		return nil, err
	}
	return api.RevokeRightHolding200JSONResponse(holdingToAPI(revoked)), nil
}
