package identity

import (
	"context"

	"hverv/api"
	"hverv/internal/id"
	"hverv/internal/member"
)

// LookAtActivation implements api.StrictServerInterface.
func (h *Handler) LookAtActivation(ctx context.Context, r api.LookAtActivationRequestObject) (api.LookAtActivationResponseObject, error) {
	found, err := h.service.Invitation(ctx, id.Token(r.Body.Token))
	if err != nil {
		return nil, err
	}
	o := found.Organisation
	return api.LookAtActivation200JSONResponse{
		OrganisationName: o.Name, Kind: string(found.Kind), State: string(found.State), ActivateUntil: member.Day(found.ActivateUntil),
		HandOverCodeNeeded: found.NeedsCode, SupportPhone: o.SupportPhone, SupportEmail: o.SupportEmail, SupportHours: o.SupportHours,
	}, nil
}

// ChooseFirstPassword implements api.StrictServerInterface.
func (h *Handler) ChooseFirstPassword(ctx context.Context, r api.ChooseFirstPasswordRequestObject) (api.ChooseFirstPasswordResponseObject, error) {
	i, err := h.service.ChoosePassword(ctx, r.Body.Ticket, r.Body.Password)
	if err != nil {
		return nil, err
	}
	return api.ChooseFirstPassword200JSONResponse(ToAPI(i)), nil
}

// WithdrawConsent implements api.StrictServerInterface.
func (h *Handler) WithdrawConsent(ctx context.Context, _ api.WithdrawConsentRequestObject) (api.WithdrawConsentResponseObject, error) {
	i, err := h.service.WithdrawConsent(ctx)
	if err != nil {
		return nil, err
	}
	return api.WithdrawConsent200JSONResponse(ToAPI(i)), nil
}

// ChangePassword implements api.StrictServerInterface.
func (h *Handler) ChangePassword(ctx context.Context, r api.ChangePasswordRequestObject) (api.ChangePasswordResponseObject, error) {
	if err := h.service.ChangePassword(ctx, r.Body.Current, r.Body.Password); err != nil {
		return nil, err
	}
	return api.ChangePassword204Response{}, nil
}
