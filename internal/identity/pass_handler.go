package identity

import (
	"context"

	"hverv/api"
	"hverv/internal/id"
)

// IssuePass implements api.StrictServerInterface.
func (h *Handler) IssuePass(ctx context.Context, r api.IssuePassRequestObject) (api.IssuePassResponseObject, error) {
	made, err := h.service.IssuePass(ctx, IssuePass{
		Organisation: id.From[id.Organisation](r.OrganisationId), Identity: id.From[id.Identity](r.IdentityId), Reason: r.Body.Reason,
	})
	if err != nil {
		return nil, err
	}
	return api.IssuePass201JSONResponse{Code: made.Code, Pass: *toPass(&made.Pass)}, nil
}

// RevokePass implements api.StrictServerInterface.
func (h *Handler) RevokePass(ctx context.Context, r api.RevokePassRequestObject) (api.RevokePassResponseObject, error) {
	err := h.service.RevokePass(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Identity](r.IdentityId))
	if err != nil {
		return nil, err
	}
	return api.RevokePass204Response{}, nil
}

func toPass(p *Pass) *api.TemporaryPass {
	if p == nil {
		return nil
	}
	return &api.TemporaryPass{IssuedAt: p.IssuedAt, ExpiresAt: p.ExpiresAt, UsedAt: p.UsedAt}
}
