package authenticator

import (
	"context"
	"encoding/json"
	"fmt"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"hverv/api"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/member"
)

// BeginKey implements api.StrictServerInterface.
func (h *Handler) BeginKey(ctx context.Context, r api.BeginKeyRequestObject) (api.BeginKeyResponseObject, error) {
	asked, err := h.service.BeginKey(ctx, NewKey{
		Organisation: id.From[id.Organisation](r.OrganisationId), Identity: id.From[id.Identity](r.IdentityId),
		Chip: chipOf(r.Body.AuthenticatorId), Label: member.Or(r.Body.Label),
	})
	if err != nil {
		return nil, err
	}
	answer, err := toCeremony(asked)
	return api.BeginKey200JSONResponse(answer), err
}

// FinishKey implements api.StrictServerInterface.
func (h *Handler) FinishKey(ctx context.Context, r api.FinishKeyRequestObject) (api.FinishKeyResponseObject, error) {
	in, err := toAnswer(r.Body.CeremonyId, r.Body.Answer)
	if err != nil {
		return nil, err
	}
	a, err := h.service.FinishKey(ctx, id.From[id.Organisation](r.OrganisationId), in)
	if err != nil {
		return nil, err
	}
	return api.FinishKey200JSONResponse{
		Body: toAuthenticator(a), Headers: api.FinishKey200ResponseHeaders{ETag: etag.Of(a.Version)},
	}, nil
}

// BeginActivationKey implements api.StrictServerInterface.
func (h *Handler) BeginActivationKey(ctx context.Context, r api.BeginActivationKeyRequestObject) (api.BeginActivationKeyResponseObject, error) {
	asked, err := h.service.BeginKeyByTicket(ctx, r.Body.Ticket, NewKey{Chip: chipOf(r.Body.AuthenticatorId), Label: member.Or(r.Body.Label)})
	if err != nil {
		return nil, err
	}
	answer, err := toCeremony(asked)
	return api.BeginActivationKey200JSONResponse(answer), err
}

// FinishActivationKey implements api.StrictServerInterface.
func (h *Handler) FinishActivationKey(ctx context.Context, r api.FinishActivationKeyRequestObject) (api.FinishActivationKeyResponseObject, error) {
	in, err := toAnswer(r.Body.CeremonyId, r.Body.Answer)
	if err != nil {
		return nil, err
	}
	i, err := h.service.FinishKeyByTicket(ctx, r.Body.Ticket, in)
	if err != nil {
		return nil, err
	}
	return api.FinishActivationKey200JSONResponse(toHolder(i)), nil
}

func chipOf(chip *openapi_types.UUID) id.Authenticator {
	if chip == nil {
		return id.Authenticator{}
	}
	return id.From[id.Authenticator](*chip)
}

func toCeremony(asked Asked) (api.KeyCeremony, error) {
	answer := api.KeyCeremony{CeremonyId: asked.Ceremony.UUID(), ExpiresAt: asked.Until}
	if err := json.Unmarshal(asked.Options, &answer.Options); err != nil {
		return answer, fmt.Errorf("read the options of a ceremony: %w", err)
	}
	return answer, nil
}

func toAnswer(ceremony openapi_types.UUID, answer api.KeyAnswer) (KeyAnswer, error) {
	written, err := json.Marshal(answer)
	if err != nil {
		return KeyAnswer{}, fmt.Errorf("write the answer of a ceremony: %w", err)
	}
	return KeyAnswer{Ceremony: id.From[id.Ceremony](ceremony), Answer: written}, nil
}
