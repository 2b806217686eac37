package role

import (
	"context"

	"github.com/google/uuid"
	openapi_types "github.com/oapi-codegen/runtime/types"

	"hverv/api"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/member"
)

// Handler answers the administrators' operations.
type Handler struct{ service *Service }

// NewHandler makes the handler.
func NewHandler(service *Service) *Handler { return &Handler{service} }

// ListAdministrators implements the operation.
func (h *Handler) ListAdministrators(ctx context.Context, r api.ListAdministratorsRequestObject) (api.ListAdministratorsResponseObject, error) {
	in := List{
		After: member.Or(r.Params.After), Limit: r.Params.Limit,
		Employee: id.From[id.Employee](member.Or(r.Params.EmployeeId)), Over: member.Or(r.Params.Over),
	}
	list, err := h.service.List(ctx, id.From[id.Organisation](r.OrganisationId), in)
	if err != nil {
		return nil, err
	}
	answer := api.ListAdministrators200JSONResponse{
		Data: make([]api.RoleGrant, len(list.Data)), NextCursor: member.Unless(list.Next), Warnings: make([]string, len(list.Warnings)),
		LastAdministrator: member.Unless(list.Last.UUID()),
	}
	for i, held := range list.Data {
		answer.Data[i] = heldToAPI(held)
	}
	for i, warning := range list.Warnings {
		answer.Warnings[i] = string(warning)
	}
	return answer, nil
}

// GrantRole implements the operation.
func (h *Handler) GrantRole(ctx context.Context, r api.GrantRoleRequestObject) (api.GrantRoleResponseObject, error) {
	starts, err := member.Date(r.Body.StartsOn)
	if err != nil {
		return nil, err
	}
	ends, err := member.Date(r.Body.EndsOn)
	if err != nil {
		return nil, err
	}
	held, err := h.service.Grant(ctx, Grant{
		Organisation: id.From[id.Organisation](r.OrganisationId), Employee: id.From[id.Employee](r.Body.EmployeeId),
		Role: authz.Role(r.Body.Role), Scope: scope(r.Body.ScopeKind, r.Body.ScopeId), StartsOn: starts, EndsOn: ends, Reason: member.Or(r.Body.Reason),
	})
	if err != nil {
		return nil, err
	}
	return api.GrantRole201JSONResponse{
		Body: heldToAPI(held), Headers: api.GrantRole201ResponseHeaders{ETag: etag.Of(held.Version)},
	}, nil
}

// GetRoleGrant implements the operation.
func (h *Handler) GetRoleGrant(ctx context.Context, r api.GetRoleGrantRequestObject) (api.GetRoleGrantResponseObject, error) {
	held, err := h.service.Get(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.RoleGrant](r.GrantId))
	if err != nil {
		return nil, err
	}
	return api.GetRoleGrant200JSONResponse{
		Body: heldToAPI(held), Headers: api.GetRoleGrant200ResponseHeaders{ETag: etag.Of(held.Version)},
	}, nil
}

// ChangeRoleGrant implements the operation.
func (h *Handler) ChangeRoleGrant(ctx context.Context, r api.ChangeRoleGrantRequestObject) (api.ChangeRoleGrantResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	in := Redate{Organisation: id.From[id.Organisation](r.OrganisationId), Grant: id.From[id.RoleGrant](r.GrantId), Version: version}
	if r.Body.StartsOn != nil {
		in.Starts = new(calendar.Date)
		if *in.Starts, err = member.Date(r.Body.StartsOn); err != nil {
			return nil, err
		}
	}
	if in.Ends, err = member.Changed(r.Body.EndsOn); err != nil {
		return nil, err
	}
	held, err := h.service.Redate(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.ChangeRoleGrant200JSONResponse{
		Body: heldToAPI(held), Headers: api.ChangeRoleGrant200ResponseHeaders{ETag: etag.Of(held.Version)},
	}, nil
}

// RevokeRole implements the operation.
func (h *Handler) RevokeRole(ctx context.Context, r api.RevokeRoleRequestObject) (api.RevokeRoleResponseObject, error) {
	held, err := h.service.Revoke(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.RoleGrant](r.GrantId), member.Or(r.Body.Reason))
	if err != nil {
		return nil, err
	}
	return api.RevokeRole200JSONResponse(heldToAPI(held)), nil
}

func heldToAPI(h Held) api.RoleGrant {
	return api.RoleGrant{
		Id: h.ID.UUID(), EmployeeId: h.Employee.UUID(), Name: h.GivenName + " " + h.FamilyName, Role: string(h.Role),
		ScopeKind: string(h.ScopeKind), ScopeId: scopeToAPI(h.ScopeID), ScopeName: member.Unless(h.ScopeName),
		StartsOn: openapi_types.Date{Time: h.StartsOn.Time()}, EndsOn: member.DayUnless(h.EndsOn), Current: h.Current,
		CreatedAt: h.CreatedAt, RevokedAt: h.RevokedAt, Version: h.Version, Actions: h.Actions,
	}
}

func scope(kind *api.RoleScopeKind, scopeID *openapi_types.UUID) Scope {
	s := Scope{Kind: authz.ScopeKind(member.Or(kind))}
	if scopeID != nil {
		s.ID = scopeID.String()
	}
	return s
}

func scopeToAPI(text string) *openapi_types.UUID {
	read, err := uuid.Parse(text)
	if err != nil {
		return nil // the whole organisation
	}
	return &read
}
