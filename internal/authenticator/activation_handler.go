package authenticator

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

// ActivateByEid implements api.StrictServerInterface.
func (h *Handler) ActivateByEid(ctx context.Context, r api.ActivateByEidRequestObject) (api.ActivateByEidResponseObject, error) {
	opened, err := h.service.ByPerson(ctx, ByPerson{
		Token: id.Token(r.Body.Token), Code: member.Or(r.Body.Code), Consent: r.Body.Consent != nil && *r.Body.Consent,
	})
	if err != nil {
		return nil, err
	}
	return api.ActivateByEid200JSONResponse(toOpened(opened)), nil
}

// ActivateByHandOver implements api.StrictServerInterface.
func (h *Handler) ActivateByHandOver(ctx context.Context, r api.ActivateByHandOverRequestObject) (api.ActivateByHandOverResponseObject, error) {
	opened, err := h.service.ByHandOver(ctx, id.Token(r.Body.Token), r.Body.Code)
	if err != nil {
		return nil, err
	}
	return api.ActivateByHandOver200JSONResponse(toOpened(opened)), nil
}

// ChooseFirstPassword implements api.StrictServerInterface.
func (h *Handler) ChooseFirstPassword(ctx context.Context, r api.ChooseFirstPasswordRequestObject) (api.ChooseFirstPasswordResponseObject, error) {
	i, err := h.service.ChoosePassword(ctx, r.Body.Ticket, r.Body.Password)
	if err != nil {
		return nil, err
	}
	return api.ChooseFirstPassword200JSONResponse(toIdentity(i)), nil
}

// EnrolApp implements api.StrictServerInterface.
func (h *Handler) EnrolApp(ctx context.Context, r api.EnrolAppRequestObject) (api.EnrolAppResponseObject, error) {
	made, err := h.service.EnrolApp(ctx, r.Body.Ticket, member.Or(r.Body.Label))
	if err != nil {
		return nil, err
	}
	return api.EnrolApp200JSONResponse(toEnrolment(made)), nil
}

// ConfirmApp implements api.StrictServerInterface.
func (h *Handler) ConfirmApp(ctx context.Context, r api.ConfirmAppRequestObject) (api.ConfirmAppResponseObject, error) {
	i, err := h.service.ConfirmApp(ctx, r.Body.Ticket, r.Body.Code)
	if err != nil {
		return nil, err
	}
	return api.ConfirmApp200JSONResponse(toIdentity(i)), nil
}

// ConfirmCodeDisplay implements api.StrictServerInterface.
func (h *Handler) ConfirmCodeDisplay(ctx context.Context, r api.ConfirmCodeDisplayRequestObject) (api.ConfirmCodeDisplayResponseObject, error) {
	i, err := h.service.ConfirmDisplay(ctx, r.Body.Ticket, r.Body.Serial, Codes{Code: r.Body.Code, Next: member.Or(r.Body.NextCode)})
	if err != nil {
		return nil, err
	}
	return api.ConfirmCodeDisplay200JSONResponse(toIdentity(i)), nil
}

// WithdrawConsent implements api.StrictServerInterface.
func (h *Handler) WithdrawConsent(ctx context.Context, _ api.WithdrawConsentRequestObject) (api.WithdrawConsentResponseObject, error) {
	i, err := h.service.WithdrawConsent(ctx)
	if err != nil {
		return nil, err
	}
	return api.WithdrawConsent200JSONResponse(toIdentity(i)), nil
}

// ChangePassword implements api.StrictServerInterface.
func (h *Handler) ChangePassword(ctx context.Context, r api.ChangePasswordRequestObject) (api.ChangePasswordResponseObject, error) {
	if err := h.service.ChangePassword(ctx, r.Body.Current, r.Body.Password); err != nil {
		return nil, err
	}
	return api.ChangePassword204Response{}, nil
}

func toOpened(o Opened) api.OpenedActivation {
	answer := api.OpenedActivation{Identity: toIdentity(o.Identity), Ticket: member.Unless(o.Ticket)}
	if o.Ticket != "" {
		answer.TicketExpiresAt = &o.Until
	}
	return answer
}
