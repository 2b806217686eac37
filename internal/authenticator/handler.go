package authenticator

import (
	"context"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"hverv/api"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/member"
)

// Handler maps the API's operations to the service.
type Handler struct{ service *Service }

// NewHandler makes the handler.
func NewHandler(s *Service) *Handler { return &Handler{service: s} }

// ListIdentities implements api.StrictServerInterface.
func (h *Handler) ListIdentities(ctx context.Context, r api.ListIdentitiesRequestObject) (api.ListIdentitiesResponseObject, error) {
	list, err := h.service.Identities(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Employee](r.EmployeeId))
	if err != nil {
		return nil, err
	}
	answer := api.ListIdentities200JSONResponse{Data: make([]api.Identity, 0, len(list))}
	for _, i := range list {
		answer.Data = append(answer.Data, toHolder(i))
	}
	return answer, nil
}

// StartAtDispatch implements api.StrictServerInterface.
func (h *Handler) StartAtDispatch(ctx context.Context, r api.StartAtDispatchRequestObject) (api.StartAtDispatchResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	i, err := h.service.StartAtDispatch(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Identity](r.IdentityId), version)
	if err != nil {
		return nil, err
	}
	return api.StartAtDispatch200JSONResponse{Body: toHolder(i), Headers: api.StartAtDispatch200ResponseHeaders{ETag: etag.Of(i.Version)}}, nil
}

// AddAuthenticator implements api.StrictServerInterface. An app is the one kind there is so far.
func (h *Handler) AddAuthenticator(ctx context.Context, r api.AddAuthenticatorRequestObject) (api.AddAuthenticatorResponseObject, error) {
	made, err := h.service.Add(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Identity](r.IdentityId), member.Or(r.Body.Label))
	if err != nil {
		return nil, err
	}
	return api.AddAuthenticator201JSONResponse(toEnrolment(made)), nil
}

// ConfirmAuthenticator implements api.StrictServerInterface.
func (h *Handler) ConfirmAuthenticator(ctx context.Context, r api.ConfirmAuthenticatorRequestObject) (api.ConfirmAuthenticatorResponseObject, error) {
	a, err := h.service.Confirm(ctx, Confirm{
		Organisation: id.From[id.Organisation](r.OrganisationId), Authenticator: id.From[id.Authenticator](r.AuthenticatorId),
		Codes: Codes{Code: r.Body.Code, Next: member.Or(r.Body.NextCode)}, Password: member.Or(r.Body.Password),
	})
	if err != nil {
		return nil, err
	}
	return api.ConfirmAuthenticator200JSONResponse{
		Body: toAuthenticator(a), Headers: api.ConfirmAuthenticator200ResponseHeaders{ETag: etag.Of(a.Version)},
	}, nil
}

// BlockAuthenticator implements api.StrictServerInterface.
func (h *Handler) BlockAuthenticator(ctx context.Context, r api.BlockAuthenticatorRequestObject) (api.BlockAuthenticatorResponseObject, error) {
	a, err := h.service.Block(ctx, toMove(r.OrganisationId, r.AuthenticatorId, r.Body.Reason))
	if err != nil {
		return nil, err
	}
	return api.BlockAuthenticator200JSONResponse{
		Body: toAuthenticator(a), Headers: api.BlockAuthenticator200ResponseHeaders{ETag: etag.Of(a.Version)},
	}, nil
}

// UnblockAuthenticator implements api.StrictServerInterface.
func (h *Handler) UnblockAuthenticator(ctx context.Context, r api.UnblockAuthenticatorRequestObject) (api.UnblockAuthenticatorResponseObject, error) {
	in := toMove(r.OrganisationId, r.AuthenticatorId, r.Body.Reason)
	var err error
	if in.Version, err = etag.Version(r.Params.IfMatch); err != nil {
		return nil, err
	}
	a, err := h.service.Unblock(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.UnblockAuthenticator200JSONResponse{
		Body: toAuthenticator(a), Headers: api.UnblockAuthenticator200ResponseHeaders{ETag: etag.Of(a.Version)},
	}, nil
}

// ReportAuthenticatorLost implements api.StrictServerInterface.
func (h *Handler) ReportAuthenticatorLost(ctx context.Context, r api.ReportAuthenticatorLostRequestObject) (api.ReportAuthenticatorLostResponseObject, error) {
	a, err := h.service.ReportLost(ctx, toMove(r.OrganisationId, r.AuthenticatorId, r.Body.Reason))
	if err != nil {
		return nil, err
	}
	return api.ReportAuthenticatorLost200JSONResponse{
		Body: toAuthenticator(a), Headers: api.ReportAuthenticatorLost200ResponseHeaders{ETag: etag.Of(a.Version)},
	}, nil
}

// RevokeAuthenticator implements api.StrictServerInterface.
func (h *Handler) RevokeAuthenticator(ctx context.Context, r api.RevokeAuthenticatorRequestObject) (api.RevokeAuthenticatorResponseObject, error) {
	a, err := h.service.Revoke(ctx, toMove(r.OrganisationId, r.AuthenticatorId, r.Body.Reason))
	if err != nil {
		return nil, err
	}
	return api.RevokeAuthenticator200JSONResponse{
		Body: toAuthenticator(a), Headers: api.RevokeAuthenticator200ResponseHeaders{ETag: etag.Of(a.Version)},
	}, nil
}

func toMove(org, authenticator openapi_types.UUID, reason *string) Move {
	return Move{Organisation: id.From[id.Organisation](org), Authenticator: id.From[id.Authenticator](authenticator), Reason: member.Or(reason)}
}

func toEnrolment(e Enrolment) api.AuthenticatorEnrolment {
	answer := api.AuthenticatorEnrolment{
		Authenticator: toAuthenticator(e.Authenticator), Secret: member.Unless(e.Secret), Uri: member.Unless(e.URI), ActivationLink: member.Unless(e.Link),
	}
	if e.QR != nil {
		answer.QrPng = &e.QR
	}
	return answer
}

func toHolder(h Holder) api.Identity {
	answer := identity.ToAPI(h.Identity)
	answer.Warnings = h.Warnings
	for _, a := range h.Authenticators {
		answer.Authenticators = append(answer.Authenticators, toAuthenticator(a))
	}
	return answer
}

func toAuthenticator(a Authenticator) api.Authenticator {
	answer := api.Authenticator{
		Id: a.ID.UUID(), IdentityId: a.Identity.UUID(), Kind: string(a.Kind), State: string(a.State), Label: a.Label,
		Method: member.Unless(string(a.Method)), Serial: member.Unless(a.Serial), Spare: a.Spare, EndsAt: a.EndsAt,
		CreatedAt: a.CreatedAt, ActivatedAt: a.ActivatedAt, Version: a.Version, Actions: a.Actions,
	}
	if a.Last {
		answer.Last = &a.Last
	}
	if !a.DeliverOn.IsZero() {
		answer.DeliverOn = new(member.Day(a.DeliverOn))
	}
	return answer
}
