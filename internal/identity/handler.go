package identity

import (
	"context"

	"hverv/api"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/member"
	"hverv/internal/organisation"
)

// Handler maps the API's operations to the service.
type Handler struct{ service *Service }

// NewHandler makes the handler.
func NewHandler(s *Service) *Handler { return &Handler{service: s} }

// ChooseIdentity implements api.StrictServerInterface.
func (h *Handler) ChooseIdentity(ctx context.Context, r api.ChooseIdentityRequestObject) (api.ChooseIdentityResponseObject, error) {
	chosen, err := h.service.Choose(ctx, ChooseFor{
		Organisation: id.From[id.Organisation](r.OrganisationId), Employee: id.From[id.Employee](r.EmployeeId),
		Kind: Kind(r.Body.Kind), UserName: member.Or(r.Body.UserName), Language: member.Or((*string)(r.Body.Language)),
	})
	if err != nil {
		return nil, err
	}
	return api.ChooseIdentity201JSONResponse{
		Body: toChosen(chosen), Headers: api.ChooseIdentity201ResponseHeaders{ETag: etag.Of(chosen.Identity.Version)},
	}, nil
}

// RestartActivation implements api.StrictServerInterface.
func (h *Handler) RestartActivation(ctx context.Context, r api.RestartActivationRequestObject) (api.RestartActivationResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	chosen, err := h.service.Restart(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Identity](r.IdentityId), version)
	if err != nil {
		return nil, err
	}
	return api.RestartActivation200JSONResponse{
		Body: toChosen(chosen), Headers: api.RestartActivation200ResponseHeaders{ETag: etag.Of(chosen.Identity.Version)},
	}, nil
}

// MakeHandOverCode implements api.StrictServerInterface.
func (h *Handler) MakeHandOverCode(ctx context.Context, r api.MakeHandOverCodeRequestObject) (api.MakeHandOverCodeResponseObject, error) {
	made, err := h.service.HandOverTo(ctx, handOverFromAPI(r))
	if err != nil {
		return nil, err
	}
	return api.MakeHandOverCode201JSONResponse{Code: made.Code, How: made.How, ExpiresAt: made.ExpiresAt, LetterId: made.Letter.Pointer()}, nil
}

func handOverFromAPI(r api.MakeHandOverCodeRequestObject) NewHandOver {
	in := NewHandOver{Organisation: id.From[id.Organisation](r.OrganisationId), Identity: id.From[id.Identity](r.IdentityId), How: string(r.Body.How)}
	if a := r.Body.Address; a != nil {
		in.Address = &organisation.Address{Street: a.Street, PostalCode: a.PostalCode, City: a.City, Country: member.Or(a.Country)}
	}
	return in
}

func toChosen(c Chosen) api.ChosenIdentity {
	return api.ChosenIdentity{Identity: ToAPI(c.Identity), ActivationLink: member.Unless(c.Link)}
}

// ToAPI is the identity alone; who knows what it signs in with adds that.
func ToAPI(i Identity) api.Identity {
	return api.Identity{
		Id: i.ID.UUID(), EmployeeId: i.Employee.UUID(), Kind: string(i.Kind), State: string(i.State), UserName: member.Unless(i.UserName),
		ActivateUntil: member.Day(i.ActivateUntil), ActivatedAt: i.ActivatedAt, AssuranceLevel: string(i.Assurance), ConsentAt: i.ConsentAt,
		Authenticators: []api.Authenticator{}, Warnings: []string{}, Version: i.Version, Actions: i.Actions,
		Pass: toPass(i.Pass),
	}
}
