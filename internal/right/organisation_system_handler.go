package right

import (
	"context"

	"hverv/api"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/member"
)

// ListOrganisationSystems implements the operation.
func (h *Handler) ListOrganisationSystems(ctx context.Context, r api.ListOrganisationSystemsRequestObject) (api.ListOrganisationSystemsResponseObject, error) {
	list, err := h.service.Systems(ctx, ownedBy(r.OrganisationId), Paging{member.Or(r.Params.After), r.Params.Limit})
	if err != nil {
		return nil, err
	}
	return api.ListOrganisationSystems200JSONResponse{Data: each(list.Data, systemFrom(ownedBy(r.OrganisationId))), NextCursor: member.Unless(list.Next)}, nil
}

// CreateOrganisationSystem implements the operation.
func (h *Handler) CreateOrganisationSystem(ctx context.Context, r api.CreateOrganisationSystemRequestObject) (api.CreateOrganisationSystemResponseObject, error) {
	made, err := h.service.AddSystem(ctx, AddSystem{Owner: ownedBy(r.OrganisationId), Code: r.Body.Code, Name: r.Body.Name})
	if err != nil {
		return nil, err
	}
	return api.CreateOrganisationSystem201JSONResponse{
		Body: systemFrom(ownedBy(r.OrganisationId))(made), Headers: api.CreateOrganisationSystem201ResponseHeaders{ETag: etag.Of(made.Version)},
	}, nil
}

// GetOrganisationSystem implements the operation.
func (h *Handler) GetOrganisationSystem(ctx context.Context, r api.GetOrganisationSystemRequestObject) (api.GetOrganisationSystemResponseObject, error) {
	found, err := h.service.System(ctx, ownedBy(r.OrganisationId), id.From[id.System](r.SystemId))
	if err != nil {
		return nil, err
	}
	return api.GetOrganisationSystem200JSONResponse{
		Body: systemFrom(ownedBy(r.OrganisationId))(found), Headers: api.GetOrganisationSystem200ResponseHeaders{ETag: etag.Of(found.Version)},
	}, nil
}

// ChangeOrganisationSystem implements the operation.
func (h *Handler) ChangeOrganisationSystem(ctx context.Context, r api.ChangeOrganisationSystemRequestObject) (api.ChangeOrganisationSystemResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	changed, err := h.service.RenameSystem(ctx, RenameSystem{Owner: ownedBy(r.OrganisationId), System: id.From[id.System](r.SystemId), Name: r.Body.Name, Version: version})
	if err != nil {
		return nil, err
	}
	return api.ChangeOrganisationSystem200JSONResponse{
		Body: systemFrom(ownedBy(r.OrganisationId))(changed), Headers: api.ChangeOrganisationSystem200ResponseHeaders{ETag: etag.Of(changed.Version)},
	}, nil
}

// RetireOrganisationSystem implements the operation.
func (h *Handler) RetireOrganisationSystem(ctx context.Context, r api.RetireOrganisationSystemRequestObject) (api.RetireOrganisationSystemResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	retired, err := h.service.RetireSystem(ctx, ownedBy(r.OrganisationId), id.From[id.System](r.SystemId), version)
	if err != nil {
		return nil, err
	}
	return api.RetireOrganisationSystem200JSONResponse{
		Body: systemFrom(ownedBy(r.OrganisationId))(retired), Headers: api.RetireOrganisationSystem200ResponseHeaders{ETag: etag.Of(retired.Version)},
	}, nil
}

// ListOrganisationRights implements the operation.
func (h *Handler) ListOrganisationRights(ctx context.Context, r api.ListOrganisationRightsRequestObject) (api.ListOrganisationRightsResponseObject, error) {
	list, err := h.service.Rights(ctx, ownedBy(r.OrganisationId), id.From[id.System](r.SystemId), Paging{member.Or(r.Params.After), r.Params.Limit})
	if err != nil {
		return nil, err
	}
	return api.ListOrganisationRights200JSONResponse{Data: each(list.Data, rightToAPI), NextCursor: member.Unless(list.Next)}, nil
}

