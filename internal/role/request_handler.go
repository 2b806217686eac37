package role

import (
	"context"

	"hverv/api"
	"hverv/internal/authz"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/member"
)

// ListRoleRequests implements the operation.
func (h *Handler) ListRoleRequests(ctx context.Context, r api.ListRoleRequestsRequestObject) (api.ListRoleRequestsResponseObject, error) {
	list, err := h.service.Requests(ctx, ListRequests{
		Organisation: id.From[id.Organisation](r.OrganisationId), State: State(member.Or(r.Params.State)), Mine: member.Or(r.Params.Mine), After: member.Or(r.Params.After), Limit: r.Params.Limit,
	})
	if err != nil {
		return nil, err
	}
	answer := api.ListRoleRequests200JSONResponse{Data: make([]api.RoleRequest, len(list.Data)), NextCursor: member.Unless(list.Next)}
	for i, request := range list.Data {
		answer.Data[i] = requestToAPI(request)
	}
	return answer, nil
}

// RequestRole implements the operation.
func (h *Handler) RequestRole(ctx context.Context, r api.RequestRoleRequestObject) (api.RequestRoleResponseObject, error) {
	asked, err := h.service.Ask(ctx, Ask{
		Organisation: id.From[id.Organisation](r.OrganisationId), Role: authz.Role(r.Body.Role),
		Scope: scope(r.Body.ScopeKind, r.Body.ScopeId), Reason: r.Body.Reason,
	})
	if err != nil {
		return nil, err
	}
	return api.RequestRole201JSONResponse{
		Body: requestToAPI(asked), Headers: api.RequestRole201ResponseHeaders{ETag: etag.Of(asked.Version)},
	}, nil
}

// GetRoleRequest implements the operation.
func (h *Handler) GetRoleRequest(ctx context.Context, r api.GetRoleRequestRequestObject) (api.GetRoleRequestResponseObject, error) {
	found, err := h.service.Request(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.RoleRequest](r.RequestId))
	if err != nil {
		return nil, err
	}
	return api.GetRoleRequest200JSONResponse{
		Body: requestToAPI(found), Headers: api.GetRoleRequest200ResponseHeaders{ETag: etag.Of(found.Version)},
	}, nil
}

// GrantRoleRequest implements the operation.
func (h *Handler) GrantRoleRequest(ctx context.Context, r api.GrantRoleRequestRequestObject) (api.GrantRoleRequestResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	starts, err := member.Date(r.Body.StartsOn)
	if err != nil {
		return nil, err
	}
	ends, err := member.Date(r.Body.EndsOn)
	if err != nil {
		return nil, err
	}
	granted, err := h.service.Approve(ctx, Decide{
		Organisation: id.From[id.Organisation](r.OrganisationId), Request: id.From[id.RoleRequest](r.RequestId),
		StartsOn: starts, EndsOn: ends, Reason: member.Or(r.Body.Reason), Version: version,
	})
	if err != nil {
		return nil, err
	}
	return api.GrantRoleRequest200JSONResponse{
		Body: requestToAPI(granted), Headers: api.GrantRoleRequest200ResponseHeaders{ETag: etag.Of(granted.Version)},
	}, nil
}

// RejectRoleRequest implements the operation.
func (h *Handler) RejectRoleRequest(ctx context.Context, r api.RejectRoleRequestRequestObject) (api.RejectRoleRequestResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	rejected, err := h.service.Reject(ctx, Decide{
		Organisation: id.From[id.Organisation](r.OrganisationId), Request: id.From[id.RoleRequest](r.RequestId),
		Reason: r.Body.Reason, Version: version,
	})
	if err != nil {
		return nil, err
	}
	return api.RejectRoleRequest200JSONResponse{
		Body: requestToAPI(rejected), Headers: api.RejectRoleRequest200ResponseHeaders{ETag: etag.Of(rejected.Version)},
	}, nil
}

// WithdrawRoleRequest implements the operation.
func (h *Handler) WithdrawRoleRequest(ctx context.Context, r api.WithdrawRoleRequestRequestObject) (api.WithdrawRoleRequestResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	withdrawn, err := h.service.Withdraw(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.RoleRequest](r.RequestId), version)
	if err != nil {
		return nil, err
	}
	return api.WithdrawRoleRequest200JSONResponse{
		Body: requestToAPI(withdrawn), Headers: api.WithdrawRoleRequest200ResponseHeaders{ETag: etag.Of(withdrawn.Version)},
	}, nil
}

func requestToAPI(r Request) api.RoleRequest {
	return api.RoleRequest{
		Id: r.ID.UUID(), EmployeeId: r.Employee.UUID(), Name: r.GivenName + " " + r.FamilyName, Role: string(r.Role),
		ScopeKind: string(r.ScopeKind), ScopeId: scopeToAPI(r.ScopeID), ScopeName: member.Unless(r.ScopeName), Reason: r.Reason,
		State: string(r.State), RequestedAt: r.RequestedAt, DecidedAt: r.DecidedAt, DecidedBy: r.DecidedBy.Pointer(),
		Version: r.Version, Actions: r.Actions,
	}
}
