package authenticator

import (
	"context"

	"hverv/api"
	"hverv/internal/etag"
)

// RenewAuthenticator implements api.StrictServerInterface.
func (h *Handler) RenewAuthenticator(ctx context.Context, r api.RenewAuthenticatorRequestObject) (api.RenewAuthenticatorResponseObject, error) {
	a, err := h.service.Renew(ctx, toMove(r.OrganisationId, r.AuthenticatorId, r.Body.Reason))
	if err != nil {
		return nil, err
	}
	return api.RenewAuthenticator200JSONResponse{
		Body: toAuthenticator(a), Headers: api.RenewAuthenticator200ResponseHeaders{ETag: etag.Of(a.Version)},
	}, nil
}
