package authenticator

import (
	"context"

	"hverv/api"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/member"
)

// ActivateByEid implements api.StrictServerInterface.
func (h *Handler) ActivateByEid(ctx context.Context, r api.ActivateByEidRequestObject) (api.ActivateByEidResponseObject, error) {
	opened, err := h.service.ByPerson(ctx, identity.ByPerson{
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
	return api.ConfirmApp200JSONResponse(toHolder(i)), nil
}

// ConfirmCodeDisplay implements api.StrictServerInterface.
func (h *Handler) ConfirmCodeDisplay(ctx context.Context, r api.ConfirmCodeDisplayRequestObject) (api.ConfirmCodeDisplayResponseObject, error) {
	i, err := h.service.ConfirmDisplay(ctx, r.Body.Ticket, r.Body.Serial, Codes{Code: r.Body.Code, Next: member.Or(r.Body.NextCode)})
	if err != nil {
		return nil, err
	}
	return api.ConfirmCodeDisplay200JSONResponse(toHolder(i)), nil
}

func toOpened(o Opened) api.OpenedActivation {
	answer := api.OpenedActivation{Identity: toHolder(o.Identity), Ticket: member.Unless(o.Ticket)}
	if o.Ticket != "" {
		answer.TicketExpiresAt = &o.Until
	}
	return answer
}