// CreateOrganisationRight implements the operation.
func (h *Handler) CreateOrganisationRight(ctx context.Context, r api.CreateOrganisationRightRequestObject) (api.CreateOrganisationRightResponseObject, error) {
	made, err := h.service.AddRight(ctx, addRight(ownedBy(r.OrganisationId), r.SystemId, *r.Body))
	if err != nil {
		return nil, err
	}
	return api.CreateOrganisationRight201JSONResponse{
		Body: rightToAPI(made), Headers: api.CreateOrganisationRight201ResponseHeaders{ETag: etag.Of(made.Version)},
	}, nil
}

// GetOrganisationRight implements the operation.
func (h *Handler) GetOrganisationRight(ctx context.Context, r api.GetOrganisationRightRequestObject) (api.GetOrganisationRightResponseObject, error) {
	found, err := h.service.Right(ctx, ownedBy(r.OrganisationId), id.From[id.System](r.SystemId), id.From[id.Right](r.RightId))
	if err != nil {
		return nil, err
	}
	return api.GetOrganisationRight200JSONResponse{
		Body: rightToAPI(found), Headers: api.GetOrganisationRight200ResponseHeaders{ETag: etag.Of(found.Version)},
	}, nil
}

// ChangeOrganisationRight implements the operation.
func (h *Handler) ChangeOrganisationRight(ctx context.Context, r api.ChangeOrganisationRightRequestObject) (api.ChangeOrganisationRightResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	in := changeRight(ownedBy(r.OrganisationId), r.SystemId, r.RightId, *r.Body)
	in.Version = version
	changed, err := h.service.ChangeRight(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.ChangeOrganisationRight200JSONResponse{
		Body: rightToAPI(changed), Headers: api.ChangeOrganisationRight200ResponseHeaders{ETag: etag.Of(changed.Version)},
	}, nil
}

// RetireOrganisationRight implements the operation.
func (h *Handler) RetireOrganisationRight(ctx context.Context, r api.RetireOrganisationRightRequestObject) (api.RetireOrganisationRightResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	retired, err := h.service.RetireRight(ctx, ownedBy(r.OrganisationId), id.From[id.System](r.SystemId), id.From[id.Right](r.RightId), version)
	if err != nil {
		return nil, err
	}
	return api.RetireOrganisationRight200JSONResponse{
		Body: rightToAPI(retired), Headers: api.RetireOrganisationRight200ResponseHeaders{ETag: etag.Of(retired.Version)},
	}, nil
}

// ListOrganisationRightHoldings implements the operation.
func (h *Handler) ListOrganisationRightHoldings(ctx context.Context, r api.ListOrganisationRightHoldingsRequestObject) (api.ListOrganisationRightHoldingsResponseObject, error) {
	paging := Paging{member.Or(r.Params.After), r.Params.Limit}
	list, err := h.service.Holdings(ctx, ownedBy(r.OrganisationId), id.From[id.System](r.SystemId), id.From[id.Right](r.RightId), paging)
	if err != nil {
		return nil, err
	}
	return api.ListOrganisationRightHoldings200JSONResponse{Data: each(list.Data, holdingToAPI), NextCursor: member.Unless(list.Next)}, nil
}

// GiveOrganisationRightHolding implements the operation.
func (h *Handler) GiveOrganisationRightHolding(ctx context.Context, r api.GiveOrganisationRightHoldingRequestObject) (api.GiveOrganisationRightHoldingResponseObject, error) {
	in, err := hold(ownedBy(r.OrganisationId), r.SystemId, r.RightId, *r.Body)
	if err != nil {
		return nil, err
	}
	made, err := h.service.Hold(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.GiveOrganisationRightHolding201JSONResponse(holdingToAPI(made)), nil
}

// RevokeOrganisationRightHolding implements the operation.
func (h *Handler) RevokeOrganisationRightHolding(ctx context.Context, r api.RevokeOrganisationRightHoldingRequestObject) (api.RevokeOrganisationRightHoldingResponseObject, error) {
	revoked, err := h.service.RevokeHolding(ctx, ownedBy(r.OrganisationId), id.From[id.System](r.SystemId), id.From[id.Right](r.RightId),
		id.From[id.Holding](r.HoldingId), member.Or(r.Body.Reason))
	if err != nil {
		return nil, err
	}
	return api.RevokeOrganisationRightHolding200JSONResponse(holdingToAPI(revoked)), nil
}
